import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { Mask } from '../../src/sync/config/spec.ts';
import { SyncError } from '../../src/sync/errors.ts';
import { keyedHash, MASKABLE, maskedColumn, masker, maskPlace } from '../../src/sync/mask.ts';
import type { Cell, Column, PlannedColumn } from '../../src/sync/types.ts';

const KEY = 'a key for tests, of no worth';

function column(mask: Mask | null, type: Column['type'] = 'string'): PlannedColumn {
  const from: Column = { name: 'secret', type, nullable: true, native: type };
  return mask === null
    ? { name: 'plain', from, to: from, mask: null }
    : { name: 'secret', from, to: maskedColumn(from, mask), mask: { how: mask, at: maskPlace(mask) } };
}

function masked(mask: Mask, value: string | Buffer | null): string | null {
  const rows: Cell[][] = [[value === null ? null : Buffer.from(value)]];
  masker([column(mask)], KEY)?.(rows);
  const cell = rows[0]?.[0] ?? null;
  return cell === null ? null : Buffer.from(cell).toString('utf8');
}

test('the keyed hash is HMAC-SHA-256 for keys and values of every length', () => {
  const long = Buffer.alloc(10_001, 'é');
  for (const size of [0, 1, 16, 63, 64, 65, 200]) {
    const key = Buffer.alloc(size, 'k\xff');
    const digest = keyedHash(key);
    for (const length of [0, 1, 55, 56, 63, 64, 65, 4031, 4032, 4095, 4096, 4097, 10_000, 3, 0]) {
      const value = long.subarray(0, length);
      const expected = createHmac('sha256', key).update(value).digest('hex');
      assert.equal(digest(value), expected, `key of ${size}, value of ${length}`);
    }
  }
});

test('hash is the HMAC of the value’s text under the key, in lower-case hex', () => {
  const expected = createHmac('sha256', KEY).update('alice@example.com').digest('hex');
  assert.equal(masked('hash', 'alice@example.com'), expected);
  assert.match(expected, /^[0-9a-f]{64}$/);
  assert.notEqual(masked('hash', ''), null, 'an empty text is a value');
});

test('hash without a key is refused before a row is seen', () => {
  assert.throws(() => masker([column('hash')], null), /without a key/);
});

test('email keeps the domain and nothing else', () => {
  assert.equal(masked('email', 'alice@example.com'), '***@example.com');
  assert.equal(masked('email', 'a@b@example.com'), '***@example.com');
  assert.equal(masked('email', '松本@例え.jp'), '***@例え.jp');
  for (const none of ['no address', '', '@example.com', 'alice@', '@'])
    assert.equal(masked('email', none), '***', none);
});

test('last4 keeps four characters, an emoji being one, and none of a text of four', () => {
  assert.equal(masked('last4', '+81 90-1234-5678'), '************5678');
  assert.equal(masked('last4', '12345'), '*2345');
  assert.equal(masked('last4', '1234'), '****');
  assert.equal(masked('last4', '😀'), '*');
  assert.equal(masked('last4', 'ab😀😁😂🤣'), '**😀😁😂🤣');
  assert.equal(masked('last4', ''), '');
});

test('year keeps the year of a date or a moment', () => {
  const years = { '1985-03-01': '1985', '0987-12-31': '987', '2024-02-29 23:59:59.999999': '2024' };
  for (const [value, year] of Object.entries(years)) assert.equal(masked('year', value), year);
  assert.equal(masked('year', '2024-01-01 00:00:00+00'), '2024');
  assert.equal(masked('year', '2024-01-01T00:00:00Z'), '2024');
});

test('year refuses what has no year of ours, names the column and never quotes the value', () => {
  const bad = ['0000-00-00', '2020-00-15', '2020-01-00', 'infinity', '0044-03-15 BC', '12024-01-01', 'secret-07', ''];
  for (const value of [...bad, '0044-03-15 10:00:00 BC', '19850301', '1985-03-01\nx@example.com'.slice(0, 9)]) {
    assert.throws(
      () => masked('year', value),
      (error) => {
        assert.ok(error instanceof SyncError, value);
        const said = JSON.stringify(error.summary);
        assert.equal(error.summary.code, 'data.mask');
        assert.equal(error.summary.column, 'secret');
        assert.ok(value === '' || !said.includes(value), said);
        return true;
      },
      value,
    );
  }
});

test('NULL stays NULL under every mask of the worker', () => {
  for (const mask of ['hash', 'email', 'last4', 'year'] as const) assert.equal(masked(mask, null), null, mask);
});

test('null and redact are put by the source’s own query, so that the value never leaves it', () => {
  assert.deepEqual((['null', 'redact', 'hash', 'email', 'last4', 'year'] as const).map(maskPlace), [
    'source',
    'source',
    'worker',
    'worker',
    'worker',
    'worker',
  ]);
  assert.equal(masker([column('null'), column('redact'), column(null)], KEY), null, 'nothing is left for the worker');
});

test('columns without a mask are left alone, wherever they stand', () => {
  const rows: Cell[][] = [[Buffer.from('a@x.jp'), Buffer.from('a@x.jp'), Buffer.from('a@x.jp')]];
  masker([column(null), column('email'), column(null)], KEY)?.(rows);
  assert.deepEqual(
    rows[0]?.map((cell) => cell?.toString()),
    ['a@x.jp', '***@x.jp', 'a@x.jp'],
  );
});

test('the destination’s column has a type for what the mask leaves', () => {
  const from: Column = { name: 'n', type: 'integer', length: 8, nullable: false, native: 'bigint' };
  const to = (mask: Mask): unknown => {
    const { type, length, nullable } = maskedColumn(from, mask);
    return [type, length, nullable];
  };
  assert.deepEqual(to('hash'), ['string', 64, false]);
  assert.deepEqual(to('redact'), ['string', undefined, false]);
  assert.deepEqual(to('last4'), ['string', undefined, false]);
  assert.deepEqual(to('year'), ['integer', 2, false]);
  assert.deepEqual(to('null'), ['integer', 8, true], 'NOT NULL cannot be kept');
  assert.deepEqual(MASKABLE.email, ['string']);
});
