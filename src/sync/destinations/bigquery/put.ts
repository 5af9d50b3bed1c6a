import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

/** An answer, whole. */
type PutAnswer = {
  readonly status: number;
  /** `Range` and `Retry-After`, where they are said. */
  readonly range: string | null;
  readonly retryAfter: string | null;
  readonly body: string;
};

/** Nothing moved for so long: the connection is dead, and nobody said so. */
const IDLE_MS = 60_000;

/**
 * Sends bytes by PUT, from where they are: `fetch` would copy them twice. Throws what `fetch` throws, a TypeError with the
 * reason as its cause, and where `signal` is aborted its reason.
 */
export function put(
  address: URL,
  bytes: Uint8Array,
  { headers, signal }: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<PutAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const fail = (cause: unknown): void =>
      reject(signal.aborted ? signal.reason : new TypeError('the upload was cut off', { cause }));
    const send = address.protocol === 'http:' ? plainRequest : secureRequest;
    const request = send(
      address,
      { method: 'PUT', headers: { ...headers, 'content-length': String(bytes.length) }, signal, timeout: IDLE_MS },
      (response) => {
        textOf(response).then((body) => {
          const { range, 'retry-after': retryAfter } = response.headers;
          const { statusCode = 0 } = response;
          resolve({ status: statusCode, range: range ?? null, retryAfter: retryAfter ?? null, body });
        }, fail);
      },
    );
    request.on('timeout', () => request.destroy(new Error(`nothing moved for ${IDLE_MS} ms`)));
    request.on('error', fail);
    request.end(bytes);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
