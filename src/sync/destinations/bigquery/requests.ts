import type { BigQuerySpec } from '../../config/spec.ts';
import { pause, within } from '../../pauses.ts';
import type { Credentials } from './credentials.ts';
import { answerError, BigQueryError, isMissing } from './errors.ts';
import { repeatable, TRIES, verdictOf, waitOf } from './retries.ts';
import type { ApiRequest } from './session.ts';

export const GOOGLE = 'https://bigquery.googleapis.com';

/** An answer may take as long as a query that is waited for (10 s), and a slow minute more. */
const ANSWER_MS = 90_000;

/** Sends requests of the JSON API, one after another or several at once. */
export type Requests = {
  readonly address: string;
  /** See BigQuerySession.request. */
  request<T>(request: ApiRequest, signal?: AbortSignal): Promise<T>;
  find<T>(request: ApiRequest, signal?: AbortSignal): Promise<T | null>;
  /** One try of it, without any more. */
  once<T>(request: ApiRequest, signal?: AbortSignal): Promise<T>;
  /** Whether this address has answered before: what cannot be reached then is a passing thing. */
  reached(): boolean;
  /** The server's clock, as of its last answer; epoch ms. */
  now(): number;
};

export function requestsTo(spec: BigQuerySpec, credentials: Credentials): Requests {
  const address = (spec.endpoint ?? GOOGLE).replace(/\/+$/, '');
  let clock: number | null = null;

  async function send<T>(request: ApiRequest, signal: AbortSignal | undefined): Promise<T> {
    const headers = await credentials.headers();
    return await within(ANSWER_MS, signal, async (signal) => {
      const { body } = request;
      const response = await fetch(urlOf(address, request), {
        method: request.method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal,
        redirect: 'error',
      });
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date)) clock = Math.max(date, clock ?? 0);
      const text = await response.text();
      if (!response.ok) throw answerError(response.status, text, response.headers.get('retry-after'));
      return (text === '' ? {} : JSON.parse(text)) as T;
    });
  }

  async function once<T>(request: ApiRequest, signal?: AbortSignal): Promise<T> {
    try {
      return await send<T>(request, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DOMException && error.name === 'TimeoutError') {
        throw new BigQueryError(error.message, { reason: 'timeout', status: 504 }, error);
      }
      // A token may have been taken back before its time: one more is asked for, and no third.
      if (!(error instanceof BigQueryError) || error.status !== 401) throw error;
      credentials.renew();
      return await send<T>(request, signal);
    }
  }

  const reached = (): boolean => clock !== null;

  async function request<T>(request: ApiRequest, signal?: AbortSignal): Promise<T> {
    for (let next = 2; ; next++) {
      signal?.throwIfAborted();
      try {
        return await once<T>(request, signal);
      } catch (error) {
        signal?.throwIfAborted();
        const verdict = verdictOf(error, { reached: reached() });
        if (next > TRIES || verdict === 'no' || (verdict === 'unknown' && !repeatable(request))) throw error;
        const asked = error instanceof BigQueryError ? error.retryAfterMs : null;
        await pause(waitOf(request.path, next, asked), signal);
      }
    }
  }

  return {
    address,
    request,
    once,
    reached,
    async find<T>(asked: ApiRequest, signal?: AbortSignal) {
      try {
        return await request<T>(asked, signal);
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    now() {
      if (clock === null) throw new Error('the server has not said yet what time it is');
      return clock;
    },
  };
}

function urlOf(address: string, { path, query }: ApiRequest): string {
  const words = Object.fromEntries(Object.entries(query ?? {}).map(([key, value]) => [key, String(value)]));
  const asked = query === undefined ? '' : `?${new URLSearchParams(words)}`;
  return `${address}/bigquery/v2/${path}${asked}`;
}
