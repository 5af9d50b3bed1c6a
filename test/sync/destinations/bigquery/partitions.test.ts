import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  demandedFilter,
  type Partition,
  periodOf,
  stretches,
  within,
} from '../../../../src/sync/destinations/bigquery/partitions.ts';

const time = (rest: Partial<Extract<Partition, { by: 'time' }>> = {}): Partition => ({
  by: 'time',
  column: 'day',
  type: 'date',
  grain: 'day',
  ...rest,
});
const RANGE: Partition = { by: 'range', column: 'id', start: 0n, end: 100n, interval: 10n };

function bounds(partition: Partition, periods: readonly string[], nulls = false): string {
  return within(partition, '_sync_bot_t', { stretches: stretches(partition, periods), nulls });
}

test('partitions that follow each other are one stretch, whatever their order', () => {
  assert.equal(
    bounds(time(), ['2026-03-01', '2026-02-28', '2026-02-28', '2025-12-31']),
    "(_sync_bot_t.`day` >= date '2025-12-31' and _sync_bot_t.`day` < date '2026-01-01' or _sync_bot_t.`day` >= date '2026-02-28' and _sync_bot_t.`day` < date '2026-03-02')",
  );
});

test('each grain ends where its next partition begins', () => {
  const stamped = { type: 'timestamp', column: 'at' } as const;
  assert.equal(
    bounds(time({ ...stamped, grain: 'hour' }), ['2026-12-31 23']),
    "(_sync_bot_t.`at` >= timestamp '2026-12-31 23:00:00+00' and _sync_bot_t.`at` < timestamp '2027-01-01 00:00:00+00')",
  );
  assert.equal(
    bounds(time({ ...stamped, type: 'datetime', grain: 'month' }), ['2026-12']),
    "(_sync_bot_t.`at` >= datetime '2026-12-01 00:00:00' and _sync_bot_t.`at` < datetime '2027-01-01 00:00:00')",
  );
  assert.equal(
    bounds(time({ grain: 'year' }), ['0001']),
    "(_sync_bot_t.`day` >= date '0001-01-01' and _sync_bot_t.`day` < date '0002-01-01')",
  );
  assert.equal(bounds(time({ grain: 'year' }), ['9999']), "(_sync_bot_t.`day` >= date '9999-01-01')");
});

test('rows without a value, and no rows at all, are a partition of their own', () => {
  assert.equal(bounds(time(), [], true), '(_sync_bot_t.`day` is null)');
  assert.equal(bounds(time(), []), '(_sync_bot_t.`day` is null)');
  assert.equal(bounds(time(), ['2026-01-01'], true).endsWith(' or _sync_bot_t.`day` is null)'), true);
});

test('whole numbers outside of the ranges are read where they are', () => {
  assert.equal(
    bounds(RANGE, ['90', '0', '10']),
    '(_sync_bot_t.`id` >= 0 and _sync_bot_t.`id` < 20 or _sync_bot_t.`id` >= 90 and _sync_bot_t.`id` < 100)',
  );
  assert.equal(bounds(RANGE, ['below', 'above', '90']), '(_sync_bot_t.`id` < 0 or _sync_bot_t.`id` >= 90)');
});

test('many partitions become few stretches that hold them all, by closing the smallest gaps', () => {
  const days = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i * 3)).toISOString().slice(0, 10));
  const found = stretches(time(), [...days, '2020-01-01']);
  assert.equal(found.length <= 24, true);
  const first = found[0];
  assert.deepEqual([first?.from, first?.to], [BigInt(Date.UTC(2020, 0, 1)), BigInt(Date.UTC(2020, 0, 2))]);
  for (const day of days) {
    const at = BigInt(Date.parse(day));
    assert.equal(
      found.some(({ from, to }) => (from ?? at) <= at && at < (to ?? at + 1n)),
      true,
    );
  }
});

test('a table that wants a filter gets one that leaves nothing out, and another gets none', () => {
  const filter = (partition: Partition, alias: string | null) =>
    demandedFilter({ partition, requireFilter: true }, alias);
  assert.equal(filter(time(), '_sync_bot_t'), '(_sync_bot_t.`day` is not null or _sync_bot_t.`day` is null)');
  assert.equal(filter(RANGE, null), '(`id` is not null or `id` is null)');
  assert.equal(
    filter(time({ column: null, type: 'timestamp' }), null),
    '(_PARTITIONTIME is not null or _PARTITIONTIME is null)',
  );
  assert.equal(demandedFilter({ partition: time(), requireFilter: false }, null), null);
  assert.equal(demandedFilter({ partition: null, requireFilter: true }, null), null);
  assert.equal(demandedFilter(null, null), null);
});

test('a row says its partition in the words that a stretch is made of', () => {
  assert.equal(periodOf(time({ grain: 'month' }), '_sync_bot_t'), "format_date('%E4Y-%m', _sync_bot_t.`day`)");
  assert.equal(
    periodOf(time({ column: null, type: 'timestamp', grain: 'hour' }), '_sync_bot_t'),
    "format_timestamp('%E4Y-%m-%d %H', _sync_bot_t._PARTITIONTIME, 'UTC')",
  );
});
