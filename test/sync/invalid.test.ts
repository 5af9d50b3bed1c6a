import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OnInvalid } from '../../src/sync/config/spec.ts';
import { validityOf } from '../../src/sync/invalid.ts';
import type { Column, SourceKind } from '../../src/sync/types.ts';

// What BigQuery cannot hold; of PostgreSQL and SQLite the contract suite says it with real databases.

type Given = Partial<Column> & Pick<Column, 'type'>;

/** The class of what is refused of each value, null for those that arrive. */
function refused(from: SourceKind, given: Given, values: readonly (string | Buffer)[], on: OnInvalid = 'fail') {
  const column: Column = { name: 'c', nullable: true, native: 'x', ...given };
  const validity = validityOf(column, { from, to: 'bigquery', on });
  return values.map((value) => validity?.(Buffer.isBuffer(value) ? value : Buffer.from(value))?.code ?? null);
}

const none = (count: number): readonly null[] => Array.from({ length: count }, () => null);

test('days that BigQuery has arrive, from the year 1 to the year 9999', () => {
  const days = ['0001-01-01', '9999-12-31', '2024-02-29'];
  for (const from of ['mysql', 'postgres', 'sqlite'] as const)
    assert.deepEqual(refused(from, { type: 'date' }, days), none(3));
  assert.deepEqual(
    refused('mysql', { type: 'datetime' }, ['0000-00-00 00:00:00', '2020-00-15 00:00:00', '2023-02-29 10:00:00']),
    ['data.date', 'data.date', 'data.date'],
  );
  assert.deepEqual(
    refused('postgres', { type: 'timestamp' }, [
      '0001-01-01 00:00:00+00',
      '9999-12-31 23:59:59.999999+00',
      '10000-01-01 00:00:00+00',
      '0044-03-15 12:00:00+00 BC',
      'infinity',
      '-infinity',
    ]),
    [null, null, ...Array.from({ length: 4 }, () => 'data.range')],
  );
  assert.deepEqual(refused('postgres', { type: 'date' }, ['infinity', '0044-03-15 BC'], 'text'), none(2));
});

test('the day of BigQuery ends before midnight, whoever says otherwise', () => {
  const clocks = ['00:00:00', '23:59:59.999999', '24:00:00', '24:00:01', '-01:00:00', '838:59:59', '10:00:60'];
  const expected = [null, null, ...Array.from({ length: 5 }, () => 'data.date')];
  assert.deepEqual(refused('mysql', { type: 'time' }, clocks), expected);
  assert.deepEqual(refused('sqlite', { type: 'time' }, ['10:30', ...clocks.slice(2, 4)]), [
    null,
    'data.date',
    'data.date',
  ]);
  assert.deepEqual(refused('postgres', { type: 'time' }, ['23:59:59', '24:00:00']), [null, 'data.date']);
});

test('a decimal has 38 digits on either side of the point at most, however it is written', () => {
  const nines = (count: number): string => '9'.repeat(count);
  assert.deepEqual(
    refused('postgres', { type: 'decimal' }, [
      `-${nines(38)}.${nines(38)}`,
      `${nines(39)}`,
      `0.${nines(39)}`,
      `1.${'0'.repeat(60)}`,
      `000000000000000000000000000000000000000000000.5`,
      'NaN',
      'Infinity',
      '-Infinity',
    ]),
    [null, 'data.range', 'data.range', null, null, 'data.range', 'data.range', 'data.range'],
  );
  assert.deepEqual(refused('sqlite', { type: 'decimal' }, ['1e37', '1e38', '1e-38', '1e-39', '1e99999', '-2.5E3']), [
    null,
    'data.range',
    null,
    'data.range',
    'data.range',
    null,
  ]);
  assert.deepEqual(refused('mysql', { type: 'decimal', precision: 65, scale: 0 }, ['1', nines(38), nines(39)]), [
    null,
    null,
    'data.range',
  ]);
  // Every value of a size that there is a type for fits, but a PostgreSQL decimal may be no number.
  assert.deepEqual(refused('postgres', { type: 'decimal', precision: 10, scale: 2 }, ['1.50', 'NaN']), [
    null,
    'data.range',
  ]);
  assert.deepEqual(refused('mysql', { type: 'decimal', precision: 65, scale: 30 }, ['1.5']), [null]);
});

test('doubles arrive whatever they are, and text with a NUL', () => {
  const doubles = ['NaN', 'Infinity', '-Infinity', '-0', '5e-324'];
  assert.deepEqual(refused('postgres', { type: 'double', length: 8 }, doubles), none(5));
  assert.deepEqual(refused('sqlite', { type: 'string' }, ['a\0b', '', 'é', '\uffff']), none(4));
  assert.deepEqual(refused('sqlite', { type: 'json' }, ['{"a":', '{}']), none(2));
  assert.deepEqual(refused('sqlite', { type: 'bytes' }, [Buffer.from([0xff, 0])]), none(1));
});

test('text that is not UTF-8 is refused, also as text', () => {
  const bad = [Buffer.from([0xff, 0x41]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.alloc(100, 0xc3)];
  for (const on of ['fail', 'text'] as const)
    assert.deepEqual(refused('sqlite', { type: 'string' }, bad, on), ['dst.encoding', 'dst.encoding', 'dst.encoding']);
});
