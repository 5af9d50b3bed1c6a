import type { BigQuery } from '@google-cloud/bigquery';
import type { BigQuerySpec } from '../../config/spec.ts';
import { pause, within } from '../../pauses.ts';
import { addressOf, type Credentials } from './credentials.ts';
import { answerError, BigQueryError, isMissing } from './errors.ts';
import { repeatable, TRIES, verdictOf, waitOf } from './retries.ts';
import type { ApiRequest } from './session.ts';

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
  const address = addressOf(spec);
  let clock: number | null = null;

  async function send<T>(request: ApiRequest, signal: AbortSignal | undefined): Promise<T> {
    // Asked for before, so that what is wrong with the credentials is told apart from what is wrong with the request.
    await credentials.headers();
    const client = await credentials.client();
    return await within(ANSWER_MS, signal, async (signal) => {
      const answer = await answered(client, optionsOf(address, request), signal);
      const date = Date.parse(answer.headers.date ?? '');
      if (!Number.isNaN(date)) clock = Math.max(date, clock ?? 0);
      if (answer.error !== null) throw answer.error;
      return (answer.body ?? {}) as T;
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

type Options = Parameters<BigQuery['request']>[0];
type Headers = Readonly<Record<string, string | undefined>>;
type Answered = { readonly body: unknown; readonly headers: Headers; readonly error: BigQueryError | null };

/** One request by Google's own client, whose retries are switched off: it does not know what may be repeated. */
function answered(client: BigQuery, options: Options, signal: AbortSignal): Promise<Answered> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    client.request(options, (error, body, response) => {
      const { statusCode = 0, headers = {} } = (response ?? {}) as { statusCode?: number; headers?: Headers };
      if (error === null || error === undefined) return resolve({ body, headers, error: null });
      // Without an answer it is the socket's error.
      if (statusCode < 400) return reject(error);
      resolve({ body, headers, error: answerError(statusCode, body, headers['retry-after'] ?? null) });
    });
  });
}

function optionsOf(address: string, { method, path, query, body }: ApiRequest): Options {
  return {
    method,
    uri: `${address}/bigquery/v2/${path}`,
    ...(query === undefined ? {} : { qs: { ...query } }),
    // As a text: in a body of its own making the client writes the project's id in the place of {{projectId}}, also in SQL.
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  };
}
