import type { TableSpec } from './config/spec.ts';

import type { ColumnVerdict, FigurePair, Measure, Profile, ProfileQuery, VerifyReport } from './findings.ts';
import { plainMoment, plainNumber, plainTime } from './format/canonical.ts';
import { nameKey } from './sql/name-key.ts';
import { FIGURES } from './sql/profile.ts';
import { quote } from './sql/quote.ts';
import { type Column, DELETED_AT, type Plan, type PlannedColumn, type TableShape } from './types.ts';

/** One column of the plan and how both sides are asked for it. `target` is null where the target has no such column. */
export type Pairing = {
  readonly planned: PlannedColumn;
  readonly target: Column | null;
  readonly measure: Measure;
  readonly note: string | null;
};

export const MEASURES: Readonly<Record<Column['type'], Measure>> = {
  boolean: 'boolean',
  integer: 'number',
  decimal: 'number',
  double: 'double',
  string: 'text',
  json: 'text',
  bytes: 'bytes',
  date: 'date',
  time: 'time',
  datetime: 'moment',
  timestamp: 'moment',
};
/** MySQL's sum of a decimal has 22 digits more than the decimal, and 65 at most. */
const SUMMABLE_DIGITS = 43;

/** Decides for each column how it can be compared exactly; what cannot is left out and said so. Pure. */
export function pairColumns(table: TableSpec, plan: Plan, shape: TableShape): readonly Pairing[] {
  const key = (name: string): string => nameKey(plan.destination.kind, name);
  return plan.columns.map((planned) => {
    const target = shape.columns.find((column) => key(column.name) === key(planned.name)) ?? null;
    if (target === null) return { planned, target, measure: 'nulls', note: 'not in the target' };
    return { planned, target, ...measureOf(table, plan, planned, target) };
  });
}

function measureOf(
  table: TableSpec,
  plan: Plan,
  { from, mask }: PlannedColumn,
  target: Column,
): Pick<Pairing, 'measure' | 'note'> {
  const less = (note: string) => ({ measure: 'nulls', note }) as const;
  if (mask?.how === 'null') return less('masked (null): every value has to be NULL in the target');
  if (mask !== null) return less(`masked (${mask.how}): compared by NULLs only, its values stay in the source`);
  const on = table.onInvalid[from.name];
  if (on === 'text') return less('arrives as text (on_invalid): compared by NULLs only');
  const measure = MEASURES[from.type];
  if (plan.destination.kind !== 'sqlite') {
    if (MEASURES[target.type] !== measure) return less('of another type in the target: compared by NULLs only');
    if (target.native === 'jsonb' && from.native !== 'jsonb')
      return less('jsonb keeps no text as it was written: compared by NULLs only');
    if (plan.destination.kind === 'bigquery' && target.type === 'json')
      return less('JSON keeps no text as it was written: compared by NULLs only');
  }
  // Other types that travel as text have another text in BigQuery, and no bytes.
  if (plan.destination.kind === 'bigquery' && measure === 'text' && !/^string\b/i.test(target.native))
    return less('of another type in the target: compared by NULLs only');
  const mysql = plan.source.kind === 'mysql';
  if (measure === 'number' && mysql && (from.precision ?? 0) > SUMMABLE_DIGITS)
    return { measure: 'wide', note: 'without its sum, which MySQL cannot add up exactly' };
  const note = on === 'null' ? 'a value that a run made NULL (on_invalid) counts as a difference' : null;
  if (measure !== 'double') return { measure, note };
  return mysql
    ? { measure, note: 'floating point: compared by NULLs, smallest and largest value only' }
    : { measure: 'bits', note };
}

/** What the source is asked. A masked column is asked for its NULLs alone. */
export function sourceQuery(plan: Plan, pairs: readonly Pairing[]): ProfileQuery {
  const columns = pairs.map(({ planned, measure }) => ({ column: planned.from, measure }));
  return { table: plan.source.table, columns, where: plan.where, window: null, native: plan.native, depth: 'hash' };
}

