import type { TableName } from '../config/spec.ts';
import type { PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { misconfigured, SyncError } from '../errors.ts';
import { quoteTable } from '../sql/quote.ts';
import type { Plan, PublishMethod } from '../types.ts';

// What stands in the destination under the target's name, and what that allows.

export type Name = TableName & { readonly schema: string };

/** Bytes of an identifier (NAMEDATALEN - 1); PostgreSQL cuts longer ones with a notice. */
const LONGEST_NAME = 63;

const KINDS: Readonly<Record<string, string>> = {
  v: 'a view',
  m: 'a materialized view',
  f: 'a foreign table',
  S: 'a sequence',
  i: 'an index',
  I: 'an index',
  c: 'a type',
};

/** Refuses a name that PostgreSQL would cut, and a target whose rows are not its own. */
export async function checkTarget(session: PostgresSession, target: Name, plan: Plan): Promise<void> {
  const names = [target.name, ...plan.columns.map((column) => column.name)];
  const long = names.find((name) => Buffer.byteLength(name) > LONGEST_NAME);
  if (long !== undefined) {
    throw unfit(
      `PostgreSQL takes names of ${LONGEST_NAME} bytes at most and would cut ${long} quietly`,
      long === target.name
        ? `Give tables.${plan.table} a shorter target with to: in tables.yml.`
        : `Add ${long} to tables.${plan.table}.exclude in tables.yml, or read from a view that gives it a shorter name.`,
    );
  }
  await refuseForeign(session, target);
}

/** How the staged rows take the target's place. Throws a SyncError where neither way would keep what is around it. */
export async function decide(
  session: PostgresSession,
  target: Name,
  staging: Name | null,
  { lock }: { readonly lock: boolean },
): Promise<PublishMethod> {
  const old = await describePostgres(session, target.schema, target.name);
  if (old === null) return 'create';
  await refuseForeign(session, target);
  // Writers and DDL wait, readers do not.
  if (lock) await session.query(`lock table ${quoteTable('postgres', target)} in share row exclusive mode`);
  const around = await surroundings(session, target);
  if (around.length === 0) return 'swap';
  const next = staging && (await describePostgres(session, staging.schema, staging.name));
  if (next) {
    const shape = (columns: typeof next.columns): string[] => columns.map((c) => `${c.name} ${c.native}`).sort();
    const had = shape(old.columns);
    const has = shape(next.columns);
    const lost = had.filter((column) => !has.includes(column));
    const names = old.columns.map((column) => column.name);
    // A column that the target has not at all is added to it; one of another type is not.
    const added = shape(next.columns.filter((c) => names.includes(c.name))).filter((column) => !had.includes(column));
    if (lost.length > 0 || added.length > 0) throw otherColumns(target, around, lost, added);
  }
  return 'in_place';
}

function otherColumns(
  target: Name,
  around: readonly string[],
  lost: readonly string[],
  added: readonly string[],
): SyncError {
  const parts = [
    lost.length > 0 ? `the target has ${lost.join(', ')}` : '',
    added.length > 0 ? `the sync brings ${added.join(', ')}` : '',
  ].filter((part) => part !== '');
  return new SyncError({
    code: 'dst.columns',
    side: 'destination',
    stage: 'commit',
    message: `${target.schema}.${target.name} has other columns than the sync: ${parts.join('; ')}. Replacing the table would lose what hangs on it (${around.slice(0, 5).join(', ')}${around.length > 5 ? `, and ${around.length - 5} more` : ''})`,
    hint: `alter the columns of ${target.schema}.${target.name} to match, or drop what hangs on it, then run again`,
    retry: 'never',
  });
}

/** Rows written to a view would end in the tables under it, which nobody named. */
export async function refuseForeign(session: PostgresSession, target: Name): Promise<void> {
  const [found] = await session.query<{ relkind: string }>(
    `select c.relkind from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and c.relkind not in ('r', 'p')`,
    [target.schema, target.name],
  );
  if (!found) return;
  throw unfit(
    `${target.schema}.${target.name} in the destination is ${KINDS[found.relkind] ?? 'no table'}`,
    'Set to: of the table in tables.yml to a name that is free or that of a table.',
  );
}

const unfit = (message: string, hint: string): SyncError => misconfigured('begin', message, hint);

/** Everything that a new table under the old name would not have, in PostgreSQL's own words. */
export async function surroundings(session: PostgresSession, target: Name): Promise<readonly string[]> {
  const rows = await session.query<{ what: string }>(
    `with target as (
       select c.* from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relname = $2)
     select distinct pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) as what
       from pg_catalog.pg_depend d, target t
      where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = t.oid and d.deptype in ('n', 'a')
        and not (d.classid = 'pg_catalog.pg_constraint'::regclass and exists (
              select 1 from pg_catalog.pg_constraint k where k.oid = d.objid and k.contype = 'n'))
     union all select 'grants' from target t where t.relacl is not null
     union all select 'column grants' from target t where exists (
              select 1 from pg_catalog.pg_attribute a where a.attrelid = t.oid and a.attacl is not null)
     union all select 'comments' from target t where exists (
              select 1 from pg_catalog.pg_description d where d.classoid = 'pg_catalog.pg_class'::regclass and d.objoid = t.oid)
     union all select 'owner ' || pg_catalog.pg_get_userbyid(t.relowner) from target t
              where pg_catalog.pg_get_userbyid(t.relowner) <> current_user
     union all select 'row level security' from target t where t.relrowsecurity or t.relforcerowsecurity
     union all select 'storage options' from target t
              where t.reloptions is not null or t.reltablespace <> 0 or t.relpersistence <> 'p'
     union all select 'a replica identity' from target t where t.relreplident <> 'd'
     union all select 'settings of column ' || a.attname from target t
              join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
              join pg_catalog.pg_type y on y.oid = a.atttypid
              where a.attidentity <> '' or a.attoptions is not null or a.attstorage <> y.typstorage
                 or coalesce(a.attstattarget, -1) <> -1
     union all select 'partitions or inheritance' from target t where t.relkind = 'p' or t.relispartition or exists (
              select 1 from pg_catalog.pg_inherits i where i.inhparent = t.oid or i.inhrelid = t.oid)
     union all select 'security labels' from target t where exists (
              select 1 from pg_catalog.pg_seclabel s where s.classoid = 'pg_catalog.pg_class'::regclass and s.objoid = t.oid)`,
    [target.schema, target.name],
  );
  return rows.map((row) => row.what);
}
