import type Database from 'better-sqlite3';
import type { Cursor } from '../cursor.ts';
import { describeSqlite } from '../drivers/sqlite.ts';
import { SyncError } from '../errors.ts';
import { typeName } from '../sql/ddl.ts';
import { nameKey } from '../sql/name-key.ts';
import { quote, quoteList } from '../sql/quote.ts';
import type { Plan, Preview, Published, Settlement } from '../types.ts';
import { masksOf } from './generations.ts';
import { count, keepPrevious, previousOf, write } from './sqlite-generations.ts';
import { decide, definitionOf, LEDGER, surroundings } from './sqlite-target.ts';

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
    const previous = keepPrevious(database, target, plan, method);
    const kept = method === 'in_place' ? surroundings(database, target) : [];
    let rows: number;
    if (method === 'in_place') {
      for (const statement of addColumns(database, plan)) database.exec(statement);
      rows = replaceRows(database, names(plan), target, staging);
      database.exec(`drop table ${quote('sqlite', staging)}`);
    } else {
      rows = count(database, staging);
      if (method === 'swap' && previous?.kept !== true) database.exec(`drop table ${quote('sqlite', target)}`);
      database.exec(rename(target, staging));
    }
    // A definition of somebody else's stays unknown here, so that the next replace keeps it too.
    const definition = method === 'in_place' ? null : definitionOf(database, target);
    remember(database, target, token, { rows, definition, cursor: null });
    write(database, target, 'current', { token, origin: token, rows, publishedAt: null, masks: masksOf(plan) });
    return { rows, method, changes: null, kept, ...(previous === null ? {} : { previous }) };
  });
  return run.immediate();
}

/** The same decision and the statements that would follow, for people to read. Changes nothing. */
export function publishPreview(database: Database.Database, plan: Plan, staging: string): Preview {
  const target = plan.destination.table.name;
  const method = decide(database, target, null);
  const statements =
    method === 'in_place'
      ? [
          ...addColumns(database, plan),
          `delete from ${quote('sqlite', target)}`,
          insertFromStaging(names(plan), target, staging),
        ]
      : method === 'swap'
        ? [
            plan.keepPrevious ? rename(previousOf(target), target) : `drop table ${quote('sqlite', target)}`,
            rename(target, staging),
          ]
        : [rename(target, staging)];
  const around = method === 'in_place' ? surroundings(database, target) : [];
  return { publish: method, statements, around };
}

/** The rows that `token` published into the target, or null where it published nothing. */
export function published(database: Database.Database, target: string, token: string): Settlement['published'] {
  if (describeSqlite(database, LEDGER) === null) return null;
  const row = database.prepare(`select * from ${LEDGER} where token = ? and target = ?`).get(token, target) as
    | { readonly rows: number; readonly cursor?: string | null }
    | undefined;
  if (row === undefined) return null;
  return { rows: row.rows, cursor: row.cursor ? (JSON.parse(row.cursor) as Cursor) : null };
}

/** The statements that give the target the columns it has not; nullable, since it may have rows. */
export function addColumns(database: Database.Database, plan: Plan): readonly string[] {
  const target = plan.destination.table.name;
  const had = new Set(describeSqlite(database, target)?.columns.map((column) => nameKey('sqlite', column.name)));
  return plan.columns
    .filter((column) => !had.has(nameKey('sqlite', column.name)))
    .map(
      (column) =>
        `alter table ${quote('sqlite', target)} add column ${quote('sqlite', column.name)} ${typeName('sqlite', column.to)}`,
    );
}

const names = (plan: Plan): readonly string[] => plan.columns.map((column) => column.name);

/** Puts the rows of one table in the place of all rows of the target, and proves it. The rows that are there then. */
export function replaceRows(
  database: Database.Database,
  names: readonly string[],
  target: string,
  staging: string,
): number {
  database.exec(`delete from ${quote('sqlite', target)}`);
  database.exec(insertFromStaging(names, target, staging));
  return prove(database, names, target, staging);
}

function insertFromStaging(names: readonly string[], target: string, staging: string): string {
  const columns = quoteList('sqlite', names);
  return `insert into ${quote('sqlite', target)} (${columns}) select ${columns} from ${quote('sqlite', staging)}`;
}

/** Triggers and conflict rules of the target may leave rows out or change them; then nothing must be published. */
function prove(database: Database.Database, names: readonly string[], target: string, staging: string): number {
  const [t, s] = [quote('sqlite', target), quote('sqlite', staging)];
  const columns = quoteList('sqlite', names);
  const count = database
    .prepare(`select (select count(*) from ${t}) as there, (select count(*) from ${s}) as staged`)
    .get() as { readonly there: number; readonly staged: number };
  const triggers = database
    .prepare("select 1 from sqlite_master where type = 'trigger' and tbl_name = ? collate nocase")
    .get(target);
  const changed =
    triggers !== undefined &&
    database.prepare(`select ${columns} from ${s} except select ${columns} from ${t} limit 1`).get() !== undefined;
  if (count.there === count.staged && !changed) return count.there;
  throw new SyncError({
    code: 'guard.parity',
    side: 'destination',
    stage: 'commit',
    message: `${target} would not hold the rows that were copied: a trigger or a conflict rule of it changes rows or leaves some out`,
    hint: `Look at the triggers of ${target} and at ON CONFLICT in its definition, and take away what changes rows; readers still see the old rows.`,
    retry: 'never',
  });
}

export function rename(target: string, staging: string): string {
  return `alter table ${quote('sqlite', staging)} rename to ${quote('sqlite', target)}`;
}

/** In the transaction that changes the target: notes what was published, and the cursor that is true from then on: whoever settles this attempt hears both. */
export function remember(
  database: Database.Database,
  target: string,
  token: string,
  { rows, definition, cursor }: { rows: number; definition: string | null; cursor: Cursor | null },
): void {
  database.exec(
    `create table if not exists ${LEDGER} (token text primary key, target text not null, rows integer not null,
       definition text, published_at text not null default current_timestamp,
       cursor text) strict`,
  );
  const columns = describeSqlite(database, LEDGER)?.columns ?? [];
  // Ledgers of earlier versions have no such column.
  if (!columns.some((column) => column.name === 'cursor'))
    database.exec(`alter table ${LEDGER} add column cursor text`);
  database
    .prepare(`insert into ${LEDGER} (token, target, rows, definition, cursor) values (?, ?, ?, ?, ?)`)
    .run(token, target, rows, definition, cursor === null ? null : JSON.stringify(cursor));
  database.exec(
    `delete from ${LEDGER} where published_at < datetime('now', '-30 days')
        and token <> (select l.token from ${LEDGER} l where l.target = ${LEDGER}.target order by l.rowid desc limit 1)`,
  );
}
