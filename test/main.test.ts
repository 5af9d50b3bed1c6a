import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { eventually } from './support/eventually.ts';
import { type FakeSlack, fakeSlack, signed } from './support/fake-slack.ts';
import { freePort } from './support/keep.ts';
import { temporaryDirectory } from './support/sqlite.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const SECRET = 'a secret of tests';
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

function start(home: string, rest: Record<string, string>) {
  const env = {
    PATH: process.env.PATH ?? '',
    SYNC_BOT_MASK_KEY: 'a key for tests, of no worth',
    SLACK_BOT_TOKEN: 'xoxb-t',
    ...rest,
  };
  const child = spawn(process.execPath, [MAIN], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { all: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said.all += String(chunk)));
  return { child, said, over: once(child, 'exit').then(([code]) => code as number | null) };
}

/** Kim types `/sync <text>`. */
async function say(slack: FakeSlack, port: number, text: string): Promise<void> {
  const body = new URLSearchParams({
    command: '/sync',
    text,
    user_id: 'U0KIM',
    channel_id: 'C1',
    team_id: 'T0',
    trigger_id: text,
    response_url: slack.responseUrl,
  }).toString();
  const type = 'application/x-www-form-urlencoded';
  const headers = { 'content-type': type, ...signed(body, SECRET, Math.floor(Date.now() / 1000)) };
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body, headers });
  assert.equal(response.status, 200);
}

const http = (slack: FakeSlack, port: number) => ({
  SLACK_MODE: 'http',
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: slack.apiUrl,
  PORT: String(port),
});

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
  const first = start(home, http(slack, port));
  await eventually('a connected bot', () => first.said.all.includes('connected to Slack'));
  await say(slack, port, 'run endless');
  await eventually('a copy under way', () => JSON.stringify(slack.of('chat.update')).includes('copying rows'));
  first.child.kill('SIGKILL');
  await first.over;
  const second = start(home, http(slack, port));
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
  const bot = start(home, http(slack, port));
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
  const { over, said } = start(home, { SLACK_MODE: 'http' });
  assert.equal(await over, 2);
  assert.match(said.all, /^SLACK_SIGNING_SECRET is not set.*\ntables\.yml:1: .*Nowhere\/Land.*\n$/);
});

test('a token that Slack does not accept ends the bot with Slack’s own word and 1', async () => {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'tables.yml'), TABLES);
  const slack = await fakeSlack();
  slack.next('auth.test', { body: { ok: false, error: 'invalid_auth' } });
  const { over, said } = start(home, { SLACK_APP_TOKEN: 'xapp-t', SLACK_API_URL: slack.apiUrl });
  assert.equal(await over, 1, said.all);
  assert.match(said.all, /starting sync-bot: invalid_auth/);
  await slack.close();
});
