import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import type { Log } from './log.ts';
import type { StepEnds } from './surfaces/step.ts';
import type { Published, Views } from './surfaces/views.ts';

/** What surfaces need of Slack's Web API. */
export function createViews(client: WebClient, log: Log): Views {
  const tried = async <T>(what: string, call: () => Promise<T>): Promise<T | null> => {
    try {
      return await call();
    } catch (error) {
      log.warn({ what, reason: reasonOf(error) }, 'Slack did not take a view');
      return null;
    }
  };
  const directs = new Map<string, string>();
  return {
    async direct(user) {
      const known = directs.get(user);
      if (known !== undefined) return known;
      const id = (await tried('direct', () => client.conversations.open({ users: user })))?.channel?.id;
      if (id !== undefined) directs.set(user, id);
      return id ?? user;
    },
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

/** Words of Slack after which a step needs no telling any more: it was told, or Slack has given it up. */
const ENDED = new Set(['execution_not_in_running_state', 'function_execution_not_found']);

/** How workflows hear of the ends of their steps. */
export function createStepEnds(client: WebClient, log: Log): StepEnds {
  const told = async (call: () => Promise<unknown>): Promise<'told' | 'later'> => {
    try {
      await call();
      return 'told';
    } catch (error) {
      const reason = reasonOf(error);
      log.warn({ reason }, 'the end of a step of a workflow could not be told');
      return ENDED.has(reason) ? 'told' : 'later';
    }
  };
  return {
    succeed: (id, outputs) =>
      told(() => client.functions.completeSuccess({ function_execution_id: id, outputs: { ...outputs } })),
    fail: (id, error) => told(() => client.functions.completeError({ function_execution_id: id, error })),
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof WebAPIPlatformError
    ? error.data.error
    : error instanceof WebAPIRateLimitedError
      ? 'ratelimited'
      : 'unreachable';
