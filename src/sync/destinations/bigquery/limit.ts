import { failure } from '../../classify.ts';
import type { SyncError } from '../../errors.ts';
import { tableText } from '../../facts.ts';
import { phrase } from '../../phrase.ts';
import type { Plan } from '../../types.ts';
import type { BigQuerySession, Statement } from './session.ts';

/** What BigQuery bills at least for each table that a query reads. */
const LEAST_BILLED = 10 * 1024 * 1024;

/** Bytes that one query of a plan may bill at most; null: no limit. */
export function limitOf(session: BigQuerySession, plan: Plan): number | null {
  return plan.bigquery?.maxBytesBilled ?? session.maxBytesBilled;
}

/**
 * What a statement that reads so many tables would read, by a dry run. Throws a SyncError where more would be billed than
 * may be.
 */
export async function estimateWithin(
  session: BigQuerySession,
  plan: Plan,
  { sql, tables }: Pick<Statement, 'sql'> & { readonly tables: number },
  limit: number | null,
): Promise<number> {
  // Without the limit, which BigQuery would refuse in words of its own.
  const bytes = await session.estimate({ sql, maxBytesBilled: null });
  const least = tables * LEAST_BILLED;
  if (limit !== null && bytes > 0 && Math.max(bytes, least) > limit) throw tooDear(plan, bytes, { least, limit });
  return bytes;
}

function tooDear(plan: Plan, bytes: number, { least: billed, limit }: { least: number; limit: number }): SyncError {
  const { connection, table } = plan.destination;
  return failure('dst.bq_bytes', {
    side: 'destination',
    stage: 'commit',
    facts: {
      connection,
      kind: 'bigquery',
      table: tableText(table),
      actual:
        bytes < billed
          ? phrase`${bytesText(bytes)}, of which ${bytesText(billed)} are billed at least`
          : bytesText(bytes),
      expected: phrase`${bytesText(limit)} allowed`,
    },
  });
}

/** `12.4 GB`: three digits are enough to see by how much. */
function bytesText(bytes: number): string {
  const [size, unit] =
    bytes >= 1e12 ? [1e12, 'TB'] : bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${Number((bytes / size).toPrecision(3))} ${unit}`;
}
