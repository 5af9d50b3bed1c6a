import type Database from 'better-sqlite3';
import { describeSqlite, rowidName } from '../drivers/sqlite.ts';
import { affinity } from '../sql/affinity.ts';
import { nameKey } from '../sql/name-key.ts';
import { quote, quoteList } from '../sql/quote.ts';
import { type Changes, DELETED_AT, type Plan, type Preview, type Published } from '../types.ts';
import { ambiguousTarget, brokenKeys, notAsCopied, otherColumns, vanishedTarget } from './refusals.ts';
import { forgetPrevious } from './sqlite-generations.ts';
import { isSoft, removeGone } from './sqlite-keys.ts';
import { addColumns, remember, rename } from './sqlite-publish.ts';
import { definitionOf, lastDefinition } from './sqlite-target.ts';

/**
 * Puts the staged rows beside or over those of the target, in one transaction, and proves that every one is there with
 * its very values. What surrounds the target stays, since the target stays.
 */
export function publishRows(
  database: Database.Database,
  plan: Plan,
  { staging, token, keys }: { readonly staging: string; readonly token: string; readonly keys: string | null },
): Published {
  const target = plan.destination.table.name;
  const run = database.transaction((): Published => {
    // Whoever settled this attempt in the meantime has dropped its staging table: then it must not publish any more.
    if (describeSqlite(database, staging) === null) throw new Error('the staging table is gone');
    const rows = count(database, `select count(*) from ${quote('sqlite', staging)}`);
    checkKeys(database, plan, staging);
    const created = describeSqlite(database, target) === null;
    let definition = created ? null : lastDefinition(database, target);
    let changes: Changes;
    if (created) {
      const vanished = vanishedTarget(plan);
      if (vanished !== null) throw vanished;
      for (const statement of creation(database, plan, staging)) database.exec(statement);
      changes = { inserted: rows, updated: 0, unchanged: 0, deleted: 0 };
    } else {
      const ours = definition !== null && definition === definitionOf(database, target);
      for (const statement of addColumns(database, plan)) database.exec(statement);
      if (ours) definition = definitionOf(database, target);
      checkColumns(database, plan, staging);
      forgetPrevious(database, target);
      changes = put(database, plan, staging, rows);
      if (keys !== null) {
        const { deleted, back } = removeGone(database, plan, keys);
        changes = { ...changes, updated: changes.updated + back, deleted };
        database.exec(`drop table ${quote('sqlite', keys)}`);
      }
      database.exec(`drop table ${quote('sqlite', staging)}`);
    }
    if (created) definition = definitionOf(database, target);
    remember(database, target, token, { rows, definition, cursor: plan.cursor });
    return { rows, method: created ? 'create' : (plan.mode as 'append' | 'merge'), changes };
  });
  return run.immediate();
}

/** The statements that `publishRows` would run, for people to read. */
export function rowsPreview(database: Database.Database, plan: Plan, staging: string): Preview {
  if (describeSqlite(database, plan.destination.table.name) === null)
    return { publish: 'create', statements: creation(database, plan, staging) };
  const { inserting, updating, leaving } = statementsOf(plan, staging, { soft: isSoft(database, plan) });
  const statements =
    plan.key.length === 0 ? [inserting] : plan.mode === 'append' ? [leaving, inserting] : [updating, inserting];
  return { publish: plan.mode as 'append' | 'merge', statements: [...addColumns(database, plan), ...statements] };
}

/** The index makes later runs find rows by their key at once. */
function creation(database: Database.Database, plan: Plan, staging: string): readonly string[] {
  const target = plan.destination.table.name;
  if (plan.key.length === 0) return [rename(target, staging)];
  const taken = database.prepare('select 1 from sqlite_master where name = ? collate nocase');
  let index = `${target}_key`;
  for (let n = 2; taken.get(index) !== undefined; n++) index = `${target}_key_${n}`;
  const key = quoteList('sqlite', plan.key);
  return [
    rename(target, staging),
    `create unique index ${quote('sqlite', index)} on ${quote('sqlite', target)} (${key})`,
  ];
}

