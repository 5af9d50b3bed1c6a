import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TableSpec } from '../../src/sync/config/spec.ts';
import { SyncError } from '../../src/sync/errors.ts';
import { type Ends, makePlan, readQuery } from '../../src/sync/plan.ts';
import type { Column, TableShape } from '../../src/sync/types.ts';
import { bigqueryTable, DUE, tableSpec } from './engine.ts';

const USERS: readonly Column[] = [
  { name: 'id', type: 'integer', length: 8, nullable: false, native: 'bigint' },
  { name: 'email', type: 'string', length: 100, nullable: false, native: 'character varying(100)' },
  { name: 'birthday', type: 'date', nullable: true, native: 'date' },
  { name: 'photo', type: 'bytes', nullable: true, native: 'bytea' },
  { name: 'balance', type: 'string', nullable: true, native: 'money' },
];
const SHAPE: TableShape = { columns: USERS.slice(0, 4), primaryKey: ['id'], estimatedRows: 1234 };
const PG: Ends['source'] = { kind: 'postgres', formats: ['pg-copy', 'cells'] };
const MYSQL: Ends['source'] = { kind: 'mysql', formats: ['cells'] };
const TO_PG: Ends['destination'] = { kind: 'postgres', formats: ['pg-copy', 'cells'], natives: ['postgres'] };
const TO_SQLITE: Ends['destination'] = { kind: 'sqlite', formats: ['cells'], natives: [] };
const PG_TO_PG: Ends = { source: PG, destination: TO_PG, due: DUE };

function plan(given: Partial<TableSpec> = {}, ends = PG_TO_PG, shape = SHAPE) {
  return makePlan(tableSpec('users', given), shape, ends);
}

function names(given: Partial<TableSpec>): readonly string[] {
  return plan(given).columns.map((column) => column.name);
}

function refusal(given: Partial<TableSpec>, shape = SHAPE) {
  try {
    plan(given, PG_TO_PG, shape);
  } catch (error) {
    assert.ok(error instanceof SyncError, String(error));
    return error.summary;
  }
  throw new Error('it was planned');
}

test('all columns come in the source’s order, named ones in the order of tables.yml', () => {
  assert.deepEqual(names({}), ['id', 'email', 'birthday', 'photo']);
  assert.deepEqual(names({ columns: ['photo', 'id'] }), ['photo', 'id']);
  assert.deepEqual(plan({ columns: ['photo', 'id'] }).left, ['email', 'birthday']);
  assert.deepEqual(names({ exclude: ['email', 'photo'] }), ['id', 'birthday']);
  assert.deepEqual(plan({ exclude: ['email', 'photo'] }).left, ['email', 'photo']);
});

test('a declared column that is gone is refused and its nearest name is offered', () => {
  for (const given of [{ columns: ['id', 'e_mail'] }, { exclude: ['e_mail'] }]) {
    const { code, side, stage, message, hint, column, retryable } = refusal(given);
    assert.deepEqual([code, side, stage, column, retryable], ['src.column_missing', 'source', 'plan', 'e_mail', false]);
    assert.match(message, /column e_mail does not exist in shop\.users$/);
    assert.match(hint, /email/);
  }
  assert.match(refusal({ columns: ['nope1', 'nope2'] }).message, /columns nope1, nope2 do not exist/);
});

test('a masked column that is gone is refused, for its new name would arrive unmasked', () => {
  const { code, message } = refusal({ mask: { mail_address: 'hash' } });
  assert.equal(code, 'src.column_missing');
  assert.match(message, /mail_address should be masked/);
});

test('names count as they are written: a column of another case is another column', () => {
  assert.equal(refusal({ mask: { EMAIL: 'hash' } }).code, 'src.column_missing');
});

test('a mask on a type it has no meaning for is refused with the masks that take it', () => {
  for (const [column, mask] of [
    ['birthday', 'email'],
    ['photo', 'last4'],
    ['photo', 'year'],
    ['id', 'year'],
    ['id', 'email'],
  ] as const) {
    const { code, side, hint, column: named } = refusal({ mask: { [column]: mask } });
    assert.deepEqual([code, side, named], ['data.mask', 'config', column]);
    assert.match(hint, /hash, redact and null/);
  }
  for (const column of ['id', 'email', 'birthday', 'photo']) {
    for (const mask of ['hash', 'redact', 'null'] as const) plan({ mask: { [column]: mask } });
  }
});

