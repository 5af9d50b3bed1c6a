import type { Keyword } from '../../jobs/index.ts';
import { type Action, code, command, list, type Message, message, say, type Text, text } from '../message.ts';

/** What is asked back when words of a command do not mean tables, and how many tables are told of at once. */

export type Option = { readonly name: string; readonly again: string };

/** A name that tables.yml does not have. Each suggestion is a button that says the command again, rightly. */
export const unknownTableMessage = (unknown: string, suggestions: readonly Option[]): Message =>
  message('warning', say`No table is called ${unknown}`, {
    parts:
      suggestions.length === 0
        ? [
            text(
              say`Names, tags (${code('tag:core')}), connections (${code('db:shop')}) and patterns (${code('user_*')}) are understood.`,
            ),
          ]
        : [
            text(
              say`Did you mean ${list(
                suggestions.map(({ name }) => code(name)),
                ' / ',
              )}?`,
            ),
          ],
    context: [say`All tables: ${command('list')}. Nothing was started.`],
    actions: suggestions.map(buttonOf),
  });

/** More are in the list. */
const BUTTONS = 5;

/** One table was meant, and several are called so. */
export const whichTableMessage = (said: string, options: readonly Option[]): Message =>
  message('warning', say`${said} means ${options.length} tables: which one?`, {
    parts: [text(folded(options.map(({ name }) => name)))],
    context: [say`See them: ${command(`list ${said}`)}. Nothing was started.`],
    actions: options.slice(0, BUTTONS).map(buttonOf),
  });

const buttonOf = ({ again }: Option): Action => ({ label: [again], command: again });

/** A command that was said without tables: what it takes, and what may be meant. */
export const whichTablesMessage = (
  { verb, usage, example }: { readonly verb: string; readonly usage: string; readonly example: string },
  offered: readonly string[],
): Message =>
  message('warning', say`${verb}: which tables?`, {
    parts: [text(say`Write it like this: ${command(usage)}`), text(say`For example: ${command(example)}`)],
    context: [say`All tables: ${command('list')} · more of this command: ${command(`help ${verb}`)}`],
    actions: offered.map((name) => ({ label: [`${verb} ${name}`], command: `${verb} ${name}` })),
  });

const NONE: Readonly<Record<Keyword, string>> = {
  all: 'There are no tables in tables.yml',
  failed: 'No table has failed',
  late: 'No table is late',
  held: 'No run is held',
  paused: 'No table is paused',
  running: 'Nothing is running',
};

/** A keyword that no table is under: most of the time good news. */
export const nothingIsMessage = (keyword: Keyword): Message =>
  message('neutral', NONE[keyword], {
    context: [say`How everything stands: ${command('status')} · all tables: ${command('list')}`],
  });

/** Names in a row, the first few and how many more there are. */
export function folded(names: readonly string[], most = 8): Text {
  const shown = list(names.slice(0, most).map((name) => code(name)));
  return names.length <= most ? shown : say`${shown} and ${names.length - most} more`;
}
