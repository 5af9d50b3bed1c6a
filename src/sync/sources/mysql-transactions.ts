import { type Marked, PREPARED } from '../cursor.ts';

export type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

type Seen = { readonly open: readonly string[]; readonly oldest: string | null; readonly hidden: Marked['hidden'] };
type Row = {
  readonly thread: string | number;
  readonly started: string;
  readonly seconds: string | number;
  readonly since: string;
};

/** InnoDB answers from a cache that is refreshed once nobody has read it for a tenth of a second. */
const UNREAD_SECONDS = 0.11;
/** So several who ask at once keep it from being refreshed, unless each waits longer every time, by chance. */
const LONGER = 1.4;
const LONGEST_SECONDS = 3;
const TRIES = 14;
/** Most transactions take milliseconds; one of an earlier second is not worth waiting for. */
const WAITS = 3;
/** ER_SPECIFIC_ACCESS_DENIED_ERROR and its kin: no PROCESS. */
const DENIED: readonly unknown[] = [1227, 1044, 1142];

/**
 * The transactions of the whole server that are open now, but for this session's own. `hidden` where they cannot be
 * seen: without PROCESS, and on a replica, where those that matter are open on another server.
 */
export async function openTransactions(query: Query, own: number, patient: boolean): Promise<Seen> {
  if (await readOnly(query)) return { open: [], oldest: null, hidden: 'replica' };
  try {
    if (await replica(query)) return { open: [], oldest: null, hidden: 'replica' };
    const rows = await everyOpen(query, own);
    // Nothing is known of who is open: as with a prepared transaction, no mark that waits may be settled now.
    if (rows === null) return { open: [PREPARED], oldest: null, hidden: null };
    let open = [...new Set(rows.map((row) => row.name))];
    const old = rows.some((row) => row.seconds > 0);
    for (let waits = 0; patient && !old && open.length > 0 && waits < WAITS; waits++) {
      await pause(query, waits);
      // A list that is out of date names too many, which does no harm.
      const now = [...(await trxRows(query)).map(nameOf), ...(await statements(query)).map(statementName)];
      if (now.includes(PREPARED)) break;
      open = open.filter((name) => now.includes(name));
    }
    const since = rows.flatMap((row) => (open.includes(row.name) && row.since !== null ? [row.since] : []));
    return { open, oldest: since.sort()[0] ?? null, hidden: null };
  } catch (error) {
    if (DENIED.includes((error as { readonly errno?: unknown }).errno))
      return { open: [], oldest: null, hidden: 'privilege' };
    throw error;
  }
}

function nameOf(row: Row): string {
  return Number(row.thread) === 0 ? PREPARED : `${row.thread} since ${row.started}`;
}

function trxRows(query: Query): Promise<Row[]> {
  const seconds = "timestampdiff(second, trx_started, convert_tz(utc_timestamp(), '+00:00', 'SYSTEM'))";
  return query<Row>(
    `select trx_mysql_thread_id as thread, cast(trx_started as char) as started, ${seconds} as seconds,
            date_format(date_sub(utc_timestamp(), interval ${seconds} second), '%Y-%m-%dT%H:%i:%sZ') as since
       from information_schema.innodb_trx`,
  );
}

type Open = { readonly name: string; readonly seconds: number; readonly since: string | null };

/**
 * The open transactions, and those of statements on their way to one: a statement takes its time stamp and its number a
 * moment before InnoDB knows its transaction. Each that runs is waited for until it has ended or is in the list. Null
 * where the list stays out of date.
 */
async function everyOpen(query: Query, own: number): Promise<readonly Open[] | null> {
  const found = new Map<string, Open>();
  let waiting: readonly Statement[] | null = null;
  for (let round = 0; round <= WAITS && waiting?.length !== 0; round++) {
    // In this order: a statement that does not run any more is in the list that follows, or has left nothing open.
    const running = await statements(query);
    const rows = await listed(query, own, round % 2 === 0 ? 'within' : 'without');
    if (rows === null) return null;
    const before: readonly Statement[] = waiting ?? running;
    for (const row of rows) {
      if (waiting !== null && !waiting.some((each) => Number(each.thread) === Number(row.thread))) continue;
      found.set(nameOf(row), { name: nameOf(row), seconds: Number(row.seconds), since: row.since });
    }
    waiting = before.filter(
      (each) =>
        running.some((other) => other.id === each.id) &&
        !rows.some((row) => Number(row.thread) === Number(each.thread)),
    );
  }
  await query('rollback');
  const late = (waiting ?? []).map((each) => ({ name: statementName(each), seconds: 0, since: null }));
  return [...found.values(), ...late];
}

/**
 * A list that is no older than this call: it names our own transaction, which begins here, or does not name it any more.
 * Without ours. Null: none came in time.
 */
async function listed(query: Query, own: number, ours: 'within' | 'without'): Promise<readonly Row[] | null> {
  await query(ours === 'within' ? 'start transaction with consistent snapshot, read only' : 'rollback');
  for (let tries = 0; tries < TRIES; tries++) {
    const rows = await trxRows(query);
    const others = rows.filter((row) => Number(row.thread) !== own);
    if (others.length < rows.length === (ours === 'within')) return others;
    await pause(query, tries);
  }
  return null;
}

async function pause(query: Query, tries: number): Promise<void> {
  const more = Math.min(UNREAD_SECONDS * LONGER ** tries, LONGEST_SECONDS) - UNREAD_SECONDS;
  await query(`do sleep(${UNREAD_SECONDS} + rand() * ${more.toFixed(3)})`);
}

type Statement = { readonly id: string | number; readonly thread: string | number };

function statementName(statement: Statement): string {
  return `statement ${statement.id}`;
}

/** What the other sessions run at the moment. MariaDB numbers statements, so that one can be told from the next. */
async function statements(query: Query): Promise<readonly Statement[]> {
  const [version] = await query<{ readonly version: string }>('select version() as version');
  if (!version?.version.includes('MariaDB')) return [];
  return query<Statement>(
    `select query_id as id, id as thread from information_schema.processlist
      where command in ('Query', 'Execute') and id <> connection_id() and user <> 'system user'`,
  );
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
