import { hash } from 'node:crypto';
import type { TableSpec } from '../config/spec.ts';
import type { Cursor, Marked, Scope, Window } from '../cursor.ts';
import { misconfigured, SyncError } from '../errors.ts';
import type { Plan } from '../types.ts';
import { advance } from './advance.ts';
import { compareValues, defaultLookback, exclusive, type KeyType, keyType, minus, readBound } from './values.ts';

/** What a run reads and leaves to the next, decided from what the last one left and what the source said just now. */
export type Situation = {
  readonly scope: Scope;
  readonly cursor: Cursor | null;
  /** Null where the run needs none, and for a plan that nobody carries out. */
  readonly marked: Marked | null;
  /** Null: there is no target. `rows`: whether it has any. `lacks`: a column of the plan, which somebody may have dropped. */
  readonly target: { readonly rows: boolean; readonly lacks?: boolean } | null;
};

/**
 * The plan with the part of the table that this run reads and with what to remember once it is published. With a key a
 * run reads again what it may have missed, without an end, since a row that is there already is known again. Without a
 * key each row may be read once only: windows that end at what is settled, one beginning where the last one ended.
 * Pure; throws a SyncError where the scope and the table do not go together.
 */
export function readingOf(table: TableSpec, plan: Plan, now: Situation): Plan {
  const { scope } = now;
  if (scope.kind === 'window') {
    const window = declaredWindow(table, plan, scope);
    // A cursor that is known would pass the part for the whole table, and nobody would read what came before.
    if (now.target === null) throw ofAPart(table);
    return { ...plan, window, estimatedRows: null };
  }
  const column = table.incrementalKey;
  if (scope.kind === 'gaps' && (table.mode === 'replace' || column === null || plan.key.length === 0)) {
    throw refusal(
      `tables.${table.name} has no key and incremental_key by which its rows could be compared one by one`,
      `Give ${table.name} mode: merge, a primary_key and an incremental_key in tables.yml, or run it as it is.`,
    );
  }
  if (table.mode === 'replace' || column === null || scope.kind === 'gaps') return plan;
  const type = typeOf(plan, column);
  const of = fingerprint(table, plan);
  // Rows that are there get a column that is added under merge, and so they are all read.
  const whole = now.target !== null && !(table.mode === 'merge' && now.target.lacks);
  const known = now.cursor?.column === column && now.cursor.of === of && whole ? now.cursor : null;
  const exact = plan.key.length === 0;
  if (exact) checkExact(table, plan, type, now, known);
  const next =
    now.marked === null
      ? { value: known?.value ?? null, marks: known?.marks ?? [] }
      : advance(known, now.marked.mark, table.maxTransactionMs);
  const value = exact ? latest(type, known?.value ?? null, next.value) : next.value;
  const window = exact
    ? exactWindow(
        column,
        type,
        scope.kind === 'full' ? null : (known?.value ?? null),
        now.marked === null ? undefined : value,
      )
    : openWindow(table, column, type, scope.kind === 'full' ? null : (known?.value ?? null));
  const estimatedRows = window === null ? plan.estimatedRows : null;
  return {
    ...plan,
    window,
    estimatedRows,
    cursor: now.marked === null ? null : { column, of, value, marks: next.marks },
  };
}

/** Of the source, the target and what is between them: under another one the rows before a cursor are not what is asked for. */
export function fingerprint(table: TableSpec, plan: Plan): string {
  const { source, destination, where, mode, onInvalid } = table;
  // merge brings rows that are there up to date with a mask or a column that is new; append leaves them as they are.
  const looks = mode === 'merge' ? [plan.columns.map(({ name, mask }) => [name, mask?.how ?? null]), onInvalid] : [];
  return hash('sha256', JSON.stringify([source, destination, where, mode, plan.key, ...looks]), 'hex').slice(0, 16);
}

function openWindow(table: TableSpec, column: string, type: KeyType, value: string | null): Window | null {
  if (value === null) return null;
  return { column, from: minus(type, value, table.lookback ?? defaultLookback(type)), to: null, nulls: true };
}

/** `value` undefined: shown to people, and not known before the source is asked. */
function exactWindow(
  column: string,
  type: KeyType,
  before: string | null,
  value: string | null | undefined,
): Window | null {
  const from = before === null ? null : exclusive(type, before);
  if (value === undefined) return from === null ? null : { column, from, to: null, nulls: false };
  // Nothing is settled yet: an empty window, since rows that are read now would be read again.
  if (value === null) return { column, from: nowhere(type), to: nowhere(type), nulls: false };
  return { column, from, to: exclusive(type, value), nulls: false };
}

