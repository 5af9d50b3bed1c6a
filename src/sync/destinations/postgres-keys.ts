import type { PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { quote, quoteList, quoteTable } from '../sql/quote.ts';
import { DELETED_AT, type KeyComparison, type Plan } from '../types.ts';
import type { Name } from './postgres-target.ts';

/** Compares the keys of everything, which are staged, with those of the target; see `Destination.compareKeys`. */
export async function compareKeys(
  session: PostgresSession,
  plan: Plan,
  { target, keys }: { readonly target: Name; readonly keys: Name },
  { incremental, limit }: { readonly incremental: string; readonly limit: number },
): Promise<KeyComparison> {
  const [t, k] = [quoteTable('postgres', target), quoteTable('postgres', keys)];
  await session.query(`create index on ${k} (${quoteList('postgres', plan.key)})`);
  const column = quote('postgres', incremental);
  const alike = plan.mode === 'merge' ? ` and t.${column} is not distinct from k.${column}` : '';
  const late = `from ${k} k where not exists (select from ${t} t where ${same(plan)}${alike})`;
  const [row] = await session.query<{ late: string; gone: string }>(
    `select (select count(*) ${late}) as late,
            (select count(*) from ${t} t where ${gone(plan, k)}${(await isSoft(session, plan, target)) ? ` and ${quote('postgres', DELETED_AT)} is null` : ''}) as gone`,
  );
  const names = plan.key.map((name) => `k.${quote('postgres', name)}::text`).join(', ');
  const rows = await session.query<{ key: string }>(
    `select json_build_array(${names})::text as key ${late} limit ${limit}`,
  );
  return {
    late: Number(row?.late),
    gone: Number(row?.gone),
    keys: rows.map((each) => JSON.parse(each.key) as readonly string[]),
  };
}

/**
 * Takes away or marks, inside the caller's transaction, the rows of the target whose keys are not staged, and clears the
 * mark of those that came back. Says how many rows it took away and how many came back.
 */
export async function removeGone(
  session: PostgresSession,
  plan: Plan,
  { target, keys }: { readonly target: Name; readonly keys: Name },
): Promise<{ readonly deleted: number; readonly back: number }> {
  const [t, k] = [quoteTable('postgres', target), quoteTable('postgres', keys)];
  const mark = quote('postgres', DELETED_AT);
  if (plan.deletes === 'hard')
    return { deleted: await session.change(`delete from ${t} t where ${gone(plan, k)}`), back: 0 };
  if (plan.deletes === 'keep') return { deleted: 0, back: 0 };
  await session.query(`alter table ${t} add column if not exists ${mark} timestamp with time zone`);
  const deleted = await session.change(`update ${t} t set ${mark} = now() where ${mark} is null and ${gone(plan, k)}`);
  const back = await session.change(
    `update ${t} t set ${mark} = null where ${mark} is not null and exists (select from ${k} k where ${same(plan)})`,
  );
  return { deleted, back };
}

/** Whether rows of the target may be marked as gone. */
export async function isSoft(session: PostgresSession, plan: Plan, target: Name): Promise<boolean> {
  if (plan.deletes !== 'soft') return false;
  const shape = await describePostgres(session, target.schema, target.name);
  return shape?.columns.some((column) => column.name === DELETED_AT) ?? false;
}

function same(plan: Plan): string {
  return plan.key.map((name) => `k.${quote('postgres', name)} = t.${quote('postgres', name)}`).join(' and ');
}

function gone(plan: Plan, k: string): string {
  return `not exists (select from ${k} k where ${same(plan)})`;
}
