import type { Run } from './types.ts';

/** What a run of a table usually comes to, out of those that succeeded lately. */
export type Usual = { readonly rows: number; readonly p95Seconds: number };
/** What of a run is worth a look although it succeeded. */
export type Unusual = {
  readonly rows: { readonly is: number; readonly usual: number } | null;
  readonly seconds: { readonly is: number; readonly usual: number } | null;
};

type Point = { readonly rows: number | null; readonly seconds: number | null };

/** Days of which the usual is made. */
export const USUAL_MS = 14 * 86_400_000;
/** Out of fewer runs nothing is usual. */
const LEAST = 5;
const ROWS_LOST = 0.4;
const TIMES_SLOWER = 2;
/** A run that takes seconds may take a few more. */
const SHORT_S = 10;

/** Null out of too few. Pure. */
export function usualOf(points: readonly Point[]): Usual | null {
  const rows = sorted(points.map((point) => point.rows));
  const seconds = sorted(points.map((point) => point.seconds));
  if (rows.length < LEAST || seconds.length < LEAST) return null;
  const middle = Math.floor(rows.length / 2);
  const median = rows.length % 2 === 1 ? rows[middle]! : (rows[middle - 1]! + rows[middle]!) / 2;
  return { rows: median, p95Seconds: seconds[Math.ceil(seconds.length * 0.95) - 1]! };
}

/** Fewer rows than the median by 40 %, and more than twice the time that 95 of 100 runs take. Pure. */
export function unusual({ state, result }: Pick<Run, 'state' | 'result'>, usual: Usual | null): Unusual | null {
  if (state !== 'success' || result === null || usual === null || result.restored !== undefined) return null;
  // What adds to a table writes as many rows as there are new ones.
  const whole = result.changes === null && result.window === null && result.gaps === null;
  const lost = whole && result.rowsWritten < usual.rows * (1 - ROWS_LOST);
  const slow = result.seconds > SHORT_S && result.seconds > usual.p95Seconds * TIMES_SLOWER;
  if (!lost && !slow) return null;
  return {
    rows: lost ? { is: result.rowsWritten, usual: usual.rows } : null,
    seconds: slow ? { is: result.seconds, usual: usual.p95Seconds } : null,
  };
}

const sorted = (values: readonly (number | null)[]): readonly number[] =>
  values.filter((value) => value !== null).toSorted((a, b) => a - b);
