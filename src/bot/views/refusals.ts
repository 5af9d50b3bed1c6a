import type { ErrorSummary } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  list,
  type Message,
  message,
  say,
  type Text,
  text,
  type Words,
  wordsOf,
} from '../message.ts';
import { whatHappened, whatToDo } from './error.ts';

/** Answers to commands that were not understood or cannot be carried out. */

const didYouMean = (names: readonly string[]): Text => say`Did you mean ${list(names.map(code), ' or ')}?`;

/** A name that tables.yml does not have. Each suggestion is a button that says the command again, rightly. */
export const unknownTableMessage = (
  unknown: string,
  suggestions: readonly { name: string; again: string }[],
): Message =>
  message('warning', say`No table is called ${unknown}`, {
    parts: suggestions.length === 0 ? [] : [text(didYouMean(suggestions.map(({ name }) => name)))],
    context: [say`All tables: ${command('list')}. Nothing was started.`],
    actions: suggestions.map(({ again }): Action => ({ label: [again], command: again })),
  });

export const unknownVerbMessage = (said: string, suggestions: readonly string[]): Message =>
  message('warning', say`“${said}” is not a command`, {
    parts: suggestions.length === 0 ? [] : [text(didYouMean(suggestions))],
    context: [say`All commands: ${command('help')}`],
    actions: suggestions.map((again): Action => ({ label: [again], command: again })),
  });

export type UsageOf = { readonly verb: string; readonly usage: string; readonly example: string };

export const usageMessage = ({ verb, usage, example }: UsageOf, problem: Words): Message =>
  message('warning', say`${verb}: ${wordsOf(problem)}`, {
    parts: [text(say`Write it like this: ${command(usage)}`), text(say`For example: ${command(example)}`)],
    context: [say`All commands: ${command('help')}`],
  });

export const unknownRunMessage = (said: string): Message =>
  message('warning', say`There is no run ${said}`, {
    context: [say`Numbers of runs: ${command('history TABLE')} · what is running: ${command('status')}`],
  });

export const noRunYetMessage = (table: string): Message =>
  message('warning', say`There is no run of ${table} yet`, {
    context: [say`Numbers of runs: ${command('history TABLE')} · what is running: ${command('status')}`],
  });

/** A plan that could not be made. */
export const cannotPlanMessage = (table: string, error: ErrorSummary): Message =>
  message('error', say`${table}: no plan (${error.code})`, {
    parts: [text(whatHappened(error)), text(say`What to do: ${whatToDo(error)}`)],
    context: [say`Nothing was changed. Try again: ${command(`plan ${table}`)}`],
  });

/** Why source and target could not be compared. */
export const cannotCompareMessage = (verb: string, table: string, error: ErrorSummary): Message =>
  message('error', say`${table}: not compared (${error.code})`, {
    parts: [text(whatHappened(error)), text(say`What to do: ${whatToDo(error)}`)],
    context: [say`Nothing was changed. Try again: ${command(`${verb} ${table}`)}`],
  });

/** Something that should not happen. The log has the same reference, and no data. */
export const unexpectedMessage = (reference: string): Message =>
  message('error', say`Something went wrong in sync-bot (reference ${reference})`, {
    parts: [
      text(
        say`This is a mistake in sync-bot, not in your command. Whoever runs it finds ${code(reference)} in its log.`,
      ),
    ],
    context: [say`See what is running: ${command('status')}`],
  });
