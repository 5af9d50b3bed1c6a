import { LogLevel, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import type { SlackSettings } from './app.ts';
import type { Log } from './log.ts';
import type { Published, Views } from './surfaces/views.ts';

/** A person waits, and the right to open a modal lives three seconds. */
const TIMEOUT_MS = 2_500;

/** What surfaces need of Slack's Web API, by a client that neither queues nor repeats. */
export function createViews({ botToken, apiUrl }: Pick<SlackSettings, 'botToken' | 'apiUrl'>, log: Log): Views {
  const client = new WebClient(botToken, {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
  });
  const tried = async <T>(what: string, call: () => Promise<T>): Promise<T | null> => {
    try {
      return await call();
    } catch (error) {
      log.warn({ what, reason: reasonOf(error) }, 'Slack did not take a view');
      return null;
    }
  };
  return {
    async open(trigger, view, over) {
      const opened = await tried('open', () =>
        over === 'modal'
          ? client.views.push({ trigger_id: trigger, view })
          : client.views.open({ trigger_id: trigger, view }),
      );
      return opened?.view?.id ?? null;
    },
    async update(id, view) {
      return (await tried('update', () => client.views.update({ view_id: id, view }))) !== null;
    },
    async publish(user, view, hash): Promise<Published> {
      try {
        const published = await client.views.publish({ user_id: user, view, ...(hash === null ? {} : { hash }) });
        return { kind: 'published', hash: published.view?.hash ?? null };
      } catch (error) {
        if (error instanceof WebAPIRateLimitedError) return { kind: 'later', afterMs: error.retryAfter * 1000 };
        if (!(error instanceof WebAPIPlatformError)) return { kind: 'later', afterMs: null };
        return error.data.error === 'hash_conflict'
          ? { kind: 'conflict' }
          : { kind: 'refused', reason: error.data.error };
      }
    },
    async post({ channel, thread }, message, onlyTo) {
      const place = { channel, ...(thread === null ? {} : { thread_ts: thread }) };
      const posted = await tried('post', () =>
        onlyTo === null
          ? client.chat.postMessage({ ...place, ...message })
          : client.chat.postEphemeral({ ...place, user: onlyTo, ...message }),
      );
      return posted !== null;
    },
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof WebAPIPlatformError ? error.data.error : error instanceof WebAPIRateLimitedError ? 'ratelimited' : 'unreachable';
