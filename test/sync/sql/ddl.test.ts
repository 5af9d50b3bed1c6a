import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnList, typeName } from '../../../src/sync/sql/ddl.ts';
import type { Column, PlannedColumn } from '../../../src/sync/types.ts';

function types(given: Partial<Column> & Pick<Column, 'type'>): readonly [postgres: string, sqlite: string] {
  const column: Column = { name: 'c', nullable: true, native: 'x', ...given };
  return [typeName('postgres', column), typeName('sqlite', column)];
}

const google = (given: Partial<Column> & Pick<Column, 'type'>): string =>
  typeName('bigquery', { name: 'c', nullable: true, native: 'x', ...given });

test('BigQuery has INT64 for whole numbers, and a decimal for those beyond 2^63', () => {
  assert.equal(google({ type: 'integer', length: 8 }), 'INT64');
  assert.equal(google({ type: 'integer', length: 4, unsigned: true }), 'INT64');
  assert.equal(google({ type: 'integer' }), 'INT64');
  assert.equal(google({ type: 'integer', length: 8, unsigned: true }), 'NUMERIC(20)');
});

test('a decimal of BigQuery is of its own size, in the smaller of the two that has it', () => {
  const decimal = (precision?: number, scale?: number): string =>
    google({
      type: 'decimal',
      ...(precision === undefined ? {} : { precision }),
      ...(scale === undefined ? {} : { scale }),
    });
  assert.equal(decimal(18, 4), 'NUMERIC(18,4)');
  assert.equal(decimal(38, 9), 'NUMERIC(38,9)');
  assert.equal(decimal(29), 'NUMERIC(29)');
  assert.equal(decimal(30), 'BIGNUMERIC(30)');
  assert.equal(decimal(12, 10), 'BIGNUMERIC(12,10)');
  assert.equal(decimal(65, 30), 'BIGNUMERIC(65,30)');
  assert.equal(decimal(76, 38), 'BIGNUMERIC(76,38)');
  // Neither has room for every value: each is looked at.
  assert.equal(decimal(65, 0), 'BIGNUMERIC');
  assert.equal(decimal(60, 50), 'BIGNUMERIC');
  assert.equal(decimal(), 'BIGNUMERIC');
  // PostgreSQL's: hundreds, and thousandths of one digit.
  assert.equal(decimal(3, -2), 'NUMERIC(5)');
  assert.equal(decimal(2, 5), 'NUMERIC(5,5)');
});

test('the rest has one type each in BigQuery, and JSON is text', () => {
  const rest = ['boolean', 'double', 'bytes', 'date', 'time', 'datetime', 'timestamp', 'json', 'string'] as const;
  assert.deepEqual(
    rest.map((type) => google({ type, precision: 3 })),
    ['BOOL', 'FLOAT64', 'BYTES', 'DATE', 'TIME', 'DATETIME', 'TIMESTAMP', 'STRING', 'STRING'],
  );
  assert.equal(google({ type: 'string', length: 64 }), 'STRING(64)');
});

test('integers get the narrowest type that holds every value, signed or not', () => {
  assert.deepEqual(types({ type: 'integer', length: 1 }), ['smallint', 'INTEGER']);
  assert.deepEqual(types({ type: 'integer', length: 1, unsigned: true }), ['smallint', 'INTEGER']);
  assert.deepEqual(types({ type: 'integer', length: 2 }), ['smallint', 'INTEGER']);
  assert.deepEqual(types({ type: 'integer', length: 2, unsigned: true }), ['integer', 'INTEGER']);
  assert.deepEqual(types({ type: 'integer', length: 3, unsigned: true }), ['integer', 'INTEGER']);
  assert.deepEqual(types({ type: 'integer', length: 4, unsigned: true }), ['bigint', 'INTEGER']);
  assert.deepEqual(types({ type: 'integer', length: 8 }), ['bigint', 'INTEGER']);
  assert.deepEqual(types({ type: 'integer' }), ['bigint', 'INTEGER']);
  assert.deepEqual(types({ type: 'integer', length: 8, unsigned: true }), ['numeric(20,0)', 'TEXT']);
});

test('decimals are never floating point', () => {
  assert.deepEqual(types({ type: 'decimal', precision: 18, scale: 6 }), ['numeric(18,6)', 'TEXT']);
  assert.deepEqual(types({ type: 'decimal', precision: 65, scale: 30 }), ['numeric(65,30)', 'TEXT']);
  assert.deepEqual(types({ type: 'decimal', precision: 5 }), ['numeric(5,0)', 'TEXT']);
  assert.deepEqual(types({ type: 'decimal' }), ['numeric', 'TEXT']);
});

test('text keeps its limit where the destination counts characters too', () => {
  assert.deepEqual(types({ type: 'string', length: 200 }), ['character varying(200)', 'TEXT']);
  assert.deepEqual(types({ type: 'string', length: 10_485_760 }), ['character varying(10485760)', 'TEXT']);
  assert.deepEqual(types({ type: 'string', length: 10_485_761 }), ['text', 'TEXT']);
  assert.deepEqual(types({ type: 'string', length: 0 }), ['text', 'TEXT']);
  assert.deepEqual(types({ type: 'string' }), ['text', 'TEXT']);
});

test('times keep their digits of the second, the one without and the one with a zone', () => {
  assert.deepEqual(types({ type: 'time', precision: 3 }), ['time(3) without time zone', 'TEXT']);
  assert.deepEqual(types({ type: 'datetime', precision: 6 }), ['timestamp(6) without time zone', 'TEXT']);
  assert.deepEqual(types({ type: 'datetime', precision: 0 }), ['timestamp(0) without time zone', 'TEXT']);
  assert.deepEqual(types({ type: 'timestamp', precision: 6 }), ['timestamp(6) with time zone', 'TEXT']);
  assert.deepEqual(types({ type: 'timestamp' }), ['timestamp with time zone', 'TEXT']);
  assert.deepEqual(types({ type: 'date' }), ['date', 'TEXT']);
});

test('the rest has one type each', () => {
  assert.deepEqual(types({ type: 'boolean' }), ['boolean', 'INTEGER']);
  assert.deepEqual(types({ type: 'double', length: 4 }), ['real', 'REAL']);
  assert.deepEqual(types({ type: 'double', length: 8 }), ['double precision', 'REAL']);
  assert.deepEqual(types({ type: 'bytes' }), ['bytea', 'BLOB']);
  assert.deepEqual(types({ type: 'json' }), ['json', 'TEXT']);
});

test('native columns keep their own words unless a mask gives them another type', () => {
  const from: Column = { name: 'Id', type: 'json', nullable: false, native: 'int4range[]' };
  const masked: Column = { name: 'b', type: 'string', length: 64, nullable: true, native: 'text' };
  const columns: readonly PlannedColumn[] = [
    { name: 'Id', from, to: from, mask: null },
    { name: 'b', from, to: masked, mask: { how: 'hash', at: 'worker' } },
  ];
  assert.equal(
    columnList('postgres', columns, { native: true }),
    '  "Id" int4range[] not null,\n  "b" character varying(64)',
  );
  assert.equal(columnList('sqlite', columns, { native: false }), '  "Id" TEXT not null,\n  "b" TEXT');
});
