import type { History, StoredRun } from './history.ts';

type Copies = Pick<History, 'lastCopied'>;

/**
 * The moment a run stands for, ISO 8601 in UTC: when it was due, or asked for. All its tries have the same. An undo stands
 * for the run whose rows readers saw when it was asked for, since it is that run's target that goes back.
 */
export function momentOf(run: StoredRun, history: Copies): string {
  const { dueAt, queuedAt } = run.kind === 'undo' ? (history.lastCopied(run.table, run.id) ?? run) : run;
  return new Date(dueAt ?? queuedAt).toISOString();
}

/** The moment that the last run which succeeded stood for; that of `now` (epoch ms) where there is none. */
export function lastMoment(table: string, now: number, history: Copies): string {
  const last = history.lastCopied(table, null);
  return new Date(last === null ? now : (last.dueAt ?? last.queuedAt)).toISOString();
}
