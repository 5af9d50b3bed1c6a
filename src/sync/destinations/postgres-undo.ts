import { failure } from '../classify.ts';
import type { PostgresSession } from '../drivers/postgres.ts';
import { describePostgres } from '../drivers/postgres-catalog.ts';
import { phrase } from '../phrase.ts';
import { quoteTable } from '../sql/quote.ts';
import type { Generations, Published } from '../types.ts';
import { notAsPublished } from './generations.ts';
import { copyRows, generations, known, previousOf, renamed, table, write } from './postgres-generations.ts';
import { beginAlone, remember } from './postgres-publish.ts';
import { replaceRows } from './postgres-rows.ts';
import { decide, type Name } from './postgres-target.ts';

/**
 * Puts the previous version in the place of the present one and the other way round, in one transaction, by the same
 * two ways as a publication. `marker` is a table of the attempt's own: whoever settles the attempt drops it, and then
 * nothing is put back any more. Throws a SyncError where the versions are not `was`.
 */
export async function undo(
  session: PostgresSession,
  target: Name,
  marker: Name,
  token: string,
  was: Generations,
): Promise<Published> {
  await session.query(`create table ${quoteTable('postgres', marker)} (marker integer)`);
  try {
    await beginAlone(session, target);
    if ((await describePostgres(session, marker.schema, marker.name)) === null) throw new Error('the marker is gone');
    await session.query(`drop table ${quoteTable('postgres', marker)}`);
    const method = await exchange(session, target, marker, token, was);
    await session.query('commit');
    return method;
  } catch (error) {
    await session.query('rollback').catch(() => {});
    await session.query(`drop table if exists ${quoteTable('postgres', marker)}`).catch(() => {});
    throw error;
  }
}

async function exchange(
  session: PostgresSession,
  target: Name,
  aside: Name,
  token: string,
  was: Generations,
): Promise<Published> {
  const before = previousOf(target);
  const name = `${target.schema}.${target.name}`;
  const { current, previous } = await known(session, target);
  if (current === null || previous === null) {
    const because = phrase`its table is gone`;
    throw failure('undo.none', { side: 'destination', stage: 'commit', facts: { table: name, because } });
  }
  const decided = await decide(session, target, before, { lock: true });
  // Looked at again under the lock, behind which nobody changes anything.
  const { altered, previous: kept } = await generations(session, target);
  if (altered !== null) throw notAsPublished(name, altered);
  if (current.token !== was.current?.token || previous.token !== was.previous?.token) {
    throw notAsPublished(name, phrase`it was replaced in this very moment`);
  }
  // Rows that were copied are new to a reader whose snapshot is older: such a table must not take the target's place.
  const method = decided === 'swap' && !previous.swapped ? 'in_place' : decided;
  let rows = kept?.rows ?? 0;
  if (method === 'swap') {
    await session.query(renamed(target, aside.name));
    await session.query(renamed(before, target.name));
  } else {
    await copyRows(session, target, aside);
    rows = await replaceRows(session, target, before);
    await session.query(`drop table ${quoteTable('postgres', before)}`);
  }
  await session.query(renamed(aside, before.name));
  await session.query(`delete from ${table(target)} where target = $1`, [target.name]);
  await write(session, target, 'current', { ...previous, token, rows, swapped: true });
  await write(session, target, 'previous', { ...current, swapped: method === 'swap' });
  await remember(session, target, token, rows, null);
  return { rows, method, changes: null };
}
