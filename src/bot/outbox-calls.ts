import { WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError, type WebClient } from '@slack/web-api';
import type { SlackMessage } from './blocks.ts';

// What the outbox asks of Slack, and what an answer, or none, means for a message that must arrive once.

/** How a call ended. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Slack names the time after which the same may be asked again. Nothing was done. */
  | { readonly kind: 'limited'; readonly afterMs: number }
  /** `reason` is Slack's own word. Nothing was done, and asking again helps nothing. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It never reached Slack. */
  | { readonly kind: 'unsent'; readonly reason: string }
  /** Slack may have done it: the answer was lost, came too late, or says no more than that something broke. */
  | { readonly kind: 'unclear'; readonly reason: string };

export type PostArguments = {
  readonly channel: string;
  readonly thread: string | null;
  /** Of a reply in a thread: the channel sees it too. */
  readonly broadcast: boolean;
  readonly body: Partial<SlackMessage> & { readonly text: string };
  /** By which the message is recognised later. */
  readonly mark: string;
};
/** A stretch of a channel, or of a thread in it. Times are epoch milliseconds. */
export type Stretch = {
  readonly channel: string;
  readonly thread: string | null;
  readonly from: number;
  readonly until: number;
};
export type Calls = {
  post(what: PostArguments): Promise<Outcome<{ readonly channel: string; readonly ts: string }>>;
  update(post: { readonly channel: string; readonly ts: string }, body: SlackMessage): Promise<Outcome<null>>;
  /** The ts of the message that carries the mark; null where none does. */
  find(mark: string, where: Stretch): Promise<Outcome<string | null>>;
  /** `at`: epoch ms. */
  schedule(
    channel: string,
    at: number,
    text: string,
  ): Promise<Outcome<{ readonly channel: string; readonly id: string }>>;
  unschedule(channel: string, id: string): Promise<Outcome<null>>;
  /** What the token may do. */
  scopes(): Promise<Outcome<readonly string[]>>;
  /** The ids of what the bot has scheduled there. */
  scheduled(channel: string): Promise<Outcome<readonly string[]>>;
};

const LETTER_EVENT = 'sync_bot_letter';

/** Nothing was delivered when one of these happened. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Trouble on Slack's side that passes, and of which Slack says that part of the work may be done. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);
const PAGE = 200;
const MOST_PAGES = 20;

/** `client` must repeat nothing by itself. */
export function createCalls(client: WebClient): Calls {
  async function page({ channel, thread, from, until }: Stretch, cursor: string | undefined) {
    const range = {
      channel,
      oldest: String(from / 1000),
      latest: String(until / 1000),
      inclusive: true,
      limit: PAGE,
      include_all_metadata: true,
      ...(cursor === undefined ? {} : { cursor }),
    } as const;
    return thread === null
      ? await client.conversations.history(range)
      : await client.conversations.replies({ ...range, ts: thread });
  }

  return {
    post: ({ channel, thread, broadcast, body, mark }) =>
      outcomeOf(async () => {
        const sent = await client.chat.postMessage({
          channel,
          ...body,
          unfurl_links: false,
          unfurl_media: false,
          metadata: { event_type: LETTER_EVENT, event_payload: { id: mark } },
          ...(thread === null ? {} : broadcast ? { thread_ts: thread, reply_broadcast: true } : { thread_ts: thread }),
        });
        if (sent.channel === undefined || sent.ts === undefined) throw new Error('an answer without a message');
        return { channel: sent.channel, ts: sent.ts };
      }),
    update: ({ channel, ts }, body) =>
      outcomeOf(async () => {
        await client.chat.update({ channel, ts, ...body });
        return null;
      }),
    find: (mark, where) =>
      outcomeOf(async () => {
        let cursor: string | undefined;
        for (let pages = 0; pages < MOST_PAGES; pages += 1) {
          const { messages = [], response_metadata: rest } = await page(where, cursor);
          const found = messages.find(({ metadata }) => {
            const payload = metadata?.event_payload as { readonly id?: unknown } | undefined;
            return metadata?.event_type === LETTER_EVENT && payload?.id === mark;
          });
          if (found?.ts !== undefined) return found.ts;
          cursor = rest?.next_cursor || undefined;
          if (cursor === undefined) break;
        }
        return null;
      }),
    schedule: (channel, at, text) =>
      outcomeOf(async () => {
        const made = await client.chat.scheduleMessage({ channel, post_at: Math.ceil(at / 1000), text });
        if (made.channel === undefined || made.scheduled_message_id === undefined) throw new Error('no id');
        return { channel: made.channel, id: made.scheduled_message_id };
      }),
    scopes: () =>
      outcomeOf(async () => {
        const { response_metadata: rest } = await client.auth.test();
        return (rest as { readonly scopes?: readonly string[] } | undefined)?.scopes ?? [];
      }),
    scheduled: (channel) =>
      outcomeOf(async () => {
        const { scheduled_messages: all = [] } = await client.chat.scheduledMessages.list({ channel, limit: 100 });
        return all.flatMap(({ id }) => (id === undefined ? [] : [String(id)]));
      }),
    unschedule: (channel, id) =>
      outcomeOf(async () => {
        await client.chat.deleteScheduledMessage({ channel, scheduled_message_id: id });
        return null;
      }),
  };
}

/** Asking again at once would be asked for ever, and a day is no limit but a mistake. */
const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10 * 60_000;
const pauseOf = (seconds: number): number => Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, seconds * 1000));

async function outcomeOf<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await call() };
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError) return { kind: 'limited', afterMs: pauseOf(error.retryAfter) };
    if (error instanceof WebAPIPlatformError) {
      const reason = error.data.error;
      // A limit may also come as a word, without a time.
      if (reason === 'ratelimited' || reason === 'rate_limited') return { kind: 'limited', afterMs: 30_000 };
      return { kind: PASSING.has(reason) ? 'unclear' : 'refused', reason };
    }
    const code = notSent(error);
    return code === null ? { kind: 'unclear', reason: 'unreachable' } : { kind: 'unsent', reason: code };
  }
}

function notSent(error: unknown): string | null {
  let cause: unknown = error instanceof WebAPIRequestError ? error.original : null;
  while (cause instanceof Error) {
    if ('code' in cause && typeof cause.code === 'string' && NOT_SENT.has(cause.code)) return cause.code;
    cause = cause.cause;
  }
  return null;
}
