import type { Run, RunEvent } from '../../jobs/index.ts';
import { type Action, command, type Message, message, type Part, say, type When } from '../message.ts';
import { wall } from '../when.ts';
import { runWord } from './facts.ts';
import { plural } from './quantities.ts';
import { since } from './run.ts';

/** Lines that are shown at most; the newest are the ones that tell. */
const SHOWN = 60;

/** What a run did, line by line. */
export function logMessage(run: Run, events: readonly RunEvent[], when: When): Message {
  const hidden = Math.max(0, events.length - SHOWN);
  const lines = events.slice(hidden).map((event) => {
    const { hour, minute, second } = wall(event.at, when.zone);
    const clock = [hour, minute, second].map((n) => String(n).padStart(2, '0')).join(':');
    return `${clock}${run.attempt > 1 ? ` try ${event.attempt}` : ''}  ${event.text.replaceAll('\n', ' ')}`;
  });
  const label =
    hidden === 0
      ? plural(lines.length, 'line')
      : say`the last ${plural(lines.length, 'line')}, ${hidden} older left out`;
  const again: Action[] = run.finishedAt === null ? [] : [{ label: 'Run again', command: `run ${run.table}` }];
  return message('neutral', say`Log of run ${run.id}: ${run.table}, ${runWord(run)}`, {
    parts: [...(lines.length === 0 ? [] : [{ kind: 'code', label, lines } as const]), ...receipt(run)],
    context: [
      since(run, when),
      run.state === 'held'
        ? say`Times of lines are in ${when.zone}. Decide: ${command(`status ${run.table}`)}`
        : say`Times of lines are in ${when.zone}. How the table stands: ${command(`status ${run.table}`)}`,
    ],
    actions: again,
  });
}

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
  const lines = columns.slice(0, SHOWN).map(({ name, compared, ...figures }) => {
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