/** What the destination is asked: the columns that it has, of the rows that are not marked as gone. */
export function destinationQuery(plan: Plan, pairs: readonly Pairing[], shape: TableShape): ProfileQuery {
  const columns = pairs.flatMap(({ target, measure }) => (target === null ? [] : [{ column: target, measure }]));
  // Rows that are marked as gone are not what the source has.
  const key = (name: string): string => nameKey(plan.destination.kind, name);
  const marked = plan.deletes === 'soft' && shape.columns.some(({ name }) => key(name) === DELETED_AT);
  const where = marked ? `${quote(plan.destination.kind, DELETED_AT)} is null` : ofSnapshot(plan, shape);
  return { table: plan.destination.table, columns, where, window: null, native: plan.native, depth: 'hash' };
}

/** Of copies of many days, the one that the plan stands for. */
function ofSnapshot({ snapshot, destination }: Plan, shape: TableShape): string | null {
  if (snapshot === null) return null;
  const { kind } = destination;
  const column = shape.columns.find(({ name }) => nameKey(kind, name) === nameKey(kind, snapshot.column));
  if (column === undefined) return null;
  const name = quote(kind, column.name);
  return `${name} >= timestamp '${snapshot.from}' and ${name} < timestamp '${snapshot.to}'`;
}

/** The sum of one value is the value, and the hash of one says which of many it is: of so few both stay in the worker. */
const LEAST_TOLD = 10;

/** Whether a sum or a hash over the values of these rows says nothing of a single one. */
export function tellable(rows: string, nulls: string | null | undefined): boolean {
  return Number(rows) - Number(nulls ?? 0) >= LEAST_TOLD;
}

/** Puts the figures of both sides beside each other. Smallest and largest values are compared and left behind. Pure. */
export function compareProfiles(
  plan: Plan,
  pairs: readonly Pairing[],
  profiles: { readonly source: Profile; readonly destination: Profile },
): VerifyReport {
  const { source, destination } = profiles;
  let next = 0;
  const columns = pairs.map((pair, i): ColumnVerdict => {
    const { planned, target, note } = pair;
    const base = { name: planned.name, mask: planned.mask?.how ?? null, note };
    if (target === null) return { ...base, equal: false, figures: [] };
    const there = destination.columns[next++] ?? {};
    const here = planned.mask?.how === 'null' ? { nulls: destination.rows } : (source.columns[i] ?? {});
    const figures = FIGURES[pair.measure].flatMap((name): readonly FigurePair[] => {
      const [left, right] = [here[name] ?? null, there[name] ?? null];
      const few = !(tellable(source.rows, here.nulls) && tellable(destination.rows, there.nulls));
      if (name === 'min' || name === 'max') {
        const single = planned.from.length === 4 || target.length === 4;
        return [{ name, equal: sameEnd({ ...pair, single }, left, right), source: null, destination: null }];
      }
      const [a, b] = [left === null ? null : plainNumber(left), right === null ? null : plainNumber(right)];
      const told =
        few && (name === 'sum' || name === 'hash')
          ? { source: null, destination: null }
          : { source: a, destination: b };
      return [{ name, equal: a === b, ...told }];
    });
    return { ...base, equal: figures.every((figure) => figure.equal), figures };
  });
  return {
    table: plan.table,
    source: plan.source,
    destination: plan.destination,
    rows: { source: source.rows, destination: destination.rows },
    equal: source.rows === destination.rows && columns.every((column) => column.equal),
    columns,
  };
}

/** Whether two smallest or largest values are the same, in whatever notation. `single`: one side has four bytes for it. */
export function sameEnd(
  { measure, single }: { readonly measure: Measure; readonly single: boolean },
  a: string | null,
  b: string | null,
): boolean {
  if (a === b || a === null || b === null) return a === b;
  if (measure === 'number') return plainNumber(a) === plainNumber(b);
  if (measure === 'moment') return plainMoment(a) === plainMoment(b);
  if (measure === 'time') return plainTime(a) === plainTime(b);
  if (measure !== 'double' && measure !== 'bits') return false;
  // Four bytes hold less than their text in eight says.
  const [left, right] = single ? [Math.fround(Number(a)), Math.fround(Number(b))] : [Number(a), Number(b)];
  return left === right;
}
