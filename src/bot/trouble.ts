import type { Alert, Jobs, Run } from '../jobs/index.ts';
import type { RunFacts } from './views/facts.ts';

const WEEK_MS = 7 * 86_400_000;

export const isCallable = (jobs: Jobs): boolean => jobs.config().slack.escalation.to.length > 0;

export const seenOf = (jobs: Jobs, table: string, code: string) => jobs.seen(table, code, jobs.now() - WEEK_MS);

/** What is said of a run beside its alert. */
export const about = (jobs: Jobs, run: Run): Pick<RunFacts, 'callable' | 'seen'> => ({
  callable: isCallable(jobs),
  seen: seenOf(jobs, run.table, run.error?.code ?? ''),
});

/** What the message of a run says of the trouble it is in. */
export function troubleOf(jobs: Jobs, run: Run): Pick<RunFacts, 'alert' | 'callable' | 'seen'> {
  if (run.state !== 'failed' && run.state !== 'held') return {};
  const mine = (alert: Alert): boolean => alert.members.some((member) => member.run === run.id);
  const alert = jobs.alertsOf(run.table).find(mine) ?? null;
  return alert === null ? {} : { alert, ...about(jobs, run) };
}
