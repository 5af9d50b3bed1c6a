import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareValues, exclusive, keyType, minus, readBound } from '../../../src/sync/incremental/values.ts';
import type { Column } from '../../../src/sync/types.ts';

const column = (given: Partial<Column>): Column => ({
  name: 'c',
  type: 'integer',
  native: 'bigint',
  nullable: true,
  ...given,
});
const minutes = (count: number) => ({ by: 'time', ms: count * 60_000 }) as const;

test('whole numbers, dates and times are incremental keys, and nothing else', () => {
  assert.equal(keyType(column({})), 'integer');
  assert.equal(keyType(column({ type: 'decimal', scale: 0 })), 'integer');
  for (const type of ['date', 'datetime', 'timestamp'] as const) assert.equal(keyType(column({ type })), type);
  assert.equal(keyType(column({ native: 'bit(8)' })), null);
  assert.equal(keyType(column({ type: 'decimal', scale: 2 })), null);
  assert.equal(keyType(column({ type: 'decimal' })), null);
  for (const type of ['string', 'double', 'boolean', 'time', 'json', 'bytes'] as const)
    assert.equal(keyType(column({ type })), null, type);
});

test('a lookback is taken off exactly, to the microsecond and beyond what a double holds', () => {
  assert.equal(minus('integer', '18446744073709551615', { by: 'number', count: 16 }), '18446744073709551599');
  assert.equal(minus('integer', '3', { by: 'number', count: 5 }), '-2');
  assert.equal(minus('datetime', '2026-03-01 00:04:59.000001', minutes(5)), '2026-02-28 23:59:59.000001');
  assert.equal(minus('timestamp', '2024-03-01 00:00:00+00', minutes(1)), '2024-02-29 23:59:00+00');
  assert.equal(minus('timestamp', '2026-01-01 00:00:00.123456+00', minutes(0)), '2026-01-01 00:00:00.123456+00');
  assert.equal(minus('date', '2026-01-01', minutes(5)), '2025-12-31');
  assert.equal(minus('datetime', '1969-12-31 23:59:59.5', minutes(1)), '1969-12-31 23:58:59.500000');
  assert.equal(minus('datetime', '0001-01-01 00:01:00', minutes(5)), '0001-01-01 00:00:00');
  assert.equal(minus('datetime', '0050-06-01 10:00', minutes(1)), '0050-06-01 09:59:00');
});

test('an exact window holds the newest number, and ends before the newest moment', () => {
  assert.equal(exclusive('integer', '9007199254740993'), '9007199254740994');
  assert.equal(exclusive('datetime', '2026-01-01 00:00:00'), '2026-01-01 00:00:00');
});

test('values are compared as what they are and not as texts', () => {
  assert.ok(compareValues('integer', '9', '10') < 0);
  assert.ok(compareValues('integer', '-9', '-10') > 0);
  assert.equal(compareValues('datetime', '2026-01-01 00:00:00.5', '2026-01-01 00:00:00.500000'), 0);
  assert.ok(compareValues('timestamp', '2026-01-01 00:00:00.000001+00', '2026-01-01 00:00:00+00') > 0);
});

test('a bound of a person comes in the notation of cells', () => {
  assert.equal(readBound('integer', ' 0042 '), '42');
  assert.equal(readBound('date', '2026-01-31'), '2026-01-31');
  assert.equal(readBound('datetime', '2026-01-31'), '2026-01-31 00:00:00');
  assert.equal(readBound('datetime', '2026-01-31T09:30'), '2026-01-31 09:30:00');
  assert.equal(readBound('timestamp', '2026-01-31'), '2026-01-31 00:00:00+00');
  assert.equal(readBound('timestamp', '2026-01-31T09:30:00.25+09:00'), '2026-01-31 00:30:00.250000+00');
  assert.equal(readBound('timestamp', '2026-01-31T09:30:00-0530'), '2026-01-31 15:00:00+00');
  assert.equal(readBound('timestamp', '2026-01-31T09:30:00Z'), '2026-01-31 09:30:00+00');
});

test('what is no bound of the type is none', () => {
  for (const text of ['9999-12-31T23:59:59-01:00', '2026-01-01T00:00:00+99:00', "2026'; drop table t"])
    assert.equal(readBound('timestamp', text), null, text);
  for (const text of ['', 'now', '1.5', '1e3', '0x10', '1; drop table t'])
    assert.equal(readBound('integer', text), null, text);
  for (const text of [
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '26-01-01',
    '2026-01-01 10:00',
    "2026-01-01'",
  ])
    assert.equal(readBound('date', text), null, text);
  for (const text of [
    '2026-01-01 24:00',
    '2026-01-01 10:60',
    '2026-01-01T10:00:00Z',
    '0000-01-01',
    '2026-01-01 10:00:00.1234567',
  ])
    assert.equal(readBound('datetime', text), null, text);
});