/** Written as joins, for which SQLite makes itself an index where the target has none. */
function statementsOf(plan: Plan, staging: string, { soft, row = 'rowid' }: { soft: boolean; row?: string }) {
  const [t, s] = [quote('sqlite', plan.destination.table.name), quote('sqlite', staging)];
  const names = plan.columns.map((column) => column.name);
  const columns = quoteList('sqlite', names);
  // A target's own collation may take different texts for one.
  const pair = (name: string, by: 'is' | '='): string =>
    `t.${quote('sqlite', name)} ${by} s.${quote('sqlite', name)} collate binary`;
  const same = plan.key.map((name) => pair(name, '=')).join(' and ');
  const rest = names.filter((name) => !plan.key.includes(name));
  const alike = ['true', ...rest.map((name) => pair(name, 'is'))].join(' and ');
  const mark = quote('sqlite', DELETED_AT);
  const set = [
    ...rest.map((name) => `${quote('sqlite', name)} = s.${quote('sqlite', name)}`),
    // A row that is read is not gone.
    ...(soft ? [`${mark} = null`] : []),
  ].join(', ');
  const differs = `(not (${alike})${soft ? ` or t.${mark} is not null` : ''})`;
  const known = `${row} in (select s.${row} from ${s} as s join ${t} as t on ${same})`;
  return {
    same,
    // "or abort" stands over what the target's own definition says of conflicts, which may be to leave rows out.
    updating: set === '' ? '' : `update or abort ${t} as t set ${set} from ${s} as s where ${same} and ${differs}`,
    leaving: `delete from ${s} where ${known}`,
    inserting: `insert or abort into ${t} (${columns}) select ${columns} from ${s}${plan.mode === 'merge' ? ` where not ${known}` : ''}`,
    equal: `select count(*) from ${s} as s join ${t} as t on ${same} and ${alike}`,
    unlike: `select count(*) from (select ${columns} from ${s} except select ${columns} from ${t})`,
  };
}

function put(database: Database.Database, plan: Plan, staging: string, rows: number): Changes {
  const target = plan.destination.table.name;
  const [t, s] = [quote('sqlite', target), quote('sqlite', staging)];
  const row = rowidName(database, staging) ?? 'rowid';
  const { same, updating, leaving, inserting, equal, unlike } = statementsOf(plan, staging, {
    soft: isSoft(database, plan),
    row,
  });
  const meddled =
    database
      .prepare("select 1 from sqlite_master where type = 'trigger' and tbl_name = ? collate nocase")
      .get(target) !== undefined;
  const there = (): number => count(database, `select count(*) from ${t}`);
  const before = meddled ? there() : 0;
  let unchanged = 0;
  let updated = 0;
  if (plan.key.length > 0) {
    const matches = count(database, `select count(*) from ${s} as s join ${t} as t on ${same}`);
    const known = count(
      database,
      `select count(*) from ${s} as s where exists (select 1 from ${t} as t where ${same})`,
    );
    if (matches > known) throw ambiguousTarget(plan, matches - known);
    if (plan.mode === 'merge') updated = updating === '' ? 0 : database.prepare(updating).run().changes;
    // What stays as it is leaves staging, so that all of staging is new.
    else database.exec(leaving);
    unchanged = known - updated;
  }
  const inserted = database.prepare(inserting).run().changes;
  const left = plan.key.length > 0 ? count(database, `select count(*) from ${s}`) : rows;
  const wrong = plan.key.length > 0 ? left - count(database, equal) : meddled ? count(database, unlike) : 0;
  if (wrong > 0) throw notAsCopied(plan, `${wrong} of ${rows} rows differ`);
  if (inserted + updated + unchanged !== rows)
    throw notAsCopied(plan, `${inserted + updated + unchanged} of ${rows} rows counted`);
  if (meddled && there() !== before + inserted) throw notAsCopied(plan, 'the number of rows does not add up');
  return { inserted, updated, unchanged, deleted: 0 };
}

function checkKeys(database: Database.Database, plan: Plan, staging: string): void {
  if (plan.key.length === 0) return;
  const s = quote('sqlite', staging);
  const key = quoteList('sqlite', plan.key);
  const empty = plan.key.map((name) => `${quote('sqlite', name)} is null`).join(' or ');
  const nulls = count(database, `select count(*) from ${s} where ${empty}`);
  const twice = database
    .prepare(
      `select count(*) as keys, coalesce(sum(n), 0) as rows from (select count(*) as n from ${s} group by ${key} having count(*) > 1)`,
    )
    .get() as { readonly keys: number; readonly rows: number };
  const broken = brokenKeys(plan, { nulls, ...twice });
  if (broken !== null) throw broken;
}

function checkColumns(database: Database.Database, plan: Plan, staging: string): void {
  const target = plan.destination.table.name;
  const shape = (table: string) =>
    (describeSqlite(database, table)?.columns ?? []).map((column) => ({
      name: column.name,
      // A target of another affinity would convert what it is given, quietly.
      like: `${nameKey('sqlite', column.name)} ${affinity(column.native)}`,
    }));
  const [old, brought] = [shape(target), shape(staging)];
  const missing = brought.filter((column) => !old.some((other) => other.like === column.like)).map((c) => c.name);
  const required = database
    .prepare(`select name from pragma_table_xinfo(?) where "notnull" = 1 and dflt_value is null and hidden = 0`)
    .all(target) as { readonly name: string }[];
  const needed = required
    .map((column) => column.name)
    .filter((name) => !brought.some((column) => nameKey('sqlite', column.name) === nameKey('sqlite', name)));
  const refused = otherColumns(plan, missing, needed);
  if (refused !== null) throw refused;
}

function count(database: Database.Database, statement: string): number {
  return database.prepare(statement).pluck(true).get() as number;
}
