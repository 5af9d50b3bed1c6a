import type { Config, ConnectionSpec } from '../sync/index.ts';
import { alertKey } from './alert-key.ts';
import type { Clock } from './clock.ts';
import { dayOf } from './days.ts';
import type { History } from './history.ts';
import type { Earlier, Failed, Mended, PastDesk, PastEvent } from './past.ts';
import { ACTIVE_STATES, type Run } from './types.ts';

type Ports = {
  readonly history: Pick<
    History,
    | 'run'
    | 'changes'
    | 'noteFailure'
    | 'noteHealed'
    | 'failuresOf'
    | 'failuresLike'
    | 'timesOf'
    | 'failureCounts'
    | 'unclassified'
    | 'nextSuccess'
  >;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly emit: (event: PastEvent) => void;
};

/** How many earlier times are told, and within which days all are counted. */
const TOLD = 5;
const DAYS = 90;
const DAY_MS = 86_400_000;
const MONDAY = 1;
/** Of one table nobody changes more than this between a failure and the next success. */
const CHANGES = 200;

/** Remembers what failed, and tells what became of it. */
export function createPast({ history, clock, config, emit }: Ports) {
  /** What a change of a run says of a try that failed. Called for every change; what is known already stays. */
  function heard(run: Run): void {
    const { error, table } = run;
    if (run.state === 'success' && run.attempt > 1 && run.held === null) history.noteHealed(run.id);
    if (error === null || (run.state !== 'retry_wait' && run.state !== 'failed' && run.state !== 'held')) return;
    history.noteFailure({
      run: run.id,
      attempt: run.attempt,
      at: run.finishedAt ?? (run.state === 'held' ? run.held?.since : null) ?? clock.now(),
      trouble: troubleOf(run),
      code: error.code,
      side: error.side,
      stage: error.stage,
      table,
      column: error.column ?? null,
      native: error.native ?? null,
    });
  }

  function troubleOf(run: Pick<Run, 'table' | 'error'>): string {
    return alertKey(run, config().tables[run.table] ?? null).key;
  }

  function kindOf({ table, error }: Run): ConnectionSpec['type'] | null {
    const spec = config().tables[table];
    if (spec === undefined || (error?.side !== 'source' && error?.side !== 'destination')) return null;
    return config().connections[spec[error.side].connection]?.type ?? null;
  }

  function mended(failed: Failed): Mended {
    const run = history.run(failed.run);
    if (run === null) return { kind: 'open' };
    const decision = run.held?.decision ?? null;
    if (run.state === 'success')
      return decision === null ? { kind: 'retried' } : { kind: 'published', by: decision.by };
    if ((ACTIVE_STATES as readonly string[]).includes(run.state)) return { kind: 'active' };
    if (decision !== null && run.state === 'canceled') return { kind: 'discarded', by: decision.by };
    const id = history.nextSuccess(run.table, run.id);
    const next = id === null ? null : history.run(id);
    if (next === null) return { kind: 'open' };
    const until = next.startedAt ?? next.queuedAt;
    const change = history.changes(run.table, CHANGES).find(({ at }) => at >= failed.at && at <= until);
    return {
      kind: 'later',
      run: next.id,
      by: next.by,
      afterMs: Math.max(0, (next.finishedAt ?? until) - failed.at),
      undo: next.kind === 'undo',
      changed: change?.by ?? null,
    };
  }

  const desk: PastDesk = {
    explain(id) {
      const run = history.run(id);
      if (run === null) return null;
      const tries = history.failuresOf(id);
      const trouble = tries.at(-1)?.trouble ?? (run.error === null ? null : troubleOf(run));
      const known = { run, kind: kindOf(run), tries, days: DAYS };
      if (trouble === null) return { ...known, before: [], times: 0 };
      const before = history.failuresLike(trouble, id, TOLD).map((one): Earlier => ({ ...one, mended: mended(one) }));
      return { ...known, before, times: history.timesOf(trouble, clock.now() - DAYS * DAY_MS) };
    },
    failureCounts: history.failureCounts,
    unclassified: history.unclassified,
  };
  /** The digest of this moment goes to the channel. */
  function digested(channel: string, until: number): void {
    if (new Date(`${dayOf(until, config().timezone)}T00:00:00Z`).getUTCDay() !== MONDAY) return;
    const found = history.unclassified(until - 7 * DAY_MS, until);
    if (found.length > 0) emit({ type: 'unclassified', channel, until, found });
  }

  return { heard, digested, desk };
}
