import type { Jobs } from '../jobs/index.ts';
import { roleOf } from './access.ts';
import type { Context } from './commands/command.ts';
import type { Place } from './notify.ts';
import type { Timers } from './timers.ts';

/** Who somebody in Slack is to us: their role and language, here and now. */
export type Contexts = (user: string, place: Place | null) => Promise<Context>;

export function createContexts({
  jobs,
  timers,
}: {
  readonly jobs: Jobs;
  readonly timers: Pick<Timers, 'now'>;
}): Contexts {
  return async (user, place) => {
    const asker = { kind: 'slack', id: user } as const;
    const { roles, slack } = jobs.config();
    return { jobs, asker, role: roleOf(asker, roles), language: slack.language, place, now: timers.now() };
  };
}
