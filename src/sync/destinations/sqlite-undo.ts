import type Database from 'better-sqlite3';
import { failure } from '../classify.ts';
import { describeSqlite } from '../drivers/sqlite.ts';
import { phrase } from '../phrase.ts';
import { quote } from '../sql/quote.ts';
import type { Generations, Published } from '../types.ts';
import { GENERATIONS, notAsPublished } from './generations.ts';
import { copyRows, generations, known, previousOf, rename, write } from './sqlite-generations.ts';
import { remember, replaceRows } from './sqlite-publish.ts';
import { decide, definitionOf } from './sqlite-target.ts';

/**
 * Puts the previous version in the place of the present one and the other way round, in one transaction, by the same
 * two ways as a publication. `marker` is a table of the attempt's own: whoever settles the attempt drops it, and then
 * nothing is put back any more. Throws a SyncError where the versions are not `was`.
 */
export function undo(
  database: Database.Database,
  target: string,
  marker: string,
  token: string,
  was: Generations,
): Published {
  database.exec(`create table ${quote('sqlite', marker)} (marker integer)`);
  try {
    return database.transaction(() => exchange(database, target, marker, token, was)).immediate();
  } finally {
    database.exec(`drop table if exists ${quote('sqlite', marker)}`);
  }
}

function exchange(
  database: Database.Database,
  target: string,
  aside: string,
  token: string,
  was: Generations,
): Published {
  if (describeSqlite(database, aside) === null) throw new Error('the marker is gone');
  database.exec(`drop table ${quote('sqlite', aside)}`);
  const before = previousOf(target);
  const { current, previous } = known(database, target);
  if (current === null || previous === null) {
    const because = phrase`its table is gone`;
    throw failure('undo.none', { side: 'destination', stage: 'commit', facts: { table: target, because } });
  }
  const { altered, previous: kept } = generations(database, target);
  if (altered !== null) throw notAsPublished(target, altered);
  if (current.token !== was.current?.token || previous.token !== was.previous?.token) {
    throw notAsPublished(target, phrase`it was replaced in this very moment`);
  }
  const method = decide(database, target, before);
  let rows = kept?.rows ?? 0;
  if (method === 'swap') {
    rename(database, target, aside);
    rename(database, before, target);
  } else {
    copyRows(database, target, aside);
    rows = replaceRows(database, Object.keys(previous.masks), target, before);
    database.exec(`drop table ${quote('sqlite', before)}`);
  }
  rename(database, aside, before);
  database.prepare(`delete from ${GENERATIONS} where target = ?`).run(target);
  write(database, target, 'current', { ...previous, token, rows });
  write(database, target, 'previous', current);
  // A definition of somebody else's stays unknown here, so that the next replace keeps it too.
  const definition = method === 'in_place' ? null : definitionOf(database, target);
  remember(database, target, token, { rows, definition, cursor: null });
  return { rows, method, changes: null };
}
