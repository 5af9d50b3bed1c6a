import type { Jobs, Run } from '../jobs/index.ts';
import type { Log } from './log.ts';
import type { Message } from './message.ts';
import type { Outbox, Posted } from './outbox.ts';

type Ports = {
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  readonly log: Log;
  readonly messageOf: (run: Run) => Message;
};

/** What the channel hears that nobody asked for. */
export function createAlerts({ jobs, outbox, log, messageOf }: Ports) {
  return {
    /** A new message about a run that failed or is held; null where there is no channel, or it cannot be posted. */
    async tell(run: Run): Promise<Extract<Posted, { kind: 'posted' }> | null> {
      const { channel } = jobs.config().slack;
      if (channel === null) return null;
      const posted = await outbox.post(channel, messageOf(run), { key: `run ${run.id} ${run.state}` });
      if (posted.kind === 'posted') return posted;
      log.error({ run: run.id, channel, reason: posted.reason }, `a run that is ${run.state} could not be told of`);
      return null;
    },
    /** Asks the channel about new columns of a table. */
    async ask(table: string, columns: readonly string[], message: Message): Promise<void> {
      const { channel } = jobs.config().slack;
      if (channel === null) return;
      const posted = await outbox.post(channel, message, { key: `questions ${JSON.stringify([table, ...columns])}` });
      if (posted.kind === 'refused')
        log.error({ table, channel, reason: posted.reason }, 'a question could not be posted');
    },
    async digest(channel: string, until: number, message: Message): Promise<void> {
      const posted = await outbox.post(channel, message, { key: `digest ${channel} ${until}` });
      if (posted.kind === 'refused') log.error({ channel, reason: posted.reason }, 'the digest could not be posted');
    },
  };
}
