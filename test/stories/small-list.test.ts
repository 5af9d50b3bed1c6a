import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readBigQuery } from '../contract/bigquery-rows.ts';
import { type LoopbackBigQuery, startBigQuery } from '../support/bigquery/index.ts';
import { httpMode, say, startBot } from '../support/bot-process.ts';
import { eventually } from '../support/eventually.ts';
import { fakeSlack } from '../support/fake-slack.ts';
import { freePort } from '../support/keep.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// One small machine copies a short list of MySQL tables into BigQuery: of each some columns and some rows, under a name
// and in a data set of its own, replaced or appended to; tried again twice, and told in the channel either way.

const CANARY = 'canary-91ab@example.com';
const home = temporaryDirectory();
const need = needs('mysql', 'postgres');
let mysql: FreshMysql;
let bigquery: LoopbackBigQuery;

before(async () => {
  if (need.skip !== false) return;
  [mysql, bigquery] = await Promise.all([freshMysql('small_list'), startBigQuery({ datasets: ['mart', 'logs'] })]);
  await mysql.query(
    `create table users (id int primary key, name varchar(20), email varchar(60), deleted_at datetime);
     insert into users values (1, '甲', '${CANARY}', null), (2, 'b', 'b@example.com', '2026-01-01'), (3, 'c', null, null);
     create table events (id int primary key, kind varchar(20), at datetime);
     insert into events values (1, 'open', '2026-01-01 10:00:00'), (2, 'close', '2026-01-01 11:00:00');
     create table stock (id int primary key, pieces int); insert into stock values (1, 7)`,
  );
  writeFileSync(
    join(home, 'tables.yml'),
    `timezone: Asia/Tokyo
slack: { channel: "#data-syncs" }
roles: { operator: [U0KIM] }
connections:
  shop: { type: mysql, url: "${mysql.url}" }
  warehouse: { type: bigquery, project: ${bigquery.project}, dataset: mart, endpoint: "${bigquery.endpoint}" }
defaults: { source: shop, destination: warehouse, retries: 2, retry_wait: 0s, sentinel: off }
tables:
  customers: { from: users, to: mart.active_users, columns: [id, name], where: "deleted_at is null" }
  events: { to: logs.events, mode: append, incremental_key: id, lookback: 0 }
  stock: { to: mart.stock }
  missing: { from: no_such_table }
`,
  );
});
after(async () => {
  await mysql?.drop();
  await bigquery?.close();
});

test('every table of the list arrives as it was asked for, and every end is told', need, async () => {
  const slack = await fakeSlack();
  const port = await freePort();
  const bot = startBot(home, httpMode(slack, port));
  /** Runs a table from chat; resolves with the last text of its one message. */
  async function run(table: string): Promise<string> {
    const edits = slack.of('chat.update').length;
    await say(slack, port, `run ${table}`);
    return eventually(
      `the end of ${table}`,
      () => {
        const texts = slack
          .of('chat.update')
          .slice(edits)
          .map(({ body }) => JSON.stringify(body));
        return texts.find((text) => new RegExp(`${table}: (failed|[\\d,]+ (new )?rows? )`).test(text));
      },
      60_000,
    );
  }
  try {
    await eventually('a connected bot', () => bot.said.all.includes('connected to Slack'));

    assert.match(await run('customers'), /2 rows published/);
    assert.deepEqual(await readBigQuery({ ...bigquery, dataset: 'mart' }, 'active_users'), [
      { id: '1', name: '甲' },
      { id: '3', name: 'c' },
    ]);

    await run('events');
    await mysql.query("insert into events values (3, 'open', '2026-01-02 09:00:00')");
    await run('events');
    const events = await readBigQuery({ ...bigquery, dataset: 'logs' }, 'events');
    assert.deepEqual(
      events?.map(({ id, kind, at }) => [id, kind, at]),
      [
        ['1', 'open', '2026-01-01 10:00:00'],
        ['2', 'close', '2026-01-01 11:00:00'],
        ['3', 'open', '2026-01-02 09:00:00'],
      ],
    );

    // BigQuery has trouble in the first try; the second succeeds.
    bigquery.faults.failJob({ id: /_load/, reason: 'backendError' });
    const stock = await run('stock');
    assert.match(stock, /1 row published/);
    assert.match(stock, /2nd try|try 2|2 of 3/);

    const failed = await run('missing');
    assert.match(failed, /no_such_table/);
    assert.match(failed, /tables\.yml/);
    for (const text of [bot.said.all, JSON.stringify(slack.calls)]) assert.equal(text.includes(CANARY), false);
  } finally {
    bot.child.kill('SIGTERM');
    await bot.over;
    await slack.close();
  }
});
