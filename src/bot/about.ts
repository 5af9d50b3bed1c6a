import type { Jobs } from '../jobs/index.ts';
import type { About } from './commands/command.ts';
import type { Place } from './notify.ts';

/** What a thread is about: the run or the alert whose message it hangs on. Null where it is about neither, and outside of threads. */
export function aboutOf(jobs: Pick<Jobs, 'posts'>, { channel, thread }: Place): About | null {
  if (thread === null) return null;
  const run = jobs.posts.at(channel, thread);
  return run === null ? null : { runs: [run], alert: null };
}
