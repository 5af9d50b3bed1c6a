import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedColumns, snapshotOf } from '../../src/sync/added.ts';
import type { Partitioning, TableSpec } from '../../src/sync/config/spec.ts';
import { SyncError } from '../../src/sync/errors.ts';
import type { Column } from '../../src/sync/types.ts';
import { bigqueryTable, tableSpec } from './engine.ts';

const daily = (given: Partial<TableSpec> = {}, partitionBy: Partitioning | null = null): TableSpec =>
  tableSpec('articles', {
    mode: 'append',
    addColumns: ['synced_at'],
    bigquery: { ...bigqueryTable(), partitionBy },
    ...given,
  });
const by = (grain: 'hour' | 'day' | 'month' | 'year', column: string | null = 'synced_at'): Partitioning => ({
  column,
  by: { kind: 'time', grain, expireDays: null },
  requireFilter: false,
});
const added = (due: string, copied: readonly Column[] = [], spec = daily()) => addedColumns(spec, copied, due);

test('synced_at is the moment a run stands for, in the notation of cells', () => {
  for (const [due, value] of [
    ['2026-01-31T20:00:00.000Z', '2026-01-31 20:00:00+00'],
    ['2026-01-31T20:00:00.120Z', '2026-01-31 20:00:00.12+00'],
    ['2026-01-31T20:00:10.000Z', '2026-01-31 20:00:10+00'],
    ['2026-02-01T05:00:00+09:00', '2026-01-31 20:00:00+00'],
  ] as const) {
    assert.deepEqual(added(due), [
      { column: { name: 'synced_at', type: 'timestamp', nullable: true, native: 'timestamp' }, value },
    ]);
  }
  assert.deepEqual(added('2026-01-31T20:00:00Z', [], daily({ addColumns: [] })), []);
});

test('a copied column of that name is refused, whatever its case, since BigQuery knows none', () => {
  for (const name of ['synced_at', 'SYNCED_AT']) {
    assert.throws(
      () => added('2026-01-31T20:00:00Z', [{ name, type: 'date', nullable: true, native: 'date' }]),
      (error) => error instanceof SyncError && error.summary.message.endsWith(`shop.articles has a column ${name}`),
    );
  }
});

test('a snapshot replaces the UTC day of its moment, or the hour, month or year its table is partitioned by', () => {
  // Five in the morning in Tokyo.
  const due = '2024-02-28T20:00:00.000Z';
  const range = (partitioning: Partitioning | null) => {
    const { column, from, to } = snapshotOf(daily({}, partitioning), due) ?? {};
    return [column, from?.slice(0, 13), to?.slice(0, 13)];
  };
  assert.deepEqual(range(null), ['synced_at', '2024-02-28T00', '2024-02-29T00']);
  assert.deepEqual(range(by('day')), ['synced_at', '2024-02-28T00', '2024-02-29T00']);
  assert.deepEqual(range(by('hour')), ['synced_at', '2024-02-28T20', '2024-02-28T21']);
  assert.deepEqual(range(by('month')), ['synced_at', '2024-02-01T00', '2024-03-01T00']);
  assert.deepEqual(range(by('year')), ['synced_at', '2024-01-01T00', '2025-01-01T00']);
  assert.deepEqual(range(by('month', 'created_at')), ['synced_at', '2024-02-28T00', '2024-02-29T00']);
  assert.deepEqual(range(by('hour', null)), ['synced_at', '2024-02-28T00', '2024-02-29T00']);
  const last = snapshotOf(daily({}, by('hour')), '2025-12-31T23:59:59.999Z');
  assert.deepEqual([last?.from, last?.to], ['2025-12-31T23:00:00.000Z', '2026-01-01T00:00:00.000Z']);
});

test('only append with synced_at and without an incremental key takes snapshots', () => {
  const due = '2024-02-28T20:00:00.000Z';
  for (const given of [{ mode: 'replace' }, { mode: 'merge' }, { incrementalKey: 'id' }, { addColumns: [] }] as const) {
    assert.equal(snapshotOf(daily(given), due), null);
  }
});
