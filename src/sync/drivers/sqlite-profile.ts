import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Profile, ProfileQuery } from '../findings.ts';
import { quote } from '../sql/quote.ts';
import { condition } from '../sql/select.ts';
import { tallyOf } from '../tally.ts';

const ROWS_A_TURN = 2000;

/**
 * The figures of a table, taken row by row: SQLite has no MD5 and no exact decimals, and a single long statement would
 * make this process deaf. One statement sees one snapshot. Throws the signal's reason when aborted.
 */
export async function profileSqlite(
  database: Database.Database,
  query: ProfileQuery,
  signal: AbortSignal,
): Promise<Profile> {
  const columns = query.columns.map(({ column, measure }) => {
    const name = quote('sqlite', column.name);
    // The bytes of a text as they are stored: the driver would replace those that are not UTF-8.
    return measure === 'text' ? `cast(${name} as blob)` : measure === 'nulls' ? `nullif(${name} is null, 1)` : name;
  });
  const where = query.where === null ? '' : ` where ${condition(query.where)}`;
  const statement = database
    .prepare(`select ${columns.join(', ') || '1'} from ${quote('sqlite', query.table.name)}${where}`)
    .raw(true)
    .safeIntegers(true);
  const tallies = query.columns.map(({ measure }) => tallyOf(measure));
  let rows = 0;
  for (const row of statement.iterate() as IterableIterator<unknown[]>) {
    for (let c = 0; c < tallies.length; c++) tallies[c]?.add(row[c]);
    if (++rows % ROWS_A_TURN !== 0) continue;
    await setImmediate();
    signal.throwIfAborted();
  }
  return { rows: String(rows), columns: tallies.map((tally) => tally.figures()) };
}
