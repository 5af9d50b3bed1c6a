import { failure } from '../../classify.ts';
import type { SyncError } from '../../errors.ts';
import { tableText } from '../../facts.ts';
import type { Plan } from '../../types.ts';
import type { BigQuerySession, Statement } from './session.ts';

/** What BigQuery bills at least for a table that a query reads at all. */
const LEAST_BILLED = 10 * 1024 * 1024;

/** Bytes that one query of a plan may bill at most; null: no limit. */
export function limitOf(session: BigQuerySession, plan: Plan): number | null {
  return plan.bigquery?.maxBytesBilled ?? session.maxBytesBilled;
}

/** What a statement would read, by a dry run. Throws a SyncError where that is more than may be billed. */
export async function estimateWithin(
  session: BigQuerySession,
  plan: Plan,
  statement: Statement,
  limit: number | null,
): Promise<number> {
  const bytes = await session.estimate(statement);
  if (limit !== null && bytes > 0 && Math.max(bytes, LEAST_BILLED) > limit) throw tooDear(plan, bytes, limit);
  return bytes;
}

function tooDear(plan: Plan, bytes: number, limit: number): SyncError {
  const { connection, table } = plan.destination;
  const least = bytes < LEAST_BILLED ? ', of which BigQuery bills 10 MiB at least' : '';
  return failure('dst.bq_bytes', {
    side: 'destination',
    stage: 'commit',
    facts: {
      connection,
      kind: 'bigquery',
      table: tableText(table),
      actual: `${bytesText(bytes)}${least}`,
      expected: `${bytesText(limit)} allowed`,
    },
  });
}

/** `12.4 GB`: three digits are enough to see by how much. */
function bytesText(bytes: number): string {
  const [size, unit] =
    bytes >= 1e12 ? [1e12, 'TB'] : bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${Number((bytes / size).toPrecision(3))} ${unit}`;
}
