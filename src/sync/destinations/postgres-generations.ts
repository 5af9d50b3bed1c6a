import type { PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { SyncError } from '../errors.ts';
import { quote, quoteList, quoteTable } from '../sql/quote.ts';
import type { Generation, Generations, Kept, Plan, PublishMethod } from '../types.ts';
import { GENERATIONS, hiddenSince, previousName, WHY } from './generations.ts';
import { countRows } from './postgres-figures.ts';
import type { Name } from './postgres-target.ts';

/** Where a destination remembers which attempt published what: written in the same transaction as the rows. */
export const LEDGER = 'sync_bot_published';

/** A generation with what its table is known by. */
export type Kind = Generation & {
  readonly relation: string;
  /** The names and types of the columns, as text to compare. */
  readonly columns: string;
  /** It was the target itself before, and not a copy of its rows. */
  readonly swapped: boolean;
};
type Row = Readonly<Record<keyof Kind, string>> & { readonly generation: string };

export const table = (target: Name): string => quoteTable('postgres', { schema: target.schema, name: GENERATIONS });
export const previousOf = (target: Name): Name => ({ schema: target.schema, name: previousName(target.name) });

export function createGenerations(target: Name): string {
  return `create table if not exists ${table(target)} (
    target text not null, generation text not null check (generation in ('current', 'previous')),
    token text not null, origin text not null, rows bigint not null, published_at timestamptz not null,
    masks text not null, columns text not null, relation oid not null, swapped boolean not null,
    put_at timestamptz not null default now(), primary key (target, generation))`;
}

/** Both generations as they are written down, each only where its table still is the one that was written down. */
export async function known(
  session: PostgresSession,
  target: Name,
): Promise<{ readonly current: Kind | null; readonly previous: Kind | null }> {
  if ((await describePostgres(session, target.schema, GENERATIONS)) === null) return { current: null, previous: null };
  const rows = await session.query<Row>(
    `select generation, token, origin, rows, relation, masks, columns, swapped,
            to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "publishedAt"
       from ${table(target)} g
      where target = $1
        and (generation = 'current' or relation = (
              select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
               where n.nspname = $2 and c.relname = $3))`,
    [target.name, target.schema, previousName(target.name)],
  );
  const of = (which: string): Kind | null => {
    const row = rows.find(({ generation }) => generation === which);
    if (row === undefined) return null;
    const { generation: _, ...rest } = row;
    return { ...rest, rows: Number(row.rows), masks: JSON.parse(row.masks), swapped: row.swapped === 't' };
  };
  return { current: of('current'), previous: of('previous') };
}

/** What happened to the target since `current` was published; null where it still is that table. */
export async function alteration(session: PostgresSession, target: Name, current: Kind): Promise<string | null> {
  const now = await identity(session, target);
  if (now === null) return 'it is gone';
  if (now.relation !== current.relation) return 'somebody put another table in its place';
  if (now.columns !== current.columns) return 'its columns were changed';
  const ledger = quoteTable('postgres', { schema: target.schema, name: LEDGER });
  const later = await session.query(
    `select 1 from ${ledger} l where l.target = $1 and l.token <> $2 and l.published_at > (
       select g.put_at from ${table(target)} g where g.target = $1 and g.generation = 'current')`,
    [target.name, current.token],
  );
  return later.length > 0 ? 'a run changed its rows without replacing it' : null;
}

/** See Destination.generations: the rows of the target are counted. */
export async function generations(session: PostgresSession, target: Name): Promise<Generations> {
  const { current, previous } = await known(session, target);
  if (current === null) return { current, previous: null, altered: null };
  let altered = await alteration(session, target, current);
  if (altered === null) {
    const there = await countRows(session, target);
    if (there !== current.rows) altered = `it has ${there} rows, and ${current.rows} were published`;
  }
  // Somebody may have changed its rows while they still were the target's.
  const kept = previous && { ...shown(previous), rows: await countRows(session, previousOf(target)) };
  return { current: shown(current), previous: kept, altered };
}

function shown({ token, origin, rows, publishedAt, masks }: Kind): Generation {
  return { token, origin, rows, publishedAt, masks };
}

/**
 * Inside the transaction that publishes: takes the oldest version away and keeps the present one as the previous, where
 * that may be. After it a target that is swapped stands under its old name only where it was not kept.
 */
export async function keepPrevious(
  session: PostgresSession,
  target: Name,
  plan: Plan,
  method: PublishMethod,
): Promise<Kept | null> {
  const { current, previous } = await known(session, target);
  const place = previousOf(target);
  const why = method === 'create' ? null : await reason();
  if (previous !== null) await dropPrevious(session, place);
  await session.query(`delete from ${table(target)} where target = $1`, [target.name]);
  if (method === 'create') return null;
  if (why !== null || current === null) return { kept: false, why };
  if (method === 'swap') await session.query(renamed(target, place.name));
  else await copyRows(session, target, place);
  await write(session, target, 'previous', { ...current, swapped: method === 'swap' });
  return { kept: true, why: null };

  async function reason(): Promise<string | null> {
    if (!plan.keepPrevious) return WHY.off;
    if (current === null || (await alteration(session, target, current)) !== null) return WHY.unknown;
    const hidden = hiddenSince(current, plan);
    if (hidden.length > 0) return WHY.hidden(hidden);
    return previous !== null || (await identity(session, place)) === null ? null : WHY.taken(place.name);
  }
}

/**
 * Inside the transaction that puts rows beside those of the target: no undo leads back from there, so that the version
 * before, which may hold what is masked by now, is taken away.
 */
export async function forgetPrevious(session: PostgresSession, target: Name): Promise<void> {
  const { previous } = await known(session, target);
  if (previous === null) return;
  await dropPrevious(session, previousOf(target));
  await session.query(`delete from ${table(target)} where target = $1 and generation = 'previous'`, [target.name]);
}

/** Somebody may have built on it: what is theirs is not dropped along. */
async function dropPrevious(session: PostgresSession, place: Name): Promise<void> {
  const others = await session.query<{ what: string }>(
    `select distinct pg_catalog.pg_describe_object(x.class, x.id, 0) as what
       from (select coalesce(r.ev_class, d.objid) as id,
                    case when r.ev_class is null then d.classid else 'pg_catalog.pg_class'::regclass end as class
               from pg_catalog.pg_depend d
               left join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::regclass and r.oid = d.objid
              where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = $1::regclass
                and d.deptype = 'n') x`,
    [quoteTable('postgres', place)],
  );
  if (others.length > 0)
    throw dependents(
      place,
      others.map(({ what }) => what),
    );
  await session.query(`drop table ${quoteTable('postgres', place)}`);
}

function dependents(place: Name, others: readonly string[]): SyncError {
  const named = others.slice(0, 5).join(', ');
  return new SyncError({
    code: 'dst.swap_blocked',
    side: 'destination',
    stage: 'commit',
    message: `the version before in ${place.schema}.${place.name} cannot be replaced by the next: ${named} depends on it`,
    hint: `Drop ${named}, or build it on the table itself, then run the table again.`,
    retry: 'never',
  });
}

/** A table of its own with the rows of another, that nobody but its owner reads. */
export async function copyRows(session: PostgresSession, from: Name, to: Name): Promise<void> {
  const t = quoteTable('postgres', to);
  await session.query(`create table ${t} (like ${quoteTable('postgres', from)})`);
  // Default privileges may have let others in.
  const others = await session.query<{ grantee: string }>(
    `select distinct case when a.grantee = 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end as grantee
       from pg_catalog.pg_class c, lateral pg_catalog.aclexplode(c.relacl) a
      where c.oid = $1::regclass and a.grantee <> c.relowner`,
    [t],
  );
  for (const { grantee } of others) await session.query(`revoke all on ${t} from ${grantee}`);
  const shape = await describePostgres(session, from.schema, from.name);
  const columns = quoteList('postgres', shape?.columns.map((column) => column.name) ?? []);
  await session.query(`insert into ${t} (${columns}) select ${columns} from ${quoteTable('postgres', from)}`);
}

export function renamed(from: Name, to: string): string {
  return `alter table ${quoteTable('postgres', from)} rename to ${quote('postgres', to)}`;
}

/** Writes down what the table of a generation is known by now, in the caller's transaction. */
export async function write(
  session: PostgresSession,
  target: Name,
  which: 'current' | 'previous',
  kind: Omit<Kind, 'relation' | 'columns' | 'publishedAt'> & { readonly publishedAt: string | null },
): Promise<void> {
  const now = await identity(session, which === 'current' ? target : previousOf(target));
  await session.query(
    `insert into ${table(target)}
       (target, generation, token, origin, rows, published_at, masks, columns, relation, swapped)
     values ($1, $2, $3, $4, $5, coalesce($6::timestamptz, now()), $7, $8, $9::oid, $10)`,
    [
      target.name,
      which,
      kind.token,
      kind.origin,
      kind.rows,
      kind.publishedAt,
      JSON.stringify(kind.masks),
      now?.columns,
      now?.relation,
      kind.swapped,
    ],
  );
}

async function identity(
  session: PostgresSession,
  name: Name,
): Promise<{ readonly relation: string; readonly columns: string } | null> {
  const shape = await describePostgres(session, name.schema, name.name);
  if (shape === null) return null;
  const [row] = await session.query<{ oid: string }>(
    `select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2`,
    [name.schema, name.name],
  );
  const columns = JSON.stringify(shape.columns.map((column) => [column.name, column.native]));
  return row ? { relation: row.oid, columns } : null;
}
