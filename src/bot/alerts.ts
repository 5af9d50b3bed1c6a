import type { Jobs, Run } from '../jobs/index.ts';
import type { Log } from './log.ts';
import type { Message } from './message.ts';
import type { Outbox } from './outbox.ts';

type Ports = {
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  readonly log: Log;
  readonly messageOf: (run: Run) => Message;
};

/** One message for every end of a run that nobody saw coming. */
export const alertKey = (run: Run): string => `run ${run.id} ${run.state}`;

/** What the channel hears that nobody asked for. */
export function createAlerts({ jobs, outbox, log, messageOf }: Ports) {
  return {
    /** A new message about a run that failed or is held. */
    async tell(run: Run): Promise<void> {
      const { channel, language } = jobs.config().slack;
      if (channel === null) return;
      const posted = await outbox.post(channel, messageOf(run), { key: alertKey(run), language });
      if (posted.kind === 'posted') return;
      log.error({ run: run.id, channel, reason: posted.reason }, `a run that is ${run.state} could not be told of`);
    },
    /** Asks the channel about new columns of a table. */
    async ask(table: string, columns: readonly string[], message: Message): Promise<void> {
      const { channel, language } = jobs.config().slack;
      if (channel === null) return;
      const posted = await outbox.post(channel, message, {
        key: `questions ${JSON.stringify([table, ...columns])}`,
        language,
      });
      if (posted.kind === 'refused')
        log.error({ table, channel, reason: posted.reason }, 'a question could not be posted');
    },
    /** Errors of a week that have no class. */
    async unclassified(channel: string, until: number, message: Message): Promise<void> {
      const posted = await outbox.post(channel, message, { key: `unclassified ${channel} ${until}` });
      if (posted.kind === 'refused')
        log.error({ channel, reason: posted.reason }, 'what has no class could not be posted');
    },
    async digest(channel: string, until: number, message: Message): Promise<void> {
      const posted = await outbox.post(channel, message, {
        key: `digest ${channel} ${until}`,
        language: jobs.config().slack.language,
      });
      if (posted.kind === 'refused') log.error({ channel, reason: posted.reason }, 'the digest could not be posted');
    },
  };
}
