/**
 * A Slack of one's own: the web API, Socket Mode and a page that looks like Slack, in one local process with nothing
 * kept. It is lenient where Slack is strict: any token, any scope and any number of blocks will do, nothing is rate
 * limited, and every socket of an app gets every envelope.
 *
 * Its control API, under `/_control`, is how programs play the people. Bodies and answers are JSON:
 *   POST command   {user, channel, command: "/sync", text}  answers once the bot has acknowledged, at most 5 s later
 *   POST message   {user, channel, text, thread_ts?}        a slash in `text` is text: no command is made of it
 *   POST interact  {user, channel, messageTs, action}       `action` as in a block_actions payload: type, action_id, value
 *   POST open-home {user} · reaction · edit-message · delete-message · reset {}
 *   GET  messages/:channel  newest last, edited in place (`edited` is set); ephemeral ones are among them with
 *                           `subtype: "ephemeral"` and `ephemeral_to`
 *   GET  log                the last 1,000 envelopes and API calls, both ways, with their bodies in `detail`
 *   GET  state              users and channels
 */
export type SlackControl = {
  /** The page, and the base of everything else. Listens on 127.0.0.1 only. */
  readonly url: string;
  /** For `SLACK_API_URL` and Bolt's `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  /** For HTTP mode, where local-slack signs its requests. */
  readonly signingSecret: string;
  readonly botUser: string;
  /** `user` types `text`, a slash command like `/sync run users`. Resolves when the bot has acknowledged it. */
  command(text: string, user: string, channel: string): Promise<void>;
  /** `user` posts `text`; resolves with the message's timestamp. */
  post(text: string, user: string, channel: string, thread?: string): Promise<string>;
  /** `user` clicks a button of a message. */
  click(button: { readonly actionId: string; readonly value?: string }, user: string, at: MessagePlace): Promise<void>;
  /** Everything in the channel, oldest first, ephemeral answers included. */
  messages(channel: string): Promise<readonly SlackMessage[]>;
  log(): Promise<readonly LogEntry[]>;
};

export type MessagePlace = { readonly channel: string; readonly ts: string };

export type SlackMessage = {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly unknown[];
  readonly thread_ts?: string;
  readonly subtype?: string;
  readonly ephemeral_to?: string;
  readonly edited?: { readonly ts: string };
};

export type LogEntry = {
  readonly time: number;
  readonly direction: 'from_bot' | 'to_bot' | 'internal';
  /** `web_api`, `socket`, `ack`, `slash_commands`, `interactive`, … */
  readonly kind: string;
  /** The method, or what became of it. */
  readonly summary: string;
  readonly detail?: unknown;
};

/** What local-slack calls the bot. It takes any token; these are the ones that it announces. */
export const BOT = {
  appId: 'A0SYNCBOT',
  botUserId: 'U0SYNCBOT',
  botToken: 'xoxb-local-slack',
  appToken: 'xapp-local-slack',
  signingSecret: 'local-slack-signing-secret',
} as const;

/** The calls to a local-slack that runs at `url`. Each throws where it does not answer within 10 seconds. */
export function slackControl(url: string): SlackControl {
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/_control/${path}`, {
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`asking local-slack for ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    url,
    apiUrl: `${url}/api/`,
    botToken: BOT.botToken,
    appToken: BOT.appToken,
    signingSecret: BOT.signingSecret,
    botUser: BOT.botUserId,
    command: async (text, user, channel) => {
      const [command, ...words] = text.split(' ');
      await ask('command', { user, channel, command, text: words.join(' ') });
    },
    post: async (text, user, channel, thread) => {
      const thread_ts = thread === undefined ? {} : { thread_ts: thread };
      const posted = await ask<{ message: SlackMessage }>('message', { user, channel, text, ...thread_ts });
      return posted.message.ts;
    },
    click: async ({ actionId, value }, user, { channel, ts }) => {
      const action = { type: 'button', action_id: actionId, value };
      await ask('interact', { user, channel, messageTs: ts, action });
    },
    messages: async (channel) => (await ask<{ messages: SlackMessage[] }>(`messages/${channel}`)).messages,
    log: async () => (await ask<{ log: LogEntry[] }>('log')).log,
  };
}