function nowhere(type: KeyType): string {
  return readBound(type, type === 'integer' ? '0' : '1970-01-01') as string;
}

function latest(type: KeyType, a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareValues(type, a, b) < 0 ? b : a;
}

function declaredWindow(table: TableSpec, plan: Plan, scope: Extract<Scope, { kind: 'window' }>): Window {
  const column = table.incrementalKey;
  if (table.mode === 'replace' || column === null) {
    throw refusal(
      `tables.${table.name} has no incremental_key, so there is nothing that a window from and to could mean`,
      `Run ${table.name} without a window, or give it mode: merge and an incremental_key in tables.yml.`,
    );
  }
  if (plan.key.length === 0) throw doubled(table, 'a window');
  const type = typeOf(plan, column);
  const read = (written: string | null): string | null => {
    if (written === null) return null;
    const bound = readBound(type, written);
    if (bound !== null) return bound;
    throw refusal(
      `"${written.slice(0, 60)}" is no value of ${column}, which is ${FORMS[type].said}`,
      `Write it like ${FORMS[type].example}.`,
    );
  };
  const [from, to] = [read(scope.from), read(scope.to)];
  if (from !== null && to !== null && compareValues(type, from, to) >= 0) {
    throw refusal(
      `the window of ${column} from ${from} to ${to} is empty: it ends before it begins`,
      'Give a to that is later than from; the row at from is in the window, the one at to is not.',
    );
  }
  return { column, from, to, nulls: false };
}

const FORMS: Readonly<Record<KeyType, { readonly said: string; readonly example: string }>> = {
  integer: { said: 'a whole number', example: '12345' },
  date: { said: 'a date', example: '2026-01-31' },
  datetime: { said: 'a date and time without a zone', example: '2026-01-31 or 2026-01-31T09:30:00' },
  timestamp: { said: 'a moment', example: '2026-01-31 (midnight in UTC) or 2026-01-31T09:30:00+09:00' },
};

/** Without a key, what is there cannot be told from what is read. */
function checkExact(
  table: TableSpec,
  plan: Plan,
  type: KeyType,
  { scope, marked, target }: Situation,
  known: Cursor | null,
): void {
  if (table.lookback !== null) {
    throw refusal(
      `lookback of tables.${table.name} would read rows twice, and without a key append cannot know them again`,
      `Name the columns that identify a row in tables.${table.name}.primary_key in tables.yml, or take lookback out.`,
    );
  }
  if (marked !== null && marked.nulls > 0) {
    throw new SyncError({
      code: 'data.null',
      side: 'source',
      stage: 'plan',
      message: `column ${table.incrementalKey} of ${plan.source.connection}.${plan.source.table.name} is NULL, or no ${type}, in ${marked.nulls === 1 ? '1 row' : `${marked.nulls} rows`}, which append without a key would never read`,
      hint: `Fill the column at the source, leave such rows out with where, or name a primary_key for tables.${table.name} in tables.yml.`,
      retry: 'never',
      column: table.incrementalKey as string,
    });
  }
  if (scope.kind === 'full' && target?.rows) throw doubled(table, 'a full run');
  if (known === null && target?.rows) {
    throw refusal(
      `the target of tables.${table.name} has rows, and nothing says up to where it was appended: without a key they would be doubled`,
      `Empty or drop the target to have everything appended anew, or name a primary_key for tables.${table.name} in tables.yml.`,
    );
  }
}

function ofAPart(table: TableSpec): SyncError {
  return refusal(
    `the target of tables.${table.name} is not there, and a window would make it of a part only`,
    `Run ${table.name} without a window first: it is made anew, with everything.`,
  );
}

function doubled(table: TableSpec, what: string): SyncError {
  return refusal(
    `${what} of tables.${table.name} would double rows that are in the target: append has no key to know them again by`,
    `Name the columns that identify a row in tables.${table.name}.primary_key in tables.yml, or empty the target first.`,
  );
}

function typeOf(plan: Plan, column: string): KeyType {
  const from = plan.columns.find((each) => each.name === column)?.from;
  const type = from === undefined ? null : keyType(from);
  if (type === null) throw new Error('planned without its incremental key');
  return type;
}

const refusal = (message: string, hint: string): SyncError => misconfigured('plan', message, hint);
