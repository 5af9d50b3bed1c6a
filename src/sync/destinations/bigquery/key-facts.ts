import { type KeyFacts, keyFactsStatement, readKeyFacts } from '../../sql/bigquery-key-facts.ts';
import { googleTable, stagedColumns } from '../../sql/bigquery-names.ts';
import { DELETED_AT, type Plan } from '../../types.ts';
import { estimateWithin } from './limit.ts';
import { demandedFilter, type Partition, periodOf } from './partitions.ts';
import { questionId } from './questions.ts';
import type { RowsTables } from './rows-statement.ts';
import { type BigQuerySession, jobId } from './session.ts';
import type { Target } from './target.ts';

/**
 * Looks at the keys of what is staged and of the target before anything is changed, by one query that reads keys and
 * partitions alone.
 */
export async function askKeys(
  session: BigQuerySession,
  plan: Plan,
  names: RowsTables & { readonly token: string },
  { target, limit }: { readonly target: Target | null; readonly limit: number | null },
): Promise<KeyFacts> {
  const statement = { sql: keyFactsOf(plan, names, target), maxBytesBilled: limit };
  const tables = (target === null ? 1 : 2) + (names.keys === null ? 0 : 1);
  if (limit !== null) await estimateWithin(session, plan, { ...statement, tables }, limit);
  // Another job every time: what an earlier try of this attempt was told may not be true any more.
  const answer = await session.query(questionId(session, jobId(names.token, 'check')), statement);
  return readKeyFacts(answer.rows[0] ?? []);
}

/** The statement of `askKeys`. */
export function keyFactsOf(plan: Plan, tables: RowsTables, target: Target | null): string {
  const columns = stagedColumns(plan);
  const auditing = tables.keys !== null && plan.deletes !== 'keep';
  const partition = auditing ? null : (target?.partition ?? null);
  return keyFactsStatement({
    staging: googleTable(tables.staging),
    key: plan.key,
    doubles: columns.filter(({ name, type }) => plan.key.includes(name) && type === 'FLOAT64').map(({ name }) => name),
    stagedPeriod: partition !== null && isStaged(partition, columns) ? periodOf(partition, '_sync_bot_s') : null,
    target:
      target === null
        ? null
        : {
            table: googleTable(tables.target),
            period: partition === null ? null : periodOf(partition, '_sync_bot_t'),
            filter: demandedFilter(target, '_sync_bot_t'),
          },
    gone:
      tables.keys !== null && plan.deletes === 'soft'
        ? { keys: googleTable(tables.keys), unmarked: marked(target) ? DELETED_AT : null }
        : null,
  });
}

/** What rows arrive at is not known before they do. */
function isStaged({ column }: Partition, columns: readonly { readonly name: string }[]): boolean {
  return columns.some(({ name }) => name.toLowerCase() === column?.toLowerCase());
}

function marked(target: Target | null): boolean {
  return target?.columns.some(({ name }) => name.toLowerCase() === DELETED_AT) ?? false;
}
