import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { httpMode, say, startBot } from './support/bot-process.ts';
import { eventually } from './support/eventually.ts';
import { fakeSlack } from './support/fake-slack.ts';
import { freePort } from './support/keep.ts';
import { temporaryDirectory } from './support/sqlite.ts';

const CANARY = 'canary-5c1d@example.com';

const TABLES = `timezone: Asia/Tokyo
slack: { channel: "#data-syncs" }
roles: { operator: [U0KIM] }
connections:
  shop: { type: sqlite, path: ./shop.db }
  warehouse: { type: sqlite, path: ./warehouse.db }
defaults: { source: shop, destination: warehouse, retries: 0 }
tables:
  users: { mask: { email: hash } }
  endless: {}
`;

/** A shop whose table `endless` takes seconds to copy. */
function endlessShop(): string {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'tables.yml'), TABLES);
  const shop = new Database(join(home, 'shop.db'));
  shop.exec(`create table endless (id integer primary key, v text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000)
    insert into endless select i, 'x' from n`);
  shop.close();
  return home;
}

test('a bot that was killed in the middle of a run says so in the same message after its restart', async () => {
  const home = endlessShop();
  const slack = await fakeSlack();
  const port = await freePort();
  const first = startBot(home, httpMode(slack, port));
  await eventually('a connected bot', () => first.said.all.includes('connected to Slack'));
  await say(slack, port, 'run endless');
  await eventually('a copy under way', () => JSON.stringify(slack.of('chat.update')).includes('copying rows'));
  first.child.kill('SIGKILL');
  await first.over;
  const second = startBot(home, httpMode(slack, port));
  try {
    await eventually(
      'the truth',
      () => JSON.stringify(slack.of('chat.update').at(-1)).includes('endless: failed'),
      30_000,
    );
    assert.equal(slack.of('chat.postMessage').length, 1);
    assert.equal(new Set(slack.of('chat.update').map(({ body }) => body.ts)).size, 1);
  } finally {
    second.child.kill('SIGKILL');
    await second.over;
    await slack.close();
  }
});

test('from a signed command to a verified table, one message, and a calm end', async () => {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'tables.yml'), TABLES);
  const shop = new Database(join(home, 'shop.db'));
  shop.exec(
    `create table users (id integer primary key, email text); insert into users values (1, '${CANARY}'), (2, null)`,
  );
  shop.close();
  const slack = await fakeSlack();
  const port = await freePort();
  const bot = startBot(home, httpMode(slack, port));
  try {
    await eventually('a connected bot', () => bot.said.all.includes('connected to Slack'));
    await say(slack, port, 'run users');
    await eventually('the end in the message', () =>
      JSON.stringify(slack.of('chat.update')).includes('2 rows published'),
    );
    assert.equal(slack.of('chat.postMessage').length, 1);

    const warehouse = new Database(join(home, 'warehouse.db'), { readonly: true });
    const rows = warehouse.prepare('select id, length(email) as n from users order by id').all();
    warehouse.close();
    assert.deepEqual(rows, [
      { id: 1, n: 64 },
      { id: 2, n: null },
    ]);
    bot.child.kill('SIGTERM');
    assert.equal(await bot.over, 0, bot.said.all);
    const everything = [bot.said.all, JSON.stringify(slack.calls), readFileSync(join(home, 'sync-bot.db'), 'latin1')];
    for (const text of everything) assert.equal(text.includes(CANARY), false);
  } finally {
    bot.child.kill('SIGKILL');
    await slack.close();
  }
});

test('every mistake in the environment and in tables.yml is told at once, and the exit code is 2', async () => {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'tables.yml'), TABLES.replace('Asia/Tokyo', 'Nowhere/Land'));
  const { over, said } = startBot(home, { SLACK_MODE: 'http' });
  assert.equal(await over, 2);
  assert.match(said.all, /^SLACK_SIGNING_SECRET is not set.*\ntables\.yml:1: .*Nowhere\/Land.*\n$/);
});

test('a token that Slack does not accept ends the bot with Slack’s own word and 1', async () => {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'tables.yml'), TABLES);
  const slack = await fakeSlack();
  slack.next('auth.test', { body: { ok: false, error: 'invalid_auth' } });
  const { over, said } = startBot(home, { SLACK_APP_TOKEN: 'xapp-t', SLACK_API_URL: slack.apiUrl });
  assert.equal(await over, 1, said.all);
  assert.match(said.all, /starting sync-bot: invalid_auth/);
  await slack.close();
});

test('where Slack is away when the bot starts it waits for it, and stops in between when it is asked to', async () => {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'tables.yml'), TABLES);
  const slack = await fakeSlack();
  slack.next('auth.test', { drop: 'before' });
  const back = startBot(home, httpMode(slack, await freePort()));
  await eventually('a connected bot', () => back.said.all.includes('connected to Slack'));
  assert.match(back.said.all, /Slack cannot be reached; it is asked again/);
  back.child.kill('SIGTERM');
  assert.equal(await back.over, 0, back.said.all);
  await slack.close();

  const away = startBot(home, {
    ...httpMode(slack, await freePort()),
    SLACK_API_URL: `http://127.0.0.1:${await freePort()}/`,
  });
  await eventually('a bot that waits', () => away.said.all.includes('it is asked again'));
  away.child.kill('SIGTERM');
  assert.equal(await away.over, 0, away.said.all);
});
