import type { ClassCount, Unclassified } from '../../jobs/index.ts';
import { code, command, list, type Message, message, type Part, phrase, say, text, type When } from '../message.ts';
import { short } from '../when.ts';
import { failureTitle } from './error.ts';
import { plural } from './quantities.ts';

/** Tables that are named before they are only counted. */
const NAMED = 3;

/** What failed in the last days, by class, and what has no class yet. */
export function failuresMessage(
  days: number,
  classes: readonly ClassCount[],
  unknown: readonly Unclassified[],
  when: When,
): Message {
  const within = plural(days, 'day');
  if (classes.length === 0) {
    return message('success', say`No failures within ${within}`, {
      context: [say`Look further back: ${command('failures 90')} · how tables stand: ${command('status')}`],
    });
  }
  const runs = classes.reduce((sum, one) => sum + one.runs, 0);
  return message('neutral', say`${plural(runs, 'run')} with failures within ${within}`, {
    parts: [
      {
        kind: 'table',
        columns: [
          { title: 'class' },
          { title: 'failure' },
          { title: 'runs', align: 'right' },
          { title: 'healed on retry', align: 'right' },
          { title: 'last', align: 'right' },
          { title: 'tables' },
        ],
        rows: classes.map(({ code: of, runs: times, healed, lastAt, tables }) => [
          of,
          failureTitle(of),
          String(times),
          String(healed),
          short(lastAt, when),
          named(tables),
        ]),
      },
      ...(unknown.length === 0
        ? []
        : [text(say`Without a class, to be reported so that they get one:`), unclassified(unknown, when)]),
    ],
    context: [say`Why a run failed and what helped: ${command('explain RUN')} · times are in ${when.zone}`],
    actions: [{ label: 'Failing tables', command: 'status failed' }],
  });
}

/** What a week brought that nobody knows: fingerprints, codes and counts, never a text. */
export function unclassifiedMessage(found: readonly Unclassified[], when: When): Message {
  return message('warning', say`${plural(found.length, 'kind')} of errors without a class this week`, {
    parts: [
      text(
        say`sync-bot does not know these answers yet, so that it could give no certain advice. Report them with fingerprint and code, which hold nothing of a row.`,
      ),
      unclassified(found, when),
    ],
    context: [say`All failures of the week: ${command('failures 7')} · one run: ${command('explain RUN')}`],
    actions: [{ label: 'Failures of the week', command: 'failures 7' }],
  });
}

const unclassified = (found: readonly Unclassified[], when: When): Part => ({
  kind: 'table',
  columns: [
    { title: 'fingerprint' },
    { title: 'code' },
    { title: 'stage' },
    { title: 'side' },
    { title: 'times', align: 'right' },
    { title: 'last', align: 'right' },
    { title: 'tables' },
  ],
  rows: found.map(({ fingerprint, native, stage, side, times, lastAt, tables }) => [
    [code(fingerprint)],
    native ?? '–',
    stage,
    phrase(side),
    String(times),
    short(lastAt, when),
    named(tables),
  ]),
});

function named(tables: readonly string[]) {
  const rest = tables.length - NAMED;
  return rest <= 0 ? list(tables) : say`${list(tables.slice(0, NAMED))} and ${rest} more`;
}
