import { App, type AppOptions, HTTPReceiver, LogLevel, type RespondFn } from '@slack/bolt';
import { type DeliveryStore, SOCKETS_NOTE, type SocketState } from '../jobs/index.ts';
import { createGuard, signedFacts } from './app-guard.ts';
import { createSockets } from './app-sockets.ts';
import { hearSpoken } from './app-spoken.ts';
import { clicked, listenToSurfaces } from './app-surfaces.ts';
import { ACTION_PREFIX } from './blocks.ts';
import { interactiveOptions } from './clients.ts';
import type { Said } from './conversation.ts';
import { type Log, traceOf } from './log.ts';
import { createSeen } from './seen.ts';
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
  /** What was heard, over restarts. */
  readonly store: Pick<DeliveryStore, 'firstTime' | 'notes'>;
  readonly timers: Timers;
  readonly log: Log;
};

export const SLASH_COMMAND = '/sync';
export const EVENTS = ['app_home_opened', 'app_mention', 'function_executed', 'message.im'] as const;

/** The Bolt app: takes in what people say, acknowledges at once, hands it on. It knows nothing of commands. */
export function createApp({ settings, converse, surfaces, store, timers, log }: AppDependencies): App {
  const clientOptions = interactiveOptions(settings.apiUrl);
  const logger = boltLogger(log);
  const app = new App({
    token: settings.botToken,
    clientOptions,
    logger,
    receiver: receiver(),
    deferInitialization: true,
  });

  app.use(createGuard({ isFirst: createSeen(store, log), timers, log }));

  // What takes no waiting is done before it is acknowledged: whoever is told that it was taken does not say it in vain.
  app.command(SLASH_COMMAND, async ({ command, ack, respond }) => {
    const line = command.text ?? '';
    const place = { channel: command.channel_id, thread: null };
    if (asksForForm(line)) {
      await ack();
      const { user_id: user, team_id: team, trigger_id: trigger } = command;
      await surfaces.form.open({ user, team, trigger, origin: { ...place, spoken: true } });
      return;
    }
    const done = converse({
      line,
      user: command.user_id,
      team: command.team_id,
      place,
      key: `command ${command.trigger_id}`,
      answer: through(respond),
    });
    await ack();
    await done;
  });

  app.action(
    { type: 'block_actions', action_id: new RegExp(`^${ACTION_PREFIX}`) },
    async ({ body, action, ack, respond }) => {
      const channel = body.channel?.id;
      const line =
        action.type === 'static_select'
          ? action.selected_option?.value
          : action.type === 'button'
            ? action.value
            : undefined;
      if (line === undefined || channel === undefined) {
        await ack();
        if (line !== undefined) await clicked(surfaces, body, { value: line, action_id: action.action_id });
        return;
      }
      const thread = body.message?.thread_ts;
      const done = converse({
        line,
        mouth: 'button',
        user: body.user.id,
        team: body.user.team_id ?? null,
        place: { channel, thread: typeof thread === 'string' ? thread : null },
        key: `click ${body.trigger_id} ${action.action_id}`,
        pressed: body.message === undefined ? null : `${channel} ${body.message.ts}`,
        answer: through(respond),
      });
      await ack();
      await done;
    },
  );

  hearSpoken(app, converse);
  listenToSurfaces(app, surfaces);
  return app;

  function receiver() {
    const { receive, apiUrl } = settings;
    const noted = (sockets: readonly SocketState[]): void => {
      try {
        store.notes.set(SOCKETS_NOTE, JSON.stringify(sockets));
      } catch (error) {
        log.warn(traceOf(error), 'how the sockets are could not be written down');
      }
    };
    if (receive.mode === 'socket')
      return createSockets({ appToken: receive.appToken, apiUrl, logger, timers, log, noted });
    noted([]);
    const { signingSecret, port } = receive;
    return new HTTPReceiver({ signingSecret, port, logger, customPropertiesExtractor: signedFacts });
  }
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
