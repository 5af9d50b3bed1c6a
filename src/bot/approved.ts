import type { Jobs } from '../jobs/index.ts';
import type { Context } from './commands/command.ts';
import { dispatch } from './commands/index.ts';
import { carryOutApproved } from './commands/requests.ts';
import { type Log, traceOf } from './log.ts';
import type { Notifier } from './notify.ts';
import type { Stands } from './standing.ts';

export type ResumeOptions = {
  readonly jobs: Jobs;
  readonly stands: Stands;
  readonly notifier: Pick<Notifier, 'announce'>;
  readonly log: Log;
};

/**
 * Carries out what was approved when the last process died before it was done, unless its time is over or tables.yml
 * says something else of it by now. Once, at the start. Never throws.
 */
export async function resumeApproved({ jobs, stands, notifier, log }: ResumeOptions): Promise<void> {
  for (const request of jobs.requestsLeft()) {
    const { place, by } = request;
    // What was agreed to is not what would be done now, or nobody counts on it any more.
    if (jobs.fingerprint(request.tables) !== request.config || request.expiresAt <= jobs.now()) {
      log.warn({ request: request.id }, 'what was approved is not carried out so late');
      jobs.requestDone(request.id, [], 'refused');
      continue;
    }
    const channel = place?.channel ?? jobs.config().slack.channel;
    const context: Context = {
      jobs,
      asker: by,
      role: 'viewer',
      language: jobs.config().slack.language,
      place,
      about: null,
      now: jobs.now(),
      stands: (user, where) => stands({ user, channel: where }),
    };
    try {
      const { started } = await carryOutApproved(context, request, dispatch);
      if (channel === null) continue;
      for (const id of started) await notifier.announce(id, { channel, thread: place?.thread ?? null });
    } catch (error) {
      log.error({ request: request.id, ...traceOf(error) }, 'what was approved could not be carried out');
    }
  }
}
