import type { Run, TableStatus } from '../../jobs/index.ts';
import { command, list, type Message, message, say, type Text, type When } from '../message.ts';
import { short } from '../when.ts';
import { runWord } from './facts.ts';
import { plural } from './quantities.ts';

/** All tables, one line each. `filter` is what the person narrowed the list by. */
export function listMessage(tables: readonly TableStatus[], filter: string | null, when: When): Message {
  if (tables.length === 0) {
    return message('neutral', filter === null ? say`No tables` : say`No tables matching “${filter}”`, {
      context: [filter === null ? say`Add one under “tables:” in tables.yml.` : say`All tables: ${command('list')}`],
    });
  }
  const all = plural(tables.length, 'table');
  return message('neutral', filter === null ? all : say`${all} matching “${filter}”`, {
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
        ],
        rows: tables.map((table) => [
          table.name,
          route(table),
          table.route.mode,
          table.schedule ?? (table.model?.after.length ? say`after ${list(table.model.after)}` : '–'),
          table.questions.length === 0
            ? lastRun(table, when)
            : say`${lastRun(table, when)}, ${plural(table.questions.length, 'question')}`,
          table.pause === null ? short(table.nextDueAt, when) : say`paused`,
        ]),
      },
    ],
    context: [
      say`Times are in ${when.zone}. One table: ${command(`status ${tables[0]!.name}`)} · narrow the list: ${command('list WORD')}`,
    ],
  });
}

function lastRun({ active, last }: TableStatus, when: When): Text {
  if (active !== null) return runWord(active);
  return last === null ? say`never` : ended(last, when);
}

/** `success 05:00`. */
export const ended = (run: Run, when: When): Text => [...runWord(run), ' ', short(run.finishedAt, when)];

/** Where both tables are called like the entry in tables.yml, the connections say it all. */
function route({ name, route: { source, destination } }: TableStatus): string {
  const short = (side: string) => (side.endsWith(`.${name}`) ? side.slice(0, -name.length - 1) : side);
  return `${short(source)} → ${short(destination)}`;
}
