import type { Run } from '../../jobs/index.ts';
import {
  type Action,
  code,
  type Field,
  field,
  fields,
  list,
  type Message,
  message,
  person,
  say,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { costFields } from './cost.ts';
import { whatHappened } from './error.ts';
import { asker, destinationOf, type RunFacts, readersSee, runWord, scopeText, stageText } from './facts.ts';
import { failedMessage } from './failed.ts';
import { heldMessage } from './held.ts';
import { brokenText, changedNothing, changesFields, masked, publishedText, timeText } from './outcome.ts';
import { publishedFields } from './published.ts';
import { bar, count, duration, rate } from './quantities.ts';
import { withAlert } from './trouble.ts';
import { undoneMessage } from './undo.ts';
import { withUnusual } from './unusual.ts';

/** The one message of a run: edited in place from `queued` to its end. */
export function runMessage(facts: RunFacts, when: When): Message {
  const { run } = facts;
  switch (run.state) {
    case 'queued':
      return live(facts, when, say`queued`, say`Waits for a free slot; it starts by itself.`);
    case 'running':
      return running(facts, when);
    case 'retry_wait':
      return retryWait(facts, when);
    case 'held':
      return withAlert(heldMessage(facts, when), facts, when);
    case 'success':
      return run.kind === 'undo' ? undoneMessage(facts, when) : withUnusual(succeeded(facts, when), facts.unusual);
    case 'failed':
      return withAlert(failedMessage(facts, when), facts, when);
    case 'canceled':
    case 'skipped':
      return stopped(facts, when);
  }
}

export const runAgain = (table: string): Action => ({ label: 'Run again', command: `run ${table}` });
export const showLog = (run: Run): Action => ({ label: 'Show log', command: `log ${run.id}` });
const cancel = (run: Run): Action => ({
  label: 'Cancel',
  command: `cancel ${run.id}`,
  style: 'danger',
  confirm: {
    title: say`Cancel ${run.table}?`,
    text: 'The query is stopped on the server and what was staged is dropped. The table keeps the rows it has now.',
    yes: 'Cancel the run',
    no: 'Keep it going',
  },
});

function live(facts: RunFacts, when: When, state: Text, line: Text, more: readonly Field[] = []): Message {
  const { run } = facts;
  const title =
    run.kind === 'undo' ? say`${run.table}: putting the previous version back, ${state}` : say`${run.table}: ${state}`;
  return message('running', title, {
    parts: [text(line), fields(...route(facts), ...more, ...masked(facts.status, facts.masks), ...asked(facts))],
    context: [since(run, when)],
    actions: [cancel(run), showLog(run)],
  });
}

function running(facts: RunFacts, when: When): Message {
  const { run } = facts;
  const stage = run.stage === null ? say`starting` : stageText(run.stage, facts.status);
  const estimate = run.estimatedRows ?? 0;
  const share = estimate > 0 && run.stage === 'copy' ? Math.min(0.99, run.rowsRead / estimate) : null;
  const elapsed = when.now - (run.startedAt ?? when.now);
  const line = share === null ? say`Now: ${stage}.` : say`Now: ${stage}. ${bar(share)}`;
  const state = share === null ? say`running, ${stage}` : say`running, ${Math.floor(share * 100)} %`;
  return live(facts, when, state, line, [
    ...(facts.status?.model == null ? speed(run, elapsed) : []),
    field('Running for', duration(elapsed)),
    ...attempt(run),
  ]);
}

function speed({ rowsRead, estimatedRows }: Run, elapsed: number): Field[] {
  const estimate = estimatedRows ?? 0;
  return [
    field('Rows read', estimate > 0 ? say`${count(rowsRead)} of about ${count(estimate)}` : count(rowsRead)),
    field('Speed', rowsRead === 0 ? '–' : rate(rowsRead, elapsed)),
  ];
}

function retryWait(facts: RunFacts, when: When): Message {
  const { run } = facts;
  const wait = duration(Math.max(0, (run.nextAttemptAt ?? when.now) - when.now));
  const base = live(
    facts,
    when,
    say`try ${run.attempt} of ${run.attempts} failed, next try in ${wait}`,
    [
      ...(run.error === null ? [] : [...whatHappened(run.error), ' ']),
      ...(run.nextAttemptAt === null
        ? say`It is tried again by itself.`
        : say`It is tried again by itself at ${time(run.nextAttemptAt, when)}.`),
      ' ',
      ...readersSee(facts, when),
    ],
    run.error === null ? [] : [field('Class', [code(run.error.code)])],
  );
  return { ...base, tone: 'warning' };
}

function succeeded(facts: RunFacts, when: When): Message {
  const { run } = facts;
  const result = run.result;
  if (result === null) return message('success', say`${run.table}: published`, { context: [since(run, when)] });
  // What a person published all the same was counted again: a guard that did not hold says nothing against the counts.
  const proven =
    result.rowsRead === result.rowsWritten &&
    (result.publishedBy !== undefined || result.checks.every((check) => check.ok));
  const failing = result.checks.filter((check) => !check.ok);
  const ms = result.seconds * 1000;
  return message('success', say`${run.table}: ${publishedText(result)} in ${duration(ms)}`, {
    parts: [
      text(
        changedNothing(result)
          ? say`${code(destinationOf(facts))} is as it was; readers see no difference.`
          : result.changes === null
            ? say`Readers of ${code(destinationOf(facts))} see the new version since ${time(run.finishedAt ?? when.now, when)}.`
            : say`Readers of ${code(destinationOf(facts))} see them since ${time(run.finishedAt ?? when.now, when)}.`,
      ),
      fields(
        ...route(facts),
        field(
          'Rows',
          !proven
            ? say`${count(result.rowsRead)} read, ${count(result.rowsWritten)} published`
            : facts.status?.model == null
              ? say`${count(result.rowsRead)} read = staged = published`
              : say`${count(result.rowsRead)} of the query = staged = published`,
        ),
        field(
          'Checks',
          failing.length === 0
            ? say`${result.checks.length} of ${result.checks.length} passed`
            : say`${failing.length} of ${result.checks.length} did not hold: ${brokenText(failing)}`,
        ),
        field('Time', timeText(result, facts.status)),
        ...masked(facts.status, result.masks),
        ...costFields(run),
        ...changesFields(result),
        ...publishedFields(run.table, result),
        ...attempt(run),
        ...asked(facts),
      ),
    ],
    context: [since(run, when)],
    actions: [runAgain(run.table), showLog(run)],
  });
}

function stopped(facts: RunFacts, when: When): Message {
  const { run } = facts;
  const ended = run.held?.decision?.what === 'discard' ? say`discarded` : runWord(run);
  const left = run.left.length === 0 ? [] : say` Left behind, to be dropped by hand: ${list(run.left)}.`;
  const was = run.canceledBy === null ? say`Was ${ended}.` : say`Was ${ended} by ${person(run.canceledBy)}.`;
  return message('warning', say`${run.table}: ${ended}`, {
    parts: [
      text([...was, ' ', ...readersSee(facts, when), ...left]),
      fields(
        ...route(facts),
        run.rowsRead > 0 && facts.status?.model == null ? field('Rows read until then', count(run.rowsRead)) : null,
        ...costFields(run),
        ...asked(facts),
      ),
    ],
    context: [since(run, when)],
    actions: [runAgain(run.table), showLog(run)],
  });
}

function route({ status }: RunFacts): Field[] {
  if (status === null) return [];
  return [field('Route', `${status.route.source} → ${status.route.destination}`), field('Mode', status.route.mode)];
}

/** What it was asked to read, where that is not simply what is due; a window is told as it was read. */
function reads({ scope, result }: Run): Field[] {
  if (scope.kind === 'window' && result?.window != null) return [];
  const what = scopeText(scope);
  return what === null ? [] : [field('Reads', what)];
}

const attempt = (run: Run): Field[] => (run.attempt > 1 ? [field('Try', say`${run.attempt} of ${run.attempts}`)] : []);

const asked = ({ run, approvedBy = null }: RunFacts): Field[] => [
  ...reads(run),
  field('Asked by', approvedBy === null ? asker(run.by) : say`${asker(run.by)}, approved by ${asker(approvedBy)}`),
  ...(run.pin === null ? [] : [field('Plan', [code(run.pin)])]),
  ...(run.note === null ? [] : [field('Note', run.note)]),
];

export function since(run: Run, when: When): Text {
  if (run.finishedAt !== null && run.startedAt !== null) {
    return say`Run ${run.id}, started ${time(run.startedAt, when)}, ended ${time(run.finishedAt, when)}`;
  }
  return say`Run ${run.id}, asked for ${time(run.queuedAt, when)}`;
}
