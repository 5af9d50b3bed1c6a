import { failure } from './classify.ts';
import { nearest } from './config/nearest.ts';
import { yamlName } from './config/scalar.ts';
import type { TableSpec } from './config/spec.ts';
import { diffTables } from './diff.ts';
import { SyncError } from './errors.ts';
import type { ColumnDiff, DiffReport, Retyped } from './findings.ts';
import { refuseUnmeasurable } from './measurable.ts';
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
  table: TableSpec,
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
    });
    refuseUnmeasurable(table, plan);
    return { plan, source: shape, target, asked: table.onNewColumn === 'ask' ? fresh : [] };
  });
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

/** Throws the SyncError of a difference that a run must not carry out by itself. */
export function refuseLoss(report: DiffReport | null): void {
  const refused = report?.columns.filter((column) => column.next === 'refused') ?? [];
  if (report === null || refused.length === 0) return;
  const lost = refused.filter((column) => column.kind === 'only_target');
  if (report.publish !== 'swap') throw otherColumns(report, refused);
  if (lost.length > 0) throw columnsGone(report, lost);
  throw retyped(report, refused);
}

/** Columns that the run gives another type, or takes NOT NULL from or gives it to. */
export function retypedBy(report: DiffReport | null): readonly Retyped[] {
  return (report?.columns ?? []).flatMap(({ name, next, target, made }) =>
    next === 'retyped' && target !== null && made !== null ? [{ name, from: target, to: made }] : [],
  );
}

function columnsGone(report: DiffReport, lost: readonly ColumnDiff[]): SyncError {
  const names = listed(lost.map((column) => `${column.name} (${column.target})`));
  const renamed = lost.flatMap(({ name, renamed }) =>
    renamed === undefined ? [] : `; ${name} is gone and ${renamed} appeared: renamed?`,
  );
  return new SyncError({
    code: 'src.column_dropped',
    side: 'source',
    stage: 'plan',
    message: `the target ${targetOf(report)} has ${lost.length === 1 ? 'a column' : 'columns'} that ${sourceOf(report)} has not: ${names}${renamed.join('')}; nothing was copied`,
    hint: `Add accept_changes: ${yamlNames(lost)} to tables.${report.table} in tables.yml to let ${lost.length === 1 ? 'it' : 'them'} go with the values in the target; to keep ${lost.length === 1 ? 'it' : 'them'}, bring the column back in the source.`,
    retry: 'never',
    column: (lost[0] as ColumnDiff).name,
  });
}

function retyped(report: DiffReport, refused: readonly ColumnDiff[]): SyncError {
  const told = refused.map(
    ({ name, source, made, target }) =>
      `${name} is ${source} in ${sourceOf(report)}, which would make it ${made}, and ${target} in the target`,
  );
  return new SyncError({
    code: 'src.column_retyped',
    side: 'source',
    stage: 'plan',
    message: `a column has another type than its target ${targetOf(report)} can hold: ${listed(told, '; ')}; nothing was copied`,
    hint: `Add accept_changes: ${yamlNames(refused)} to tables.${report.table} in tables.yml to take the new type, or read from a view that casts it back.`,
    retry: 'never',
    column: (refused[0] as ColumnDiff).name,
  });
}

function otherColumns(report: DiffReport, refused: readonly ColumnDiff[]): SyncError {
  const told = refused.map(({ name, made, target, renamed }) =>
    made === null
      ? `${name} (${target}) is only there${renamed === undefined ? '' : `, and ${renamed} is new in the source: renamed?`}`
      : `${name} is ${target} there, and the sync brings ${made}`,
  );
  const rows = report.publish === 'append' || report.publish === 'merge';
  const why = rows
    ? `Its rows stay where they are under mode ${report.publish}, and so do its types`
    : `Replacing the table would lose what hangs on it (${listed(report.around ?? [])})`;
  const way = rows ? `drop it and run ${report.table} with --full` : 'drop what hangs on it, then run again';
  return new SyncError({
    code: 'dst.columns',
    side: 'destination',
    stage: 'plan',
    message: `${targetOf(report)} has other columns than the sync: ${listed(told, '; ')}. ${why}`,
    hint: `alter the columns of ${targetOf(report)} to match, or ${way}; /sync diff ${report.table} lists them`,
    retry: 'never',
    column: (refused[0] as ColumnDiff).name,
  });
}

const SHOWN = 5;

function listed(parts: readonly string[], between = ', '): string {
  const rest = parts.length - SHOWN;
  return [...parts.slice(0, SHOWN), ...(rest > 0 ? [`and ${rest} more`] : [])].join(between);
}

function yamlNames(columns: readonly ColumnDiff[]): string {
  return `[${columns.map(({ name }) => yamlName(name)).join(', ')}]`;
}

const sourceOf = ({ source }: DiffReport): string => `${source.connection}.${source.table.name}`;
const targetOf = ({ destination }: DiffReport): string => `${destination.connection}.${destination.table.name}`;
