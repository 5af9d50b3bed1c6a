import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSession } from '../../src/sync/destinations/bigquery/connect.ts';
import { SyncError } from '../../src/sync/errors.ts';
import { usageStatement } from '../../src/sync/sql/bigquery-usage.ts';
import { usage } from '../../src/sync/usage.ts';
import { startBigQuery } from '../support/bigquery/index.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { bigqueryAt, openers, sqliteAt } from './engine.ts';

test('a database that keeps no record of its readers says so', async () => {
  const destination = sqliteAt(join(temporaryDirectory(), 'warehouse.db'), 'warehouse');
  const order = { do: 'usage', destination, tables: [{ schema: null, name: 'users' }], days: 30 } as const;
  await assert.rejects(
    usage(order, openers, new AbortController().signal),
    (error) => error instanceof SyncError && /^warehouse is SQLite/.test(error.summary.message),
  );
});

test('reads are counted by table, without those of sync-bot and those that failed', needs('postgres'), async () => {
  const bigquery = await startBigQuery();
  try {
    await bigquery.dataset('mart');
    const destination = bigqueryAt(bigquery, 'mart');
    const session = await openSession(destination);
    const run = (id: string, sql: string): Promise<unknown> => session.query(id, { sql });
    await run('a1', 'create table mart.users as select 1 as id union all select 2');
    await run('a2', 'create table mart.log_20260101 as select 1 as id');
    await run('a3', 'create table mart.log_20260102 as select 1 as id');
    await run('a4', 'create table mart.idle as select 1 as id');
    await run('person_1', 'select id from mart.users');
    await run('person_2', 'select u.id from mart.users as u join mart.log_20260101 as l on u.id = l.id');
    await assert.rejects(run('person_3', 'select nothing from mart.idle'));
    await run('sync_bot_t1_profile', 'select id from mart.idle');
    const tables = ['users', 'log_*', 'idle', 'gone'].map((name) => ({ schema: null, name }));
    const asked = { do: 'usage', destination, tables, days: 400 } as const;
    const report = await usage(asked, openers, new AbortController().signal);
    assert.equal(report.days, 180);
    assert.match(report.since, /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(
      report.tables.map(({ table, rows, reads, readers, lastReadAt }) => [
        table,
        rows,
        reads,
        readers,
        lastReadAt !== null,
      ]),
      [
        ['users', 2, 2, 1, true],
        ['log_*', 2, 1, 1, true],
        ['idle', 1, 0, 0, false],
        ['gone', null, 0, 0, false],
      ],
    );
    assert.doesNotMatch(JSON.stringify(report), /@/);
  } finally {
    await bigquery.close();
  }
});

test('no name of a user leaves the warehouse, and what sync-bot asked is not counted', () => {
  const sql = usageStatement({
    project: 'shop-1',
    location: 'asia-northeast1',
    days: 30,
    tables: [{ project: 'shop-1', dataset: 'mart', name: "it's" }],
  });
  assert.match(sql, /not starts_with\(j\.job_id, 'sync_bot_'\)/);
  assert.match(sql, /from `shop-1`\.`region-asia-northeast1`\.INFORMATION_SCHEMA\.JOBS_BY_PROJECT/);
  assert.match(sql, /'it\\'s' as name/);
  const [, selected = ''] = sql.split('\n)\n');
  assert.deepEqual(selected.match(/\S*user_email\S*/g), ['r.user_email)']);
});
