import type Database from 'better-sqlite3';
import { describeSqlite } from '../drivers/sqlite.ts';
import { misconfigured, SyncError } from '../errors.ts';
import { affinity } from '../sql/affinity.ts';
import { nameKey } from '../sql/name-key.ts';
import { literal } from '../sql/quote.ts';
import type { Plan, PublishMethod } from '../types.ts';

// What stands in the file under the target's name, and what that allows.

/** Where the file remembers which attempt published what, and how it wrote the target: in the rows' own transaction. */
export const LEDGER = 'sync_bot_published';

/** Refuses what SQLite would refuse only when all rows are copied, or in words that say nothing. */
export function checkTarget(database: Database.Database, plan: Plan): void {
  const { name } = plan.destination.table;
  if (name.toLowerCase().startsWith('sqlite_')) {
    throw unfit(
      `SQLite does not take ${name} as the name of a table: names that begin with sqlite_ are its own`,
      `Give tables.${plan.table} another target in tables.yml, for example to: ${plan.table.replace(/^sqlite_/i, '')}.`,
    );
  }
  const taken = database
    .prepare("select type from sqlite_master where name = ? collate nocase and type <> 'table'")
    .get(name) as { readonly type: string } | undefined;
  if (taken) {
    throw unfit(
      `${name} in the destination is no table but ${taken.type === 'index' ? 'an' : 'a'} ${taken.type}`,
      `Set to: of tables.${plan.table} in tables.yml to a name that is free or that of a table.`,
    );
  }
  const keys = plan.columns.map((column) => nameKey('sqlite', column.name));
  const twice = plan.columns.find((column, i) => keys.indexOf(nameKey('sqlite', column.name)) !== i);
  if (twice) {
    throw unfit(
      `SQLite does not tell columns apart by case alone, and the source has ${twice.name} in two spellings`,
      `Add one of them to tables.${plan.table}.exclude in tables.yml, or read from a view that renames it.`,
    );
  }
}

const unfit = (message: string, hint: string): SyncError => misconfigured('begin', message, hint);

/** How the staged rows take the target's place. Throws a SyncError where neither way would keep what is around it. */
export function decide(database: Database.Database, target: string, staging: string | null): PublishMethod {
  const old = describeSqlite(database, target);
  if (old === null) return 'create';
  const around = surroundings(database, target);
  if (around.length === 0) return 'swap';
  if (staging !== null) {
    // A target of another affinity would convert what it is given, quietly.
    const shape = (columns: typeof old.columns): string[] =>
      columns.map((column) => `${nameKey('sqlite', column.name)} ${affinity(column.native)}`);
    const had = shape(old.columns);
    const next = describeSqlite(database, staging)?.columns ?? [];
    const has = shape(next);
    const names = old.columns.map((column) => nameKey('sqlite', column.name));
    const lost = had.filter((name) => !has.includes(name));
    // A column that the target has not at all is added to it; one of another type is not.
    const added = shape(next.filter((column) => names.includes(nameKey('sqlite', column.name)))).filter(
      (name) => !had.includes(name),
    );
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
export function surroundings(database: Database.Database, target: string): readonly string[] {
  const objects = database
    .prepare(
      "select type || ' ' || name as what from sqlite_master where tbl_name = ? collate nocase and type in ('index', 'trigger') and sql is not null",
    )
    .all(target) as { what: string }[];
  const last = lastDefinition(database, target);
  const foreign = last === null || last !== definitionOf(database, target);
  return [...(foreign ? ['a definition of its own'] : []), ...objects.map((object) => object.what)];
}

/** The definition that the last publication gave the target; null where it was somebody else's. */
export function lastDefinition(database: Database.Database, target: string): string | null {
  if (describeSqlite(database, LEDGER) === null) return null;
  const last = database
    .prepare(`select definition from ${LEDGER} where target = ? order by rowid desc limit 1`)
    .get(target) as { readonly definition: string | null } | undefined;
  return last?.definition ?? null;
}

export function definitionOf(database: Database.Database, table: string): string | null {
  const row = database
    .prepare(
      `select sql from sqlite_master where type in ('table', 'view') and name = ${literal('sqlite', table)} collate nocase`,
    )
    .get();
  return row === undefined ? null : (row as { sql: string | null }).sql;
}
