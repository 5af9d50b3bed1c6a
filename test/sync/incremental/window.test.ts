import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TableSpec } from '../../../src/sync/config/spec.ts';
import type { Cursor, Mark, Scope } from '../../../src/sync/cursor.ts';
import { SyncError } from '../../../src/sync/errors.ts';
import { fingerprint, readingOf, type Situation } from '../../../src/sync/incremental/window.ts';
import { type Ends, makePlan } from '../../../src/sync/plan.ts';
import type { Column, TableShape } from '../../../src/sync/types.ts';
import { DUE, tableSpec } from '../engine.ts';

const COLUMNS: readonly Column[] = [
  { name: 'id', type: 'integer', length: 8, nullable: false, native: 'bigint' },
  { name: 'at', type: 'timestamp', nullable: true, native: 'timestamp with time zone' },
  { name: 'name', type: 'string', nullable: true, native: 'text' },
];
const ENDS: Ends = {
  source: { kind: 'postgres', formats: ['pg-copy', 'cells'] },
  destination: { kind: 'sqlite', formats: ['cells'], natives: [] },
  due: DUE,
};
const KEYED: TableShape = { columns: COLUMNS, primaryKey: ['id'], estimatedRows: null };
const KEYLESS: TableShape = { ...KEYED, primaryKey: [] };
const merged = (given: Partial<TableSpec> = {}) => tableSpec('t', { mode: 'merge', incrementalKey: 'at', ...given });
const appended = (given: Partial<TableSpec> = {}) => tableSpec('t', { mode: 'append', incrementalKey: 'id', ...given });
const mark = (newest: string | null, ...open: string[]): Mark => ({
  at: '2026-11-20T10:00:00.000Z',
  newest,
  open,
  oldestOpenSince: null,
});

type Given = {
  scope?: Scope;
  value?: string | null;
  marks?: Mark[];
  newest?: Mark;
  nulls?: number;
  target?: Situation['target'];
};

function reading(table: TableSpec, shape: TableShape, given: Given = {}) {
  const plan = makePlan(table, shape, ENDS);
  const cursor: Cursor | null =
    given.value === undefined
      ? null
      : {
          column: table.incrementalKey as string,
          of: fingerprint(table, plan),
          value: given.value,
          marks: given.marks ?? [],
        };
  const { window, cursor: next } = readingOf(table, plan, {
    scope: given.scope ?? { kind: 'due' },
    cursor,
    marked:
      given.newest === undefined ? null : { mark: given.newest, nulls: given.nulls ?? 0, future: 0, hidden: null },
    target: given.target === undefined ? { rows: true } : given.target,
  });
  return { window, next };
}

function refusal(work: () => unknown) {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof SyncError, String(error));
    return error.summary;
  }
  throw new Error('it was planned');
}

const NOW = '2026-11-20 10:00:00.123456+00';

test('with a key: everything at first, then from the cursor less lookback on, without an end and with NULLs', () => {
  const first = reading(merged(), KEYED, { newest: mark(NOW) });
  assert.deepEqual([first.window, first.next?.value], [null, NOW]);
  const { window, next } = reading(merged(), KEYED, { value: '2026-11-20 09:00:00+00', newest: mark(NOW, 'a') });
  assert.deepEqual(window, {
    column: 'at',
    from: '2026-11-20 08:55:00.000000+00'.replace('.000000', ''),
    to: null,
    nulls: true,
  });
  assert.deepEqual([next?.value, next?.marks.length], ['2026-11-20 09:00:00+00', 1]);
});

test('a run reads from the old cursor, not from the one that it finds out', () => {
  const { window, next } = reading(merged({ lookback: { by: 'time', ms: 0 } }), KEYED, {
    value: '2026-11-20 09:00:00+00',
    newest: mark(NOW),
  });
  assert.deepEqual([window?.from, next?.value], ['2026-11-20 09:00:00+00', NOW]);
});

