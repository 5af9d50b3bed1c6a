import { failure } from './classify.ts';
import { nearest } from './config/nearest.ts';
import type { TableSpec } from './config/spec.ts';
import { diffTables } from './diff.ts';
import type { DiffReport, Retyped } from './findings.ts';
import { refuseUnmeasurable } from './measurable.ts';
import type { BothEnds } from './orders.ts';
import { makePlan } from './plan.ts';
import { nameKey } from './sql/name-key.ts';
import type { Column, Destination, Plan, Source, TableShape } from './types.ts';
import type { Whereabouts } from './whereabouts.ts';

/** Both ends of a table as they stand, and what a run would do with them. */
export type Survey = {
  readonly plan: Plan;
  readonly source: TableShape;
  readonly target: TableShape | null;
  /** New columns of the source that are held back until somebody decides about them. */
  readonly asked: readonly Column[];
};

/** Describes both ends and plans; throws a SyncError where the source's table is not there or cannot be planned. */
export async function survey(
  { table, due }: Pick<BothEnds, 'table' | 'due'>,
  source: Source,
  destination: Destination,
  at: Whereabouts,
): Promise<Survey> {
  const shape = await at.source('plan', () => source.describe(table.source.table));
  const target = await at.destination('plan', () => destination.describe(table.destination.table));
  return at.source('plan', async () => {
    if (shape === null) {
      const meant = nearest(table.source.table.name, await source.tableNames());
      const near = meant === null ? [] : [meant];
      throw failure('src.table_missing', { side: 'source', stage: 'plan', facts: { ...at.sourceFacts, near } });
    }
    const fresh = undecided(table, shape, target, destination.kind);
    const exclude = [...table.exclude, ...fresh.map((column) => column.name)];
    // Where nothing else is left, the refusal names the columns that the target has.
    const plan = makePlan(fresh.length === shape.columns.length ? table : { ...table, exclude }, shape, {
      source,
      destination,
      due,
    });
    refuseUnmeasurable(table, plan);
    return {
      plan: described(plan, table, target),
      source: shape,
      target,
      asked: table.onNewColumn === 'ask' ? fresh : [],
    };
  });
}

/** What somebody wrote at the target is not overwritten by what the source says: only tables.yml does that. */
function described(plan: Plan, table: TableSpec, target: TableShape | null): Plan {
  const { bigquery } = plan;
  const own = target?.comment;
  if (bigquery === null || table.bigquery?.description != null || own === undefined) return plan;
  return { ...plan, bigquery: { ...bigquery, description: own } };
}

/** New columns that nothing in tables.yml decides about: those of a target that is there already. */
function undecided(
  table: TableSpec,
  shape: TableShape,
  target: TableShape | null,
  kind: Destination['kind'],
): readonly Column[] {
  if (target === null || table.columns !== null || table.onNewColumn === 'add') return [];
  const key = (name: string): string => nameKey(kind, name);
  const had = new Set(target.columns.map((column) => key(column.name)));
  const keys = [...(table.primaryKey ?? []), ...(table.incrementalKey === null ? [] : [table.incrementalKey])];
  const decided = new Set([...table.exclude, ...table.unmasked, ...Object.keys(table.mask), ...keys]);
  return shape.columns.filter((column) => !had.has(key(column.name)) && !decided.has(column.name));
}

/** How the two ends differ; null where there is no target yet. */
export async function compareEnds(
  table: TableSpec,
  { plan, source, target }: Survey,
  destination: Destination,
  at: Whereabouts,
): Promise<DiffReport | null> {
  if (target === null) return null;
  const { publish, around = [] } = await at.destination('plan', () => destination.preview(plan));
  return { ...diffTables(table, plan, { source, target, publish }), around };
}

/** Columns that the run gives another type, or takes NOT NULL from or gives it to. */
export function retypedBy(report: DiffReport | null): readonly Retyped[] {
  return (report?.columns ?? []).flatMap(({ name, next, target, made }) =>
    next === 'retyped' && target !== null && made !== null ? [{ name, from: target, to: made }] : [],
  );
}
