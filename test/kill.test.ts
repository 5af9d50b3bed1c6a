import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { httpMode, say, startBot } from './support/bot-process.ts';
import { eventually } from './support/eventually.ts';
import { type FakeSlack, fakeSlack, type SlackAnswer } from './support/fake-slack.ts';
import { freePort } from './support/keep.ts';
import { temporaryDirectory } from './support/sqlite.ts';

// The bot dies between taking a command and saying so.

const TABLES = `timezone: Asia/Tokyo
roles: { operator: [U0KIM] }
connections:
  shop: { type: sqlite, path: ./shop.db }
  warehouse: { type: sqlite, path: ./warehouse.db }
defaults: { source: shop, destination: warehouse, retries: 0 }
tables: { users: {} }
`;

function shop(): string {
  const home = temporaryDirectory();
  writeFileSync(join(home, 'tables.yml'), TABLES);
  new Database(join(home, 'shop.db'))
    .exec('create table users (id integer primary key); insert into users values (1), (2)')
    .close();
  return home;
}

function tally(home: string): { readonly runs: number; readonly open: number } {
  const history = new Database(join(home, 'sync-bot.db'), { readonly: true });
  const count = (sql: string) => history.prepare(sql).pluck().get() as number;
  const found = {
    runs: count('select count(*) from runs'),
    open: count("select count(*) from letters where state in ('waiting', 'sending')"),
  };
  history.close();
  return found;
}

const last = (slack: FakeSlack) => JSON.stringify(slack.of('chat.update').at(-1) ?? slack.messages.at(-1) ?? '');

const before: readonly (readonly [string, SlackAnswer])[] = [
  ['after Slack took its message, before it said so', { hang: true }],
  ['before Slack took its message', { status: 429, headers: { 'retry-after': '60' }, body: { ok: false } }],
];
for (const [when, answer] of before) {
  test(`a bot that is killed ${when} has one run, and one message of it after its restart`, async () => {
    const home = shop();
    const slack = await fakeSlack();
    const port = await freePort();
    slack.next('chat.postMessage', answer);
    const first = startBot(home, httpMode(slack, port));
    await eventually('a connected bot', () => first.said.all.includes('connected to Slack'));
    await say(slack, port, 'run users');
    await eventually('the first try', () => slack.of('chat.postMessage').length === 1);
    first.child.kill('SIGKILL');
    await first.over;
    if (answer.status === 429) {
      // The minute that Slack asked for is over.
      const history = new Database(join(home, 'sync-bot.db'));
      history.exec('update letters set not_before = 0');
      history.close();
    }
    const second = startBot(home, httpMode(slack, port));
    try {
      await eventually('its end in the message', () => /users: (2 rows published|failed)/.test(last(slack)), 30_000);
      assert.deepEqual(tally(home), { runs: 1, open: 0 });
      assert.equal(slack.messages.length, 1);
    } finally {
      second.child.kill('SIGKILL');
      await second.over;
      await slack.close();
    }
  });
}
