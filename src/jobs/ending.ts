import { failure, type TableSpec } from '../sync/index.ts';
import type { AttemptEnd } from './attempt.ts';
import type { RunChange } from './history.ts';
import { nextTry } from './retry.ts';
import type { Run } from './types.ts';

/** Why an attempt was stopped before its end. */
export type Stop = 'timeout' | 'shutdown' | { readonly by: string };

const HOW = {
  create: 'as a new table',
  swap: 'by a swap',
  in_place: 'in place, keeping what hangs on the table',
  append: 'beside those that were there',
  merge: 'by key',
} as const;

/** What becomes of a run when an attempt has ended: the change to record, its line in the log, and when to try again. Pure. */
export function endingOf(
  run: Pick<Run, 'attempt' | 'attempts'>,
  spec: Pick<TableSpec, 'retryWaitMs' | 'timeoutMs'>,
  facts: {
    readonly end: AttemptEnd;
    readonly stop: Stop | null;
    readonly draining: boolean;
    readonly now: number;
    readonly random: number;
  },
): { readonly change: RunChange; readonly text: string; readonly retryInMs: number | null } {
  const { end, stop, draining, now, random } = facts;
  const { left } = end;
  if (end.ok === null) return holding(run, end, stop, now);
  // In the same change as the state: a crash in between would make a run that has published look interrupted.
  const traces = left.length === 0 ? ({ left, unsettledToken: null } as const) : ({ left } as const);
  const over = { finishedAt: now, ...traces } as const;
  // A stop that came too late changes nothing: what is published is published.
  if (end.ok) {
    const { result } = end;
    const { rowsRead, bytes, restored } = result;
    return {
      change: { ...over, state: 'success', result, rowsRead, bytes, stage: 'commit', error: null, canceledBy: null },
      text:
        restored === undefined
          ? `published ${result.rowsWritten} rows ${HOW[result.method]}${result.publishedBy === undefined ? '' : `, as ${result.publishedBy} decided`}`
          : `put the version of ${restored.publishedAt} back: ${result.rowsWritten} rows ${HOW[result.method]}`,
      retryInMs: null,
    };
  }
  if (stop !== null && stop !== 'timeout') {
    const by = stopper(stop);
    return {
      change: { ...over, state: 'canceled', canceledBy: by, error: end.error },
      text: `canceled by ${by}`,
      retryInMs: null,
    };
  }
  const error = stop === 'timeout' ? outOfTime(end.error.stage, spec.timeoutMs) : end.error;
  const next = draining ? null : nextTry(error, { ...run, retryWaitMs: spec.retryWaitMs, random });
  if (next === null) {
    return {
      change: { ...over, state: 'failed', error, stage: error.stage },
      text: `failed at ${error.stage}: ${error.message}`,
      retryInMs: null,
    };
  }
  const seconds = Math.round(next.waitMs / 1000);
  return {
    change: { state: 'retry_wait', nextAttemptAt: now + next.waitMs, error, ...traces },
    text: `attempt ${run.attempt} failed at ${error.stage}: ${error.message}; next in ${seconds} s`,
    retryInMs: next.waitMs,
  };
}

/** What is staged stays noted as unsettled: a decision, or its absence, settles it. */
function holding(
  run: Pick<Run, 'attempt'>,
  { held, error }: Extract<AttemptEnd, { ok: null }>,
  stop: Stop | null,
  now: number,
) {
  if (stop !== null && stop !== 'timeout') {
    const by = stopper(stop);
    const clean = held.kind === 'columns' ? { unsettledToken: null } : {};
    const change = { state: 'canceled', finishedAt: now, canceledBy: by, error, ...clean } as const;
    return { change, text: `canceled by ${by}`, retryInMs: null };
  }
  // Nothing was copied, so that this was no try.
  if (held.kind === 'columns') {
    const change = {
      state: 'held',
      held,
      error,
      stage: 'plan',
      attempt: run.attempt - 1,
      unsettledToken: null,
    } as const;
    return { change, text: `held: ${error.message}`, retryInMs: null };
  }
  const { rowsRead, bytes } = held.pending.staged;
  const change = { state: 'held', held, error, stage: 'check', rowsRead, bytes } as const;
  return { change, text: `held: ${error.message}`, retryInMs: null };
}

function stopper(stop: Exclude<Stop, 'timeout'>): string {
  return stop === 'shutdown' ? 'the shutdown of sync-bot' : stop.by;
}

function outOfTime(stage: Extract<AttemptEnd, { ok: false }>['error']['stage'], timeoutMs: number) {
  return failure('local.timeout', { side: 'local', stage, facts: { seconds: timeoutMs / 1000 } }).summary;
}
