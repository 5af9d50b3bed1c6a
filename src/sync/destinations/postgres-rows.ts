import type { PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { SyncError } from '../errors.ts';
import { quote, quoteList, quoteTable } from '../sql/quote.ts';
import type { Column } from '../types.ts';
import type { Name } from './postgres-target.ts';

/**
 * Puts the staged rows in the place of all rows of the target, inside the caller's transaction, and proves it. Where
 * other tables refer to rows of the target, a row that stays is updated and never deleted: deleting it would be
 * refused, or would take the rows that refer to it along. Returns the rows that the target has then.
 */
export async function replaceRows(session: PostgresSession, target: Name, staging: Name): Promise<number> {
  const columns = (await describePostgres(session, staging.schema, staging.name))?.columns.map((c) => c.name) ?? [];
  const key = await referredKey(session, target);
  if (key.length === 0) {
    await session.query(`delete from ${quoteTable('postgres', target)}`);
    await session.query(insertRows(target, staging, columns));
  } else {
    await mergeRows(session, target, staging, { columns, key });
  }
  return prove(session, target, staging, columns);
}

/** Gives the target the columns that only the staged rows have; its views and grants do not notice. */
export async function addColumns(session: PostgresSession, target: Name, staging: Name): Promise<void> {
  const had = (await describePostgres(session, target.schema, target.name))?.columns.map((c) => c.name) ?? [];
  const has = (await describePostgres(session, staging.schema, staging.name))?.columns ?? [];
  for (const column of has) if (!had.includes(column.name)) await session.query(addColumn(target, column));
}

/** Nullable whatever the source says: rows that other tables refer to stay in place while it is added. */
export function addColumn(target: Name, column: Pick<Column, 'name' | 'native'>): string {
  return `alter table ${quoteTable('postgres', target)} add column ${quote('postgres', column.name)} ${column.native}`;
}

/** Values go in as they are, also where the target would number the rows itself. */
export function insertRows(target: Name, staging: Name, names: readonly string[]): string {
  const columns = quoteList('postgres', names);
  return `insert into ${quoteTable('postgres', target)} (${columns}) overriding system value select ${columns} from ${quoteTable('postgres', staging)}`;
}

/** The columns by which other tables refer to the target; the primary key where it is among several such keys. */
async function referredKey(session: PostgresSession, target: Name): Promise<readonly string[]> {
  const columns = await session.query<{ name: string }>(
    `select a.attname as name
       from (select f.confrelid, f.confkey
               from pg_catalog.pg_constraint f
               join pg_catalog.pg_class c on c.oid = f.confrelid
               join pg_catalog.pg_namespace n on n.oid = c.relnamespace
               left join pg_catalog.pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
              where n.nspname = $1 and c.relname = $2 and f.contype = 'f' and f.conrelid <> f.confrelid
              order by (f.confkey = p.conkey) desc nulls last, f.oid
              limit 1) k
       join lateral unnest(k.confkey) with ordinality u(attnum, position) on true
       join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum
      order by u.position`,
    [target.schema, target.name],
  );
  return columns.map((column) => column.name);
}

async function mergeRows(
  session: PostgresSession,
  target: Name,
  staging: Name,
  { columns, key }: { readonly columns: readonly string[]; readonly key: readonly string[] },
): Promise<void> {
  const t = quoteTable('postgres', target);
  const s = quoteTable('postgres', staging);
  const names = quoteList('postgres', columns);
  const same = key.map((name) => `s.${quote('postgres', name)} = t.${quote('postgres', name)}`).join(' and ');
  const set = columns.map((name) => `${quote('postgres', name)} = s.${quote('postgres', name)}`).join(', ');
  // Finds keys that repeat before one of their rows is lost in the update, and makes the joins fast.
  await session.query(`create unique index on ${s} (${quoteList('postgres', key)})`);
  await session.query(`delete from ${t} t where not exists (select from ${s} s where ${same})`);
  await session.query(
    `update ${t} t set ${set} from ${s} s where ${same} and ${rowText('t', columns)} is distinct from ${rowText('s', columns)}`,
  );
  await session.query(
    `insert into ${t} (${names}) overriding system value select ${names} from ${s} s where not exists (select from ${t} t where ${same})`,
  );
}

/** Rules and triggers of the target may leave rows out or change them; then nothing must be published. */
async function prove(
  session: PostgresSession,
  target: Name,
  staging: Name,
  columns: readonly string[],
): Promise<number> {
  const t = quoteTable('postgres', target);
  const s = quoteTable('postgres', staging);
  const [count] = await session.query<{ there: string; staged: string }>(
    `select (select count(*) from ${t}) as there, (select count(*) from ${s}) as staged`,
  );
  if (count?.there !== count?.staged) throw meddled(target);
  if (await mayMeddle(session, target)) {
    const different = await session.query(
      `(select ${rowText('s', columns)} from ${s} s except all select ${rowText('t', columns)} from ${t} t) limit 1`,
    );
    if (different.length > 0) throw meddled(target);
  }
  return Number(count?.there);
}

/** Whether something of the target may change rows on their way in, or rows beside them. */
export async function mayMeddle(session: PostgresSession, target: Name): Promise<boolean> {
  const meddlers = await session.query(
    `select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and (c.relhastriggers or c.relhasrules or c.relkind = 'p')`,
    [target.schema, target.name],
  );
  return meddlers.length > 0;
}

/** A row's exact values, also of types that know no equality. */
export function rowText(alias: string, columns: readonly string[]): string {
  return `row(${columns.map((name) => `${alias}.${quote('postgres', name)}`).join(', ')})::text`;
}

function meddled(target: Name): SyncError {
  return new SyncError({
    code: 'guard.parity',
    side: 'destination',
    stage: 'commit',
    message: `${target.schema}.${target.name} would not hold the rows that were copied: a trigger, rule or policy of it changes rows or leaves some out`,
    hint: `Look at the triggers, rules and policies of ${target.schema}.${target.name}, and take away what changes rows; readers still see the old rows.`,
    retry: 'never',
  });
}
