import type { Jobs, Pause } from '../jobs/index.ts';
import type { Language } from './language/index.ts';
import type { Log } from './log.ts';
import type { Message } from './message.ts';
import type { Outbox } from './outbox.ts';

type Ports = {
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  readonly languageOf: (channel: string) => Language;
  readonly log: Log;
};

/** What the channel hears that nobody asked for, and that is no trouble. */
export function createAlerts({ jobs, outbox, languageOf, log }: Ports) {
  return {
    /** Asks the channel about new columns of a table. */
    async ask(table: string, columns: readonly string[], message: Message): Promise<void> {
      const { channel } = jobs.config().slack;
      if (channel === null) return;
      const posted = await outbox.post(channel, message, {
        key: `questions ${JSON.stringify([table, ...columns])}`,
        language: languageOf(channel),
      });
      if (posted.kind === 'refused')
        log.error({ table, channel, reason: posted.reason }, 'a question could not be posted');
    },
    /** Says that schedules start tables again: one line for what was paused together. */
    async pausesOver(pauses: readonly Pause[], message: Message): Promise<void> {
      const { channel } = jobs.config().slack;
      if (channel === null) return;
      const key = `pauses over ${JSON.stringify(pauses.map(({ table, at }) => [table, at]))}`;
      const posted = await outbox.post(channel, message, { key, language: languageOf(channel) });
      if (posted.kind === 'refused')
        log.error({ channel, reason: posted.reason }, 'the end of a pause could not be posted');
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
        language: languageOf(channel),
      });
      if (posted.kind === 'refused') log.error({ channel, reason: posted.reason }, 'the digest could not be posted');
    },
  };
}
