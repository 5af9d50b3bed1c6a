import type { ColumnOutcome, ConfigChange, Run } from '../../jobs/index.ts';
import {
  code,
  command,
  list,
  type Message,
  message,
  type Part,
  person,
  phrase,
  say,
  strong,
  type Text,
  text,
  time,
  type When,
} from '../message.ts';
import { asker } from './facts.ts';
import { plural } from './quantities.ts';

// What was changed in tables.yml from here, or could not be.

type Written = Extract<ColumnOutcome, { kind: 'written' }>;

/** What was written, as a diff, and what goes on now. */
export function writtenMessage(table: string, what: Text, verdict: Written): Message {
  const { run, left, change } = verdict;
  return message('success', say`${table}: ${what}`, {
    parts: [diffPart(verdict), text(next(run, left))],
    context: [say`Change ${change}, read by sync-bot already. All changes: ${command(`changes ${table}`)}`],
    actions: [{ label: 'Undo this change', command: `revert ${change}` }],
  });
}

function next(run: Run | null, left: readonly string[]): Text {
  if (run !== null && run.state !== 'held') return say`Run ${run.id} goes on by itself.`;
  if (left.length > 0) return say`Still to be decided: ${list(left)}.`;
  return say`It holds from the next run on.`;
}

export const revertedMessage = ({ id, table, column }: ConfigChange, verdict: Written): Message =>
  message('success', say`${table}.${column}: change ${id} is undone`, {
    parts: [diffPart(verdict)],
    context: [
      say`What the next run would do: ${command(`plan ${table}`)} · decide again: ${command(`run ${table}`)}, which asks`,
    ],
  });

/** There is no such change, or somebody was faster. */
export const notRevertedMessage = (id: number, change: ConfigChange | null): Message =>
  change === null
    ? message('warning', say`There is no change ${id}`, { context: [say`All changes: ${command('changes')}`] })
    : message('neutral', say`${change.table}.${change.column}: change ${id} is undone already`, {
        context: [say`All changes: ${command(`changes ${change.table}`)} · who did what: ${command('audit')}`],
      });

/** What tables.yml says of a column, in words. */
function decided(said: string): Text {
  const mask = /^masked \((.+)\)$/.exec(said)?.[1];
  if (mask !== undefined) return say`masked (${code(mask)})`;
  if (said === 'excluded') return say`excluded`;
  return said === 'copied as it is' ? say`copied as it is` : [said];
}

/** Why nothing was written, and what a person can write instead. */
export function notWrittenMessage(what: Text, verdict: Exclude<ColumnOutcome, { kind: 'written' }>): Message {
  switch (verdict.kind) {
    case 'already':
      return message('neutral', say`${what}: nothing to do`, {
        parts: [text(say`It is decided already: ${decided(verdict.said)}.`)],
        context: [say`To decide otherwise, undo the change: ${command('changes')} · or edit tables.yml`],
      });
    case 'unknown':
      return message('warning', say`${what}: not found`, {
        parts: [
          text(
            verdict.known.length === 0
              ? say`Nothing of that name waits for a decision.`
              : say`These wait for a decision: ${list(verdict.known)}.`,
          ),
        ],
        context: [say`What waits: ${command('status')} · what was changed: ${command('changes')}`],
      });
    case 'refused':
      return message('error', say`${what}: tables.yml was not changed`, {
        parts: [
          text(say`Why: ${verdict.said}.`),
          ...(verdict.byHand.length === 0
            ? []
            : [{ kind: 'code' as const, label: 'Add this by hand', lines: verdict.byHand }]),
        ],
        context: [say`A running bot reads the file again by itself. See then: ${command('status')}`],
      });
  }
}

/** What people changed in tables.yml from here. */
export function changesMessage(table: string | null, changes: readonly ConfigChange[], when: When): Message {
  if (changes.length === 0) {
    const none =
      table === null ? say`No changes of tables.yml from here` : say`No changes of tables.yml of ${table} from here`;
    return message('neutral', none, {
      context: [say`What waits for a decision: ${command('status')}`],
    });
  }
  const all = plural(changes.length, 'change');
  return message('neutral', table === null ? say`${all} of tables.yml` : say`${all} of tables.yml of ${table}`, {
    parts: changes
      .slice(0, 20)
      .map((change) =>
        text(
          change.undone === null
            ? changedText(change, when)
            : say`${changedText(change, when)}, undone by ${person(change.undone.by)}`,
        ),
      ),
    context: [say`Take one back: ${command('revert NUMBER')} · who did what: ${command('audit')}`],
    actions: changes
      .filter(({ undone }) => undone === null)
      .slice(0, 5)
      .map(({ id }) => ({ label: say`Undo ${id}`, command: `revert ${id}` })),
  });
}

function changeText({ key, before, after }: ConfigChange): Text {
  if (key === 'mask') return say`${before ?? phrase('not masked')} → mask ${after ?? ''}`;
  if (key === 'columns') return say`taken out of columns`;
  return key === 'exclude' ? say`excluded` : say`to be copied as it is`;
}

const changedText = (change: ConfigChange, when: When): Text =>
  say`${strong([`${change.id}`])}: ${code(`${change.table}.${change.column}`)} ${changeText(change)}, by ${asker(change.by)} ${time(change.at, when)}`;

const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

function diffPart({ file, line, removed, added }: Written): Part {
  const place = baseName(file);
  const lines = [...removed.map((old) => `- ${old}`), ...added.map((now) => `+ ${now}`)];
  return lines.length === 0
    ? text(say`Written into ${code(place)}, line ${line}.`)
    : { kind: 'code', label: say`${place}, line ${line}`, lines };
}
