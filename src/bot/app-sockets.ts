import { type AppOptions, SocketModeReceiver } from '@slack/bolt';
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { SocketState } from '../jobs/index.ts';
import type { Log } from './log.ts';
import { type Timers, within } from './timers.ts';

type Receiver = NonNullable<AppOptions['receiver']>;
type Ports = {
  readonly appToken: string;
  readonly apiUrl: string | null;
  readonly logger: NonNullable<AppOptions['logger']>;
  readonly timers: Timers;
  readonly log: Log;
  /** Hears how all connections are, after every change. */
  readonly noted: (sockets: readonly SocketState[]) => void;
};
type Line = {
  readonly name: number;
  readonly receiver: SocketModeReceiver;
  state: SocketState;
  farewell: string | null;
};

/**
 * Two connections, so that one is there while Slack renews the other; each thing that happens comes over one of them. They
 * count as dead after different times without a pong, so that one hiccup does not take both.
 */
const PING_TIMEOUTS_MS: readonly number[] = [1000, 5000];
/** Within this time Slack says hello, or the connection is none. */
const HELLO_MS = 15_000;
const CALL_MS = 10_000;
/** A connection that ends sooner than this was no good: the next is not opened at once. */
const LEAST_LIFE_MS = 10_000;
const LONGEST_WAIT_MS = 30_000;
/** Nothing but people help: while starting these end the bot. */
const LOCKED = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'not_allowed_token_type',
  'missing_scope',
]);

/**
 * Receives over two sockets and opens each anew by itself, at once after Slack renewed it: the client's own way waits for
 * seconds, and gives up where opening is refused for long (decisions/0013).
 */
export function createSockets({ appToken, apiUrl, logger, timers, log, noted }: Ports): Receiver {
  let stopped = false;
  const lines = PING_TIMEOUTS_MS.map((clientPingTimeout, i): Line => {
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      clientPingTimeout,
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: {
          ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
          retryConfig: { retries: 0 },
          rejectRateLimitedCalls: true,
          timeout: CALL_MS,
        },
      },
    });
    const state: SocketState = { state: 'connecting', since: timers.now(), opened: 0, why: null };
    const line: Line = { name: i + 1, receiver, state, farewell: null };
    receiver.client.on('ws_message', (data: unknown) => {
      line.farewell = farewellOf(data) ?? line.farewell;
    });
    return line;
  });

  function tell(line: Line, change: Partial<SocketState>): void {
    line.state = { ...line.state, since: timers.now(), ...change };
    noted(lines.map(({ state }) => state));
  }

  /** Resolves when the line is connected. Rejects where that came to nothing. */
  async function open(line: Line): Promise<void> {
    const { client } = line.receiver;
    const started = client.start();
    // Where nobody waits any more its end is of no interest.
    started.catch(() => {});
    if ((await within(timers, HELLO_MS, started)) !== null) return;
    drop(line);
    throw new Error('no hello');
  }

  /** The first word sends a close frame; the second does not wait for the answer of a peer that is silent. */
  function drop({ receiver }: Line): void {
    for (let i = 0; i < 2; i += 1) receiver.client.disconnect().catch(() => {});
  }

  /** Keeps one connection open until the end. `first` hears how the first try went. */
  async function keep(line: Line, first: (error: unknown) => void): Promise<void> {
    for (let failures = 0; !stopped; ) {
      let waitMs = 0;
      line.farewell = null;
      try {
        await open(line);
        const closed = new Promise<void>((resolve) => line.receiver.client.once('disconnected', () => resolve()));
        const since = timers.now();
        tell(line, { state: 'connected', opened: line.state.opened + 1, why: null });
        log.info({ connection: line.name, opened: line.state.opened }, 'a socket to Slack is open');
        first(null);
        await closed;
        if (stopped) return;
        const why = line.farewell ?? 'silent or lost';
        failures = timers.now() - since < LEAST_LIFE_MS ? failures + 1 : 0;
        waitMs = failures === 0 ? 0 : waitOf(failures);
        log.warn({ connection: line.name, why, waitMs }, 'a socket to Slack ended: opening the next');
        tell(line, { state: 'connecting', why });
      } catch (error) {
        if (stopped) return;
        failures += 1;
        const why = reasonOf(error);
        waitMs = error instanceof WebAPIRateLimitedError ? error.retryAfter * 1000 : waitOf(failures);
        log.warn({ connection: line.name, why, waitMs }, 'a socket to Slack could not be opened');
        tell(line, { state: 'connecting', why });
        first(error);
      }
      if (waitMs > 0) await new Promise<void>((resolve) => void timers.after(waitMs, resolve));
    }
  }

  return {
    init(app) {
      for (const { receiver } of lines) receiver.init(app);
    },
    /** Resolves when the first connection is open. Rejects where Slack does not let the bot in; what passes is waited for. */
    start: () =>
      new Promise<void>((resolve, reject) => {
        const [main, ...others] = lines as [Line, ...Line[]];
        void keep(main, (error) => {
          if (error === null) {
            resolve();
            for (const line of others.splice(0)) void keep(line, () => {});
          } else if (error instanceof WebAPIPlatformError && LOCKED.has(error.data.error)) reject(error);
        });
      }),
    async stop() {
      stopped = true;
      for (const line of lines) drop(line);
    },
  };
}

const waitOf = (failures: number): number => Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures);

function reasonOf(error: unknown): string {
  if (error instanceof WebAPIPlatformError) return error.data.error;
  if (error instanceof WebAPIRateLimitedError) return 'ratelimited';
  return error instanceof Error && error.message === 'no hello' ? 'no hello' : 'unreachable';
}

/** Slack's word for why it ends a connection, such as `refresh_requested`. */
function farewellOf(data: unknown): string | null {
  if (typeof data !== 'string' || !data.includes('"disconnect"')) return null;
  try {
    const { type, reason } = JSON.parse(data) as { readonly type?: unknown; readonly reason?: unknown };
    return type === 'disconnect' ? String(reason ?? 'disconnect').slice(0, 40) : null;
  } catch {
    return null;
  }
}
