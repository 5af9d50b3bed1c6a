import type { TableSpec } from './config/spec.ts';
import type { ColumnDiff, DiffReport } from './findings.ts';
import { affinity } from './sql/affinity.ts';
import { typeName } from './sql/ddl.ts';
import type { Column, Plan, PlannedColumn, PublishMethod, TableShape } from './types.ts';

/** The two ends as they stand now. `target` is null where there is none yet. */
export type Shapes = {
  readonly source: TableShape;
  readonly target: TableShape | null;
  readonly publish: PublishMethod;
};

/**
 * Compares what a run would make with what the target has, column by column, and says what the next run would do with
 * each difference. Columns that tables.yml leaves out are listed too, so that nobody has to wonder about them.
 */
export function diffTables(table: TableSpec, plan: Plan, { source, target, publish }: Shapes): DiffReport {
  const { kind } = plan.destination;
  // SQLite ignores the case of a name's ASCII letters.
  const key = (name: string): string =>
    kind === 'sqlite' ? name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : name;
  const had = new Map(target?.columns.map((column) => [key(column.name), column]));
  const brought = new Set(plan.columns.map((column) => key(column.name)));
  const rows = publish === 'append' || publish === 'merge';
  const gone = publish === 'in_place' ? 'refused' : rows ? 'kept' : 'dropped';
  const pairs = plan.columns.map((column) => comparePair(plan, column, had.get(key(column.name)), publish));
  const left = source.columns
    .filter((column) => plan.left.includes(column.name))
    .map((column): ColumnDiff => {
      const old = had.get(key(column.name));
      return {
        name: column.name,
        kind: table.exclude.includes(column.name) ? 'excluded' : 'not_listed',
        source: printed(column),
        made: null,
        target: old === undefined ? null : printed(old),
        mask: null,
        next: old === undefined ? 'left_out' : gone,
      };
    });
  const known = new Set([...brought, ...plan.left.map(key)]);
  const extra = (target?.columns ?? [])
    .filter((column) => !known.has(key(column.name)))
    .map(
      (column): ColumnDiff => ({
        name: column.name,
        kind: 'only_target',
        source: null,
        made: null,
        target: printed(column),
        mask: null,
        next: gone,
      }),
    );
  const differing = pairs.filter((pair) => pair !== null);
  return {
    table: plan.table,
    source: plan.source,
    destination: plan.destination,
    publish,
    same: pairs.length - differing.length,
    columns: [...differing, ...extra, ...left],
  };
}

/** Null where the target has the column as a run would make it. */
function comparePair(
  plan: Plan,
  column: PlannedColumn,
  old: Column | undefined,
  publish: PublishMethod,
): ColumnDiff | null {
  const { kind } = plan.destination;
  const type = plan.native && column.mask === null ? column.to.native : typeName(kind, column.to);
  const base = {
    name: column.name,
    source: printed(column.from),
    made: printed({ native: type, nullable: column.to.nullable }),
    mask: column.mask?.how ?? null,
  };
  if (old === undefined) {
    return { ...base, kind: 'only_source', target: null, next: stays(publish) ? 'refused' : 'added' };
  }
  const target = printed(old);
  if (type.toLowerCase() !== old.native.toLowerCase()) {
    // Rows that are replaced inside a SQLite table keep its types, as long as these convert nothing.
    const harmless = kind === 'sqlite' && affinity(type) === affinity(old.native);
    const inPlace = harmless ? 'kept' : 'refused';
    return { ...base, kind: 'type', target, next: stays(publish) ? inPlace : 'retyped' };
  }
  if (column.to.nullable === old.nullable) return null;
  return { ...base, kind: 'not_null', target, next: stays(publish) ? 'kept' : 'retyped' };
}

/** The target's own definition stays. */
function stays(publish: PublishMethod): boolean {
  return publish === 'in_place' || publish === 'append' || publish === 'merge';
}

function printed({ native, nullable }: Pick<Column, 'native' | 'nullable'>): string {
  return nullable ? native : `${native} not null`;
}
