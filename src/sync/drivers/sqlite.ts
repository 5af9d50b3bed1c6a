import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { SyncError } from '../errors.ts';
import { quote } from '../sql/quote.ts';
import type { Column, TableShape } from '../types.ts';

/** How long a statement waits for another process's lock. */
const BUSY_MS = 60_000;

/**
 * Opens a SQLite file. Reading needs the file to exist; writing creates it, in WAL mode so that readers are never
 * blocked, and lets it grow to `maxBytes` (null: without a limit of ours).
 */
export function openSqlite(
  path: string,
  { writable, maxBytes = null }: { readonly writable: boolean; readonly maxBytes?: number | null },
): Database.Database {
  const database = new Database(path, { readonly: !writable, fileMustExist: !writable, timeout: BUSY_MS });
  try {
    if (writable) {
      const empty = (database.pragma('page_count', { simple: true }) as number) === 0;
      // The journal mode of a file that others made is theirs to choose.
      if (empty) database.pragma('journal_mode = wal');
      if (maxBytes !== null) {
        const pageBytes = database.pragma('page_size', { simple: true }) as number;
        database.pragma(`max_page_count = ${Math.ceil(maxBytes / pageBytes)}`);
      }
      database.pragma('synchronous = normal');
      database.pragma('foreign_keys = off');
      // A renamed table must not be followed into the views and triggers that name it.
      database.pragma('legacy_alter_table = on');
    } else {
      // The driver opens lazily: a file that is no database shall fail here, at connect.
      database.pragma('schema_version');
    }
    // Text travels as its bytes, and those of UTF-16 are others.
    if (database.pragma('encoding', { simple: true }) !== 'UTF-8') throw notUtf8(path, writable);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function notUtf8(path: string, writable: boolean): SyncError {
  return new SyncError({
    code: writable ? 'dst.encoding' : 'src.encoding',
    side: writable ? 'destination' : 'source',
    stage: 'connect',
    message: `${basename(path)} stores text as UTF-16, which sync-bot does not read or write`,
    hint: `Make a file with PRAGMA encoding = 'UTF-8' and copy the tables of ${basename(path)} over with the sqlite3 program (.dump).`,
    retry: 'never',
  });
}

type Info = {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
  readonly hidden: number;
};

/** A table or view; null where there is none. */
export function describeSqlite(database: Database.Database, table: string): TableShape | null {
  const columns = database
    .prepare('select name, type, "notnull", pk, hidden from pragma_table_xinfo(?)')
    .all(table) as Info[];
  // hidden: 1 is a virtual table's hidden column; 2 and 3 are generated columns, which read like others.
  const visible = columns.filter((column) => column.hidden !== 1);
  if (visible.length === 0) return null;
  return {
    columns: visible.map(toColumn),
    primaryKey: visible
      .filter((column) => column.pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map((column) => column.name),
    estimatedRows: estimate(database, table),
  };
}

export function sqliteTableNames(database: Database.Database): readonly string[] {
  const rows = database
    .prepare("select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite%' order by 1")
    .all() as { name: string }[];
  return rows.map((row) => row.name);
}

/** A name under which the table's rowid can be read; null for views, virtual tables and WITHOUT ROWID tables. */
export function rowidName(database: Database.Database, table: string): string | null {
  const [info] = database
    .prepare("select type, wr from pragma_table_list where schema = 'main' and name = ? collate nocase")
    .all(table) as {
    type: string;
    wr: number;
  }[];
  if (info?.type !== 'table' || info.wr === 1) return null;
  const columns = database.prepare('select lower(name) as name from pragma_table_xinfo(?)').pluck(true).all(table);
  // A column of that name hides the rowid.
  return ['rowid', '_rowid_', 'oid'].find((name) => !columns.includes(name)) ?? null;
}

/** The largest rowid: exact for a table that only grew, instant for every size. Null for views and WITHOUT ROWID tables. */
function estimate(database: Database.Database, table: string): number | null {
  try {
    const row = database.prepare(`select max(rowid) as rows from ${quote('sqlite', table)}`).get() as { rows: unknown };
    return typeof row.rows === 'number' ? row.rows : null;
  } catch {
    return null;
  }
}

/** Declared type to column type, by SQLite's own affinity rules (sqlite.org/datatype3.html, 3.1) and the usual date words. */
function toColumn(info: Info): Column {
  const native = info.type === '' ? 'any' : info.type;
  const word = native.toUpperCase();
  const base = { name: info.name, native, nullable: info.notnull === 0 && info.pk === 0 };
  if (/^BOOL/.test(word)) return { ...base, type: 'boolean' };
  if (/^DATE$/.test(word)) return { ...base, type: 'date' };
  if (/^(DATETIME|TIMESTAMP)/.test(word)) return { ...base, type: 'datetime' };
  if (/^TIME$/.test(word)) return { ...base, type: 'time' };
  if (/^JSON/.test(word)) return { ...base, type: 'json' };
  if (/INT/.test(word)) return { ...base, type: 'integer', length: 8 };
  if (/CHAR|CLOB|TEXT/.test(word)) return { ...base, type: 'string' };
  if (/BLOB/.test(word)) return { ...base, type: 'bytes' };
  if (/REAL|FLOA|DOUB/.test(word)) return { ...base, type: 'double', length: 8 };
  // NUMERIC affinity: what was given as 1.10 is stored as a binary double already; its text is all there is.
  if (/DEC|NUM/.test(word)) return { ...base, type: 'decimal' };
  return { ...base, type: 'string' };
}
