import mysql from 'mysql2';
import type { MysqlSpec } from '../config/spec.ts';
import type { Marked, MarkQuery } from '../cursor.ts';
import { keyType } from '../incremental/values.ts';
import { quote, quoteTable } from '../sql/quote.ts';
import { condition } from '../sql/select.ts';
import { keyLiteral, unstamped } from '../sql/window.ts';
import type { Column } from '../types.ts';
import { describeMysql } from './mysql-catalog.ts';
import { mysqlSettings } from './mysql-settings.ts';
import { openTransactions, type Query } from './mysql-transactions.ts';

type Row = { readonly newest: string | null; readonly future: string | number; readonly nulls: string | number };
type Clock = { readonly zoned: string; readonly local: string };

/** See `takeMark`. Open transactions are those of InnoDB, which the privilege PROCESS shows. */
export async function takeMysqlMark(spec: MysqlSpec, label: string, asked: MarkQuery): Promise<Marked | null> {
  const connection = mysql.createConnection(mysqlSettings(spec, label));
  connection.on('error', () => {});
  const query: Query = (sql, values = []) =>
    new Promise((resolve, reject) =>
      connection.query(sql, values, (error, rows) => (error ? reject(error) : resolve(rows as never))),
    );
  try {
    await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
    const database = decodeURIComponent(new URL(spec.url).pathname.slice(1));
    const shape = await describeMysql(query, asked.table.schema ?? database, asked.table.name);
    const column = shape?.columns.find((each) => each.name === asked.column);
    if (column === undefined || keyType(column) === null) return null;
    // Before the session's own zone is set: columns without a zone are stamped in the server's.
    const [clock] = await query<Clock>('select cast(utc_timestamp(6) as char) as zoned, cast(now(6) as char) as local');
    if (clock === undefined) return null;
    await query("set session time_zone = '+00:00'");
    await query("set session sql_mode = ''");
    const [row] = await query<Row>(newest(asked, column, clock));
    const { open, oldest, hidden } = await openTransactions(query, connection.threadId as number, asked.exact);
    const value = row?.newest ?? null;
    return {
      mark: {
        at: `${clock.zoned.replace(' ', 'T').slice(0, 23)}Z`,
        newest: value !== null && column.type === 'timestamp' ? `${value}+00` : value,
        open,
        oldestOpenSince: oldest,
      },
      nulls: Number(row?.nulls ?? 0),
      future: Number(row?.future ?? 0),
      hidden,
    };
  } finally {
    connection.destroy();
  }
}

function newest(asked: MarkQuery, column: Column, clock: Clock): string {
  const name = quote('mysql', column.name);
  const from = `from ${quoteTable('mysql', asked.table)} where`;
  const also = asked.where === null ? '' : ` and ${condition(asked.where)}`;
  const type = keyType(column);
  const unread = type === null ? [] : unstamped('mysql', type, name, column);
  const nulls = asked.exact && unread.length > 0 ? `(select count(*) ${from} (${unread.join(' or ')})${also})` : '0';
  if (type === 'integer' || type === null) {
    const max = `(select cast(max(${name}) as char) ${from} true${also})`;
    return `select ${max} as newest, 0 as future, ${nulls} as nulls`;
  }
  const clockText = type === 'timestamp' ? clock.zoned : clock.local;
  const now = keyLiteral('mysql', type, type === 'date' ? clockText.slice(0, 10) : clockText);
  const least = keyLiteral('mysql', type, type === 'date' ? '0001-01-01' : '0001-01-01 00:00:00');
  return `select (select cast(max(${name}) as char) ${from} ${name} <= ${now} and ${name} >= ${least}${also}) as newest,
       (select count(*) ${from} ${name} > ${now}${also}) as future, ${nulls} as nulls`;
}
