import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { SyncError } from '../../src/sync/errors.ts';
import { usageStatement } from '../../src/sync/sql/usage-bigquery.ts';
import { usage } from '../../src/sync/usage.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { openers, sqliteAt } from './engine.ts';

test('a database that keeps no record of its readers says so', async () => {
  const destination = sqliteAt(join(temporaryDirectory(), 'warehouse.db'), 'warehouse');
  const order = { do: 'usage', destination, tables: [{ schema: null, name: 'users' }], days: 30 } as const;
  await assert.rejects(
    usage(order, openers, new AbortController().signal),
    (error) => error instanceof SyncError && /^warehouse is SQLite/.test(error.summary.message),
  );
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
