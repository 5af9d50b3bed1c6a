import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { SyncError } from '../../src/sync/errors.ts';
import { verify } from '../../src/sync/inspect.ts';
import { newStanding } from '../../src/sync/whereabouts.ts';
import { eventually } from '../support/eventually.ts';
import { openTestJobs, runTable } from '../support/jobs.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { DUE, failureOf, mysqlAt, openers, postgresAt, runSync, sqliteAt, tableSpec } from './engine.ts';

const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const shop = join(directory, 'shop.db');
const warehouse = sqliteAt(join(directory, 'warehouse.db'), 'warehouse');
let mysql: FreshMysql;
let postgres: FreshPostgres;

before(async () => {
  const database = new Database(shop);
  database.exec(
    `create table items (id integer, name text); insert into items values (1, 'a'), (2, 'b');
     create table spare as select * from items;
     create view endless as with recursive n(i) as (select 1 union all select i + 1 from n) select i as id, 'x' as name from n`,
  );
  database.close();
  const target = new Database(join(directory, 'jobs.db'));
  target.exec('create table slow (id integer, name text)');
  target.close();
  writeFileSync(
    join(directory, 'tables.yml'),
    `connections:
  shop: { type: sqlite, path: ./shop.db }
  warehouse: { type: sqlite, path: ./jobs.db }
tables:
  items: { source: shop, from: items, destination: warehouse, mask: { name: hash } }
  slow: { source: shop, from: endless, destination: warehouse, timeout: 1s }
`,
  );
  await runSync(tableSpec('items'), { source: sqliteAt(shop, 'shop'), destination: warehouse });
  if (need.skip !== false) return;
  [mysql, postgres] = await Promise.all([freshMysql('verify_stop'), freshPostgres('verify_stop')]);
  const seed = "create table items (id int, name text); insert into items values (1, 'a'), (2, 'b')";
  await Promise.all([mysql.query(seed), postgres.query(seed)]);
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
});

const SLOW = {
  mysql: {
    spec: () => mysqlAt(mysql.url),
    where: 'sleep(30) = 0',
    running: async () =>
      (await mysql.query("select 1 from information_schema.processlist where info like 'select count%sleep(30)%'"))
        .length,
  },
  postgres: {
    spec: () => postgresAt(postgres.url, 'shop'),
    where: 'pg_sleep(30) is not null',
    running: async () =>
      (
        await postgres.query(
          "select 1 from pg_stat_activity where query like 'select count%pg_sleep(30)%' and state = 'active' and pid <> pg_backend_pid()",
        )
      ).length,
  },
} as const;

for (const kind of ['mysql', 'postgres'] as const) {
  test(`a cancel stops the statement on the server: ${kind}`, need, async () => {
    const { spec, where, running } = SLOW[kind];
    const abort = new AbortController();
    const order = {
      do: 'verify',
      due: DUE,
      table: tableSpec('items', { where }),
      source: spec(),
      destination: warehouse,
    } as const;
    const end = failureOf(verify(order, openers, newStanding(), abort.signal));
    await eventually('the statement runs', async () => (await running()) === 1);
    abort.abort();
    assert.equal((await end).code, 'local.canceled');
    await eventually('the statement is gone', async () => (await running()) === 0);
  });
}

test('the side that fails ends the other, and is the one that is named', need, async () => {
  const table = tableSpec('items', { where: 'no_such_column > 0' });
  const order = { do: 'verify', due: DUE, table, source: mysqlAt(mysql.url), destination: warehouse } as const;
  const error = await failureOf(verify(order, openers, newStanding(), new AbortController().signal));
  assert.deepEqual([error.side, error.stage], ['source', 'check']);
  assert.notEqual(error.code, 'local.canceled');
});

test('the jobs answer it, at most as long as the timeout of the table, and one answer serves all who ask', async () => {
  const jobs = await openTestJobs(join(directory, 'tables.yml'));
  try {
    assert.equal((await jobs.verify('items')).rows, null);
    assert.equal((await jobs.diff('items')).publish, 'create');
    await runTable(jobs, 'items');
    const [one, two] = await Promise.all([jobs.verify('items'), jobs.verify('items')]);
    assert.equal(one, two);
    assert.ok(one.equal);
    await assert.rejects(
      jobs.verify('slow'),
      (error) => error instanceof SyncError && error.summary.code === 'local.timeout',
    );
    assert.ok((await jobs.verify('items')).equal, 'the worker takes the next order');
  } finally {
    await jobs.stop(0);
  }
});

test('whoever shuts down waits for no verification', async () => {
  const jobs = await openTestJobs(join(directory, 'tables.yml'));
  const end = jobs.verify('slow').then(
    () => 'it ended',
    (error: unknown) => (error instanceof SyncError ? error.summary.code : 'thrown'),
  );
  await jobs.stop(0);
  assert.equal(await end, 'local.canceled');
});
