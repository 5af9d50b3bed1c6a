import { list, say, type Text } from '../message.ts';

/**
 * A cron expression in a few words: `daily 05:00`, `Mon–Fri 09:00`, `every 3 h`. Own words, because libraries that do
 * this make sentences too long for a column, and of Japanese none at all; what has no short form stays as it is written.
 */
export function scheduleText(expression: string): Text {
  const fields = expression.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields.length === 6 ? fields.slice(1) : fields;
  if ((fields.length === 6 && fields[0] !== '0') || month !== '*') return [expression];
  const days = daysText(day, weekday);
  return (days === null ? null : timesText(minute, hour, days)) ?? [expression];
}

const NUMBERS = /^\d{1,2}(?:,\d{1,2})*$/;
const two = (n: string | number): string => String(n).padStart(2, '0');

/** Null where there is no short form; empty for every day. */
function daysText(day: string, weekday: string): Text | null {
  if (day === '*' && weekday === '*') return [];
  if (weekday === '*') return NUMBERS.test(day) ? say`on day ${day.replaceAll(',', ', ')}` : null;
  if (day !== '*') return null;
  const names = weekday.split(',').map(weekdaysText);
  return names.some((name) => name === null) ? null : list(names.flatMap((name) => [name ?? []]).flat());
}

function weekdaysText(part: string): Text | null {
  const ends = part.split('-').map(weekdayOf);
  const [from, to] = ends;
  if (from === undefined || ends.some((end) => end === null) || ends.length > 2) return null;
  return to === undefined ? DAYS[from!]! : say`${DAYS[from!]!}–${DAYS[to!]!}`;
}

const DAYS: readonly Text[] = [say`Sun`, say`Mon`, say`Tue`, say`Wed`, say`Thu`, say`Fri`, say`Sat`];
const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function weekdayOf(said: string): number | null {
  const name = NAMES.indexOf(said.toLowerCase().slice(0, 3));
  if (name >= 0) return name;
  return /^[0-7]$/.test(said) ? Number(said) % 7 : null;
}

function timesText(minute: string, hour: string, days: Text): Text | null {
  const every = /^\*\/(\d{1,2})$/;
  const on = (what: Text): Text => (days.length === 0 ? what : [...days, ' ', ...what]);
  if (hour === '*') {
    if (minute === '*' || minute === '*/1') return on(say`every minute`);
    const minutes = every.exec(minute)?.[1];
    if (minutes !== undefined) return on(say`every ${minutes} min`);
    if (/^\d{1,2}$/.test(minute)) return on(minute === '0' ? say`hourly` : say`hourly at :${two(minute)}`);
    return null;
  }
  if (!/^\d{1,2}$/.test(minute)) return null;
  const hours = every.exec(hour)?.[1];
  if (hours !== undefined) {
    return on(minute === '0' ? say`every ${hours} h` : say`every ${hours} h at :${two(minute)}`);
  }
  const range = /^(\d{1,2})-(\d{1,2})$/.exec(hour);
  if (range !== null) return on(say`hourly ${two(range[1]!)}:${two(minute)}–${two(range[2]!)}:${two(minute)}`);
  if (!NUMBERS.test(hour)) return null;
  const times = hour
    .split(',')
    .map((one) => `${two(one)}:${two(minute)}`)
    .join(', ');
  return days.length === 0 ? say`daily ${times}` : [...days, ' ', times];
}
