import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { SqliteSpec } from '../config/spec.ts';
import { describeSqlite, openSqlite, rowidName, sqliteTableNames } from '../drivers/sqlite.ts';
import { profileSqlite } from '../drivers/sqlite-profile.ts';
import { quote } from '../sql/quote.ts';
import { sampleStatement } from '../sql/sample.ts';
import { columnExpressions, rowFilter, selectStatement } from '../sql/select.ts';
import type { Batch, Cell, OddCell, ReadQuery, Source } from '../types.ts';
import { asText, type Printer, printer } from './sqlite-cells.ts';

const BATCH_BYTES = 256 * 1024;

/** SQLite as a source: one read transaction, read only. */
export async function openSqliteSource(spec: SqliteSpec): Promise<Source> {
  const database = openSqlite(spec.path, { writable: false });
  database.exec('begin');
  // The snapshot begins with the first statement that reads the file: here, so that the description is of it too.
  database.prepare('select count(*) from sqlite_schema').get();
  return {
    kind: 'sqlite',
    formats: ['cells'],
    describe: async (table) => describeSqlite(database, table.name),
    tableNames: async () => sqliteTableNames(database),
    explain: (query) => selectStatement('sqlite', query),
    read(query, signal) {
      const key = rowidName(database, query.table.name);
      return key === null ? readThrough(database, query, signal) : readPages(database, query, key, signal);
    },
    sample: async (query) =>
      (database.prepare(sampleStatement('sqlite', query)).raw(true).all() as unknown[][]).map((row) =>
        row.map((value) => (value === null ? null : String(value))),
      ),
    profile: (query, signal) => profileSqlite(database, query, signal),
    async close() {
      database.close();
    },
  };
}

/**
 * A table with a rowid, piece by piece in its order, so that the connection is free in between: four times as fast as
 * iterating over cells that are all fetched as bytes, and still exact, because a text that the driver may have changed
 * is fetched again by its rowid.
 */
async function* readPages(
  database: Database.Database,
  query: ReadQuery,
  key: string,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const table = quote('sqlite', query.table.name);
  // Without "not indexed" an index that suits the where would be sorted anew for every piece.
  const filter = rowFilter('sqlite', query) ?? 'true';
  const piece = (after: string): Database.Statement =>
    database
      .prepare(
        `select ${key}, ${columnExpressions('sqlite', query)} from ${table} not indexed
          where ${after}${filter} order by ${key}`,
      )
      .raw(true)
      .safeIntegers(true);
  const first = piece('');
  const next = piece(`${key} > ? and `);
  const printers = printersOf(query);
  const bytesOf = query.columns.map(({ column }) =>
    database.prepare(`select cast(${quote('sqlite', column.name)} as blob) from ${table} where ${key} = ?`).pluck(true),
  );
  let last: bigint | null = null;
  for (;;) {
    signal.throwIfAborted();
    const rows: Cell[][] = [];
    const odd: OddCell[] = [];
    let bytes = 0;
    // Row by row: rows fetched by the number could be a thousand times the bytes of those before.
    for (const row of (last === null ? first.iterate() : next.iterate(last)) as IterableIterator<unknown[]>) {
      const rowid = row[0] as bigint;
      last = rowid;
      rows.push(
        printers.map((print, c): Cell => {
          const value = row[c + 1];
          const cell =
            value === null
              ? null
              : print(
                  value,
                  () => bytesOf[c]?.get(rowid) as Buffer,
                  (found) => odd.push({ row: rows.length, column: c, found }),
                );
          bytes += cell === null ? 1 : cell.length + 1;
          return cell;
        }),
      );
      if (bytes >= BATCH_BYTES) break;
    }
    if (rows.length > 0) yield { format: 'cells', rows, bytes, odd };
    if (bytes < BATCH_BYTES) return;
    // The driver is synchronous: without this turn of the event loop a cancel would never be heard.
    await setImmediate();
  }
}

/** A view or a table without rowid, in one go; texts as bytes from the start, with their storage class beside them. */
async function* readThrough(database: Database.Database, query: ReadQuery, signal: AbortSignal): AsyncGenerator<Batch> {
  const texts = query.columns.map(({ column, as }) => {
    const name = quote('sqlite', column.name);
    return as === 'value' ? `case when typeof(${name}) = 'text' then cast(${name} as blob) end` : 'null';
  });
  const filter = rowFilter('sqlite', query);
  const where = filter === null ? '' : ` where ${filter}`;
  const statement = database
    .prepare(
      `select ${columnExpressions('sqlite', query)}, ${texts.join(', ')} from ${quote('sqlite', query.table.name)}${where}`,
    )
    .raw(true)
    .safeIntegers(true);
  const printers = printersOf(query);
  let rows: Cell[][] = [];
  let odd: OddCell[] = [];
  let bytes = 0;
  for (const row of statement.iterate() as IterableIterator<unknown[]>) {
    rows.push(
      printers.map((print, c): Cell => {
        const value = row[c];
        const cell =
          value === null
            ? null
            : print(
                value,
                () => row[printers.length + c] as Buffer,
                (found) => odd.push({ row: rows.length, column: c, found }),
              );
        bytes += cell === null ? 1 : cell.length + 1;
        return cell;
      }),
    );
    if (bytes < BATCH_BYTES) continue;
    yield { format: 'cells', rows, bytes, odd };
    rows = [];
    odd = [];
    bytes = 0;
    await setImmediate();
    signal.throwIfAborted();
  }
  signal.throwIfAborted();
  if (rows.length > 0) yield { format: 'cells', rows, bytes, odd };
}

function printersOf(query: ReadQuery): readonly Printer[] {
  return query.columns.map(({ column, as }) => (as === 'value' ? printer(column) : asText));
}
