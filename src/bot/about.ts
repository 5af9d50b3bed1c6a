import type { Jobs } from '../jobs/index.ts';
import type { About } from './commands/command.ts';
import type { Place } from './notify.ts';

/** What a thread is about: the run or the alert whose message it hangs on. Null where it is about neither, and outside of threads. */
export function aboutOf(
  jobs: Pick<Jobs, 'posts' | 'alerts' | 'run' | 'alertsOf'>,
  { channel, thread }: Place,
): About | null {
  if (thread === null) return null;
  const alert = jobs.alerts().find(({ post }) => post?.channel === channel && post.ts === thread);
  const run = jobs.posts.at(channel, thread);
  if (alert === undefined) return run === null ? null : { runs: [run], alert: alertOfRun(jobs, run) };
  // What has recovered needs nobody any more.
  const open = alert.members.filter(({ recoveredAt }) => recoveredAt === null);
  return { runs: open.flatMap((member) => member.run ?? []), alert: alert.id };
}

/** The open alert that a run belongs to: its message says so and has the same buttons. */
function alertOfRun(jobs: Pick<Jobs, 'run' | 'alertsOf'>, id: number): number | null {
  const run = jobs.run(id);
  if (run === null) return null;
  return jobs.alertsOf(run.table).find(({ members }) => members.some((member) => member.run === id))?.id ?? null;
}
