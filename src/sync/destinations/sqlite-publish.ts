import type Database from 'better-sqlite3';
import { describeSqlite } from '../drivers/sqlite.ts';
import { SyncError } from '../errors.ts';
import { literal, quote, quoteList } from '../sql/quote.ts';
import type { Plan, Preview, Published, PublishMethod } from '../types.ts';

/** Where the file remembers which attempt published what, and how it wrote the target: in the rows' own transaction. */
const LEDGER = 'sync_bot_published';

/**
 * Puts the staged rows in the target's place, in one transaction. A target that is as sync-bot wrote it is swapped; one
 * with indexes, triggers or a definition of its own keeps them and gets its rows replaced.
 */
export function publish(database: Database.Database, plan: Plan, staging: string, token: string): Published {
  const target = plan.destination.table.name;
  const run = database.transaction((): Published => {
    // Whoever settled this attempt in the meantime has dropped its staging table: then it must not publish any more.
    if (describeSqlite(database, staging) === null) throw new Error('the staging table is gone');
    const method = decide(database, target, staging);
    let rows: number;
    if (method === 'in_place') {
      database.exec(`delete from ${quote('sqlite', target)}`);
      rows = database.prepare(insertFromStaging(plan, target, staging)).run().changes;
      database.exec(`drop table ${quote('sqlite', staging)}`);
    } else {
      const count = database.prepare(`select count(*) as rows from ${quote('sqlite', staging)}`).get();
      rows = (count as { rows: number }).rows;
      if (method === 'swap') database.exec(`drop table ${quote('sqlite', target)}`);
      database.exec(rename(target, staging));
    }
    remember(database, target, token, rows, method);
    return { rows, method };
  });
  return run.immediate();
}

/** The same decision and the statements that would follow, for people to read. Changes nothing. */
export function publishPreview(database: Database.Database, plan: Plan, staging: string): Preview {
  const target = plan.destination.table.name;
  const method = decide(database, target, null);
  const statements =
    method === 'in_place'
      ? [`delete from ${quote('sqlite', target)}`, insertFromStaging(plan, target, staging)]
      : method === 'swap'
        ? [`drop table ${quote('sqlite', target)}`, rename(target, staging)]
        : [rename(target, staging)];
  return { publish: method, statements };
}

/** The rows that `token` published into the target, or null where it published nothing. */
export function published(
  database: Database.Database,
  target: string,
  token: string,
): { readonly rows: number } | null {
  if (describeSqlite(database, LEDGER) === null) return null;
  const row = database.prepare(`select rows from ${LEDGER} where token = ? and target = ?`).get(token, target);
  return row === undefined ? null : { rows: (row as { rows: number }).rows };
}

function insertFromStaging(plan: Plan, target: string, staging: string): string {
  const columns = quoteList(
    'sqlite',
    plan.columns.map((column) => column.name),
  );
  return `insert into ${quote('sqlite', target)} (${columns}) select ${columns} from ${quote('sqlite', staging)}`;
}

function rename(target: string, staging: string): string {
  return `alter table ${quote('sqlite', staging)} rename to ${quote('sqlite', target)}`;
}

function remember(
  database: Database.Database,
  target: string,
  token: string,
  rows: number,
  method: PublishMethod,
): void {
  database.exec(
    `create table if not exists ${LEDGER} (token text primary key, target text not null, rows integer not null,
       definition text, published_at text not null default current_timestamp) strict`,
  );
  // A definition of somebody else's stays unknown here, so that the next replace keeps it too.
  const definition = method === 'in_place' ? null : definitionOf(database, target);
  database
    .prepare(`insert into ${LEDGER} (token, target, rows, definition) values (?, ?, ?, ?)`)
    .run(token, target, rows, definition);
  database.exec(
    `delete from ${LEDGER} where published_at < datetime('now', '-30 days')
        and token <> (select l.token from ${LEDGER} l where l.target = ${LEDGER}.target order by l.rowid desc limit 1)`,
  );
}

function decide(database: Database.Database, target: string, staging: string | null): PublishMethod {
  const old = describeSqlite(database, target);
  if (old === null) return 'create';
  const around = surroundings(database, target);
  if (around.length === 0) return 'swap';
  if (staging !== null) {
    // A target of another affinity would convert what it is given, quietly.
    const shape = (columns: typeof old.columns): string[] =>
      columns.map((column) => `${column.name.toLowerCase()} ${affinity(column.native)}`);
    const had = shape(old.columns);
    const has = shape(describeSqlite(database, staging)?.columns ?? []);
    const lost = had.filter((name) => !has.includes(name));
    const added = has.filter((name) => !had.includes(name));
    if (lost.length > 0 || added.length > 0) {
      throw new SyncError({
        code: 'dst.columns',
        side: 'destination',
        stage: 'commit',
        message: `${target} has other columns than the sync (${[...lost.map((n) => `only there: ${n}`), ...added.map((n) => `only here: ${n}`)].join(', ')}), and replacing the table would lose what is around it (${around.join(', ')})`,
        hint: `alter the columns of ${target} to match, or drop what is around it, then run again`,
        retry: 'never',
      });
    }
  }
  return 'in_place';
}

/** What a new table under the old name would not have. Views name tables by text and need no care. */
function surroundings(database: Database.Database, target: string): readonly string[] {
  const objects = database
    .prepare(
      "select type || ' ' || name as what from sqlite_master where tbl_name = ? collate nocase and type in ('index', 'trigger') and sql is not null",
    )
    .all(target) as { what: string }[];
  const last =
    describeSqlite(database, LEDGER) === null
      ? undefined
      : (database
          .prepare(`select definition from ${LEDGER} where target = ? order by rowid desc limit 1`)
          .get(target) as { definition: string | null } | undefined);
  const foreign = last?.definition == null || last.definition !== definitionOf(database, target);
  return [...(foreign ? ['a definition of its own'] : []), ...objects.map((object) => object.what)];
}

/** sqlite.org/datatype3.html, section 3.1. */
function affinity(declared: string): string {
  const word = declared.toUpperCase();
  if (word.includes('INT')) return 'integer';
  if (/CHAR|CLOB|TEXT/.test(word)) return 'text';
  if (/BLOB|ANY/.test(word)) return 'blob';
  return /REAL|FLOA|DOUB/.test(word) ? 'real' : 'numeric';
}

function definitionOf(database: Database.Database, table: string): string | null {
  const row = database
    .prepare(
      `select sql from sqlite_master where type in ('table', 'view') and name = ${literal('sqlite', table)} collate nocase`,
    )
    .get();
  return row === undefined ? null : (row as { sql: string | null }).sql;
}
