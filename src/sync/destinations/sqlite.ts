import type Database from 'better-sqlite3';
import type { SqliteSpec } from '../config/spec.ts';
import { describeSqlite, openSqlite } from '../drivers/sqlite.ts';
import { profileSqlite } from '../drivers/sqlite-profile.ts';
import { quickSqlite } from '../drivers/sqlite-quick.ts';
import { SyncError } from '../errors.ts';
import { columnList, typeName } from '../sql/ddl.ts';
import { quote, quoteList } from '../sql/quote.ts';
import type { Batch, Cell, Column, Destination, Load, Plan, Settlement } from '../types.ts';
import { measure } from './sqlite-figures.ts';
import { count, generations } from './sqlite-generations.ts';
import { compareKeys } from './sqlite-keys.ts';
import { publishRows, rowsPreview } from './sqlite-merge.ts';
import { publish, published, publishPreview } from './sqlite-publish.ts';
import { checkTarget } from './sqlite-target.ts';
import { undo } from './sqlite-undo.ts';

const STAGING = 'STAGING';
/** Rows of one INSERT: measured best around 40; SQLite takes 32,766 bound values a statement. */
const ROWS_A_STATEMENT = 40;
const BOUND_VALUES = 32_766;
/** A write transaction is cut here, so that runs that write other tables of the same file get their turn. */
const TRANSACTION_BYTES = 8 * 1024 * 1024;

/** SQLite as a destination: a STRICT staging table filled in short transactions, then one that publishes it. */
export async function openSqliteDestination(spec: SqliteSpec): Promise<Destination> {
  const database = openSqlite(spec.path, { writable: true, maxBytes: spec.maxBytes });
  return {
    kind: 'sqlite',
    modes: ['replace', 'append', 'merge'],
    formats: ['cells'],
    natives: [],
    describe: async (table) => describeSqlite(database, table.name),
    profile: (query, signal) => profileSqlite(database, query, signal),
    async preview(plan) {
      const preview =
        plan.mode === 'replace' ? publishPreview(database, plan, STAGING) : rowsPreview(database, plan, STAGING);
      return { ...preview, statements: [createStaging(plan, STAGING), ...preview.statements] };
    },
    async begin(plan, token) {
      checkTarget(database, plan);
      const staging = stagingName(token);
      database.exec(createStaging(plan, staging));
      return load(database, plan, staging, token);
    },
    compareKeys: async (plan, token, asked) => compareKeys(database, plan, stagingName(token), asked),
    async resume(plan, token) {
      const staging = stagingName(token);
      if (describeSqlite(database, staging) === null) return null;
      return {
        ...staged(database, plan, staging, token),
        write: () => Promise.reject(new Error('everything is staged')),
      };
    },
    generations: async (table) => generations(database, table.name),
    undo: async (table, token, was) => undo(database, table.name, stagingName(token), token, was),
    settle: async (table, token) => settle(database, table.name, token),
    usage: async () => null,
    spent: () => null,
    async close() {
      database.close();
    },
  };
}

function stagingName(token: string): string {
  return `_sync_bot_${token}`;
}

function createStaging(plan: Plan, staging: string): string {
  return `create table ${quote('sqlite', staging)} (\n${columnList('sqlite', plan.columns, { native: false })}\n) strict`;
}

function load(database: Database.Database, plan: Plan, staging: string, token: string): Load {
  const columns = plan.columns.map((column) => column.to);
  const perStatement = Math.max(1, Math.min(ROWS_A_STATEMENT, Math.floor(BOUND_VALUES / columns.length)));
  const insertMany = database.prepare(insert(staging, columns, perStatement));
  const insertOne = database.prepare(insert(staging, columns, 1));
  const bind = columns.map(binder);
  let open = 0;

  function write(rows: readonly Cell[][], bytes: number): void {
    if (open === 0) database.exec('begin immediate');
    open += bytes + 1;
    const values: unknown[] = [];
    let start = 0;
    for (; start + perStatement <= rows.length; start += perStatement) {
      values.length = 0;
      for (let r = start; r < start + perStatement; r++) pushRow(values, rows[r] as Cell[]);
      insertMany.run(values);
    }
    for (; start < rows.length; start++) {
      values.length = 0;
      pushRow(values, rows[start] as Cell[]);
      insertOne.run(values);
    }
    if (open >= TRANSACTION_BYTES) endTransaction();
  }

  function pushRow(values: unknown[], row: readonly Cell[]): void {
    for (let c = 0; c < row.length; c++) {
      const cell = row[c] as Cell;
      values.push(cell === null ? null : (bind[c] as Binder)(cell));
    }
  }

  function endTransaction(): void {
    if (open === 0) return;
    database.exec('commit');
    open = 0;
  }

  const then = staged(database, plan, staging, token);
  return {
    ...then,
    async write(batch: Batch) {
      if (batch.format !== 'cells') throw new Error(`format ${batch.format} is not SQLite's`);
      write(batch.rows, batch.bytes);
    },
    async finish() {
      endTransaction();
      return then.finish();
    },
    async abort() {
      open = 0;
      await then.abort();
    },
  };
}

