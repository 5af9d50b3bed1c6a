import type { KeyFacts } from '../../sql/bigquery-key-facts.ts';
import { insertStatement, mergeStatement, momentLiteral, snapshotStatement } from '../../sql/bigquery-merge.ts';
import { googleTable, type StagedColumn, stagedColumns } from '../../sql/bigquery-names.ts';
import { quote } from '../../sql/quote.ts';
import { DELETED_AT, type Plan } from '../../types.ts';
import { isMarked } from './columns.ts';
import { demandedFilter, stretches, within } from './partitions.ts';
import type { TableId } from './session.ts';
import type { Target } from './target.ts';

export type RowsTables = {
  readonly target: TableId;
  readonly staging: TableId;
  /** The keys of everything; null where nobody looks for rows that are gone. */
  readonly keys: TableId | null;
};

/** Whether rows are known again by their key; daily copies of everything stand beside each other. */
export function isKeyed(plan: Plan): boolean {
  return plan.key.length > 0 && plan.snapshot === null;
}

type Against = {
  readonly target: Target;
  /** Where staged keys are; null: nobody has looked. */
  readonly known: Pick<KeyFacts, 'periods' | 'unplaced'> | null;
  /** Another part of the columns, and another place to take them from, than staging has. */
  readonly columns?: readonly StagedColumn[];
  readonly staging?: string;
};

/** The statement that publishes into a target that is there. Pure. */
export function rowsStatement(
  plan: Plan,
  names: RowsTables,
  { target, known, columns = stagedColumns(plan), staging: from = googleTable(names.staging) }: Against,
): string {
  const to = googleTable(names.target);
  const all = columns.map(({ name }) => name);
  const dated = columns.find(({ name }) => name === plan.snapshot?.column);
  // Where the target lacks the column nothing in it can be an earlier copy of the same day.
  if (plan.snapshot !== null && dated !== undefined) {
    const { from: first, to: end } = plan.snapshot;
    const name = `_sync_bot_t.${quote('bigquery', dated.name)}`;
    const earlier = `${name} >= ${momentLiteral(dated.type, first)} and ${name} < ${momentLiteral(dated.type, end)}`;
    return snapshotStatement(to, from, all, earlier);
  }
  if (!isKeyed(plan)) return insertStatement(to, from, all);
  const every = demandedFilter(target, '_sync_bot_t');
  const gone =
    names.keys === null || plan.deletes === 'keep'
      ? null
      : { keys: googleTable(names.keys), deletes: plan.deletes, filter: every };
  return mergeStatement({
    target: to,
    staging: from,
    columns,
    key: plan.key,
    update: plan.mode === 'merge',
    mark: isMarked(plan, target) ? DELETED_AT : null,
    // Rows without a staged key are looked for in all partitions.
    within: gone === null ? narrowed(target, known) : every,
    gone,
  });
}

function narrowed(target: Target, known: Pick<KeyFacts, 'periods' | 'unplaced'> | null) {
  const { partition } = target;
  if (partition === null || known === null) return demandedFilter(target, '_sync_bot_t');
  // Rows that have just been streamed in have no time of arrival yet.
  const nulls = known.unplaced || partition.column === null;
  return within(partition, '_sync_bot_t', { stretches: stretches(partition, known.periods), nulls });
}
