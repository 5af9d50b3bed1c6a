import type { Role } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  list,
  type Message,
  message,
  phrase,
  say,
  text,
  type Words,
  wordsOf,
} from '../message.ts';

export type CommandInfo = {
  readonly verb: string;
  readonly aliases: readonly string[];
  readonly usage: string;
  readonly example: string;
  readonly summary: string;
  readonly more?: readonly Words[];
  readonly role: Role;
};

/** What has to be said; the list has to fit a phone. */
const withoutFlags = (usage: string): string => usage.replace(/ \[--[^\]]*\]/g, '');

const button = (line: string): Action => ({ label: [line], command: line });

/** What somebody sees who says nothing: what most people want, and what they did last. */
export const homeMessage = (used: readonly string[], recent: readonly string[]): Message =>
  message('neutral', 'sync-bot copies tables into the warehouse', {
    parts: [
      text(
        say`Press one, or type it: ${command('status users')} says how one table stands, ${command('run users')} copies it now, ${command('help pause')} explains a command.`,
      ),
      ...(recent.length === 0
        ? []
        : [
            text(
              say`You did last: ${list(
                recent.map((line) => command(line)),
                ' · ',
              )}`,
            ),
          ]),
    ],
    context: [
      say`Tables are meant by ${code('users')}, ${code('shop.users')}, ${code('tag:core')}, ${code('db:shop')}, ${code('owner:me')}, ${code('user_*')}, ${code('failed')}`,
    ],
    actions: [...used.map(button), ...recent.map(button), { label: 'All commands', command: 'help all' }],
  });

/** All commands in the order of their list. */
export const helpMessage = (commands: readonly CommandInfo[], role: Role): Message =>
  message('neutral', 'The commands of sync-bot', {
    parts: [tableOf(commands)],
    context: [
      say`Open to all but ${list(commands.filter((one) => one.role !== 'viewer').map(({ verb }) => verb))}. You are ${code(role)}.`,
      say`Flags and an example of one: ${command('help run')} · find one: ${command('help WORD')} · several tables: ${command('run users, purchases')}`,
    ],
    actions: ['status', 'list', 'next'].map(button),
  });

const tableOf = (commands: readonly CommandInfo[]) =>
  ({
    kind: 'table',
    columns: [{ title: 'type' }, { title: 'to' }],
    rows: commands.map(({ usage, summary }) => [withoutFlags(usage), phrase(summary)]),
  }) as const;

/** Commands that have a word somewhere. */
export const helpFoundMessage = (word: string, found: readonly CommandInfo[]): Message =>
  message('neutral', say`Commands with “${word}”`, {
    parts: [tableOf(found)],
    context: [say`One of them in full: ${command(`help ${found[0]!.verb}`)} · all: ${command('help all')}`],
    actions: found.slice(0, 5).map(({ verb }) => button(`help ${verb}`)),
  });

export const helpNotFoundMessage = (word: string, near: readonly string[]): Message =>
  message('warning', say`No command has “${word}”`, {
    parts:
      near.length === 0
        ? []
        : [
            text(
              say`Did you mean ${list(
                near.map((verb) => code(verb)),
                ' / ',
              )}?`,
            ),
          ],
    context: [say`All commands: ${command('help all')}`],
    actions: near.map((verb) => button(`help ${verb}`)),
  });

export const helpOfMessage = (info: CommandInfo): Message =>
  message('neutral', say`${info.verb}: ${phrase(info.summary)}`, {
    parts: [
      text(say`Write it like this: ${command(info.usage)}`),
      text(say`For example: ${command(info.example)}`),
      ...(info.more ?? []).map((line) => text(wordsOf(line))),
      text(
        info.aliases.length === 0
          ? say`Needs the role ${code(info.role)}.`
          : say`Needs the role ${code(info.role)}. Also understood: ${list(info.aliases)}.`,
      ),
    ],
    context: [say`All commands: ${command('help all')}`],
  });
