import type { Forecast } from '../forecast.ts';
import { code, command, type Message, message, say, type Text, text, time, type When } from '../message.ts';
import { short } from '../when.ts';
import { count } from './quantities.ts';

/** A week of hourly tables is more than anybody reads. */
const SHOWN = 60;

/** What the schedules start in the next hours, until when it is expected to take, and what comes together. */
export function nextMessage(ahead: readonly Forecast[], hours: number, when: When): Message {
  if (ahead.length === 0) {
    return message('neutral', say`Nothing is due within ${count(hours)} h`, {
      context: [say`Look further: ${command('next 168')} · schedules are in tables.yml`],
    });
  }
  const hidden = ahead.length - SHOWN;
  return message('neutral', say`${count(ahead.length)} due within ${count(hours)} h`, {
    parts: [
      {
        kind: 'table',
        columns: [
          { title: 'at' },
          { title: 'in', align: 'right' },
          { title: 'table' },
          { title: 'done about' },
          { title: '' },
        ],
        rows: ahead
          .slice(0, SHOWN)
          .map((one) => [
            short(one.at, when),
            roughly(one.at - when.now),
            one.table,
            one.paused ? '–' : short(one.until, when),
            remark(one),
          ]),
      },
      ...(hidden > 0 ? [text(say`and ${count(hidden)} later ones`)] : []),
      ...crowded(ahead, when).map(text),
    ],
    context: [
      say`Times are in ${when.zone}; the end is what the last runs took. Hold one back: ${command('pause TABLE --until 18:00 --why REASON')}`,
    ],
    actions: [{ label: 'How it stands now', command: 'status' }],
  });
}

/** Without seconds, where minutes are enough. */
function roughly(ms: number): Text {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 60) return say`${minutes} min`;
  return say`${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

function remark({ paused, what, beside }: Forecast): Text {
  const notes: Text[] = [
    ...(what === 'gap audit' ? [say`gap audit`] : what === 'model' ? [say`model`] : []),
    ...(paused ? [say`paused, will be skipped`] : []),
    ...(beside === null ? [] : [say`with ${beside.others} more on ${beside.connection}`]),
  ];
  return notes.flatMap((note, i) => (i === 0 ? note : [', ', ...note]));
}

/** The moments at which one connection is read by most. */
function crowded(ahead: readonly Forecast[], when: When): readonly Text[] {
  const most = new Map<string, Forecast>();
  for (const one of ahead) {
    const before = one.beside === null ? undefined : most.get(one.beside.connection)?.beside;
    if (one.beside !== null && one.beside.others > (before?.others ?? 0)) most.set(one.beside.connection, one);
  }
  return [...most.values()].map(
    ({ at, beside }) =>
      say`${code(beside?.connection ?? '')} is read by ${(beside?.others ?? 0) + 1} runs at once, from ${time(at, when)} on; ${code('max_readers')} in tables.yml says how many it takes at once.`,
  );
}
