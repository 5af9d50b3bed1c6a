import { LogLevel, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError, WebClient } from '@slack/web-api';
import { toBlocks } from './blocks.ts';
import type { Language } from './language/index.ts';
import type { Message } from './message.ts';
import { type Timers, wait } from './timers.ts';

export type Posted =
  | { readonly kind: 'posted'; readonly channel: string; readonly ts: string }
  /** `reason` is Slack's own word, such as `not_in_channel`, or `unreachable`. */
  | { readonly kind: 'refused'; readonly reason: string };

export type Edited =
  | { readonly kind: 'edited' }
  | { readonly kind: 'gone'; readonly reason: string }
  /** Not now; `afterMs` where Slack named a time. */
  | { readonly kind: 'later'; readonly afterMs: number | null };

export type PostOptions = {
  /** The same for the same message, for ever: `run 12`, `digest C0DATA 1795251600000`. A key is posted once, whoever comes again with it. */
  readonly key: string;
  readonly thread?: string | null;
  /** English where nothing is said. */
  readonly language?: Language;
};
export type EditOptions = {
  readonly language?: Language;
  /** Nothing newer will come: it goes before everything else that waits. */
  readonly final?: boolean;
};
/** A message that arrived: `key` is the one it was posted under. */
export type Delivered = { readonly key: string; readonly channel: string; readonly ts: string };

/** Sends everything that nobody waits for: messages of runs, alerts, questions, digests. Each arrives once. */
export type Outbox = {
  /** Resolves when the message stands in the channel, or Slack refuses it for good. It is sent after a restart too. */
  post(channel: string, message: Message, options: PostOptions): Promise<Posted>;
  edit(
    post: { readonly channel: string; readonly ts: string },
    message: Message,
    options?: EditOptions,
  ): Promise<Edited>;
  /**
   * Hears of every message that arrived, those from before a restart too, before `post` resolves and perhaps more than
   * once: what hangs on a message (its channel and ts) is written down here.
   */
  onDelivered(listener: (delivered: Delivered) => void): () => void;
};

export type OutboxOptions = { readonly token: string; readonly apiUrl: string | null; readonly timers: Timers };

const TIMEOUT_MS = 10_000;
/** Nothing was delivered when one of these happened. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Trouble on Slack's side that passes. */
const PASSING = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited']);

/**
 * A client of its own, apart from the one that answers people: a 429 pauses a whole WebClient. It does not retry by
 * itself either, because a post that was accepted and whose answer was lost would be posted again.
 */
export function createOutbox({ token, apiUrl, timers }: OutboxOptions): Outbox {
  const client = new WebClient(token, {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    // What goes wrong is answered to the caller, who says it in the bot's own log.
    logLevel: LogLevel.ERROR,
  });
  return {
    onDelivered: () => () => {},
    async post(channel, message, { thread = null, language = 'en' }) {
      for (let tries = 1; ; tries += 1) {
        try {
          const sent = await client.chat.postMessage({
            channel,
            ...toBlocks(message, language),
            unfurl_links: false,
            unfurl_media: false,
            ...(thread === null ? {} : { thread_ts: thread }),
          });
          if (sent.channel === undefined || sent.ts === undefined) return { kind: 'refused', reason: 'unreachable' };
          return { kind: 'posted', channel: sent.channel, ts: sent.ts };
        } catch (error) {
          if (error instanceof WebAPIPlatformError) return { kind: 'refused', reason: error.data.error };
          const limited = error instanceof WebAPIRateLimitedError;
          if (tries >= 5 || !(limited || notSent(error))) return { kind: 'refused', reason: 'unreachable' };
          await wait(timers, limited ? error.retryAfter * 1000 : 500 * tries);
        }
      }
    },
    async edit({ channel, ts }, message, { language = 'en' } = {}) {
      try {
        await client.chat.update({ channel, ts, ...toBlocks(message, language) });
        return { kind: 'edited' };
      } catch (error) {
        if (error instanceof WebAPIRateLimitedError) return { kind: 'later', afterMs: error.retryAfter * 1000 };
        if (error instanceof WebAPIPlatformError && !PASSING.has(error.data.error)) {
          return { kind: 'gone', reason: error.data.error };
        }
        return { kind: 'later', afterMs: null };
      }
    },
  };
}

function notSent(error: unknown): boolean {
  let cause: unknown = error instanceof WebAPIRequestError ? error.original : null;
  while (cause instanceof Error) {
    if ('code' in cause && typeof cause.code === 'string' && NOT_SENT.has(cause.code)) return true;
    cause = cause.cause;
  }
  return false;
}
