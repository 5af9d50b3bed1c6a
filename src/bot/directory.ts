import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { Limit } from './access.ts';
import { type Log, traceOf } from './log.ts';
import type { Timers } from './timers.ts';

/** Somebody in Slack, as far as the bot asks. */
export type Person = {
  readonly id: string;
  /** Why they may only look; null for a full member of the workspace. */
  readonly limit: Limit | null;
  /** As Slack writes it, like `ja-JP`; null where nobody knows. */
  readonly locale: string | null;
  /** Their time zone, like `Asia/Tokyo`; null where nobody knows. */
  readonly zone: string | null;
};

/** Who people are. Never throws: where Slack cannot be asked, the answer says so. */
export type Directory = {
  /** `team` is the workspace that Slack's own message named them with; null where it named none. */
  person(id: string, team?: string | null): Promise<Person>;
  /** Whether somebody is in a user group; null where Slack cannot be asked. */
  isIn(group: string, user: string): Promise<boolean | null>;
};

/** What the directory calls; WebClient has it. */
export type DirectoryClient = {
  readonly auth: { test(): Promise<object> };
  readonly users: { info(asked: { user: string; include_locale: boolean }): Promise<object> };
  readonly usergroups: { users: { list(asked: { usergroup: string }): Promise<object> } };
};
type Answer = Readonly<Record<string, unknown>>;

export type DirectoryOptions = {
  readonly client: DirectoryClient;
  readonly timers: Pick<Timers, 'now'>;
  readonly log: Log;
};

const MINUTE_MS = 60_000;
const PERSON_MS = 10 * MINUTE_MS;
/** usergroups.users.list is of Slack's second tier: 20 calls a minute, all groups together. */
const GROUP_MS = MINUTE_MS;
/** Somebody who types again does not wait for a Slack that is silent once more. */
const SILENCE_MS = 10_000;
const NOBODY = new Set(['user_not_found', 'user_not_visible', 'users_not_found']);

export function createDirectory({ client, timers, log }: DirectoryOptions): Directory {
  const own = kept({ timers, log, keepMs: Number.POSITIVE_INFINITY, what: 'auth.test' }, async () => {
    const { team_id: team, enterprise_id: enterprise } = (await client.auth.test()) as Answer;
    return { team: text(team), enterprise: text(enterprise) };
  });
  const users = kept({ timers, log, keepMs: PERSON_MS, what: 'users.info' }, async (id) => {
    try {
      const { user } = (await client.users.info({ user: id, include_locale: true })) as Answer;
      if (typeof user !== 'object' || user === null) throw new TypeError('users.info answered nobody');
      return user as Answer;
    } catch (error) {
      // Slack answered, and knows nobody of this id here.
      if (error instanceof WebAPIPlatformError && NOBODY.has(error.data.error)) return { is_stranger: true };
      throw error;
    }
  });
  const members = kept({ timers, log, keepMs: GROUP_MS, what: 'usergroups.users.list' }, async (group) => {
    try {
      const { users: ids } = (await client.usergroups.users.list({ usergroup: group })) as Answer;
      return Array.isArray(ids) ? (ids as readonly unknown[]) : [];
    } catch (error) {
      if (error instanceof WebAPIPlatformError && error.data.error === 'no_such_subteam') return [];
      throw error;
    }
  });

  const orNull = async <Of>(of: Promise<Of>): Promise<Of | null> => of.catch(() => null);

  return {
    async person(id, team = null) {
      const [us, user] = await Promise.all([orNull(own('')), orNull(users(id))]);
      const before = user ?? users.stale(id) ?? {};
      return {
        id,
        limit: us === null || user === null ? 'unknown' : limitOf(user, team, us),
        locale: text(before.locale),
        zone: text(before.tz),
      };
    },
    async isIn(group, user) {
      const ids = await orNull(members(group));
      return ids === null ? null : ids.includes(user);
    },
  };
}

type Own = { readonly team: string | null; readonly enterprise: string | null };

function limitOf(user: Answer, team: string | null, own: Own): Limit | null {
  if (user.deleted === true) return 'gone';
  const enterprise = text((user.enterprise_user as Answer | undefined)?.enterprise_id);
  // The workspaces of one company's grid have ids of their own.
  const ours = own.enterprise !== null && enterprise === own.enterprise;
  const elsewhere = (of: string | null) => of !== null && own.team !== null && of !== own.team;
  const foreign = elsewhere(text(user.team_id)) || elsewhere(team);
  if (user.is_stranger === true || (foreign && !ours)) return 'external';
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest';
  return user.is_bot === true || user.is_workflow_bot === true ? 'bot' : null;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Answers that are asked for at most once at a time and kept for a while; one that failed is not asked again at once. */
type Keeping = Pick<DirectoryOptions, 'timers' | 'log'> & { readonly keepMs: number; readonly what: string };
function kept<Of>({ timers, log, keepMs, what }: Keeping, ask: (key: string) => Promise<Of>) {
  type Entry = { readonly answer: Promise<Of>; until: number };
  const entries = new Map<string, Entry>();
  const last = new Map<string, Of>();
  const get = (key: string): Promise<Of> => {
    const now = timers.now();
    const known = entries.get(key);
    if (known !== undefined && now < known.until) return known.answer;
    const entry: Entry = { answer: ask(key), until: now + keepMs };
    entries.set(key, entry);
    entry.answer.then(
      (answer) => void last.set(key, answer),
      (error: unknown) => {
        const asked = error instanceof WebAPIRateLimitedError ? error.retryAfter * 1000 : 0;
        entry.until = timers.now() + Math.max(SILENCE_MS, asked);
        log.warn({ ...traceOf(error), what }, 'Slack cannot be asked who people are');
      },
    );
    return entry.answer;
  };
  /** What was known the last time, however long ago. */
  return Object.assign(get, { stale: (key: string): Of | undefined => last.get(key) });
}
