import type { Run, TableStatus } from '../../jobs/index.ts';
import { type Action, command, type Message, message, say, type Text, type When } from '../message.ts';
import { short } from '../when.ts';
import { runWord } from './facts.ts';
import { plural } from './quantities.ts';
import { scheduleText } from './schedule.ts';

export type Listed = {
  readonly shown: readonly TableStatus[];
  readonly of: number;
  /** What the person narrowed the list by. */
  readonly filter: string | null;
  readonly page: number;
  readonly pages: number;
  /** The command that shows another page. */
  readonly turn: (page: number) => string;
};

/** Tables, one line each. */
export function listMessage({ shown, of, filter, page, pages, turn }: Listed, when: When): Message {
  const [first] = shown;
  if (first === undefined) {
    return message('neutral', 'No tables', {
      context: [say`Add one under “tables:” in tables.yml, then ${command('plan TABLE')}`],
    });
  }
  const owned = shown.some(({ owner }) => owner !== null);
  const turns: Action[] = [
    ...(page > 1 ? [{ label: say`Page ${page - 1}`, command: turn(page - 1) }] : []),
    ...(page < pages ? [{ label: say`Page ${page + 1} of ${pages}`, command: turn(page + 1) }] : []),
  ];
  return message('neutral', titleOf(of, filter, page, pages), {
    parts: [
      {
        kind: 'table',
        columns: [
          { title: 'table' },
          { title: 'from → to' },
          { title: 'mode' },
          { title: 'schedule' },
          { title: 'last run' },
          { title: 'next' },
          ...(owned ? [{ title: 'owner' }] : []),
        ],
        rows: shown.map((table) => [
          table.name,
          route(table),
          table.route.mode,
          starts(table),
          lastRun(table, when),
          table.pause === null ? short(table.nextDueAt, when) : say`paused`,
          ...(owned ? [table.owner ?? '–'] : []),
        ]),
      },
    ],
    context: [
      say`Times are in ${when.zone}. One table: ${command(`status ${first.name}`)} · some of them: ${command('list tag:TAG')}, ${command('list failed')}`,
    ],
    actions: turns,
  });
}

function titleOf(of: number, filter: string | null, page: number, pages: number): Text {
  const tables = plural(of, 'table');
  const what = filter === null ? tables : say`${tables} for “${filter}”`;
  return pages === 1 ? what : say`${what}, page ${page} of ${pages}`;
}

function starts({ schedule, model }: TableStatus): Text {
  if (model !== null && model.after.length > 0) return say`after ${model.after.join(', ')}`;
  return schedule === null ? ['–'] : scheduleText(schedule);
}

function lastRun({ active, last, questions }: TableStatus, when: When): Text {
  const run = active !== null ? say`${runWord(active)}` : last === null ? say`never` : ended(last, when);
  if (questions.length === 0) return run;
  return say`${run}, ${plural(questions.length, 'question')}`;
}

/** `success 05:00`. */
export const ended = (run: Run, when: When): Text => [...runWord(run), ' ', short(run.finishedAt, when)];

/** Where both tables are called like the entry in tables.yml, the connections say it all. */
function route({ name, route: { source, destination } }: TableStatus): string {
  const side = (whole: string) => (whole.endsWith(`.${name}`) ? whole.slice(0, -name.length - 1) : whole);
  return `${side(source)} → ${side(destination)}`;
}
