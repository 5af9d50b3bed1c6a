import type { ColumnOutcome, ConfigChange, Run } from '../../jobs/index.ts';
import {
  code,
  command,
  type Message,
  message,
  type Part,
  person,
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
export function writtenMessage(table: string, what: string, verdict: Written): Message {
  const { run, left, change } = verdict;
  return message('success', `${table}: ${what}`, {
    parts: [diffPart(verdict), text(next(run, left))],
    context: [say`Change ${change}, read by sync-bot already. All changes: ${command(`changes ${table}`)}`],
    actions: [{ label: 'Undo this change', command: `revert ${change}` }],
  });
}

function next(run: Run | null, left: readonly string[]): Text {
  if (run !== null && run.state !== 'held') return say`Run ${run.id} goes on by itself.`;
  if (left.length > 0) return say`Still to be decided: ${left.join(', ')}.`;
  return ['It holds from the next run on.'];
}

export const revertedMessage = ({ id, table, column }: ConfigChange, verdict: Written): Message =>
  message('success', `${table}.${column}: change ${id} is undone`, {
    parts: [diffPart(verdict)],
    context: [
      say`What the next run would do: ${command(`plan ${table}`)} · decide again: ${command(`run ${table}`)}, which asks`,
    ],
  });

/** There is no such change, or somebody was faster. */
export const notRevertedMessage = (id: number, change: ConfigChange | null): Message =>
  change === null
    ? message('warning', `There is no change ${id}`, { context: [say`All changes: ${command('changes')}`] })
    : message('neutral', `${change.table}.${change.column}: change ${id} is undone already`, {
        context: [say`All changes: ${command(`changes ${change.table}`)} · who did what: ${command('audit')}`],
      });

/** Why nothing was written, and what a person can write instead. */
export function notWrittenMessage(what: string, verdict: Exclude<ColumnOutcome, { kind: 'written' }>): Message {
  switch (verdict.kind) {
    case 'already':
      return message('neutral', `${what}: nothing to do`, {
        parts: [text([`It is decided already: ${verdict.said}.`])],
        context: [say`To decide otherwise, undo the change: ${command('changes')} · or edit tables.yml`],
      });
    case 'unknown':
      return message('warning', `${what}: not found`, {
        parts: [
          text(
            verdict.known.length === 0
              ? ['Nothing of that name waits for a decision.']
              : [`These wait for a decision: ${verdict.known.join(', ')}.`],
          ),
        ],
        context: [say`What waits: ${command('status')} · what was changed: ${command('changes')}`],
      });
    case 'refused':
      return message('error', `${what}: tables.yml was not changed`, {
        parts: [
          text([`Why: ${verdict.said}.`]),
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
  const of = table === null ? '' : ` of ${table}`;
  if (changes.length === 0) {
    return message('neutral', `No changes of tables.yml${of} from here`, {
      context: [say`What waits for a decision: ${command('status')}`],
    });
  }
  return message('neutral', `${plural(changes.length, 'change')} of tables.yml${of}`, {
    parts: changes
      .slice(0, 20)
      .map((change) =>
        text(
          say`${strong(`${change.id}`)}: ${code(`${change.table}.${change.column}`)} ${changeText(change)}, by ${asker(change.by)} ${time(change.at, when)}${undoneText(change)}`,
        ),
      ),
    context: [say`Take one back: ${command('revert NUMBER')} · who did what: ${command('audit')}`],
    actions: changes
      .filter(({ undone }) => undone === null)
      .slice(0, 5)
      .map(({ id }) => ({ label: `Undo ${id}`, command: `revert ${id}` })),
  });
}

function changeText({ key, before, after }: ConfigChange): string {
  if (key === 'mask') return `${before ?? 'not masked'} → mask ${after}`;
  if (key === 'columns') return 'taken out of columns';
  return key === 'exclude' ? 'excluded' : 'to be copied as it is';
}

const undoneText = ({ undone }: ConfigChange): Text => (undone === null ? [] : say`, undone by ${person(undone.by)}`);

const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

function diffPart({ file, line, removed, added }: Written): Part {
  const at = `${baseName(file)}, line ${line}`;
  const lines = [...removed.map((old) => `- ${old}`), ...added.map((now) => `+ ${now}`)];
  return lines.length === 0 ? text(say`Written into ${code(at)}.`) : { kind: 'code', label: at, lines };
}
