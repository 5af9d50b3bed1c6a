import { type Marked, PREPARED } from '../cursor.ts';

export type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

type Seen = { readonly open: readonly string[]; readonly oldest: string | null; readonly hidden: Marked['hidden'] };
type Row = { readonly thread: string | number; readonly started: string; readonly since: string };

/** InnoDB answers from a cache that is refreshed once nobody has read it for a tenth of a second. */
const UNREAD_SECONDS = 0.11;
const TRIES = 100;
/** ER_SPECIFIC_ACCESS_DENIED_ERROR and its kin: no PROCESS. */
const DENIED: readonly unknown[] = [1227, 1044, 1142];

/**
 * The transactions of the whole server that are open now, but for this session's own. `hidden` where they cannot be
 * seen: without PROCESS, and on a replica, where those that matter are open on another server.
 */
export async function openTransactions(query: Query, own: number): Promise<Seen> {
  if (await readOnly(query)) return { open: [], oldest: null, hidden: 'replica' };
  try {
    const rows = await listed(query, own);
    if (await replica(query)) return { open: [], oldest: null, hidden: 'replica' };
    const others = rows.filter((row) => Number(row.thread) !== own);
    const names = others.map((row) => (Number(row.thread) === 0 ? PREPARED : `${row.thread} since ${row.started}`));
    const open = [...new Set([...names, ...(await runningStatements(query))])];
    return { open, oldest: others.map((row) => row.since).sort()[0] ?? null, hidden: null };
  } catch (error) {
    if (DENIED.includes((error as { readonly errno?: unknown }).errno))
      return { open: [], oldest: null, hidden: 'privilege' };
    throw error;
  }
}

/** A list that names our own transaction, which begins here, is no older than this call. */
async function listed(query: Query, own: number): Promise<readonly Row[]> {
  await query('start transaction with consistent snapshot, read only');
  for (let tries = 0; tries < TRIES; tries++) {
    const rows = await query<Row>(
      `select trx_mysql_thread_id as thread, cast(trx_started as char) as started,
              date_format(date_sub(utc_timestamp(), interval timestampdiff(second, trx_started, convert_tz(utc_timestamp(), '+00:00', 'SYSTEM')) second), '%Y-%m-%dT%H:%i:%sZ') as since
         from information_schema.innodb_trx`,
    );
    if (rows.some((row) => Number(row.thread) === own)) {
      await query('rollback');
      return rows;
    }
    await query(`do sleep(${UNREAD_SECONDS})`);
  }
  throw Object.assign(new Error('innodb_trx stays out of date'), { errno: DENIED[0] });
}

/**
 * A statement takes its time stamp and its number before InnoDB knows its transaction. MariaDB numbers statements, so
 * that one that goes on can be told from the next.
 */
async function runningStatements(query: Query): Promise<readonly string[]> {
  const [version] = await query<{ readonly version: string }>('select version() as version');
  if (!version?.version.includes('MariaDB')) return [];
  const rows = await query<{ readonly id: string | number }>(
    `select query_id as id from information_schema.processlist
      where command in ('Query', 'Execute') and id <> connection_id() and user <> 'system user'`,
  );
  return rows.map((row) => `statement ${row.id}`);
}

async function readOnly(query: Query): Promise<boolean> {
  const rows = await query<{ readonly Value: string }>(
    "show global variables where variable_name in ('read_only', 'innodb_read_only')",
  );
  return rows.some((row) => row.Value !== 'OFF');
}

/** Threads that apply what another server has committed. */
async function replica(query: Query): Promise<boolean> {
  const rows = await query(
    "select 1 from information_schema.processlist where user = 'system user' and command <> 'Daemon' limit 1",
  );
  return rows.length > 0;
}
