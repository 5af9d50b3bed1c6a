import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { FigureName, Measure, Profile } from '../findings.ts';
import { quote } from '../sql/quote.ts';

/** Rows of one statement: the driver is synchronous, and the process has to hear a cancel in between. */
const ROWIDS_A_TURN = 100_000n;
/** SQLite takes 2,000 expressions a statement, and a column has five at most. */
const COLUMNS_A_STATEMENT = 300;

type Ends = 'min' | 'max';
type Figures = Partial<Record<FigureName, string | null>>;

/** What one column is asked, and how the answers of several pieces are joined. Sums of 32-bit words cannot overflow. */
const ASKED: Readonly<Record<Measure, (name: string) => readonly string[]>> = {
  nulls: () => [],
  number: (name) => [`sum(${name} >> 32)`, `sum(${name} & 4294967295)`, `min(${name})`, `max(${name})`],
  wide: () => [],
  boolean: (name) => [`sum(${name})`],
  double: (name) => [`min(${name})`, `max(${name})`],
  bits: (name) => [`min(${name})`, `max(${name})`],
  text: (name) => [`sum(octet_length(${name}))`],
  bytes: (name) => [`sum(octet_length(${name}))`],
  date: (name) => [`min(${name})`, `max(${name})`],
  time: (name) => [`min(${name})`, `max(${name})`],
  // A moment in UTC ends in Z, which would come after a fraction of the same second.
  moment: (name) => [`min(rtrim(${name}, 'Z'))`, `max(rtrim(${name}, 'Z'))`],
};

/**
 * The quick figures of a STRICT table, piece by piece in the order of its rowid, by SQLite itself. Exact: a column holds
 * its own type alone there. Throws the signal's reason when aborted.
 */
export async function quickSqlite(
  database: Database.Database,
  name: string,
  { columns, measures }: { readonly columns: readonly string[]; readonly measures: readonly Measure[] },
  signal: AbortSignal,
): Promise<Profile> {
  const table = quote('sqlite', name);
  const all = columns.map((column, i) => ({ column, measure: measures[i] as Measure }));
  const last = database.prepare(`select max(rowid) from ${table}`).pluck(true).safeIntegers(true).get() as
    | bigint
    | null;
  const first = database.prepare(`select min(rowid) from ${table}`).pluck(true).safeIntegers(true).get() as
    | bigint
    | null;
  const groups = Array.from({ length: Math.max(1, Math.ceil(all.length / COLUMNS_A_STATEMENT)) }, (_, i) =>
    all.slice(i * COLUMNS_A_STATEMENT, (i + 1) * COLUMNS_A_STATEMENT),
  ).map((columns) => {
    const list = columns.flatMap(({ column, measure }) => {
      const quoted = quote('sqlite', column);
      return [`count(${quoted})`, ...ASKED[measure](quoted)];
    });
    const sql = `select ${['count(*)', ...list].join(', ')} from ${table} where rowid between ? and ?`;
    return { columns, statement: database.prepare(sql).raw(true).safeIntegers(true) };
  });
  const sums = all.map(({ measure }) => joiner(measure));
  let rows = 0n;
  for (let from = first ?? 1n; last !== null && from <= last; from += ROWIDS_A_TURN) {
    let c = 0;
    for (const [g, { columns, statement }] of groups.entries()) {
      const answer = statement.get(from, from + ROWIDS_A_TURN - 1n) as readonly unknown[];
      const count = answer[0] as bigint;
      if (g === 0) rows += count;
      let at = 1;
      for (const { column, measure } of columns) {
        const size = 1 + ASKED[measure](column).length;
        sums[c++]?.add(count, answer.slice(at, at + size));
        at += size;
      }
    }
    await setImmediate();
    signal.throwIfAborted();
  }
  return { rows: String(rows), columns: sums.map((sum) => sum.figures()) };
}

function joiner(measure: Measure) {
  let nulls = 0n;
  let sum = 0n;
  let high = 0n;
  const ends: Record<Ends, unknown> = { min: null, max: null };
  const whole = (value: unknown): bigint => (value as bigint | null) ?? 0n;
  const stretch = (min: unknown, max: unknown): void => {
    if (min === null || max === null) return;
    if (ends.min === null || (min as bigint) < (ends.min as bigint)) ends.min = min;
    if (ends.max === null || (max as bigint) > (ends.max as bigint)) ends.max = max;
  };
  const text = (end: unknown): string | null => (end === null ? null : String(end));
  return {
    add(all: bigint, [values, ...figures]: readonly unknown[]): void {
      nulls += all - (values as bigint);
      if (measure === 'number') {
        high += whole(figures[0]);
        sum += whole(figures[1]);
        stretch(figures[2], figures[3]);
      } else if (measure === 'boolean' || measure === 'text' || measure === 'bytes') sum += whole(figures[0]);
      else if (figures.length === 2) stretch(figures[0], figures[1]);
    },
    figures(): Readonly<Figures> {
      if (measure === 'nulls' || measure === 'wide') return { nulls: String(nulls) };
      if (measure === 'boolean') return { nulls: String(nulls), sum: String(sum) };
      if (measure === 'text' || measure === 'bytes') return { nulls: String(nulls), bytes: String(sum) };
      const [min, max] = [text(ends.min), text(ends.max)];
      return measure === 'number'
        ? { nulls: String(nulls), sum: String(high * 4294967296n + sum), min, max }
        : { nulls: String(nulls), min, max };
    },
  };
}
