import type { Due } from '../../jobs/index.ts';
import { command, list, type Message, message, phrase, say, type When } from '../message.ts';
import { short } from '../when.ts';
import { aboutDuration, plural } from './quantities.ts';

/** What the schedules start in the next hours. */
export function nextMessage(due: readonly Due[], hours: number, when: When): Message {
  if (due.length === 0) {
    return message('neutral', say`Nothing is due in the next ${plural(hours, 'hour')}`, {
      context: [say`Look further: ${command('next 168')} · schedules are in tables.yml`],
    });
  }
  return message('neutral', say`${plural(due.length, 'run')} due in the next ${plural(hours, 'hour')}`, {
    parts: [
      {
        kind: 'table',
        columns: [{ title: 'at' }, { title: 'in', align: 'right' }, { title: 'table' }, { title: '' }],
        rows: due.map(({ at, table, paused, what }) => [
          short(at, when),
          aboutDuration(Math.max(0, at - when.now)),
          table,
          list([...(what === 'run' ? [] : [phrase(what)]), ...(paused ? [say`paused, will be skipped`] : [])]),
        ]),
      },
    ],
    context: [say`Times are in ${when.zone}. Hold one back: ${command('pause TABLE --until 18:00 --why REASON')}`],
  });
}