test('a full run reads everything and sets the cursor', () => {
  const { window, next } = reading(merged(), KEYED, {
    scope: { kind: 'full' },
    value: '2026-11-20 09:00:00+00',
    newest: mark(NOW),
  });
  assert.deepEqual([window, next?.value], [null, NOW]);
});

test('everything is read again under another where, key, source or column, and where the target is gone', () => {
  const table = merged();
  const old: Cursor = {
    column: 'at',
    of: fingerprint(table, makePlan(table, KEYED, ENDS)),
    value: '2026-11-20 09:00:00+00',
    marks: [],
  };
  const now = {
    scope: { kind: 'due' },
    cursor: old,
    marked: { mark: mark(NOW), nulls: 0, future: 0, hidden: null },
    target: { rows: true },
  } as const;
  const windowOf = (spec: TableSpec, more: Partial<Situation> = {}) =>
    readingOf(spec, makePlan(spec, KEYED, ENDS), { ...now, ...more }).window;
  assert.notEqual(windowOf(table), null);
  assert.equal(windowOf(merged({ where: 'id > 5' })), null);
  assert.equal(windowOf(merged({ primaryKey: ['id', 'name'] })), null);
  assert.equal(windowOf(merged({ source: { connection: 'shop', table: { schema: null, name: 'other' } } })), null);
  assert.equal(windowOf(merged({ incrementalKey: 'id' })), null);
  assert.equal(windowOf(table, { target: null }), null);
});

test('merge brings a mask or a column that is new to the rows that are there, append leaves them', () => {
  const next = (spec: TableSpec, shape = KEYED) => fingerprint(spec, makePlan(spec, shape, ENDS));
  const wider = { ...KEYED, columns: [...COLUMNS, { ...COLUMNS[2], name: 'mail' } as Column] };
  for (const changed of [merged({ mask: { name: 'redact' } }), merged({ exclude: ['name'] })])
    assert.notEqual(next(changed), next(merged()));
  assert.notEqual(next(merged(), wider), next(merged()));
  assert.equal(next(appended(), wider), next(appended()));
  assert.equal(next(merged({ retries: 9, schedule: '0 1 * * *' })), next(merged()));
});

test('without a key: windows that meet, each row once', () => {
  const first = reading(appended(), KEYLESS, { newest: mark('10'), target: null });
  assert.deepEqual(first.window, { column: 'id', from: null, to: '11', nulls: false });
  const second = reading(appended(), KEYLESS, { value: '10', newest: mark('12') });
  assert.deepEqual(second.window, { column: 'id', from: '11', to: '13', nulls: false });
  const waiting = reading(appended(), KEYLESS, { value: '12', newest: mark('20', 'a') });
  assert.deepEqual([waiting.window, waiting.next?.value], [{ column: 'id', from: '13', to: '13', nulls: false }, '12']);
});

test('without a key nothing is read before anything is settled, and the end never goes back', () => {
  const unsettled = reading(appended(), KEYLESS, { newest: mark('10', 'a'), target: null });
  assert.deepEqual([unsettled.window?.from, unsettled.window?.to, unsettled.next?.value], ['0', '0', null]);
  const back = reading(appended(), KEYLESS, { value: '12', newest: mark('5') });
  assert.deepEqual([back.window?.from, back.window?.to, back.next?.value], ['13', '13', '12']);
  const moments = reading(appended({ incrementalKey: 'at' }), KEYLESS, { newest: mark(null, 'a'), target: null });
  assert.deepEqual(moments.window, {
    column: 'at',
    from: '1970-01-01 00:00:00+00',
    to: '1970-01-01 00:00:00+00',
    nulls: false,
  });
});

