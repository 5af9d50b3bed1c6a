import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Partitioning, TableSpec } from '../../src/sync/config/spec.ts';
import { SyncError } from '../../src/sync/errors.ts';
import { type Ends, makePlan } from '../../src/sync/plan.ts';
import type { Column } from '../../src/sync/types.ts';
import { bigqueryTable, DUE, tableSpec } from './engine.ts';

const of = (name: string, more: Partial<Column>): Column => ({
  name,
  type: 'string',
  nullable: true,
  native: 'x',
  ...more,
});
const COLUMNS: readonly Column[] = [
  of('id', { type: 'integer', length: 8 }),
  of('big', { type: 'integer', length: 8, unsigned: true }),
  of('born', { type: 'date' }),
  of('made', { type: 'datetime' }),
  of('seen', { type: 'timestamp' }),
  of('name', {}),
  of('rate', { type: 'double' }),
  of('photo', { type: 'bytes' }),
  of('opens', { type: 'time' }),
];
const ENDS: Ends = {
  source: { kind: 'mysql', formats: ['cells'] },
  destination: { kind: 'bigquery', formats: ['cells'], natives: [] },
  due: DUE,
};

const plan = (partitionBy: Partitioning | null, clusterBy: readonly string[], given: Partial<TableSpec> = {}) =>
  makePlan(
    tableSpec('users', { bigquery: { ...bigqueryTable(), partitionBy, clusterBy }, ...given }),
    { columns: COLUMNS, primaryKey: ['id'], estimatedRows: null },
    ENDS,
  );
const by = (column: string | null, grain: 'hour' | 'day' = 'day'): Partitioning => ({
  column,
  by: { kind: 'time', grain, expireDays: null },
  requireFilter: false,
});
const ranges = (column: string): Partitioning => ({
  column,
  by: { kind: 'range', start: 0, end: 10, interval: 1 },
  requireFilter: false,
});

function refused(...asked: Parameters<typeof plan>): string {
  try {
    plan(...asked);
  } catch (error) {
    assert.ok(error instanceof SyncError, String(error));
    assert.deepEqual([error.summary.code, error.summary.stage], ['config', 'plan']);
    return `${error.summary.message} | ${error.summary.hint}`;
  }
  throw new Error('it was planned');
}

test('partitions are made of dates and times, of ranges of whole numbers, of synced_at, and of nothing at all', () => {
  for (const fine of [by('born'), by('made', 'hour'), by('seen', 'hour'), by(null), ranges('id')]) plan(fine, []);
  plan(by('synced_at', 'hour'), ['synced_at', 'id', 'name'], { addColumns: ['synced_at'] });
  plan(ranges('born'), [], { mask: { born: 'year' } });
  assert.equal(plan(null, []).bigquery?.partitionBy, null);
});

test('a partition column of another type is refused with what there is instead', () => {
  assert.match(refused(by('id'), []), /names id, which arrives as INT64: grain day is of DATE.*or write range/);
  assert.match(refused(by('born', 'hour'), []), /a DATE has no hours \|.*or write grain: day/);
  assert.match(refused(ranges('seen'), []), /arrives as TIMESTAMP: ranges are of INT64 \|.*or write grain/);
  assert.match(refused(ranges('big'), []), /arrives as NUMERIC\(20\)/);
  assert.match(refused(by('born'), [], { onInvalid: { born: 'text' } }), /born, which arrives as STRING/);
});

test('a partition or cluster column that is not written is refused with the name that was meant', () => {
  assert.match(refused(by('seem'), []), /names seem, which is not among .* \| .*did you mean seen\?/);
  assert.match(refused(by('synced_at'), []), /\| Write add_columns: \[synced_at\]/);
  assert.match(refused(null, ['nothing']), /cluster_by of tables\.users names nothing/);
});

test('rows are not clustered by what has no order in BigQuery', () => {
  for (const name of ['rate', 'photo', 'opens']) {
    assert.match(refused(null, [name]), new RegExp(`cluster_by of tables\\.users names ${name}, which arrives as`));
  }
});