/** What can be done with rows once they are staged. */
function staged(database: Database.Database, plan: Plan, staging: string, token: string): Omit<Load, 'write'> {
  return {
    finish: async () => ({ rows: count(database, staging) }),
    measure: async (figures) => measure(database, staging, figures),
    commit: async () =>
      plan.mode === 'replace'
        ? publish(database, plan, staging, token)
        : publishRows(database, plan, { staging, token, keys: plan.keys === null ? null : stagingName(plan.keys) }),
    profile: (measures, signal) =>
      quickSqlite(database, staging, { columns: plan.columns.map(({ name }) => name), measures }, signal),
    async abort() {
      if (database.inTransaction) database.exec('rollback');
      database.exec(`drop table if exists ${quote('sqlite', staging)}`);
    },
  };
}

type Binder = (cell: Uint8Array) => unknown;

/**
 * Text is bound as bytes and cast back: no copy as a JS string, no replacement of bytes, and in a STRICT INTEGER column
 * SQLite itself converts it or refuses. A double is parsed here, because SQLite's own parser may be off by one bit.
 */
function binder(column: Column): Binder {
  switch (column.type) {
    case 'boolean':
      return (cell) => (cell[0] === 0x74 ? 1n : 0n);
    case 'double':
      return (cell) => {
        const number = Number(Buffer.from(cell).toString('latin1'));
        if (Number.isNaN(number)) throw outOfRange(column.name, 'NaN, which SQLite would store as NULL');
        return number;
      };
    case 'date':
    case 'datetime':
      return (cell) => finite(column.name, cell);
    case 'timestamp':
      return (cell) => zulu(Buffer.from(finite(column.name, cell)));
    default:
      return (cell) => cell;
  }
}

function outOfRange(column: string, what: string): SyncError {
  return new SyncError({
    code: 'data.range',
    side: 'destination',
    stage: 'copy',
    message: `column ${column} holds ${what}`,
    hint: `Correct the rows in the source, or add ${column} to exclude in tables.yml.`,
    retry: 'never',
    column,
  });
}

/** PostgreSQL's `infinity` and `-infinity` are no dates to SQLite. */
function finite(column: string, cell: Uint8Array): Uint8Array {
  const first = cell[0] === 0x2d ? cell[1] : cell[0];
  if (first === 0x69) throw outOfRange(column, 'a date of infinity, which SQLite does not know');
  return cell;
}

/** `2024-01-01 10:00:00+00` as `2024-01-01 10:00:00Z`, which SQLite's own date functions read as UTC. */
function zulu(cell: Buffer): Buffer {
  const end = cell.length - 3;
  if (end > 0 && cell.toString('latin1', end) === '+00') {
    return Buffer.concat([cell.subarray(0, end), Buffer.from('Z', 'latin1')]);
  }
  return cell;
}

function insert(staging: string, columns: readonly Column[], rows: number): string {
  const row = `(${columns
    .map((column) => {
      const bound = column.type === 'boolean' || column.type === 'double' || typeName('sqlite', column) === 'BLOB';
      return bound ? '?' : 'cast(? as text)';
    })
    .join(', ')})`;
  const names = quoteList(
    'sqlite',
    columns.map((column) => column.name),
  );
  return `insert into ${quote('sqlite', staging)} (${names}) values ${new Array(rows).fill(row).join(', ')}`;
}

function settle(database: Database.Database, target: string, token: string): Settlement {
  const staging = stagingName(token);
  const existed = describeSqlite(database, staging) !== null;
  database.exec(`drop table if exists ${quote('sqlite', staging)}`);
  database.exec(`drop table if exists ${quote('sqlite', `${staging}_keys`)}`);
  return { published: published(database, target, token), dropped: existed ? [staging] : [] };
}
