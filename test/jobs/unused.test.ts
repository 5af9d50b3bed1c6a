import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run, TableCost } from '../../src/jobs/types.ts';
import { askedOf, unusedOf } from '../../src/jobs/unused.ts';
import type { Config, TableSpec, TableUsage, UsageReport } from '../../src/sync/index.ts';
import { aSuccess, shopConfig } from '../support/fake-jobs.ts';

const spec = shopConfig().tables.users as TableSpec;
const into = (schema: string, name: string) => ({ connection: 'warehouse', table: { schema, name } });
const table = (name: string, more: Partial<TableSpec> = {}): TableSpec => ({
  ...{ ...spec, name, destination: into('raw', name) },
  ...more,
});
const model = (name: string, after: readonly string[], sql = 'select 1'): TableSpec =>
  table(name, { destination: into('marts', name), schedule: null, model: { sql, file: null, after } });

const config = (...tables: readonly TableSpec[]): Config => ({
  ...shopConfig(),
  connections: {
    warehouse: { type: 'bigquery', name: 'warehouse', dataset: 'raw' } as Config['connections'][string],
  },
  tables: Object.fromEntries(tables.map((one) => [one.name, one])),
});

const of = (dataset: string, name: string, reads = 0, more: Partial<TableUsage> = {}): TableUsage => ({
  ...{ dataset, table: name, bytes: 1000, rows: 10, lastReadAt: null, reads, readers: reads },
  ...more,
});
const report = (...tables: readonly TableUsage[]): UsageReport => ({ days: 90, since: '2026-08-23T00:00:00Z', tables });

const facts = { costs: [] as readonly TableCost[], lastSuccess: (): Run | null => null };
const look = (tables: readonly TableSpec[], ...usage: readonly TableUsage[]) =>
  unusedOf(report(...usage), 'warehouse', config(...tables), facts);

test('what is loaded and what stands beside it are told apart, and what is read is left out', () => {
  const cost: TableCost = {
    ...{ table: 'users', connection: 'warehouse', runs: 90, bytesProcessed: 8, bytesBilled: 9, slotMs: 1, jobs: 1 },
  };
  const found = unusedOf(
    report(of('raw', 'users'), of('raw', 'items', 3), of('raw', 'old_export', 0, { bytes: 5000 }), of('raw', 'b', 1)),
    'warehouse',
    config(table('users'), table('items')),
    { costs: [cost, { ...cost, connection: 'other', bytesBilled: 700 }], lastSuccess: () => aSuccess() },
  );
  assert.deepEqual(
    found.ours.map((one) => [one.table, one.target, one.rows, one.bytes, one.loadedBytes, one.billedBytes]),
    [['users', 'raw.users', 10, 1000, 4_500_000, 9]],
  );
  assert.deepEqual(found.others, [{ name: 'raw.old_export', rows: 10, bytes: 5000 }]);
  assert.equal(found.used, 2);
});

test('targets with a date in their names are one table, and one that is read keeps them all', () => {
  const daily = table('users', { destination: into('raw', 'users_{{ due_date_nodash }}') });
  const days = [of('raw', 'users_20261119'), of('raw', 'users_20261120')];
  const [one] = look([daily], ...days).ours;
  assert.deepEqual([one?.target, one?.rows, one?.bytes], ['raw.users_{{ due_date_nodash }}', 20, 2000]);
  assert.deepEqual(look([daily], ...days, of('raw', 'users_20261121', 1)).ours, []);
  assert.deepEqual(look([daily], ...days, of('raw', 'users_old')).others, [
    { name: 'raw.users_old', rows: 10, bytes: 1000 },
  ]);
  assert.deepEqual(look([daily], of('raw', 'xusers_20261119')).ours, []);
});

test('a table that only a model reads is as much in use as the model', () => {
  const tables = [
    table('users'),
    table('items'),
    model('sales', ['users'], 'select * from `raw.items`'),
    model('top', ['sales']),
  ];
  const all = [of('raw', 'users'), of('raw', 'items'), of('marts', 'sales')];
  assert.deepEqual(look(tables, ...all, of('marts', 'top', 1)).ours, []);
  assert.deepEqual(
    look(tables, ...all, of('marts', 'top')).ours.map(({ table: name, kind, readBy }) => [name, kind, readBy]),
    [
      ['items', 'table', ['sales']],
      ['sales', 'model', ['top']],
      ['top', 'model', []],
      ['users', 'table', ['sales']],
    ],
  );
});

test('sync-bot’s own tables are nobody’s, and a table of that name in another data set is not ours', () => {
  const found = look(
    [table('users')],
    of('raw', '_sync_bot_t1_1_1'),
    of('raw', '_sync_bot_previous_x'),
    of('other', 'users'),
  );
  assert.deepEqual([found.ours, found.others, found.used], [[], [{ name: 'other.users', rows: 10, bytes: 1000 }], 0]);
});

test('each target is asked for, those with a date in their names together, and the rest of every data set', () => {
  const daily = table('daily', { destination: into('raw', 'daily_{{ due_date_nodash }}') });
  const odd = table('odd', { destination: into('raw', '{{ due_date_nodash }}') });
  assert.deepEqual(
    askedOf(config(table('users'), daily, odd, model('sales', ['users'])), 'warehouse').map(
      ({ schema, name }) => `${schema}.${name}`,
    ),
    ['raw.users', 'raw.daily_*', 'marts.sales', 'raw.*', 'marts.*'],
  );
  assert.deepEqual(
    look([daily], of('raw', 'daily_*')).ours.map(({ table: name }) => name),
    ['daily'],
  );
});
