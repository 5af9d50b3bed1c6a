import type { Run } from '../../jobs/index.ts';
import {
  type Action,
  code,
  command,
  field,
  fields,
  list,
  type Message,
  message,
  person,
  say,
  strong,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { columnActions, heldColumnsMessage } from './columns.ts';
import { whatHappened, whatToDo } from './error.ts';
import { asker, destinationOf, masksText, type RunFacts, readersSee, runWord } from './facts.ts';
import { brokenText } from './outcome.ts';
import { count, rows } from './quantities.ts';

/** A run that waits for a person: what differs, what readers see, and what can be said to it. */
export function heldMessage(facts: RunFacts, when: When): Message {
  const { run, status } = facts;
  const { held, error } = run;
  if (held === null) return message('warning', say`${run.table}: held`, { context: [decideBy(run, when)] });
  if (held.kind === 'columns') return heldColumnsMessage(facts, held, when);
  const { staged, plan } = held.pending;
  const broken = staged.checks.filter((check) => !check.ok);
  // A publication that was tried and did not work out has an error of its own.
  const tried = error !== null && error.code !== held.pending.error.code;
  const title = facts.failure === null ? say`${run.table}: held` : say`${run.table}: held – ${facts.failure}`;
  return message('warning', title, {
    parts: [
      text(say`${strong('What differs')}: ${brokenText(broken)}.`),
      ...(tried
        ? [text(say`${strong('Publishing did not work out')}: ${whatHappened(error)} ${whatToDo(error)}`)]
        : []),
      text(say`${strong('What readers see')}: ${readersSee(facts, when)}`),
      text(say`${strong('What to do')}: ${whatToDo(held.pending.error)}`),
      fields(
        field('Staged', rows(staged.rowsStaged)),
        field('Class', [code(held.pending.error.code)]),
        field('Discarded by itself', [time(held.expiresAt, when)]),
        field('Masks', masksText(staged.masks)),
        field('Route', `${status?.route.source ?? plan.source.connection} → ${destinationOf(facts)}`),
        field('Asked by', asker(run.by)),
        run.note === null ? null : field('Note', run.note),
        status?.owner == null ? null : field('Owner', [person(status.owner)]),
      ),
    ],
    context: [decideBy(run, when)],
    actions: [...decisions(facts), { label: 'Show log', command: `log ${run.id}` }],
  });
}

/** The two buttons; each says what it will do before it does it. */
export function decisions(facts: RunFacts): readonly Action[] {
  const { run } = facts;
  if (run.held?.kind === 'columns') return columnActions(run.table, run.held.columns);
  const staged = run.held?.pending.staged.rowsStaged ?? 0;
  return [
    {
      label: 'Publish anyway',
      command: `publish ${run.id}`,
      style: 'primary',
      confirm: {
        title: say`Publish ${run.table} anyway?`,
        text: say`Readers of ${destinationOf(facts)} will see the ${count(staged)} staged rows at once, although a check does not hold. Your name goes into the audit.`,
        yes: 'Publish',
        no: 'Leave it held',
      },
    },
    {
      label: 'Discard',
      command: `discard ${run.id}`,
      style: 'danger',
      confirm: {
        title: say`Discard the held rows of ${run.table}?`,
        text: say`The ${count(staged)} staged rows are dropped. Readers of ${destinationOf(facts)} keep the rows they see now. Your name goes into the audit.`,
        yes: 'Discard',
        no: 'Leave it held',
      },
    },
  ];
}

function decideBy(run: Run, when: When): Text {
  const since = run.held?.since ?? run.queuedAt;
  return say`Run ${run.id}, held since ${time(since, when)}. Decide: ${command(`publish ${run.table}`)} or ${command(`discard ${run.table}`)}`;
}

export const publishingMessage = (run: Run): Message =>
  message('running', say`${run.table}: publishing run ${run.id}`, {
    parts: [text(say`What is staged is counted again and published in one instant.`)],
    context: [
      say`See how it ends: ${command(`log ${run.id}`)} · put the old rows back: ${command(`undo ${run.table}`)}`,
    ],
  });

export const discardedMessage = (run: Run): Message =>
  message('warning', say`${run.table}: run ${run.id} discarded`, {
    parts: [
      text(
        run.left.length === 0
          ? say`The staged rows are dropped. Nothing changes for readers.`
          : say`Nothing changes for readers. The staged rows are dropped as soon as the destination answers.`,
      ),
    ],
    context: [say`Copy it anew: ${command(`run ${run.table}`)}`],
  });

function endedText(run: Run): Text {
  if (run.state === 'success') return say`its rows are published`;
  return run.state === 'canceled' ? say`its rows are dropped` : say`it is ${runWord(run)} now`;
}

/** Who was faster, or that there is nothing to decide. */
export function notHeldMessage(run: Run, when: When): Message {
  const decision = run.held?.decision ?? null;
  const done =
    decision === null
      ? run.error?.code === 'guard.expired'
        ? say`Nobody decided in time, and its rows were discarded ${time(run.finishedAt ?? when.now, when)}.`
        : say`It is ${runWord(run)}: nothing waits for a decision.`
      : say`${person(decision.by)} said ${decision.what}, ${time(decision.at, when)}; ${endedText(run)}.`;
  return message('neutral', say`${run.table}: run ${run.id} is not held`, {
    parts: [text(done)],
    context: [say`Its log: ${command(`log ${run.id}`)} · who did what: ${command(`audit ${run.table}`)}`],
  });
}

export const nothingHeldMessage = (table: string, held: readonly Run[]): Message =>
  message('neutral', say`${table}: no run is held`, {
    parts: [
      text(
        held.length === 0
          ? say`Nothing waits for a decision.`
          : say`Held now: ${list(held.map((run) => say`${run.table} (run ${run.id})`))}.`,
      ),
    ],
    context: [say`How it stands: ${command(`status ${table}`)} · earlier runs: ${command(`history ${table}`)}`],
  });
