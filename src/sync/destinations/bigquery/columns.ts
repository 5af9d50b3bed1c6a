import type { SyncError } from '../../errors.ts';
import { googleTable, stagedColumns } from '../../sql/bigquery-names.ts';
import { nameKey } from '../../sql/name-key.ts';
import { quote } from '../../sql/quote.ts';
import { compareTypes } from '../../sql/retype.ts';
import { DELETED_AT, type Plan } from '../../types.ts';
import { otherColumns } from '../refusals.ts';
import type { TableId } from './session.ts';
import type { Target } from './target.ts';

type Column = { readonly name: string; readonly type: string };

const key = (name: string): string => nameKey('bigquery', name);

/** Columns that a run brings and the target lacks, the mark of rows that are gone too where it is needed. */
export function lackedColumns(plan: Plan, target: Target): readonly Column[] {
  const had = new Set(target.columns.map(({ name }) => key(name)));
  const marking = plan.keys !== null && plan.deletes === 'soft' ? [{ name: DELETED_AT, type: 'TIMESTAMP' }] : [];
  return [...stagedColumns(plan), ...marking].filter(({ name }) => !had.has(key(name)));
}

/** The statement that adds columns. They are nullable whatever the source says: the rows that are there have no value. */
export function addColumnsStatement(target: TableId, columns: readonly Column[]): string {
  const added = columns.map(({ name, type }) => `add column if not exists ${quote('bigquery', name)} ${type}`);
  return `alter table ${googleTable(target)}\n  ${added.join(',\n  ')}`;
}

/** The SyncError of a target whose columns do not take the rows of a run, or whose rows have no key; null where they do. */
export function unfitColumns(plan: Plan, target: Target): SyncError | null {
  const brought = stagedColumns(plan);
  const missing = brought.flatMap(({ name, type }) => {
    const there = target.columns.find((column) => key(column.name) === key(name));
    if (there === undefined) return plan.key.includes(name) ? [`${name} ${type}`] : [];
    const change = compareTypes('bigquery', there.type, type);
    return change === 'same' || change === 'narrower' ? [] : [`${name} ${type}`];
  });
  const needed = target.columns
    .filter(({ required, hasDefault }) => required && !hasDefault)
    .map(({ name }) => name)
    .filter((name) => !brought.some((column) => key(column.name) === key(name)));
  return otherColumns(plan, missing, needed);
}

/** Whether rows of the target are marked as gone, or will be once the columns of the run are added. */
export function isMarked(plan: Plan, target: Target): boolean {
  if (plan.deletes !== 'soft') return false;
  return plan.keys !== null || target.columns.some(({ name }) => key(name) === DELETED_AT);
}
