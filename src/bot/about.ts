import type { Jobs } from '../jobs/index.ts';
import type { About } from './commands/command.ts';
import type { Place } from './notify.ts';

/** What a thread is about: the run or the alert whose message it hangs on. Null where it is about neither, and outside of threads. */
export function aboutOf(jobs: Pick<Jobs, 'posts' | 'alerts'>, { channel, thread }: Place): About | null {
  if (thread === null) return null;
  const alert = jobs.alerts().find(({ post }) => post?.channel === channel && post.ts === thread);
  const run = jobs.posts.at(channel, thread);
  if (alert === undefined) return run === null ? null : { runs: [run], alert: null };
  // What has recovered needs nobody any more.
  const open = alert.members.filter(({ recoveredAt }) => recoveredAt === null);
  return { runs: open.flatMap((member) => member.run ?? []), alert: alert.id };
}
