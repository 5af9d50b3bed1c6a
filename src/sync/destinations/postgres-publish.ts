import type { Cursor } from '../cursor.ts';
import type { PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { madeType } from '../sql/ddl.ts';
import { quoteTable } from '../sql/quote.ts';
import type { Plan, Preview, Published, Settlement } from '../types.ts';
import { GENERATIONS, masksOf } from './generations.ts';
import { countRows } from './postgres-figures.ts';
import { createGenerations, keepPrevious, LEDGER, previousOf, renamed, write } from './postgres-generations.ts';
import { addColumn, addColumns, insertRows, replaceRows } from './postgres-rows.ts';
import { decide, type Name, surroundings } from './postgres-target.ts';

export const LOCK_WAIT = '30s';

/**
 * Puts the staged rows in the target's place, in one transaction. A target that nothing hangs on is swapped; one with
 * grants, indexes, views, comments or anything else around it keeps its identity and gets its rows replaced.
 */
export async function publish(
  session: PostgresSession,
  target: Name,
  staging: Name,
  plan: Plan,
  token: string,
): Promise<Published> {
  await ensureLedger(session, target);
  await beginAlone(session, target);
  const method = await decide(session, target, staging, { lock: true });
  const previous = await keepPrevious(session, target, plan, method);
  let rows: number;
  let kept: readonly string[] = [];
  if (method === 'in_place') {
    const before = await surroundings(session, target);
    await addColumns(session, target, staging);
    rows = await replaceRows(session, target, staging);
    kept = await surroundings(session, target);
    const lost = before.find((what) => !kept.includes(what));
    if (lost !== undefined) throw new Error(`${lost} did not survive`);
    await session.query(`drop table ${quoteTable('postgres', staging)}`);
  } else {
    rows = await countRows(session, staging);
    if (method === 'swap' && previous?.kept !== true)
      await session.query(`drop table ${quoteTable('postgres', target)}`);
    await session.query(rename(target, staging));
  }
  await remember(session, target, token, rows, null);
  const masks = masksOf(plan);
  await write(session, target, 'current', { token, origin: token, rows, publishedAt: null, masks, swapped: true });
  await session.query('commit');
  return { rows, method, changes: null, kept, ...(previous === null ? {} : { previous }) };
}

/** Begins the transaction in which a target changes. Two of one target, by two bots, wait for each other here. */
export async function beginAlone(session: PostgresSession, target: Name): Promise<void> {
  await session.query('begin');
  await session.query(`set local lock_timeout = '${LOCK_WAIT}'`);
  await advisoryLock(session, quoteTable('postgres', target));
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
  const had = new Set((await describePostgres(session, target.schema, target.name))?.columns.map((c) => c.name));
  const added = plan.columns.filter((column) => publish === 'in_place' && !had.has(column.name));
  const statements =
    publish === 'in_place'
      ? [
          ...added.map((column) =>
            addColumn(target, { name: column.name, native: madeType('postgres', column, plan) }),
          ),
          `delete from ${quoteTable('postgres', target)}`,
          insertRows(target, staging, columns),
        ]
      : publish === 'swap'
        ? [
            plan.keepPrevious
              ? renamed(target, previousOf(target).name)
              : `drop table ${quoteTable('postgres', target)}`,
            rename(target, staging),
          ]
        : [rename(target, staging)];
  const around = publish === 'in_place' ? await surroundings(session, target) : [];
  return { publish, statements, around };
}

/** The rows that `token` published into the target, or null where it published nothing. */
export async function published(
  session: PostgresSession,
  target: Name,
  token: string,
): Promise<Settlement['published']> {
  if ((await describePostgres(session, target.schema, LEDGER)) === null) return null;
  const [row] = await session.query<{ rows: string; cursor?: string | null }>(
    `select * from ${ledger(target)} where token = $1`,
    [token],
  );
  if (!row) return null;
  return { rows: Number(row.rows), cursor: row.cursor ? (JSON.parse(row.cursor) as Cursor) : null };
}

export function rename(target: Name, staging: Name): string {
  return renamed(staging, target.name);
}

function ledger(target: Name): string {
  return quoteTable('postgres', { schema: target.schema, name: LEDGER });
}

/** In a transaction of its own: two runs that make it at once would stand in each other's way until the longer one ends. */
export async function ensureLedger(session: PostgresSession, target: Name): Promise<void> {
  const there = await describePostgres(session, target.schema, LEDGER);
  const whole = there?.columns.some((column) => column.name === 'cursor') === true;
  if (whole && (await describePostgres(session, target.schema, GENERATIONS)) !== null) return;
  await session.query('begin');
  await advisoryLock(session, LEDGER);
  await session.query(
    `create table if not exists ${ledger(target)}
       (token text primary key, target text not null, rows bigint not null, published_at timestamptz not null default now())`,
  );
  await session.query(createGenerations(target));
  // Ledgers of earlier versions have no such column.
  await session.query(`alter table ${ledger(target)} add column if not exists cursor text`);
  await session.query('commit');
}

export async function advisoryLock(session: PostgresSession, name: string): Promise<void> {
  await session.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`sync-bot ${name}`]);
}

/** In the transaction that changes the target: notes what was published, and the cursor that is true from then on: whoever settles this attempt hears both. */
export async function remember(
  session: PostgresSession,
  target: Name,
  token: string,
  rows: number,
  cursor: Cursor | null,
): Promise<void> {
  await session.query(`insert into ${ledger(target)} (token, target, rows, cursor) values ($1, $2, $3, $4)`, [
    token,
    target.name,
    rows,
    cursor === null ? null : JSON.stringify(cursor),
  ]);
  // The last one of every table stays: by it an undo knows that rows were put beside those of the version it looks at.
  await session.query(
    `delete from ${ledger(target)} l where published_at < now() - interval '30 days'
        and exists (select from ${ledger(target)} n where n.target = l.target and n.published_at > l.published_at)`,
  );
}
