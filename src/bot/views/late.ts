import type { Late } from '../../jobs/index.ts';
import { type Cell, command, type Message, message, type Part, say, text, type When } from '../message.ts';
import { short } from '../when.ts';
import { runWord } from './facts.ts';
import { aboutDuration, plural } from './quantities.ts';

const SHOWN = 50;

/** Tables that are late, the oldest version first. */
export function lateMessage(late: readonly Late[], when: When): Message {
  if (late.length === 0) {
    return message('success', 'No table is late', {
      parts: [text(say`Every table with a max_age is younger than that, and every schedule has started in time.`)],
      context: [say`What comes next: ${command('next')}`],
    });
  }
  const left = late.length - SHOWN;
  return message('warning', late.length === 1 ? say`1 table is late` : say`${plural(late.length, 'table')} are late`, {
    parts: [...lateTable(late.slice(0, SHOWN), when), ...(left > 0 ? [text(say`${left} more are late.`)] : [])],
    context: [say`Load them now: ${command('run late')} · one of them: ${command(`status ${late[0]!.table}`)}`],
    actions: [{ label: 'Run now', command: 'run late', style: 'primary' }],
  });
}

/** Why, how old, what is in the way, and who waits. */
export function lateTable(late: readonly Late[], when: When): readonly Part[] {
  if (late.length === 0) return [];
  const why = ({ why: reason }: Late): Cell => (reason === 'age' ? say`too old` : say`did not start`);
  return [
    {
      kind: 'table',
      columns: [
        { title: 'table' },
        { title: 'why' },
        { title: 'late by', align: 'right' },
        { title: 'last good' },
        { title: 'blocked by' },
        { title: 'waits for it' },
      ],
      rows: late.map((one) => [
        one.table,
        why(one),
        aboutDuration(Math.max(0, when.now - one.since)),
        one.lastSuccessAt === null ? say`never` : short(one.lastSuccessAt, when),
        one.run === null ? '–' : say`run ${one.run.id}, ${runWord(one.run)}`,
        one.downstream.length === 0 ? '–' : one.downstream.join(', '),
      ]),
    },
  ];
}
