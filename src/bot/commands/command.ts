import type { Asker, Jobs, Role } from '../../jobs/index.ts';
import type { Limit, Standing } from '../access.ts';
import { flat, type Language } from '../language/index.ts';
import type { Message, Text, When, Words } from '../message.ts';
import { nearest } from '../nearest.ts';
import type { Call, Grammar } from '../parse.ts';
import { modelRefusedMessage } from '../views/model.ts';
import { unknownTableMessage, usageMessage } from '../views/refusals.ts';

/** Who says it and to what. The same for Slack and a terminal. */
export type Context = {
  readonly jobs: Jobs;
  readonly asker: Asker;
  /** What the asker may do, here and now. */
  readonly role: Role;
  /** Why the asker may do no more than that, whatever tables.yml says. */
  readonly limit?: Limit | null;
  /** In which the asker is answered. */
  readonly language: Language;
  /** Where in Slack it was said; null in a terminal. */
  readonly place: { readonly channel: string; readonly thread: string | null } | null;
  /** What the thread is about that it was said in; null anywhere else. */
  readonly about: About | null;
  readonly now: number;
  /** Which way it came: `command`, `mention`, `button`, `window`, `home`, `shortcut`, `workflow`. */
  readonly mouth?: string;
  /** The other person who agreed to this very command. */
  readonly approval?: { readonly request: number; readonly by: Asker };
  /** What somebody else in Slack may do now; not there in a terminal. */
  readonly stands?: (user: string, channel: string | null) => Promise<Standing>;
  /** Says something to the one who asked before the reply is there; not everybody can hear it. */
  readonly tell?: (message: Message) => Promise<void>;
};

/** The runs that a thread is about, and the alert where it is one. */
export type About = { readonly runs: readonly number[]; readonly alert: number | null };

/** `private`: only the person who asked sees it. */
export type Reply = {
  readonly message: Message;
  readonly visibility: 'private' | 'channel';
  /** What `--json` prints. */
  readonly data: unknown;
  /** `refused`: understood, but not done, or the answer is no. `usage`: not understood. */
  readonly outcome: 'ok' | 'refused' | 'usage';
  /** Runs that this command started: each mouth shows and follows them in its own way. */
  readonly started: readonly number[];
  /** Runs that go on already and were asked for again. */
  readonly joined: readonly number[];
  /** The messages of the started runs say everything that this reply says. */
  readonly saidByRuns: boolean;
  /** It only asks or looks: nothing was changed, and whoever presses the same button may press it again. */
  readonly asks: boolean;
  /** The started runs are too many for a message each: this reply tells of them. */
  readonly together: boolean;
  /** Runs that go on without a message, and get one here, so that their end is seen. */
  readonly shown: readonly number[];
  readonly file: ReplyFile | null;
  /** What a terminal prints instead of the message, as it is. */
  readonly raw: string | null;
};

/** A file that goes with a reply. Files cannot be for one person only, as messages can: everybody in the place sees it. */
export type ReplyFile = {
  /** `users-rows.png`. */
  readonly name: string;
  readonly title: Words;
  /** For whom does not see it: what is in it, with its numbers. */
  readonly alt: Text;
  /** `here`: where the command was said, with the reply as its comment. `person`: in a direct message. */
  readonly to: 'here' | 'person';
  /** Made when it is needed, with its words in a language. Rejects where it cannot be made. */
  readonly bytes: (language: Language) => Promise<Uint8Array>;
  /** Where a terminal shall write it; null: nowhere. */
  readonly out: string | null;
};

export type Command = Grammar & {
  readonly role: Role;
  readonly usage: string;
  readonly example: string;
  readonly summary: string;
  /** Lines that only the help of this one command shows. */
  readonly more?: readonly Words[];
  /** It changes something, and everybody may. */
  readonly changes?: boolean;
  /** Why this is not for the one who asks, where their role is enough. Asked before it is carried out. */
  readonly refuses?: (context: Context, call: Call) => Promise<Refused | null>;
  /** What it means without arguments in the thread of a run or an alert. */
  readonly about?: 'run' | 'table' | 'alert';
  readonly run: (context: Context, call: Call) => Promise<Reply>;
};

export type Refused = {
  readonly reply: Reply;
  /** For the audit. */
  readonly why: string;
  readonly request: number | null;
  /** What follows from it, once it is written down. */
  readonly follow?: () => void;
};

export const reply = (message: Message, data: unknown, rest: Partial<Reply> = {}): Reply => ({
  message,
  visibility: 'private',
  data,
  outcome: 'ok',
  started: [],
  joined: [],
  saidByRuns: false,
  asks: false,
  together: false,
  shown: [],
  file: null,
  raw: null,
  ...rest,
});

export const badUsage = (command: Omit<Command, 'run'>, problem: Words): Reply =>
  reply(
    usageMessage(command, problem),
    { error: `${command.verb}: ${flat('en', problem)}`, usage: command.usage },
    { outcome: 'usage' },
  );

export const whenOf = ({ jobs, now }: Context): When => ({ now, zone: jobs.config().timezone });

/** The answer to names that tables.yml does not have, with the whole command again for each name that is near; null where all are known. */
export function unknownTable({ jobs }: Context, verb: string, names: readonly string[]): Reply | null {
  const known = Object.keys(jobs.config().tables);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return null;
  const suggestions = nearest(unknown, known).map((name) => ({
    name,
    again: `${verb} ${names.map((said) => (said === unknown ? name : said)).join(' ')}`,
  }));
  return reply(
    unknownTableMessage(unknown, suggestions),
    { error: `no table is called ${unknown}`, near: suggestions.map(({ name }) => name) },
    { outcome: 'usage' },
  );
}

/** The answer where a command makes no sense for a table that a query makes; null where it is copied. */
export function refuseModel({ jobs }: Context, verb: string, table: string): Reply | null {
  if (jobs.config().tables[table]?.model == null) return null;
  return reply(modelRefusedMessage(verb, table), { error: `${table} is a model` }, { outcome: 'refused' });
}

/** `12` and `#12` are numbers of runs, unless a table has such a name. */
export function runNumber({ jobs }: Context, said: string): number | null {
  const digits = /^#?(\d{1,15})$/.exec(said);
  return digits === null || jobs.config().tables[said] !== undefined ? null : Number(digits[1]);
}
