import { flat, type Language } from '../language/index.ts';
import { nearest } from '../nearest.ts';
import { helpFoundMessage, helpMessage, helpNotFoundMessage, helpOfMessage, homeMessage } from '../views/help.ts';
import { type Command, type Context, reply } from './command.ts';

/** What most people type most days; those that are not there are left out. */
const MOST_USED = ['status', 'list', 'next', 'late', 'run', 'retry', 'history'] as const;
const BUTTONS = 6;
const RECENT = 3;
const RECENT_MS = 30 * 86_400_000;
/** What one may want to say again; a pause is over at another time, and a cancel was about one run. */
const SAID_AGAIN = ['run', 'retry', 'resume', 'watch'];
/** A button has no room for more. */
const LONGEST = 75;
const ALL = ['all', '全部', 'すべて'];

/** The help of these commands, itself among them. */
export const helpOf = (commands: () => readonly Command[]): Command => {
  const help: Command = {
    verb: 'help',
    aliases: ['?', 'h', 'ヘルプ', '使い方'],
    role: 'viewer',
    usage: 'help [COMMAND|WORD|all]',
    example: 'help pause',
    summary: 'see the commands, or find one',
    more: ['Any WORD is looked for in names, aliases, examples and explanations'],
    flags: {},
    run: async (context, { args }) => {
      const all = commands();
      const data = (some: readonly Command[]) =>
        some.map(({ verb, usage, summary, role: needs }) => ({ verb, usage, summary, role: needs }));
      const said = args.join(' ').toLowerCase();
      if (said === '' && context.place !== null) {
        const used = MOST_USED.filter((verb) => all.some((one) => one.verb === verb)).slice(0, BUTTONS);
        return reply(homeMessage(used, recent(context)), data(all));
      }
      if (said === '' || ALL.includes(said)) return reply(helpMessage(all, context.role), data(all));
      const word = said.replace(/^[-/]+/, '');
      const one = all.find(({ verb, aliases }) => verb === word || aliases.includes(word));
      if (one !== undefined) return reply(helpOfMessage(one), data([one]));
      const found = all.filter((command) => begins(textOf(command, context.language), word));
      if (found.length > 0) return reply(helpFoundMessage(said, found), data(found));
      const near = nearest(
        word,
        all.map(({ verb }) => verb),
      );
      const error = `nothing in help has ${said}`;
      return reply(helpNotFoundMessage(said, near), { error, near }, { outcome: 'usage' });
    },
  };
  return help;
};

const textOf = ({ verb, aliases, usage, example, summary, more = [] }: Command, language: Language): string =>
  [verb, ...aliases, usage, example, summary, flat(language, summary), ...more].join('\n').toLowerCase();

/** A word is looked for by its beginning; Japanese has no spaces before it. */
const begins = (text: string, word: string): boolean =>
  /^\p{ASCII}+$/u.test(word)
    ? text.split(/[^\p{L}\p{N}_-]+/u).some((one) => one.startsWith(word)) || (/\W/.test(word) && text.includes(word))
    : text.includes(word);

/** What this person did last, as commands to say again. */
function recent({ jobs, asker, now }: Context): readonly string[] {
  const lines = jobs
    .decisions(now - RECENT_MS)
    .filter(
      (one) =>
        // What found no table, a misspelled name, is not worth saying again.
        one.by.id === asker.id && one.decision !== 'denied' && one.tables.length > 0 && SAID_AGAIN.includes(one.verb),
    )
    .map(({ line }) => line)
    .filter((line) => line.length <= LONGEST);
  return [...new Set(lines)].slice(0, RECENT);
}
