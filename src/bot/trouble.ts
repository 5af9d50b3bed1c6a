import { type Alert, type Jobs, type Run, USUAL_MS, unusual, usualOf } from '../jobs/index.ts';
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
export function troubleOf(jobs: Jobs, run: Run): Pick<RunFacts, 'alert' | 'callable' | 'seen' | 'unusual'> {
  if (run.state === 'success') return { unusual: unusualOf(jobs, run) };
  if (run.state !== 'failed' && run.state !== 'held') return {};
  const mine = (alert: Alert): boolean => alert.members.some((member) => member.run === run.id);
  const alert = jobs.alertsOf(run.table).find(mine) ?? null;
  return alert === null ? {} : { alert, ...about(jobs, run) };
}

function unusualOf(jobs: Jobs, run: Run) {
  const { points } = jobs.trend(run.table, (run.finishedAt ?? jobs.now()) - USUAL_MS);
  return unusual(run, usualOf(points.filter((point) => point.run < run.id && point.state === 'success')));
}
