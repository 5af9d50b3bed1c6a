import { dirname, join, resolve } from 'node:path';
import type { Language, SlackSettings } from './bot/index.ts';

/** What the process was given from outside. Paths are absolute. */
export type Env = {
  readonly config: string;
  readonly history: string;
  /** The key of `mask: hash`; null where it is not set. */
  readonly maskKey: string | null;
  readonly logLevel: LogLevel;
  /** What a terminal is set to. */
  readonly language: Language;
  /** Needed by the bot alone; the terminal does without. */
  readonly slack: SlackLoad;
  /** Every variable, for the `${NAME}` in tables.yml. */
  readonly variables: Readonly<Record<string, string>>;
};

export type SlackLoad =
  | { readonly ok: true; readonly settings: SlackSettings }
  | { readonly ok: false; readonly mistakes: readonly string[] };

export type EnvLoad =
  | { readonly ok: true; readonly env: Env }
  | { readonly ok: false; readonly mistakes: readonly string[] };

export type Places = { readonly config?: string | undefined; readonly history?: string | undefined };

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

const DEFAULT_PORT = 3000;

/** Reads the environment; `places` are flags of the command line and win. All mistakes come at once. */
export function readEnv(places: Places = {}, raw: Readonly<Record<string, string | undefined>> = process.env): EnvLoad {
  const variables = Object.fromEntries(
    Object.entries(raw).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const value = (name: string): string | null => variables[name]?.trim() || null;
  const mistakes: string[] = [];

  const logLevel = value('LOG_LEVEL') ?? 'info';
  if (!isLogLevel(logLevel)) mistakes.push(`LOG_LEVEL is ${logLevel}; allowed: ${LOG_LEVELS.join(', ')}`);
  const config = resolve(places.config ?? value('SYNC_BOT_CONFIG') ?? 'tables.yml');
  const history = resolve(places.history ?? value('SYNC_BOT_HISTORY') ?? join(dirname(config), 'sync-bot.db'));
  if (mistakes.length > 0 || !isLogLevel(logLevel)) return { ok: false, mistakes };
  return {
    ok: true,
    env: {
      config,

      history,
      maskKey: value('SYNC_BOT_MASK_KEY'),
      logLevel,
      language: /^ja(?![a-z])/i.test(value('LC_ALL') ?? value('LC_MESSAGES') ?? value('LANG') ?? '') ? 'ja' : 'en',
      slack: readSlack(value),
      variables,
    },
  };
}

function readSlack(value: (name: string) => string | null): SlackLoad {
  const mistakes: string[] = [];
  const token = (name: string, prefix: string, where: string): string => {
    const given = value(name);
    if (given === null) mistakes.push(`${name} is not set; find it ${where}`);
    else if (!given.startsWith(prefix)) mistakes.push(`${name} does not begin with ${prefix}; find it ${where}`);
    return given ?? '';
  };
  const mode = value('SLACK_MODE') ?? 'socket';
  const botToken = token('SLACK_BOT_TOKEN', 'xoxb-', 'under “OAuth & Permissions” of the Slack app');
  const apiUrl = value('SLACK_API_URL');
  if (apiUrl !== null && !/^https?:\/\//.test(apiUrl))
    mistakes.push(`SLACK_API_URL is ${apiUrl}; it begins with https://`);

  let receive: SlackSettings['receive'];
  if (mode === 'http') {
    const signingSecret = token('SLACK_SIGNING_SECRET', '', 'under “Basic Information” of the Slack app');
    const port = Number(value('PORT') ?? DEFAULT_PORT);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      mistakes.push(`PORT is ${value('PORT')}; it is a number up to 65535`);
    receive = { mode: 'http', signingSecret, port };
  } else {
    if (mode !== 'socket') mistakes.push(`SLACK_MODE is ${mode}; allowed: socket, http`);
    const where = 'under “Basic Information”, “App-Level Tokens” (scope connections:write)';
    receive = { mode: 'socket', appToken: token('SLACK_APP_TOKEN', 'xapp-', where) };
  }
  if (mistakes.length > 0) return { ok: false, mistakes };
  const slash = apiUrl === null || apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`;
  return { ok: true, settings: { botToken, apiUrl: slash, receive } };
}

const isLogLevel = (word: string): word is LogLevel => LOG_LEVELS.some((level) => level === word);
