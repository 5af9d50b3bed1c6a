import type { TableName } from '../../config/spec.ts';
import type { UsageReport } from '../../findings.ts';
import type { BigQuerySession } from './session.ts';

/** Who read these tables in the last `days` days, sync-bot's own jobs left out; see `Destination.usage`. */
export async function usageOf(
  session: BigQuerySession,
  asked: { readonly tables: readonly TableName[]; readonly days: number },
  { id }: { readonly id: string },
): Promise<UsageReport> {
  throw new Error(`${session.project} ${asked.days} ${id}: not yet`);
}
