import { nearest } from './config/nearest.ts';
import type { TableSpec } from './config/spec.ts';
import type { ColumnDiff, DiffReport } from './findings.ts';
import { affinity } from './sql/affinity.ts';
import { madeType, typeName } from './sql/ddl.ts';
import { nameKey } from './sql/name-key.ts';
import { compareTypes } from './sql/retype.ts';
import {
  type Column,
  DELETED_AT,
  type Plan,
  type PlannedColumn,
  type PublishMethod,
  type TableShape,
} from './types.ts';

/** The two ends as they stand now. `target` is null where there is none yet. */
export type Shapes = {
  readonly source: TableShape;
  readonly target: TableShape | null;
  readonly publish: PublishMethod;
};

/**
 * Compares what a run would make with what the target has, column by column, and says what the next run would do with
 * each difference: a run with a column that is `refused` is not carried out. Columns that tables.yml leaves out are
 * listed too, so that nobody has to wonder about them.
 */
export function diffTables(table: TableSpec, plan: Plan, { source, target, publish }: Shapes): DiffReport {
  const key = (name: string): string => nameKey(plan.destination.kind, name);
  const accepted = new Set(table.acceptChanges.map(key));
  const had = new Map(target?.columns.map((column) => [key(column.name), column]));
  const brought = new Set(plan.columns.map((column) => key(column.name)));
  const rows = publish === 'append' || publish === 'merge';
  const gone = publish === 'in_place' ? 'refused' : rows ? 'kept' : 'dropped';
  const pairs = plan.columns.map((column) =>
    comparePair(plan, column, had.get(key(column.name)), { publish, accepted: accepted.has(key(column.name)) }),
  );
  const added = plan.added.map(({ column }) => {
    const planned = { name: column.name, from: column, to: column, mask: null };
    const pair = comparePair(plan, planned, had.get(key(column.name)), { publish, accepted: true });
    return pair && { ...pair, source: null };
  });
  const left = source.columns
    .filter((column) => plan.left.includes(column.name))
    .map((column): ColumnDiff => {
      const old = had.get(key(column.name));
      const kind = leftKind(table, column.name);
      return {
        name: column.name,
        kind,
        source: printed(column),
        made: null,
        target: old === undefined ? null : printed(old),
        mask: null,
        next: kind === 'only_source' ? 'asked' : old === undefined ? 'left_out' : gone,
      };
    });
  const known = new Set([...brought, ...plan.left.map(key)]);
  const fresh = source.columns.map((column) => column.name).filter((name) => target && !had.has(key(name)));
  // The mark of rows that are gone is sync-bot's own, and so is what it adds.
  const made = new Set(plan.added.map(({ column }) => key(column.name)));
  const ours = (name: string): boolean => made.has(key(name)) || (plan.deletes === 'soft' && key(name) === DELETED_AT);
  const lost = (target?.columns ?? []).filter(({ name }) => !known.has(key(name)) && !ours(name));
  const extra = lost.map((column): ColumnDiff => {
    const renamed = likelyName(column, { lost, fresh }, plan, source);
    // `columns` says all that the target shall have; without it a column that is gone is a loss nobody asked for. Rows
    // that are put beside others take nothing from them.
    const meant = table.columns !== null || accepted.has(key(column.name));
    return {
      name: column.name,
      kind: 'only_target',
      source: null,
      made: null,
      target: printed(column),
      mask: null,
      next: meant || rows ? gone : 'refused',
      ...(renamed === null ? {} : { renamed }),
    };
  });
  const compared = [...pairs, ...added];
  const differing = compared.filter((pair) => pair !== null);
  return {
    table: plan.table,
    source: plan.source,
    destination: plan.destination,
    publish,
    same: compared.length - differing.length,
    columns: [...differing, ...extra, ...left],
  };
}

function leftKind(table: TableSpec, name: string): ColumnDiff['kind'] {
  if (table.exclude.includes(name)) return 'excluded';
  if (table.columns !== null) return 'not_listed';
  return table.onNewColumn === 'ignore' ? 'ignored' : 'only_source';
}

/** Null where the target has the column as a run would make it. */
function comparePair(
  plan: Plan,
  column: PlannedColumn,
  old: Column | undefined,
  { publish, accepted }: { readonly publish: PublishMethod; readonly accepted: boolean },
): ColumnDiff | null {
  const { kind } = plan.destination;
  const type = madeType(kind, column, plan);
  // BigQuery's tables are made without NOT NULL.
  const nullable = kind === 'bigquery' || column.to.nullable;
  const base = {
    name: column.name,
    source: printed(column.from),
    made: printed({ native: type, nullable }),
    mask: column.mask?.how ?? null,
  };
  // A target whose own definition stays gets the column too.
  if (old === undefined) return { ...base, kind: 'only_source', target: null, next: 'added' };
  const target = printed(old);
  const change = compareTypes(kind, old.native, type);
  if (change !== 'same') {
    // Rows that are replaced inside a SQLite table keep its types, as long as these convert nothing.
    // And a BigQuery column takes the values of every type that it has room for.
    const harmless =
      (kind === 'sqlite' && affinity(type) === affinity(old.native)) || (kind === 'bigquery' && change === 'narrower');
    if (stays(publish)) return { ...base, kind: 'type', target, next: harmless ? 'kept' : 'refused' };
    // A mask, or on_invalid, is a decision of tables.yml about the type.
    const decided = accepted || column.mask !== null || column.from.native !== column.to.native;
    return { ...base, kind: 'type', target, next: decided || change !== 'other' ? 'retyped' : 'refused' };
  }
  if (nullable === old.nullable) return null;
  return { ...base, kind: 'not_null', target, next: stays(publish) ? 'kept' : 'retyped' };
}

/** The target's own definition stays. */
function stays(publish: PublishMethod): boolean {
  return publish === 'in_place' || publish === 'append' || publish === 'merge';
}

/** The new column that a lost one may have become: of a near name, or the only one, where that has its type. */
function likelyName(
  column: Column,
  { lost, fresh }: { readonly lost: readonly Column[]; readonly fresh: readonly string[] },
  plan: Plan,
  source: TableShape,
): string | null {
  const near = nearest(column.name, fresh) ?? fresh.find((name) => contains(column.name, name));
  if (near !== undefined) return near;
  const [only, ...more] = lost.length === 1 ? fresh : [];
  const other = more.length === 0 ? source.columns.find(({ name }) => name === only) : undefined;
  if (only === undefined || other === undefined) return null;
  const native = plan.native ? other.native : typeName(plan.destination.kind, other);
  return compareTypes(plan.destination.kind, column.native, native) === 'other' ? null : only;
}

/** `email` and `mail`, `phone` and `phone_number`: one name inside the other. */
function contains(one: string, other: string): boolean {
  const [short, long] = [one.toLowerCase(), other.toLowerCase()].sort((a, b) => a.length - b.length) as [
    string,
    string,
  ];
  return short.length > 2 && long.includes(short);
}

function printed({ native, nullable }: Pick<Column, 'native' | 'nullable'>): string {
  return nullable ? native : `${native} not null`;
}