test('bytes pass through only from PostgreSQL to PostgreSQL, and only where no mask has to see them', () => {
  assert.equal(plan().format, 'pg-copy');
  assert.equal(plan({ mask: { email: 'redact', birthday: 'null' } }).format, 'pg-copy');
  assert.equal(plan({ mask: { email: 'hash' } }).format, 'cells');
  assert.equal(plan({}, { ...PG_TO_PG, destination: TO_SQLITE }).format, 'cells');
  assert.equal(plan({}, { ...PG_TO_PG, source: MYSQL }).format, 'cells');
  assert.equal(plan({ mask: { email: 'hash' } }).native, true, 'the notation is PostgreSQL’s own all the same');
  assert.equal(plan({}, { ...PG_TO_PG, source: MYSQL }).native, false);
});

test('mask null takes NOT NULL away, other masks keep it', () => {
  const nullable = (mask: 'null' | 'hash' | 'redact') =>
    plan({ mask: { email: mask } }).columns.find((column) => column.name === 'email')?.to.nullable;
  assert.deepEqual([nullable('null'), nullable('hash'), nullable('redact')], [true, false, false]);
});

test('money is refused, for its text depends on the locale, unless a mask or exclude takes it away', () => {
  const shape = { ...SHAPE, columns: USERS };
  const { code, column, message } = refusal({}, shape);
  assert.deepEqual([code, column], ['data.type', 'balance']);
  assert.match(message, /money/);
  plan({ exclude: ['balance'] }, PG_TO_PG, shape);
  plan({ mask: { balance: 'redact' } }, PG_TO_PG, shape);
});

test('a table of which no column would be left is refused', () => {
  assert.equal(refusal({ exclude: ['id', 'email', 'birthday', 'photo'] }).code, 'config');
  assert.equal(refusal({}, { ...SHAPE, columns: [] }).code, 'config');
});

test('the estimate is told only of a whole table', () => {
  assert.equal(plan().estimatedRows, 1234);
  assert.equal(plan({ where: 'id > 5' }).estimatedRows, null);
});

test('the source is asked for masked columns as it shall mask them itself', () => {
  const query = readQuery(plan({ mask: { email: 'redact', birthday: 'null', id: 'hash' }, where: 'id > 5' }));
  assert.deepEqual(
    query.columns.map(({ column, as }) => [column.name, as]),
    [
      ['id', 'value'],
      ['email', 'redact'],
      ['birthday', 'null'],
      ['photo', 'value'],
    ],
  );
  assert.equal(query.where, 'id > 5');
});

test('a plan is plain data: it survives a worker’s channel', () => {
  const made = plan({ mask: { email: 'hash' } });
  assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
});

test('what the source says of a column stays under every mask, and what it says of the table is its description', () => {
  const TO_BIGQUERY: Ends['destination'] = { kind: 'bigquery', formats: ['cells'], natives: [] };
  const columns = USERS.slice(0, 4).map((column) => ({ ...column, comment: `the ${column.name}` }));
  const shape = { ...SHAPE, columns, comment: 'People' };
  const ends = { ...PG_TO_PG, destination: TO_BIGQUERY };
  const bigquery = bigqueryTable();
  const planned = plan(
    { mask: { id: 'hash', email: 'email', birthday: 'year', photo: 'null' }, bigquery },
    ends,
    shape,
  );
  assert.deepEqual(
    planned.columns.map(({ to }) => to.comment),
    ['the id', 'the email', 'the birthday', 'the photo'],
  );
  const texts = plan({ onInvalid: { birthday: 'text' }, mask: { email: 'redact' }, bigquery }, ends, shape);
  assert.deepEqual(
    texts.columns.slice(1, 3).map(({ to }) => to.comment),
    ['the email', 'the birthday'],
  );
  assert.equal(planned.bigquery?.description, 'People');
  assert.equal(plan({ bigquery: { ...bigquery, description: 'Ours' } }, ends, shape).bigquery?.description, 'Ours');
  assert.equal(plan({ bigquery }, ends).bigquery?.description, null);
  assert.equal(plan({}, PG_TO_PG, shape).bigquery, null);
});

test('a daily snapshot has no key, though its source has one', () => {
  const given = { mode: 'append', addColumns: ['synced_at'], bigquery: bigqueryTable() } as const;
  const TO_BIGQUERY: Ends['destination'] = { kind: 'bigquery', formats: ['cells'], natives: [] };
  const ends = { ...PG_TO_PG, destination: TO_BIGQUERY };
  const daily = plan(given, ends);
  assert.deepEqual([daily.key, daily.primaryKey, daily.snapshot?.from], [[], ['id'], '2026-01-01T00:00:00.000Z']);
  const appended = plan({ ...given, incrementalKey: 'id' }, ends);
  assert.deepEqual([appended.key, appended.snapshot], [['id'], null]);
  assert.deepEqual(
    appended.added.map(({ value }) => value),
    ['2026-01-01 00:00:00+00'],
  );
});
