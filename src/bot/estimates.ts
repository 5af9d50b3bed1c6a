import type { Jobs, Run } from '../jobs/index.ts';

/** How long a run of a table takes and how many rows it moves, by its last runs that succeeded. */
export type Estimate = { readonly ms: number; readonly rows: number };

/** Few enough to follow a table that grows, enough that one slow night says little. */
const LOOKED_AT = 12;
const USED = 5;

/** The median of the last runs; null where none succeeded. */
export function estimateOf(jobs: Pick<Jobs, 'history'>, table: string): Estimate | null {
  const good = jobs.history(table, LOOKED_AT).filter(isLike).slice(0, USED);
  if (good.length === 0) return null;
  return {
    ms: median(good.map(({ result }) => (result?.seconds ?? 0) * 1000)),
    rows: median(good.map(({ result }) => result?.rowsRead ?? 0)),
  };
}

/** An undo and a window read something else than what is due. */
const isLike = ({ state, kind, scope, result }: Run): boolean =>
  state === 'success' && kind === 'sync' && (scope.kind === 'due' || scope.kind === 'full') && result !== null;

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** What several tables come to, `atOnce` of them running side by side. */
export type Sum = Estimate & { readonly known: number; readonly of: number };

export function sumOf(estimates: readonly (Estimate | null)[], atOnce: number): Sum {
  const known = estimates.filter((one) => one !== null);
  const work = known.reduce((sum, { ms }) => sum + ms, 0);
  const longest = known.reduce((most, { ms }) => Math.max(most, ms), 0);
  return {
    ms: Math.max(longest, work / Math.max(1, atOnce)),
    rows: known.reduce((sum, { rows }) => sum + rows, 0),
    known: known.length,
    of: estimates.length,
  };
}
