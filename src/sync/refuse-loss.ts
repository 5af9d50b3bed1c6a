import { yamlName } from './config/scalar.ts';
import { SyncError } from './errors.ts';
import type { ColumnDiff, DiffReport } from './findings.ts';

/** Throws the SyncError of a difference that a run must not carry out by itself. */
export function refuseLoss(report: DiffReport | null): void {
  const refused = report?.columns.filter((column) => column.next === 'refused') ?? [];
  if (report === null || refused.length === 0) return;
  const lost = refused.filter((column) => column.kind === 'only_target');
  if (report.publish !== 'swap') throw otherColumns(report, refused);
  if (lost.length > 0) throw columnsGone(report, lost);
  throw retyped(report, refused);
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
      `${name} is ${source === null ? `added as ${made}` : `${source} in ${sourceOf(report)}, which would make it ${made}`}, and ${target} in the target`,
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
