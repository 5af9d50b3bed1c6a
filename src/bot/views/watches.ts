import type { Watch } from '../../jobs/index.ts';
import { code, command, list, type Message, message, person, say, text } from '../message.ts';
import { asker } from './facts.ts';
import { plural } from './quantities.ts';

/** What a channel has asked to hear of. */
export function watchesMessage(channel: string, watches: readonly Watch[]): Message {
  if (watches.length === 0) {
    return message('neutral', 'This channel watches nothing', {
      parts: [text(say`Trouble is told in the channel of tables.yml only.`)],
      context: [say`Hear of it here too: ${command('watch tag:core failed')}`],
    });
  }
  return message('neutral', say`This channel watches ${plural(watches.length, 'selector')}`, {
    parts: [
      {
        kind: 'table',
        columns: [{ title: 'tables' }, { title: 'hears of' }, { title: 'asked by' }],
        rows: watches.map(({ selector, what, by }) => [selector, what, asker(by)]),
      },
    ],
    context: [say`Add one: ${command('watch SELECTOR failed')} · take one away: ${command('unwatch SELECTOR')}`],
    actions: watches.slice(0, 5).map(({ selector }) => ({
      label: say`Stop watching ${selector}`,
      command: `unwatch ${selector}${channel === '' ? '' : ` ${channel}`}`,
    })),
  });
}

export const watchedMessage = ({ selector, channel, what }: Watch, tables: number): Message =>
  message('success', say`Watching ${selector}`, {
    parts: [
      text(
        what === 'all'
          ? say`${person(channel)} hears of every failure, recovery and delay of ${plural(tables, 'table')}, and of those that will match later.`
          : say`${person(channel)} hears of ${code(what)} of ${plural(tables, 'table')}, and of those that will match later.`,
      ),
    ],
    context: [say`All of them: ${command('watches')} · stop: ${command(`unwatch ${selector}`)}`],
    actions: [{ label: 'Stop watching', command: `unwatch ${selector} ${channel}` }],
  });

export function unwatchedMessage(channel: string, gone: readonly Watch[]): Message {
  if (gone.length === 0) {
    return message('neutral', 'Nothing was watched like that', {
      context: [say`What this channel watches: ${command('watches')}`],
    });
  }
  const [first] = gone;
  return message('success', say`${plural(gone.length, 'selector')} not watched any more`, {
    parts: [text(say`${person(channel)} hears no more of: ${list(gone.map((one) => code(one.selector)))}.`)],
    context: [say`Take it back: ${command(`watch ${first!.selector} ${channel} ${first!.what}`)}`],
  });
}
