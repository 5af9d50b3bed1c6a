import type { Jobs } from '../jobs/index.ts';
import { createApp, type SlackSettings } from './app.ts';
import { createStepEnds, createViews } from './app-views.ts';
import { resumeApproved } from './approved.ts';
import { interactiveClient, outboxClient } from './clients.ts';
import { createContexts } from './contexts.ts';
import { createConversation } from './conversation.ts';
import { createDeliver } from './deliver.ts';
import { createDirectory } from './directory.ts';
import { tellFailures } from './failure-dms.ts';
import { createLanguages } from './language/of.ts';
import { type Log, traceOf } from './log.ts';
import { createNotifier } from './notify.ts';
import { createOutbox, fallbackOf } from './outbox.ts';
import { createCalls } from './outbox-calls.ts';
import { createRequestCards } from './request-cards.ts';
import { noteScopes } from './scopes.ts';
import { createSilence } from './silence.ts';
import { createStands } from './standing.ts';
import { createSurfaces } from './surfaces/index.ts';
import { type Timers, within } from './timers.ts';
import { createUploads } from './uploads.ts';

export type BotOptions = {
  readonly jobs: Jobs;
  readonly slack: SlackSettings;
  readonly timers: Timers;
  readonly log: Log;
};

const SCOPES_MS = 3_600_000;

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
  const client = interactiveClient(slack);
  const patient = outboxClient(slack);
  const calls = createCalls(patient);
  const fallback = () => fallbackOf(jobs.config());
  const outbox = createOutbox({ calls, store: jobs, timers, log, fallback });
  const directory = createDirectory({ client, timers, log });
  const languages = createLanguages({ jobs, directory, client, timers, log });
  const silence = createSilence({
    calls,
    store: jobs,
    config: jobs.config,
    languageOf: languages.channel,
    timers,
    log,
  });
  const notifier = createNotifier({ jobs, outbox, languageOf: languages.channel, timers, log });
  const cards = createRequestCards({ jobs, outbox, languageOf: languages.channel, log });
  const untell = tellFailures({ jobs, outbox, languages, timers, log });
  const stands = createStands(jobs, directory);
  const uploads = createUploads(patient);
  const deliver = createDeliver({ uploads, log });
  const converse = createConversation({ jobs, notifier, stands, languages, deliver, timers, log });
  const contexts = createContexts({ jobs, stands, languages, timers });
  const views = createViews(client, log);
  const ends = createStepEnds(client, log);
  const surfaces = createSurfaces({ jobs, views, ends, converse, contexts, timers, log });
  const app = createApp({ settings: slack, converse, surfaces, store: jobs, timers, log });
  app.error(async (error) => log.error(traceOf(error), 'bolt could not handle a request'));
  let endLook = () => {};
  /** An app that is installed anew may keep its token. */
  function lookAtScopes(): void {
    endLook = timers.after(SCOPES_MS, lookAtScopes);
    noteScopes(calls, jobs.notes).catch((error: unknown) => log.warn(traceOf(error), 'scopes could not be looked at'));
  }

  return {
    async start() {
      outbox.start();
      await app.init();
      await app.start();
      silence.start();
      lookAtScopes();
      await resumeApproved({ jobs, stands, notifier, log });
      surfaces.steps.start();
      log.info({ mode: slack.receive.mode }, 'connected to Slack');
    },
    async stop(graceMs) {
      endLook();
      // A request that never ends would keep the server open for ever.
      await within(timers, graceMs, Promise.all([app.stop(), notifier.idle(), cards.idle(), silence.stop()]));
      notifier.stop();
      cards.stop();
      outbox.stop();
      surfaces.stop();
      untell();
    },
  };
}
