import { App, type AppOptions, HTTPReceiver, LogLevel, type RespondFn, SocketModeReceiver } from '@slack/bolt';
import { hearSpoken } from './app-spoken.ts';
import { clicked, listenToSurfaces } from './app-surfaces.ts';
import { ACTION_PREFIX } from './blocks.ts';
import type { Said } from './conversation.ts';
import type { Log } from './log.ts';
import { asksForForm, type Surfaces } from './surfaces/index.ts';
import type { Timers } from './timers.ts';

/** How the bot reaches Slack. */
export type SlackSettings = {
  readonly botToken: string;
  /** Another address of the Web API, for tests and the demo. */
  readonly apiUrl: string | null;
  readonly receive:
    | { readonly mode: 'socket'; readonly appToken: string }
    | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number };
};

export type AppDependencies = {
  readonly settings: SlackSettings;
  readonly converse: (said: Said) => Promise<void>;
  readonly surfaces: Surfaces;
  readonly timers: Pick<Timers, 'now'>;
  readonly log: Log;
};

export const SLASH_COMMAND = '/sync';
export const EVENTS = ['app_home_opened', 'app_mention', 'function_executed', 'message.im'] as const;

/** A person waits for an answer: better none after this than one that blocks the next. */
const ANSWER_TIMEOUT_MS = 2000;
/** After Slack recycles a socket, the client waits this long before it opens a new one; its own default is 5 s. */
const PING_TIMEOUT_MS = 1000;
const MOST_SKEW_S = 300;

/** The Bolt app: takes in what people say, acknowledges at once, hands it on. It knows nothing of commands. */
export function createApp({ settings, converse, surfaces, timers, log }: AppDependencies): App {
  const clientOptions = {
    ...(settings.apiUrl === null ? {} : { slackApiUrl: settings.apiUrl }),
    // A rate limit must not hold back the next answer, and no answer is sent twice.
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout: ANSWER_TIMEOUT_MS,
  };
  const logger = boltLogger(log);
  const app = new App({
    token: settings.botToken,
    clientOptions,
    logger,
    receiver: receiver(settings, logger),
    deferInitialization: true,
  });

  // Bolt refuses requests signed long ago; one signed for the future could be kept and sent later.
  app.use(async ({ context, next }) => {
    const signedAt = Number(context.signedAt ?? Number.NaN);
    if (signedAt - timers.now() / 1000 > MOST_SKEW_S)
      log.warn({ signedAt }, 'a request signed in the future was ignored');
    else await next();
  });

  app.command(SLASH_COMMAND, async ({ command, ack, respond }) => {
    await ack();
    const line = command.text ?? '';
    const place = { channel: command.channel_id, thread: null };
    if (asksForForm(line)) {
      const { user_id: user, team_id: team, trigger_id: trigger } = command;
      await surfaces.form.open({ user, team, trigger, origin: { ...place, spoken: true } });
      return;
    }
    await converse({
      line,
      user: command.user_id,
      team: command.team_id,
      place,
      key: `command ${command.trigger_id}`,
      answer: through(respond),
    });
  });

  app.action(
    { type: 'block_actions', action_id: new RegExp(`^${ACTION_PREFIX}`) },
    async ({ body, action, ack, respond }) => {
      await ack();
      const channel = body.channel?.id;
      const line =
        action.type === 'static_select'
          ? action.selected_option?.value
          : action.type === 'button'
            ? action.value
            : undefined;
      if (line === undefined) return;
      if (channel === undefined) return clicked(surfaces, body, { value: line, action_id: action.action_id });
      const thread = body.message?.thread_ts;
      await converse({
        line,
        mouth: 'button',
        user: body.user.id,
        team: body.user.team_id ?? null,
        place: { channel, thread: typeof thread === 'string' ? thread : null },
        key: `click ${body.trigger_id} ${action.action_id}`,
        answer: through(respond),
      });
    },
  );

  hearSpoken(app, converse);
  listenToSurfaces(app, surfaces);
  return app;
}

const through =
  (respond: RespondFn): Said['answer'] =>
  async (message, visibility) => {
    await respond({
      ...message,
      response_type: visibility === 'channel' ? 'in_channel' : 'ephemeral',
      replace_original: false,
    });
  };

function receiver({ receive, apiUrl }: SlackSettings, logger: NonNullable<AppOptions['logger']>) {
  if (receive.mode === 'http') {
    return new HTTPReceiver({
      signingSecret: receive.signingSecret,
      port: receive.port,
      logger,
      customPropertiesExtractor: (request) => ({ signedAt: request.headers['x-slack-request-timestamp'] }),
    });
  }
  return new SocketModeReceiver({
    appToken: receive.appToken,
    logger,
    clientPingTimeout: PING_TIMEOUT_MS,
    installerOptions: apiUrl === null ? {} : { clientOptions: { slackApiUrl: apiUrl } },
  });
}

/** Bolt's own lines, without the objects it would attach: those may carry what people wrote. */
function boltLogger(log: Log): NonNullable<AppOptions['logger']> {
  const words = (parts: unknown[]) => parts.filter((part) => typeof part === 'string').join(' ') || 'bolt';
  return {
    debug: () => {},
    info: (...parts: unknown[]) => log.info({ from: 'bolt' }, words(parts)),
    warn: (...parts: unknown[]) => log.warn({ from: 'bolt' }, words(parts)),
    error: (...parts: unknown[]) => log.error({ from: 'bolt' }, words(parts)),
    getLevel: () => LogLevel.INFO,
    setLevel: () => {},
    setName: () => {},
  };
}
