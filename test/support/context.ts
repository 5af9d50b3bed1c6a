import { standingOf } from '../../src/bot/access.ts';
import type { Context } from '../../src/bot/commands/command.ts';
import type { Asker, Jobs } from '../../src/jobs/index.ts';

/** What a command gets when `asker` types it in channel C1, in English. */
export const contextOf = (jobs: Jobs, asker: Asker, rest: Partial<Context> = {}): Context => ({
  jobs,
  asker,
  ...standingOf(asker, jobs.config().roles, { limit: null, channel: 'C1', groups: {} }),
  language: 'en',
  place: { channel: 'C1', thread: null },
  about: null,
  now: jobs.now(),
  ...rest,
});
