import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Concerns, dangersOf } from '../../src/jobs/danger.ts';
import type { Config, Scope } from '../../src/jobs/index.ts';
import { NINE, shopConfig } from '../support/fake-jobs.ts';

type Rules = Config['danger'];
const OFF: Rules = { rows: null, days: null, hours: null, tags: [], expiresMs: 1 };
const TABLES = shopConfig().tables;

function found(
  rules: Partial<Rules>,
  asked: { table?: string; scope?: Scope; concerns?: Concerns; rows?: number | null; now?: number } = {},
): readonly string[] {
  const { table = 'purchases', scope = { kind: 'due' }, concerns = 'rows', rows = 100, now = NINE } = asked;
  const tables = [TABLES[table]!];
  return dangersOf({ ...OFF, ...rules }, { tables, scope, concerns, rows: () => rows, now }).map(
    (one) => `${one.rule} ${one.table} ${one.found}/${one.allowed}`,
  );
}
const window = (from: string | null, to: string | null): Scope => ({ kind: 'window', from, to });

test('where no rule is set nothing needs another person', () => {
  assert.deepEqual(found({}, { rows: null, scope: { kind: 'full' } }), []);
});

test('as many rows as are allowed are fine, one more is not, and nobody knowing how many is not', () => {
  assert.deepEqual(found({ rows: 100 }), []);
  assert.deepEqual(found({ rows: 100 }, { rows: 101 }), ['rows purchases 101/100']);
  assert.deepEqual(found({ rows: 100 }, { rows: null }), ['rows purchases null/100']);
  assert.deepEqual(found({ rows: 100 }, { rows: 101, scope: { kind: 'gaps' } }), [], 'keys alone');
});

test('days are counted between the two ends, and an open end has no end', () => {
  const days = { days: 31 };
  assert.deepEqual(found(days, { scope: window('2026-10-01', '2026-11-01') }), []);
  assert.deepEqual(found(days, { scope: window('2026-10-01', '2026-11-02') }), ['days purchases 32/31']);
  assert.deepEqual(found(days, { scope: window('2026-10-01 00:00', '2026-11-01T00:00:01') }), ['days purchases 32/31']);
  assert.deepEqual(found(days, { scope: window('2026-11-19', null) }), [], 'until now');
  assert.deepEqual(found(days, { scope: window('2026-01-01', null) }), ['days purchases 323/31']);
  assert.deepEqual(found(days, { scope: window(null, '2026-11-01') }), ['days purchases null/31']);
  assert.deepEqual(found(days, { scope: window('last year', '2026-11-01') }), ['days purchases null/31']);
});

test('a window of numbers has no days, and counts as the whole table', () => {
  const numbers = window('100', '200');
  assert.deepEqual(found({ days: 31 }, { scope: numbers }), []);
  assert.deepEqual(found({ days: 31, rows: 50 }, { scope: numbers }), ['rows purchases 100/50']);
  assert.deepEqual(found({ days: 31, rows: 50 }, { scope: window('2026-11-01', '2026-11-02') }), [], 'days are asked');
  assert.deepEqual(found({ rows: 50 }, { scope: window('2026-11-01', '2026-11-02') }), ['rows purchases 100/50']);
});

test('hours are those of the clock where the table lives, and may go over midnight', () => {
  const day = { hours: { from: 540, to: 1080 } };
  assert.deepEqual(found(day), ['hours purchases 09:00 Asia/Tokyo/09:00-18:00']);
  assert.deepEqual(found(day, { now: NINE - 1 }), []);
  assert.deepEqual(found(day, { now: NINE + 9 * 3_600_000 - 1 }).length, 1);
  assert.deepEqual(found(day, { now: NINE + 9 * 3_600_000 }), []);
  const night = { hours: { from: 22 * 60, to: 2 * 60 } };
  const at = (hour: number) => found(night, { now: NINE + (hour - 9) * 3_600_000 }).length;
  assert.deepEqual([21, 22, 23, 24, 25, 26].map(at), [0, 1, 1, 1, 1, 0]);
});

test('a tag concerns whatever is changed of its tables, and nothing else', () => {
  assert.deepEqual(found({ tags: ['core'] }), ['tag purchases core/core']);
  assert.deepEqual(found({ tags: ['core'] }, { concerns: 'words' }), ['tag purchases core/core']);
  assert.deepEqual(found({ tags: ['core'] }, { table: 'users' }), []);
  const all = { rows: 1, days: 1, hours: { from: 0, to: 1440 } };
  assert.deepEqual(found(all, { concerns: 'words' }), [], 'a decision about a column moves no rows');
});
