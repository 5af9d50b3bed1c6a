import type { SqliteSpec } from '../config/spec.ts';
import type { Marked, MarkQuery } from '../cursor.ts';
import { describeSqlite, openSqlite } from '../drivers/sqlite.ts';
import { keyType } from '../incremental/values.ts';
import { quote } from '../sql/quote.ts';
import { condition } from '../sql/select.ts';
import { fitsKey, keyExpression, keyLiteral } from '../sql/window.ts';

type Row = { readonly newest: bigint | string | null; readonly future: bigint; readonly nulls: bigint };

/** See `takeMark`. A file has one writer at a time: whatever is not committed yet will be stamped later. */
export function takeSqliteMark(spec: SqliteSpec, asked: MarkQuery): Marked | null {
  const database = openSqlite(spec.path, { writable: false });
  try {
    const shape = describeSqlite(database, asked.table.name);
    const column = shape?.columns.find((each) => each.name === asked.column);
    const type = column === undefined ? null : keyType(column);
    if (column === undefined || type === null) return null;
    const clock = database
      .prepare(
        `select strftime('%Y-%m-%dT%H:%M:%fZ', 'now') as at, strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime') as local`,
      )
      .get() as { readonly at: string; readonly local: string };
    const value = keyExpression('sqlite', column);
    const also = asked.where === null ? '' : ` and ${condition(asked.where)}`;
    const from = `from ${quote('sqlite', asked.table.name)} where`;
    const now = keyLiteral('sqlite', 'date', type === 'date' ? clock.local.slice(0, 10) : clock.local);
    // Any column may hold anything; what is not of its type is refused when it is read.
    const fit = fitsKey(type, quote('sqlite', column.name));
    const [past, later] =
      type === 'integer' ? ['', 'false'] : [` and ${value} <= ${now}`, `${fit} and ${value} > ${now}`];
    const nulls = asked.exact ? `(select count(*) ${from} not (${fit})${also})` : '0';
    const row = database
      .prepare(
        `select (select max(${value}) ${from} ${fit}${past}${also}) as newest,
                (select count(*) ${from} ${later}${also}) as future, ${nulls} as nulls`,
      )
      .safeIntegers(true)
      .get() as Row;
    return {
      mark: {
        at: clock.at,
        newest: row.newest === null ? null : String(row.newest),
        open: [],
        oldestOpenSince: null,
      },
      nulls: Number(row.nulls),
      future: Number(row.future),
      hidden: null,
    };
  } finally {
    database.close();
  }
}
