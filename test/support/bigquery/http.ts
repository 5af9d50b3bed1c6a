/** How does the loopback read requests, find who answers them, and answer? */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { ApiError, errorProto } from './api-error.ts';
import type { LoopbackClock } from './clock.ts';
import type { Cut, Failure, FaultsAsked } from './faults.ts';

export type Call = {
  readonly method: string;
  readonly path: string;
  /** The parts of the path that the route names, decoded. */
  readonly at: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** The address that the client used, for addresses in answers. */
  readonly origin: string;
  /** The body piece by piece; throws where the connection ends before it. */
  body(): AsyncIterable<Buffer>;
  /** The body as JSON; throws the API's parseError. */
  json(): Promise<unknown>;
};

export type Answer = {
  readonly status: number;
  /** Sent as JSON. A Buffer is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Route = {
  readonly method: string;
  /** `/bigquery/v2/projects/{project}/datasets`; the last part may be `{name*}`, which takes slashes too. */
  readonly path: string;
  /** The parameters that it knows, besides those that every route does. */
  readonly query?: readonly string[];
  /** A session's own address authorises whoever knows it. */
  readonly open?: true;
  answer(call: Call): Promise<Answer>;
};

/** One request as it came, in the order of arrival. */
export type Seen = { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers'] };

const EVERYWHERE = ['prettyPrint', 'alt'];

/** The body was cut by a fault: there is nobody to answer. */
class CutOff extends Error {}

export async function serve(options: {
  readonly routes: readonly Route[];
  readonly faults: FaultsAsked;
  readonly clock: LoopbackClock;
  readonly seen: (request: Seen) => void;
}): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const { faults, clock, seen } = options;
  const routes = options.routes.map((route) => ({ route, pattern: patternOf(route.path) }));

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? 'GET';
    const path = request.url ?? '/';
    seen({ method, path, headers: request.headers });
    const cut = faults.cutOf({ method, path });
    if (cut?.at === 'request') return cutOff(request);
    const failure = faults.failureOf({ method, path });
    let answer: Answer;
    try {
      if (failure !== null && failure.acted === undefined) throw failed(failure);
      answer = await answerOf(request, routes, cut);
      if (failure !== null) throw failed(failure);
    } catch (error) {
      if (error instanceof CutOff) throw error;
      if (request.destroyed && !request.complete) return; // the connection is gone: nobody hears the answer
      answer = refusal(error, failure);
    }
    if (cut?.at === 'answer') return cutOff(request);
    request.resume();
    send(response, answer, clock.now());
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!(error instanceof CutOff)) console.error('loopback BigQuery:', error);
      request.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerOf(
  request: IncomingMessage,
  routes: readonly { readonly route: Route; readonly pattern: RegExp }[],
  cut: Cut | null,
): Promise<Answer> {
  const method = request.method ?? 'GET';
  const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
  const url = new URL(request.url ?? '/', origin);
  const fitting = routes.filter(({ pattern }) => pattern.test(url.pathname));
  const found = fitting.find(({ route }) => route.method === method);
  if (found === undefined) {
    const what = fitting.length === 0 ? `the address ${url.pathname}` : `the method ${method} of ${url.pathname}`;
    throw new ApiError('notImplemented', `the loopback BigQuery does not know ${what}`);
  }
  const { route, pattern } = found;
  if (route.open === undefined && !/^Bearer \S+$/.test(request.headers.authorization ?? '')) {
    throw new ApiError('authError', 'Request is missing required authentication credential.', 'Authorization');
  }
  for (const name of url.searchParams.keys()) {
    if (EVERYWHERE.includes(name) || route.query?.includes(name)) continue;
    throw new ApiError('badRequest', `Invalid query parameter "${name}" of ${method} ${route.path}`, name);
  }
  const named = pattern.exec(url.pathname)?.groups ?? {};
  const at = Object.fromEntries(Object.entries(named).map(([name, text]) => [name, decodeURIComponent(text)]));
  const body = () => bodyOf(request, cut?.at === 'body' ? cut.bytes : null);
  return route.answer({
    method,
    path: url.pathname,
    at,
    query: url.searchParams,
    headers: request.headers,
    origin,
    body,
    json: async () => parse(request, await whole(body())),
  });
}

async function* bodyOf(request: IncomingMessage, cutAfter: number | null): AsyncIterable<Buffer> {
  let read = 0;
  if (cutAfter === 0) throw cutOff(request);
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (cutAfter !== null && read + chunk.length >= cutAfter) {
      yield chunk.subarray(0, cutAfter - read);
      throw cutOff(request);
    }
    read += chunk.length;
    yield chunk;
  }
  if (!request.complete) throw new CutOff('the connection ended before the body');
}

/** All pieces in one. */
export async function whole(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

/** A reset, as a broken network ends a connection: no goodbye. */
function cutOff(request: IncomingMessage): never {
  request.socket.resetAndDestroy();
  throw new CutOff('cut on demand');
}

function parse(request: IncomingMessage, bytes: Buffer): unknown {
  const type = request.headers['content-type'];
  if (bytes.length > 0 && !type?.startsWith('application/json')) {
    throw new ApiError('badRequest', `Invalid content type ${type}: expects application/json`, 'Content-Type');
  }
  const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
  } catch {
    throw new ApiError('parseError', 'Parse Error: the body is not JSON in UTF-8');
  }
}

function failed(failure: Failure): ApiError {
  return new ApiError(failure.reason, `Failed on demand: ${failure.reason}`);
}

function refusal(error: unknown, failure: Failure | null): Answer {
  const known = error instanceof ApiError ? error : new ApiError('internalError', `the loopback broke: ${error}`);
  if (!(error instanceof ApiError)) console.error('loopback BigQuery:', error);
  const status = failure?.status ?? known.status;
  return {
    status,
    body: {
      error: {
        code: status,
        message: known.message,
        errors: [{ ...errorProto(known), domain: 'global' }, ...known.others],
        status: STATUS[status] ?? 'UNKNOWN',
      },
    },
    ...(failure?.retryAfter === undefined ? {} : { headers: { 'Retry-After': String(failure.retryAfter) } }),
  };
}

const STATUS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  410: 'GONE',
  412: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
};

function send(response: ServerResponse, { status, body, headers }: Answer, now: number): void {
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    Date: new Date(now).toUTCString(),
    ...(bytes === undefined || Buffer.isBuffer(body) ? {} : { 'Content-Type': 'application/json; charset=UTF-8' }),
    'Content-Length': bytes?.length ?? 0,
    ...headers,
  });
  response.end(bytes);
}

function patternOf(path: string): RegExp {
  const parts = path.replaceAll(/[.+]/g, '\\$&').replaceAll(/\{(\w+)(\*?)\}/g, (_, name, rest) => {
    return `(?<${name}>${rest === '*' ? '.+' : '[^/]+'})`;
  });
  return new RegExp(`^${parts}$`);
}
