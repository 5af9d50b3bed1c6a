import type { Jobs } from '../jobs/index.ts';
import { createApp, type SlackSettings } from './app.ts';
import { createConversation } from './conversation.ts';
import { createDeliver } from './deliver.ts';
import { createDirectory, directoryClient } from './directory.ts';
import { type Log, traceOf } from './log.ts';
import { createNotifier } from './notify.ts';
import { createOutbox, fallbackOf } from './outbox.ts';
import { createStands } from './standing.ts';
import type { Timers } from './timers.ts';
import { createUploads } from './uploads.ts';

export type BotOptions = {
  readonly jobs: Jobs;
  readonly slack: SlackSettings;
  readonly timers: Timers;
  readonly log: Log;
};

export type Bot = {
  /** Connects to Slack. Rejects where Slack does not let it in. */
  start(): Promise<void>;
  /** Takes nothing new, lets the last edits of messages out (at most `graceMs`), closes the connection. */
  stop(graceMs: number): Promise<void>;
};

/**
 * Everything that answers people in Slack. It listens to `jobs` from now on, before it is connected, so that what a
 * restart recovers is told too.
 */
export function assembleBot({ jobs, slack, timers, log }: BotOptions): Bot {
  const outbox = createOutbox({
    token: slack.botToken,
    apiUrl: slack.apiUrl,
    store: jobs,
    timers,
    log,
    fallback: () => fallbackOf(jobs.config()),
  });
  const notifier = createNotifier({ jobs, outbox, timers, log });
  const directory = createDirectory({ client: directoryClient(slack.botToken, slack.apiUrl), timers, log });
  const stands = createStands(jobs, directory);
  const uploads = createUploads({ token: slack.botToken, apiUrl: slack.apiUrl });
  const deliver = createDeliver({ uploads, log });
  const converse = createConversation({ jobs, notifier, stands, deliver, timers, log });
  const app = createApp({ settings: slack, converse, store: jobs, timers, log });
  app.error(async (error) => log.error(traceOf(error), 'bolt could not handle a request'));
  return {
    async start() {
      outbox.start();
      await app.init();
      await app.start();
      log.info({ mode: slack.receive.mode }, 'connected to Slack');
    },
    async stop(graceMs) {
      await app.stop();
      let onTime = () => {};
      const late = new Promise<void>((resolve) => {
        onTime = timers.after(graceMs, resolve);
      });
      await Promise.race([notifier.idle(), late]);
      onTime();
      notifier.stop();
      outbox.stop();
    },
  };
}
