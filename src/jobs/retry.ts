import type { ErrorSummary } from '../sync/index.ts';

/** A wait never grows beyond this: an hour. */
const LONGEST_MS = 3_600_000;

/**
 * The one place that decides about retries. `attempt` is the try that failed, from 1; `attempts` all that are allowed.
 * The wait doubles with each try and is moved by up to a quarter either way (`random` from 0 to 1), so that tables that
 * failed together do not come back together. Null: no further try.
 */
export function nextTry(
  error: ErrorSummary,
  tried: { readonly attempt: number; readonly attempts: number; readonly retryWaitMs: number; readonly random: number },
): { readonly waitMs: number } | null {
  if (!error.retryable || tried.attempt >= tried.attempts) return null;
  if (error.retry === 'once' && tried.attempt > 1) return null;
  const doubled = Math.min(LONGEST_MS, tried.retryWaitMs * 2 ** (tried.attempt - 1));
  return { waitMs: Math.round(doubled * (0.75 + tried.random / 2)) };
}
