import type { KeyComparison, Plan } from '../../types.ts';
import type { BigQuerySession, TableId } from './session.ts';

/** Compares the keys of everything, which are staged, with those of the target; see `Destination.compareKeys`. */
export async function compareKeys(
  session: BigQuerySession,
  plan: Plan,
  { target, keys }: { readonly target: TableId; readonly keys: TableId },
  asked: { readonly incremental: string; readonly limit: number },
  { id }: { readonly id: string },
): Promise<KeyComparison> {
  throw new Error(`${session.project} ${plan.table} ${target.name} ${keys.name} ${asked.limit} ${id}: not yet`);
}
