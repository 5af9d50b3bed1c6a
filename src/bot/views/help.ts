import type { Role } from '../../jobs/index.ts';
import { command, list, type Message, message, phrase, say, text, type Words, wordsOf } from '../message.ts';

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

/** All commands in the order of their list. */
export const helpMessage = (commands: readonly CommandInfo[], role: Role): Message =>
  message('neutral', 'sync-bot copies tables into the warehouse', {
    parts: [
      {
        kind: 'table',
        columns: [{ title: 'type' }, { title: 'to' }],
        rows: commands.map(({ usage, summary }) => [withoutFlags(usage), phrase(summary)]),
      },
    ],
    context: [
      say`Open to all but ${list(commands.filter((one) => one.role !== 'viewer').map(({ verb }) => verb))}, which need the role operator. You are ${role}.`,
      say`Flags and an example of one: ${command('help run')} · several tables: ${command('run users, purchases')}`,
    ],
    actions: ['status', 'list', 'next'].map((verb) => ({ label: [verb], command: verb })),
  });

export const helpOfMessage = (info: CommandInfo): Message =>
  message('neutral', say`${info.verb}: ${phrase(info.summary)}`, {
    parts: [
      text(say`Write it like this: ${command(info.usage)}`),
      text(say`For example: ${command(info.example)}`),
      ...(info.more ?? []).map((line) => text(wordsOf(line))),
      text(
        info.aliases.length === 0
          ? say`Needs the role ${info.role}.`
          : say`Needs the role ${info.role}. Also understood: ${list(info.aliases)}.`,
      ),
    ],
    context: [say`All commands: ${command('help')}`],
  });
