import type { Jobs } from '../../jobs/index.ts';
import type { Directory } from '../directory.ts';
import { type Log, traceOf } from '../log.ts';
import type { Timers } from '../timers.ts';
import type { Language } from './index.ts';

/** In which language somebody is spoken to. */
export type Languages = {
  /**
   * Of what everybody in a channel sees: as tables.yml says of it, else as slack.language. By its id or its `#name`; an
   * id is known by a name of tables.yml once `meet` asked for it, or something was posted there by that name.
   */
  channel(channel: string): Language;
  /**
   * Of what one person alone sees: what they set, else their Slack's, else the channel's; slack.language where they are
   * met in none.
   */
  person(user: string, channel: string | null): Promise<Language>;
  /** Asks Slack once what a channel is called, where tables.yml names channels. Never throws. */
  meet(channel: string): Promise<void>;
};

/** What is asked of Slack; WebClient has it. */
export type ChannelClient = {
  readonly conversations: { info(asked: { channel: string }): Promise<object> };
};

type Ports = {
  readonly jobs: Pick<Jobs, 'config' | 'settings' | 'notes'>;
  readonly directory: Pick<Directory, 'person'>;
  readonly client: ChannelClient;
  readonly timers: Pick<Timers, 'now'>;
  readonly log: Log;
};

/** A channel is renamed seldom. */
const AGAIN_MS = 3_600_000;
/** The name of the note that keeps which channel has a name of tables.yml. */
const noteOf = (name: string): string => `channel ${name}`;
const isDirect = (channel: string): boolean => channel.startsWith('D');
/** In which the one reader of direct messages was answered the last time. */
const readerOf = (channel: string): string => `language ${channel}`;

export function createLanguages({ jobs, directory, client, timers, log }: Ports): Languages {
  const met = new Map<string, { readonly at: number; readonly done: Promise<void> }>();
  const named = (): readonly string[] => Object.keys(jobs.config().slack.channels).filter((key) => key.startsWith('#'));

  function channel(id: string): Language {
    const { channels, language } = jobs.config().slack;
    if (isDirect(id)) return spokenBy(jobs.notes.get(readerOf(id))) ?? language;
    const key = Object.hasOwn(channels, id) ? id : named().find((name) => jobs.notes.get(noteOf(name)) === id);
    return key === undefined ? language : (channels[key]?.language ?? language);
  }

  async function ask(id: string): Promise<void> {
    try {
      const { channel: found } = (await client.conversations.info({ channel: id })) as {
        readonly channel?: { readonly name?: unknown };
      };
      for (const name of named()) {
        if (name === `#${String(found?.name)}`) jobs.notes.set(noteOf(name), id);
        else if (jobs.notes.get(noteOf(name)) === id) jobs.notes.set(noteOf(name), null);
      }
    } catch (error) {
      log.warn({ ...traceOf(error), channel: id }, 'Slack cannot be asked what a channel is called');
    }
  }

  return {
    channel,
    async person(user, place) {
      const inChannel = place === null || isDirect(place) ? jobs.config().slack.language : channel(place);
      const { language: set } = jobs.settings(user);
      const language = set ?? spokenBy((await directory.person(user)).locale) ?? inChannel;
      // Messages of runs follow into direct messages, which one person reads.
      if (place !== null && isDirect(place) && jobs.notes.get(readerOf(place)) !== language)
        jobs.notes.set(readerOf(place), language);
      return language;
    },
    meet(id) {
      if (!/^[CG]/.test(id) || Object.hasOwn(jobs.config().slack.channels, id) || named().length === 0)
        return Promise.resolve();
      const known = met.get(id);
      if (known !== undefined && timers.now() < known.at + AGAIN_MS) return known.done;
      const done = ask(id);
      met.set(id, { at: timers.now(), done });
      return done;
    },
  };
}

/** Of `ja-JP` Japanese, of `en-GB` English; null of what the bot does not speak. */
export function spokenBy(locale: string | null): Language | null {
  const tongue = locale?.toLowerCase().split(/[-_.]/)[0];
  return tongue === 'ja' || tongue === 'en' ? tongue : null;
}
