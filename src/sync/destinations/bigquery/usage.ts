import type { TableUsage, UsageReport } from '../../findings.ts';
import { usageStatement } from '../../sql/bigquery-usage.ts';
import type { UsageQuery } from '../../types.ts';
import { tablePath } from './paths.ts';
import type { BigQuerySession, TableId } from './session.ts';
import { covers, namesOf, tablesOf } from './usage-names.ts';

/** So long BigQuery remembers jobs. */
const REMEMBERED_DAYS = 180;
const SIZES_AT_ONCE = 8;

/** Who read these tables, sync-bot's own jobs left out; see `Destination.usage`. */
export async function usageOf(
  session: BigQuerySession & { readonly location: string },
  { tables, days: wanted }: UsageQuery,
  { id, signal }: { readonly id: string; readonly signal?: AbortSignal },
): Promise<UsageReport> {
  const days = Math.min(wanted, REMEMBERED_DAYS);
  const names = await namesOf(session, tables, signal);
  const { project, location } = session;
  if (names.length === 0) {
    return { days, since: new Date(session.now() - days * 86_400_000).toISOString(), tables: [] };
  }
  const sql = usageStatement({ project, location, days, tables: names });
  const { rows } = await session.query(id, { sql }, signal);
  const found: TableUsage[] = [];
  for (const [i, name] of names.entries()) {
    const [, reads, readers, lastReadAt] = rows.find(([place]) => place === String(i)) ?? [];
    const size = await sizeOf(session, name, signal);
    found.push({
      dataset: name.dataset,
      table: name.name,
      ...size,
      lastReadAt: lastReadAt ?? null,
      reads: Number(reads ?? 0),
      readers: Number(readers ?? 0),
    });
  }
  return { days, since: rows[0]?.[4] ?? '', tables: found };
}

type Size = { readonly bytes: number | null; readonly rows: number | null };

/** What is stored under a name, or under all names that a `*` stands for. */
async function sizeOf(session: BigQuerySession, table: TableId, signal?: AbortSignal): Promise<Size> {
  if (!table.name.endsWith('*')) return stored(session, table, signal);
  const members = (await tablesOf(session, table, signal)).filter((name) => covers(table.name, name));
  if (members.length === 0) return { bytes: null, rows: null };
  let [bytes, rows] = [0, 0];
  for (let at = 0; at < members.length; at += SIZES_AT_ONCE) {
    const some = members.slice(at, at + SIZES_AT_ONCE).map((name) => stored(session, { ...table, name }, signal));
    for (const size of await Promise.all(some)) {
      bytes += size.bytes ?? 0;
      rows += size.rows ?? 0;
    }
  }
  return { bytes, rows };
}

async function stored(session: BigQuerySession, table: TableId, signal?: AbortSignal): Promise<Size> {
  const found = await session.find<{ readonly numBytes?: string; readonly numRows?: string }>(
    { method: 'GET', path: tablePath(table) },
    signal,
  );
  return found === null
    ? { bytes: null, rows: null }
    : { bytes: Number(found.numBytes ?? 0), rows: Number(found.numRows ?? 0) };
}