test('without a key, what would double or lose rows is refused', () => {
  const full = refusal(() => reading(appended(), KEYLESS, { scope: { kind: 'full' }, value: '5', newest: mark('10') }));
  assert.match(full.message, /would double rows/);
  const window = refusal(() => reading(appended(), KEYLESS, { scope: { kind: 'window', from: '1', to: '5' } }));
  assert.match(window.message, /would double rows/);
  assert.match(refusal(() => reading(appended(), KEYLESS, { newest: mark('10') })).message, /nothing says up to where/);
  const nulls = refusal(() => reading(appended(), KEYLESS, { value: '5', newest: mark('10'), nulls: 3 }));
  assert.deepEqual([nulls.code, nulls.column], ['data.null', 'id']);
  assert.match(nulls.message, /3 rows/);
  const lookback = { by: 'number', count: 5 } as const;
  assert.match(
    refusal(() => reading(appended({ lookback }), KEYLESS, { newest: mark('1'), target: null })).message,
    /lookback/,
  );
});

test('a window of a person is read as it says, and leaves the cursor', () => {
  const scope = { kind: 'window', from: '2026-01-01', to: '2026-01-02T09:00+09:00' } as const;
  const { window, next } = reading(merged(), KEYED, { scope, value: NOW });
  assert.deepEqual(window, {
    column: 'at',
    from: '2026-01-01 00:00:00+00',
    to: '2026-01-02 00:00:00+00',
    nulls: false,
  });
  assert.equal(next, null);
  const bad = refusal(() => reading(merged(), KEYED, { scope: { kind: 'window', from: '5', to: null } }));
  assert.match(`${bad.message} ${bad.hint}`, /"5" is no value of at, which is a moment.*2026-01-31/);
  assert.match(
    refusal(() => reading(merged(), KEYED, { scope: { kind: 'window', from: '2026-02-01', to: '2026-01-01' } }))
      .message,
    /ends before it begins/,
  );
  assert.match(
    refusal(() => reading(merged({ incrementalKey: null }), KEYED, { scope })).message,
    /no incremental_key/,
  );
  assert.match(refusal(() => reading(tableSpec('t'), KEYED, { scope })).message, /no incremental_key/);
  assert.match(refusal(() => reading(merged(), KEYED, { scope, target: null })).message, /of a part only/);
});

test('keys are the declared ones, else the source’s; modes that cannot do without are refused', () => {
  const keyOf = (spec: TableSpec, shape: TableShape) => makePlan(spec, shape, ENDS).key;
  assert.deepEqual(keyOf(merged(), KEYED), ['id']);
  assert.deepEqual(keyOf(merged({ primaryKey: ['name', 'id'] }), KEYLESS), ['name', 'id']);
  assert.deepEqual(keyOf(tableSpec('t'), KEYED), []);
  assert.deepEqual(keyOf(appended(), KEYLESS), []);
  assert.deepEqual(keyOf(appended({ incrementalKey: 'at', exclude: ['id'] }), KEYED), []);
  const refused: readonly (readonly [TableSpec, TableShape, RegExp])[] = [
    [merged(), KEYLESS, /no primary key/],
    [merged({ exclude: ['id'] }), KEYED, /id is not copied/],
    [appended({ incrementalKey: null }), KEYLESS, /no primary key/],
    [merged({ mask: { id: 'redact' } }), KEYED, /different keys become one/],
    [merged({ incrementalKey: 'name' }), KEYED, /do not say exactly which row is newer/],
    [merged({ lookback: { by: 'number', count: 5 } }), KEYED, /is a number, and at/],
    [merged({ incrementalKey: 'id', lookback: { by: 'time', ms: 5 } }), KEYED, /is a length of time, and id/],
    [merged({ primaryKey: ['name'], onInvalid: { name: 'null' } }), KEYED, /without their key/],
  ];
  for (const [spec, shape, words] of refused) {
    const { code, side, message } = refusal(() => keyOf(spec, shape));
    assert.deepEqual([code, side], ['config', 'config']);
    assert.match(message, words);
  }
  assert.equal(refusal(() => keyOf(merged({ incrementalKey: 'updated' }), KEYED)).code, 'src.column_missing');
  assert.equal(refusal(() => keyOf(merged({ primaryKey: ['ident'] }), KEYED)).code, 'src.column_missing');
});
