import { type Cursor, type Mark, PREPARED } from '../cursor.ts';

/** Marks that are kept while they wait; the oldest and the newest of them matter most. */
const MOST_MARKS = 100;

/**
 * The cursor that is true once a run has published what it read in the snapshot that it took after `present`: the
 * newest value of the latest mark that is settled. A mark is settled when none of the transactions that were open at it
 * is open now, and, where a bound for their length is declared, when that time has passed. Pure.
 */
export function advance(
  before: Pick<Cursor, 'value' | 'marks'> | null,
  present: Mark,
  maxTransactionMs: number | null,
): Pick<Cursor, 'value' | 'marks'> {
  const open = new Set(present.open);
  const now = Date.parse(present.at);
  const ended = (mark: Mark): boolean =>
    mark.open.length === 0 || (!open.has(PREPARED) && !mark.open.some((name) => open.has(name)));
  const settled = (mark: Mark): boolean =>
    ended(mark) && (maxTransactionMs === null || Date.parse(mark.at) + maxTransactionMs < now);
  const marks = [...(before?.marks ?? []), present];
  const latest = marks.findLastIndex(settled);
  const value = marks[latest]?.newest ?? before?.value ?? null;
  // A mark of the same value would bring the cursor nowhere.
  return { value, marks: thinned(marks.slice(latest + 1).filter((mark) => mark.newest !== value)) };
}

/** A mark that is left out only makes the cursor advance in larger steps. */
function thinned(marks: readonly Mark[]): readonly Mark[] {
  if (marks.length <= MOST_MARKS) return marks;
  return marks.filter((_, i) => i % 2 === 0 || i === marks.length - 1);
}
