import type { TableName } from '../config/spec.ts';
import type { PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { SyncError } from '../errors.ts';
import { quote, quoteList, quoteTable } from '../sql/quote.ts';
import type { Plan, Preview, Published, PublishMethod } from '../types.ts';

type Name = TableName & { readonly schema: string };

/** Where a destination remembers which attempt published what: written in the same transaction as the rows. */
const LEDGER = 'sync_bot_published';
const LOCK_WAIT = '30s';

/**
 * Puts the staged rows in the target's place, in one transaction. A target that nothing hangs on is swapped; one with
 * grants, indexes, views, comments or anything else around it keeps its identity and gets its rows replaced.
 */
export async function publish(
  session: PostgresSession,
  target: Name,
  staging: Name,
  token: string,
): Promise<Published> {
  await session.query('begin');
  await session.query(`set local lock_timeout = '${LOCK_WAIT}'`);
  // Two publications of one target, by two bots, wait for each other here.
  await session.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`sync-bot ${LEDGER}`]);
  const method = await decide(session, target, staging, { lock: true });
  let rows: number;
  if (method === 'in_place') {
    const columns = (await describePostgres(session, staging.schema, staging.name))?.columns.map((c) => c.name) ?? [];
    await session.query(`delete from ${quoteTable('postgres', target)}`);
    const inserted = await session.client.query(insertFromStaging(target, staging, columns));
    rows = inserted.rowCount ?? -1;
    await session.query(`drop table ${quoteTable('postgres', staging)}`);
  } else {
    const [count] = await session.query<{ rows: string }>(
      `select count(*) as rows from ${quoteTable('postgres', staging)}`,
    );
    rows = Number(count?.rows);
    if (method === 'swap') await session.query(`drop table ${quoteTable('postgres', target)}`);
    await session.query(rename(target, staging));
  }
  await remember(session, target, token, rows);
  await session.query('commit');
  return { rows, method };
}

/** The same decision and the statements that would follow, for people to read. Changes nothing. */
export async function publishPreview(
  session: PostgresSession,
  target: Name,
  staging: Name,
  plan: Plan,
): Promise<Preview> {
  const publish = await decide(session, target, null, { lock: false });
  const columns = plan.columns.map((column) => column.name);
  const statements =
    publish === 'in_place'
      ? [`delete from ${quoteTable('postgres', target)}`, insertFromStaging(target, staging, columns)]
      : publish === 'swap'
        ? [`drop table ${quoteTable('postgres', target)}`, rename(target, staging)]
        : [rename(target, staging)];
  return { publish, statements };
}

/** The rows that `token` published into the target, or null where it published nothing. */
export async function published(
  session: PostgresSession,
  target: Name,
  token: string,
): Promise<{ readonly rows: number } | null> {
  if ((await describePostgres(session, target.schema, LEDGER)) === null) return null;
  const [row] = await session.query<{ rows: string }>(`select rows from ${ledger(target)} where token = $1`, [token]);
  return row ? { rows: Number(row.rows) } : null;
}

function insertFromStaging(target: Name, staging: Name, names: readonly string[]): string {
  const columns = quoteList('postgres', names);
  return `insert into ${quoteTable('postgres', target)} (${columns}) select ${columns} from ${quoteTable('postgres', staging)}`;
}

function rename(target: Name, staging: Name): string {
  return `alter table ${quoteTable('postgres', staging)} rename to ${quote('postgres', target.name)}`;
}

function ledger(target: Name): string {
  return quoteTable('postgres', { schema: target.schema, name: LEDGER });
}

async function remember(session: PostgresSession, target: Name, token: string, rows: number): Promise<void> {
  await session.query(
    `create table if not exists ${ledger(target)}
       (token text primary key, target text not null, rows bigint not null, published_at timestamptz not null default now())`,
  );
  await session.query(`insert into ${ledger(target)} (token, target, rows) values ($1, $2, $3)`, [
    token,
    target.name,
    rows,
  ]);
  await session.query(`delete from ${ledger(target)} where published_at < now() - interval '30 days'`);
}

async function decide(
  session: PostgresSession,
  target: Name,
  staging: Name | null,
  { lock }: { readonly lock: boolean },
): Promise<PublishMethod> {
  const old = await describePostgres(session, target.schema, target.name);
  if (old === null) return 'create';
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
    const added = has.filter((column) => !had.includes(column));
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

/** Everything that a new table under the old name would not have, in PostgreSQL's own words. */
async function surroundings(session: PostgresSession, target: Name): Promise<readonly string[]> {
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
     union all select 'row level security' from target t where t.relrowsecurity
     union all select 'storage options' from target t where t.reloptions is not null or t.reltablespace <> 0
     union all select 'partitions or inheritance' from target t where t.relkind = 'p' or t.relispartition or exists (
              select 1 from pg_catalog.pg_inherits i where i.inhparent = t.oid or i.inhrelid = t.oid)
     union all select 'a relation that is no plain table' from target t where t.relkind not in ('r', 'p')
     union all select 'security labels' from target t where exists (
              select 1 from pg_catalog.pg_seclabel s where s.classoid = 'pg_catalog.pg_class'::regclass and s.objoid = t.oid)`,
    [target.schema, target.name],
  );
  return rows.map((row) => row.what);
}
