import type { Due } from '../../jobs/index.ts';
import { command, type Message, message, say, type When } from '../message.ts';
import { short } from '../when.ts';
import { duration, plural } from './quantities.ts';

/** What the schedules start in the next hours. */
export function nextMessage(due: readonly Due[], hours: number, when: When): Message {
  const window = `the next ${plural(hours, 'hour')}`;
  if (due.length === 0) {
    return message('neutral', `Nothing is due in ${window}`, {
      context: [say`Look further: ${command('next 168')} · schedules are in tables.yml`],
    });
  }
  return message('neutral', `${plural(due.length, 'run')} due in ${window}`, {
    parts: [
      {
        kind: 'table',
        columns: [{ title: 'at' }, { title: 'in', align: 'right' }, { title: 'table' }, { title: '' }],
        rows: due.map(({ at, table, paused, what }) => [
          short(at, when),
          duration(Math.max(0, at - when.now)).replace(/ \d+ s$/, ''),
          table,
          [...(what === 'run' ? [] : [what]), ...(paused ? ['paused, will be skipped'] : [])].join(', '),
        ]),
      },
    ],
    context: [say`Times are in ${when.zone}. Hold one back: ${command('pause TABLE --until 18:00 --why REASON')}`],
  });
}
