import { setImmediate } from 'node:timers/promises';
import type { SqliteSpec } from '../config/spec.ts';
import { describeSqlite, openSqlite, sqliteTableNames } from '../drivers/sqlite.ts';
import { SyncError } from '../errors.ts';
import { selectStatement } from '../sql/select.ts';
import type { Batch, Cell, Column, ReadQuery, Source } from '../types.ts';

const BATCH_BYTES = 256 * 1024;

/** A value whose storage class or form is not what its column's type promises. Names the column, never the value. */
function unexpected(column: Column, found: string): SyncError {
  return new SyncError({
    code: 'data.type',
    side: 'source',
    stage: 'copy',
    message: `column ${column.name} is declared ${column.native} and holds ${found}`,
    hint: `correct the rows in the source, or add ${column.name} to \`exclude\` in tables.yml`,
    retry: 'never',
    column: column.name,
  });
}

/** SQLite as a source: one read transaction, read only. */
export async function openSqliteSource(spec: SqliteSpec): Promise<Source> {
  const database = openSqlite(spec.path, { writable: false });
  database.exec('begin');
  return {
    kind: 'sqlite',
    formats: ['cells'],
    describe: async (table) => describeSqlite(database, table.name),
    tableNames: async () => sqliteTableNames(database),
    explain: (query) => selectStatement('sqlite', query),
    async *read(query: ReadQuery, signal: AbortSignal): AsyncGenerator<Batch> {
      const statement = database.prepare(selectStatement('sqlite', query)).raw(true).safeIntegers(true);
      const printers = query.columns.map(({ column, as }) => (as === 'value' ? printer(column) : asText));
      let rows: Cell[][] = [];
      let bytes = 0;
      for (const row of statement.iterate() as IterableIterator<unknown[]>) {
        const cells: Cell[] = new Array(row.length);
        for (let c = 0; c < row.length; c++) {
          const value = row[c];
          const cell = value === null ? null : (printers[c] as Printer)(value);
          cells[c] = cell;
          bytes += cell === null ? 1 : cell.length + 1;
        }
        rows.push(cells);
        if (bytes >= BATCH_BYTES) {
          yield { format: 'cells', rows, bytes };
          rows = [];
          bytes = 0;
          // The driver is synchronous: without this turn of the event loop a cancel would never be heard.
          await setImmediate();
          signal.throwIfAborted();
        }
      }
      signal.throwIfAborted();
      if (rows.length > 0) yield { format: 'cells', rows, bytes };
    },
    async close() {
      database.close();
    },
  };
}

type Printer = (value: unknown) => Uint8Array;

const FORMS: Readonly<Partial<Record<Column['type'], { readonly form: RegExp; readonly said: string }>>> = {
  date: { form: /^\d{4}-\d\d-\d\d$/, said: 'text that is not YYYY-MM-DD' },
  datetime: {
    form: /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?$/,
    said: 'text that is not YYYY-MM-DD HH:MM:SS without a zone',
  },
  time: { form: /^\d\d:\d\d(:\d\d(\.\d{1,6})?)?$/, said: 'text that is not HH:MM:SS' },
};

const asText: Printer = (value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value), 'utf8'));

/** Prints a value of the column's own storage class, and refuses every other: SQLite lets any column hold anything. */
function printer(column: Column): Printer {
  const form = FORMS[column.type];
  switch (column.type) {
    case 'integer':
      return (value) => {
        if (typeof value !== 'bigint') throw unexpected(column, classOf(value));
        return Buffer.from(value.toString(), 'latin1');
      };
    case 'boolean':
      return (value) => {
        if (value !== 0n && value !== 1n) throw unexpected(column, `${classOf(value)} other than 0 and 1`);
        return Buffer.from(value === 1n ? 't' : 'f', 'latin1');
      };
    case 'double':
      return (value) => {
        if (typeof value !== 'number' && typeof value !== 'bigint') throw unexpected(column, classOf(value));
        return Buffer.from(Object.is(value, -0) ? '-0' : String(value), 'latin1');
      };
    case 'decimal':
      // NUMERIC affinity keeps numbers and text side by side; the text of either is the value.
      return (value) => {
        if (Buffer.isBuffer(value)) throw unexpected(column, 'a blob');
        return Buffer.from(String(value), 'utf8');
      };
    default:
      return (value) => {
        // The statement hands over text (or bytes, of a bytes column) as a Buffer and anything else as the integer 0.
        if (!Buffer.isBuffer(value))
          throw unexpected(column, `a value that is not ${column.type === 'bytes' ? 'a blob' : 'text'}`);
        if (form && !form.form.test(value.toString('latin1'))) throw unexpected(column, form.said);
        return value;
      };
  }
}

function classOf(value: unknown): string {
  if (typeof value === 'bigint') return 'an integer';
  if (typeof value === 'number') return 'a real number';
  return typeof value === 'string' ? 'text' : 'a blob';
}
