import { LogLevel, WebClient } from '@slack/web-api';
import type { SlackSettings } from './app.ts';

// The clients of Slack's Web API are of two kinds, and everything that calls it shares one of each. Neither queues nor
// repeats: a limit of one channel must not hold back the next answer, and a post that was accepted and whose answer was
// lost would be posted again.

type Access = Pick<SlackSettings, 'botToken' | 'apiUrl'>;

/** A person waits, and the right to open a modal lives three seconds: better no answer after this than one too late. */
const INTERACTIVE_MS = 2000;
/** Longer than any answer takes that is still to be believed. */
const OUTBOX_MS = 10_000;

/** How Bolt makes the client that it hands to listeners: as the one for people who wait. */
export const interactiveOptions = (apiUrl: string | null) => optionsOf(apiUrl, INTERACTIVE_MS);

/** For what a person waits for: modals, App Home, who they are. */
export const interactiveClient = ({ botToken, apiUrl }: Access): WebClient =>
  new WebClient(botToken, { ...interactiveOptions(apiUrl), logLevel: LogLevel.ERROR });

/** For what has to arrive: letters, edits, files. */
export const outboxClient = ({ botToken, apiUrl }: Access): WebClient =>
  new WebClient(botToken, { ...optionsOf(apiUrl, OUTBOX_MS), logLevel: LogLevel.ERROR });

// What goes wrong is answered to the caller, who says it in the bot's own log; Bolt has a logger of its own.
const optionsOf = (apiUrl: string | null, timeout: number) => ({
  ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
  timeout,
});
