import { compareKeysStatement } from '../../sql/bigquery-compare-keys.ts';
import { googleTable, stagedColumns } from '../../sql/bigquery-names.ts';
import { DELETED_AT, type KeyComparison, type Plan } from '../../types.ts';
import { limitOf } from './limit.ts';
import { demandedFilter } from './partitions.ts';
import type { BigQuerySession, TableId } from './session.ts';
import { readTarget } from './target.ts';

/** Compares the keys of everything, which are staged, with those of the target; see `Destination.compareKeys`. */
export async function compareKeys(
  session: BigQuerySession,
  plan: Plan,
  { target, keys }: { readonly target: TableId; readonly keys: TableId },
  asked: { readonly incremental: string; readonly limit: number },
  { id }: { readonly id: string },
): Promise<KeyComparison> {
  const there = await readTarget(session, target);
  const soft = plan.deletes === 'soft' && there?.columns.some(({ name }) => name.toLowerCase() === DELETED_AT);
  const columns = stagedColumns(plan);
  const sql = compareKeysStatement({
    target: googleTable(target),
    keys: googleTable(keys),
    key: plan.key.flatMap((name) => columns.find((column) => column.name === name) ?? []),
    // Under append a row is as it was when it came.
    incremental: plan.mode === 'merge' ? asked.incremental : null,
    filter: demandedFilter(there, '_sync_bot_t'),
    unmarked: soft ? DELETED_AT : null,
    limit: asked.limit,
  });
  const answer = await session.query(id, { sql, maxBytesBilled: limitOf(session, plan) });
  const [late, gone, named] = answer.rows[0] ?? [];
  const texts = JSON.parse(named ?? '[]') as readonly string[] | null;
  return {
    late: Number(late ?? 0),
    gone: Number(gone ?? 0),
    keys: (texts ?? []).map((text) => JSON.parse(text) as readonly string[]),
  };
}
