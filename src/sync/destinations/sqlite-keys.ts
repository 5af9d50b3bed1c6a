import type Database from 'better-sqlite3';
import { describeSqlite } from '../drivers/sqlite.ts';
import { quote, quoteList } from '../sql/quote.ts';
import { DELETED_AT, type KeyComparison, type Plan } from '../types.ts';

/** Compares the keys of everything, which are staged, with those of the target; see `Destination.compareKeys`. */
export function compareKeys(
  database: Database.Database,
  plan: Plan,
  keys: string,
  { incremental, limit }: { readonly incremental: string; readonly limit: number },
): KeyComparison {
  const target = plan.destination.table.name;
  const [t, k] = [quote('sqlite', target), quote('sqlite', keys)];
  database.exec(`create index ${quote('sqlite', `${keys}_index`)} on ${k} (${quoteList('sqlite', plan.key)})`);
  const column = quote('sqlite', incremental);
  const alike = plan.mode === 'merge' ? ` and t.${column} is k.${column} collate binary` : '';
  // As a join from the target's side: it finds keys by the index that was just made.
  const names = plan.key.map((name) => quote('sqlite', name)).join(', ');
  const known = `select ${plan.key.map((name) => `k.${quote('sqlite', name)}`).join(', ')} from ${t} as t join ${k} as k on ${same(plan)}${alike}`;
  const late = `select ${names} from ${k} except ${known}`;
  const open = isSoft(database, plan) ? ` and ${quote('sqlite', DELETED_AT)} is null` : '';
  return {
    late: database.prepare(`select count(*) from (${late})`).pluck(true).get() as number,
    gone: database
      .prepare(`select count(*) from ${t} as t where ${gone(plan, k)}${open}`)
      .pluck(true)
      .get() as number,
    keys: (database.prepare(`${late} limit ${limit}`).raw(true).safeIntegers(true).all() as unknown[][]).map((row) =>
      row.map(String),
    ),
  };
}

/**
 * Takes away or marks, inside the caller's transaction, the rows of the target whose keys are not staged, and clears the
 * mark of those that came back. Says how many rows it took away and how many came back.
 */
export function removeGone(
  database: Database.Database,
  plan: Plan,
  keys: string,
): { readonly deleted: number; readonly back: number } {
  const [t, k] = [quote('sqlite', plan.destination.table.name), quote('sqlite', keys)];
  const mark = quote('sqlite', DELETED_AT);
  const change = (statement: string): number => database.prepare(statement).run().changes;
  if (plan.deletes === 'hard') return { deleted: change(`delete from ${t} as t where ${gone(plan, k)}`), back: 0 };
  if (plan.deletes === 'keep') return { deleted: 0, back: 0 };
  if (!isSoft(database, plan)) database.exec(`alter table ${t} add column ${mark} text`);
  const now = `strftime('%Y-%m-%d %H:%M:%fZ', 'now')`;
  const deleted = change(`update or abort ${t} as t set ${mark} = ${now} where ${mark} is null and ${gone(plan, k)}`);
  const back = change(
    `update or abort ${t} as t set ${mark} = null where ${mark} is not null and exists (select 1 from ${k} as k where ${same(plan)})`,
  );
  return { deleted, back };
}

/** Whether rows of the target may be marked as gone. */
export function isSoft(database: Database.Database, plan: Plan): boolean {
  const shape = plan.deletes === 'soft' ? describeSqlite(database, plan.destination.table.name) : null;
  return shape?.columns.some((column) => column.name.toLowerCase() === DELETED_AT) ?? false;
}

function same(plan: Plan): string {
  return plan.key.map((name) => `k.${quote('sqlite', name)} = t.${quote('sqlite', name)} collate binary`).join(' and ');
}

function gone(plan: Plan, k: string): string {
  return `not exists (select 1 from ${k} as k where ${same(plan)})`;
}
