import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainMoment, plainNumber, plainTime } from '../../../src/sync/format/canonical.ts';

test('a number has one form, however it was written', () => {
  for (const [written, form] of [
    ['1.10', '1.1'],
    ['+01', '1'],
    ['-0.000', '0'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e3', '1000'],
    ['1.25e-3', '0.00125'],
    ['-1.5E+2', '-150'],
    ['100', '100'],
    ['18446744073709551615', '18446744073709551615'],
    ['NaN', 'NaN'],
    ['', ''],
    ['1.2.3', '1.2.3'],
    ['1e99999', '1e99999'],
  ] as const) {
    assert.equal(plainNumber(written), form, written);
  }
});

test('moments and times have six digits of the second', () => {
  for (const [written, form] of [
    ['2024-02-29 23:59:59', '2024-02-29 23:59:59.000000'],
    ['2024-02-29T23:59', '2024-02-29 23:59:00.000000'],
    ['2024-02-29 23:59:59.5Z', '2024-02-29 23:59:59.500000'],
    ['2024-02-29 23:59:59.000001+00', '2024-02-29 23:59:59.000001'],
    ['0044-03-15 00:00:00 BC', '0044-03-15 00:00:00 BC'],
  ] as const) {
    assert.equal(plainMoment(written), form);
  }
  assert.deepEqual(['12:30', '12:30:01.5', '-838:59:59', 'noon'].map(plainTime), [
    '12:30:00.000000',
    '12:30:01.500000',
    '-838:59:59.000000',
    'noon',
  ]);
});
