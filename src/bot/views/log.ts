import type { Run, RunEvent } from '../../jobs/index.ts';
import { type Action, command, type Message, message, type Part, say, type Text, text, type When } from '../message.ts';
import { wall } from '../when.ts';
import { runWord } from './facts.ts';
import { count, plural } from './quantities.ts';
import { since } from './run.ts';

/** Lines that are shown at most; the newest are the ones that tell. */
const SHOWN = 30;
const SHOWN_OF_RECEIPT = 60;

/** What of the log was asked for. `of`: lines there are; `all`: a terminal shows every line. */
export type Asked = {
  readonly step: string | null;
  readonly grep: string | null;
  readonly of: number;
  readonly all: boolean;
};

/** What a run did, line by line. */
export function logMessage(run: Run, events: readonly RunEvent[], asked: Asked, when: When): Message {
  const hidden = asked.all ? 0 : Math.max(0, events.length - SHOWN);
  const lines = linesOf(run, events.slice(hidden), when);
  const narrowed = asked.step !== null || asked.grep !== null;
  const actions: Action[] = [
    ...(hidden > 0 ? [{ label: 'Whole log as a file', command: `log ${run.id} --file` }] : []),
    ...(narrowed ? [{ label: 'All lines', command: `log ${run.id}` }] : []),
    ...(run.finishedAt === null ? [] : [{ label: 'Run again', command: `run ${run.table}` }]),
  ];
  return message('neutral', say`Log of run ${run.id}: ${run.table}, ${runWord(run)}`, {
    parts: [
      ...(lines.length === 0 ? [] : [{ kind: 'code', label: labelOf(lines.length, hidden), lines } as const]),
      ...(lines.length === 0 && narrowed ? [text(say`No line of ${count(asked.of)} is so.`)] : []),
      ...(narrowed ? [] : receipt(run)),
    ],
    context: [
      since(run, when),
      run.state === 'held'
        ? say`Times of lines are in ${when.zone}. Decide: ${command(`status ${run.table}`)}`
        : say`Times of lines are in ${when.zone}. How the table stands: ${command(`status ${run.table}`)}`,
    ],
    actions,
  });
}

/** The same lines as a file has them. */
export const logText = (run: Run, events: readonly RunEvent[], when: When): string =>
  linesOf(run, events, when).join('\n');

const linesOf = (run: Run, events: readonly RunEvent[], when: When): readonly string[] =>
  events.map((event) => {
    const { hour, minute, second } = wall(event.at, when.zone);
    const clock = [hour, minute, second].map((n) => String(n).padStart(2, '0')).join(':');
    return `${clock}${run.attempt > 1 ? ` try ${event.attempt}` : ''}  ${event.text.replaceAll('\n', ' ')}`;
  });

const labelOf = (shown: number, hidden: number): Text =>
  hidden === 0
    ? say`${plural(shown, 'line')}`
    : say`the last ${plural(shown, 'line')}, ${count(hidden)} older left out`;

const FIGURES: Readonly<Record<string, string>> = {
  nulls: 'NULLs',
  bytes: 'bytes',
  sum: 'sum',
  min: 'smallest',
  max: 'largest',
};

/** What the run proved of each column before it published: figures that were equal on both sides. */
function receipt({ result }: Run): Part[] {
  const columns = result?.receipt ?? [];
  if (columns.length === 0) return [];
  const lines = columns.slice(0, SHOWN_OF_RECEIPT).map(({ name, compared, ...figures }) => {
    const told: Readonly<Record<string, string | undefined>> = figures;
    const words = compared.map((figure) => `${FIGURES[figure] ?? figure} ${told[figure] ?? '='}`);
    return `${name}  ${words.join(', ')}`;
  });
  const hidden = columns.length - lines.length;
  const label =
    hidden === 0
      ? say`Receipt: equal in what was read and what was staged`
      : say`Receipt: equal in what was read and what was staged, ${plural(hidden, 'more column')} in --json`;
  return [{ kind: 'code', label, lines }];
}
