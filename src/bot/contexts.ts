import type { Jobs } from '../jobs/index.ts';
import { aboutOf } from './about.ts';
import type { Context } from './commands/command.ts';
import type { Languages } from './language/of.ts';
import type { Stands } from './standing.ts';
import type { Origin } from './surfaces/views.ts';
import type { Timers } from './timers.ts';

/** Somebody in Slack; `team` is the workspace that Slack named them with, where it named one. */
export type Who = { readonly user: string; readonly team: string | null };
/** Who somebody is to us, on a surface that was opened from `origin`: their role and language, now. */
export type Contexts = (who: Who, origin: Origin) => Promise<Context>;

export type ContextsOptions = {
  readonly jobs: Jobs;
  readonly stands: Stands;
  readonly languages: Pick<Languages, 'person'>;
  readonly timers: Pick<Timers, 'now'>;
};

export function createContexts({ jobs, stands, languages, timers }: ContextsOptions): Contexts {
  return async ({ user, team }, origin) => {
    const { role, limit } = await stands({ user, team, channel: origin?.spoken ? origin.channel : null });
    const place =
      origin === null ? { channel: user, thread: null } : { channel: origin.channel, thread: origin.thread };
    const language = await languages.person(user, origin?.channel ?? null);
    return {
      jobs,
      asker: { kind: 'slack', id: user },
      role,
      limit,
      mouth: origin === null ? 'home' : 'window',
      stands: (other, channel) => stands({ user: other, channel }),
      language,
      place,
      about: aboutOf(jobs, place),
      now: timers.now(),
    };
  };
}
