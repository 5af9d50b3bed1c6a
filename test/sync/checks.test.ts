import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLoad } from '../../src/sync/checks.ts';
import { NO_CHECKS } from './engine.ts';

type Counts = Parameters<typeof checkLoad>[0];

type Given = Omit<Partial<Counts>, 'checks'> & { readonly checks?: Partial<Counts['checks']> };

function broken({ checks = {}, ...counts }: Given): readonly string[] {
  const all = { ...NO_CHECKS, ...checks };
  return checkLoad({ read: 100, staged: 100, previous: null, allowEmpty: true, ...counts, checks: all })
    .filter((check) => !check.ok)
    .map((check) => check.name);
}

test('rows read and rows staged have to be the same number, in both directions', () => {
  assert.deepEqual(broken({}), []);
  assert.deepEqual(broken({ staged: 99 }), ['row parity']);
  assert.deepEqual(broken({ staged: 101 }), ['row parity']);
  assert.deepEqual(broken({ read: 0, staged: 0 }), []);
});

test('no rows are too few unless they are allowed, and a finding of more use stands alone', () => {
  const none = { read: 0, staged: 0, allowEmpty: false };
  assert.deepEqual(broken(none), ['not empty']);
  assert.deepEqual(broken({ ...none, allowEmpty: true }), []);
  assert.deepEqual(broken({ ...none, checks: { minRows: 1, maxDrop: null } }), ['min_rows']);
  assert.deepEqual(broken({ allowEmpty: false }), []);
});

test('min_rows is the least that is allowed', () => {
  const checks = { minRows: 100, maxDrop: null };
  assert.deepEqual(broken({ checks }), []);
  assert.deepEqual(broken({ checks, read: 99, staged: 99 }), ['min_rows']);
  assert.deepEqual(broken({ checks: { minRows: 1, maxDrop: null }, read: 0, staged: 0 }), ['min_rows']);
});

test('max_drop is a share of the rows of the last time', () => {
  const checks = { minRows: null, maxDrop: 0.3 };
  assert.deepEqual(broken({ checks, previous: 142 }), [], '99.4 rows at least');
  assert.deepEqual(broken({ checks, previous: 143 }), ['max_drop'], '100.1 rows at least');
  assert.deepEqual(broken({ checks, previous: null }), [], 'nothing to compare with');
  assert.deepEqual(broken({ checks, previous: 0 }), []);
  assert.deepEqual(broken({ checks: { minRows: null, maxDrop: 0 }, previous: 101 }), ['max_drop']);
  assert.deepEqual(broken({ checks: { minRows: null, maxDrop: 1 }, previous: 1e9, read: 0, staged: 0 }), []);
});

test('a share that binary fractions cannot hold exactly does not cost a row', () => {
  // 1 - 0.3 is 0.7, but 10 * (1 - 0.9) is 0.9999999999999998.
  for (const [maxDrop, previous, rows] of [
    [0.9, 10, 1],
    [0.3, 10, 7],
    [0.1, 1000, 900],
    [0.7, 100, 30],
    [0.55, 100, 45],
    [0.58, 100, 42],
  ] as const) {
    const checks = { minRows: null, maxDrop };
    assert.deepEqual(broken({ checks, previous, read: rows, staged: rows }), [], `${maxDrop} of ${previous}`);
    assert.deepEqual(broken({ checks, previous, read: rows - 1, staged: rows - 1 }), ['max_drop']);
  }
});

test('every finding says what was expected and what was found', () => {
  const found = checkLoad({
    read: 5,
    staged: 4,
    allowEmpty: false,
    previous: 10,
    checks: { ...NO_CHECKS, minRows: 5, maxDrop: 0.3 },
  });
  assert.deepEqual(
    found.map(({ expected, actual }) => `${expected} / ${actual}`),
    ['5 rows read / 4 rows staged', 'at least 5 rows / 4 rows', 'at least 7 rows (10 last time, less 30 %) / 4 rows'],
  );
});
