import type { PostgresSpec } from '../config/spec.ts';
import { type Marked, type MarkQuery, PREPARED } from '../cursor.ts';
import { openPostgres, type PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { keyType } from '../incremental/values.ts';
import { quote, quoteTable } from '../sql/quote.ts';
import { condition } from '../sql/select.ts';
import { keyLiteral, unstamped } from '../sql/window.ts';
import type { Column } from '../types.ts';

type Row = { readonly newest: string | null; readonly future: string; readonly nulls: string };
type Clock = { readonly at: string; readonly zoned: string; readonly local: string; readonly standby: string };

/** See `takeMark`. Open transactions are seen by their virtual transaction ids, which needs no privilege. */
export async function takePostgresMark(spec: PostgresSpec, label: string, asked: MarkQuery): Promise<Marked | null> {
  const session = await openPostgres(spec, label, null);
  try {
    const schema = asked.table.schema ?? spec.schema;
    const shape = await describePostgres(session, schema, asked.table.name);
    const column = shape?.columns.find((each) => each.name === asked.column);
    if (column === undefined || keyType(column) === null) return null;
    const [clock] = await session.query<Clock>(
      `select to_char(now, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, (now at time zone 'UTC')::text as zoned,
              (now at time zone 'UTC' at time zone (select reset_val from pg_settings where name = 'TimeZone'))::text as local,
              pg_is_in_recovery() as standby
         from (select clock_timestamp() at time zone 'UTC' as now) c`,
    );
    if (clock === undefined) return null;
    const [row] = await session.query<Row>(newest(asked, { ...asked.table, schema }, column, clock));
    const standby = clock.standby === 't';
    const open = standby ? [] : await openTransactions(session, asked.exact);
    return {
      mark: {
        at: clock.at,
        newest: row?.newest ?? null,
        open: [...new Set(open.map((each) => each.name))],
        oldestOpenSince: open.map((each) => each.since).reduce(earlier, null),
      },
      nulls: Number(row?.nulls ?? 0),
      future: Number(row?.future ?? 0),
      hidden: standby ? 'replica' : null,
    };
  } finally {
    await session.close();
  }
}

function newest(asked: MarkQuery, table: { schema: string; name: string }, column: Column, clock: Clock): string {
  const name = quote('postgres', column.name);
  const from = `from ${quoteTable('postgres', table)} where`;
  const also = asked.where === null ? '' : ` and ${condition(asked.where)}`;
  const type = keyType(column);
  const unread = type === null ? [] : unstamped('postgres', type, name, column);
  const nulls = asked.exact && unread.length > 0 ? `(select count(*) ${from} (${unread.join(' or ')})${also})` : '0';
  if (type === 'integer' || type === null) {
    // NaN and infinity are the largest numbers that numeric knows.
    const whole = column.type === 'decimal' ? `${name}::text ~ '^-?[0-9]+$'` : 'true';
    return `select (select max(${name}) ${from} ${whole}${also})::text as newest, 0 as future, ${nulls} as nulls`;
  }
  const now = keyLiteral('postgres', type, type === 'timestamp' ? clock.zoned : dateOr(type, clock.local));
  const least = keyLiteral('postgres', type, type === 'timestamp' ? '0001-01-01 00:00:00+00' : '0001-01-01');
  return `select (select max(${name}) ${from} ${name} <= ${now} and ${name} >= ${least}${also})::text as newest,
       (select count(*) ${from} ${name} > ${now}${also}) as future, ${nulls} as nulls`;
}

function dateOr(type: 'date' | 'datetime', text: string): string {
  return type === 'date' ? text.slice(0, 10) : text;
}

type Open = { readonly name: string; readonly since: string | null; readonly old: string | null };

/** Seconds. Most transactions take milliseconds; one that is half a second old is not worth waiting for. */
const WAITS = [0.05, 0.1, 0.2, 0.4];

async function openTransactions(session: PostgresSession, patient: boolean): Promise<readonly Open[]> {
  let open = await listed(session);
  for (const seconds of patient ? WAITS : []) {
    if (open.length === 0 || open.some((each) => each.old === 't')) break;
    await session.query(`select pg_sleep(${seconds})`);
    const now = await listed(session);
    if (now.some((each) => each.name === PREPARED)) break;
    open = open.filter((each) => now.some((other) => other.name === each.name));
  }
  return open;
}

/**
 * Every transaction of this database holds the lock on its virtual id from its first statement to its end, also where it
 * is idle. A prepared one gives that lock up.
 */
async function listed(session: PostgresSession): Promise<readonly Open[]> {
  const running = await session.query<Open>(
    `select l.virtualtransaction as name, to_char(min(a.xact_start) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since,
            min(a.xact_start) < clock_timestamp() - interval '0.5 seconds' as old
       from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'virtualxid' and l.pid <> pg_backend_pid()
        and coalesce(a.datid = (select oid from pg_catalog.pg_database where datname = current_database()), true)
      group by 1`,
  );
  // Asked for last: one that is prepared in between is in one of the lists, or in both.
  const prepared = await session.query<Open>(
    `select '${PREPARED}' as name, to_char(prepared at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since, true as old
       from pg_catalog.pg_prepared_xacts where database = current_database()`,
  );
  return [...running, ...prepared];
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
