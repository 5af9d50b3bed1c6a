import { say, type Text, type When, type Words } from './message.ts';

/** Times of day, dates and zones: what a moment is called, and which moment a name means. */

export type Wall = { year: number; month: number; day: number; hour: number; minute: number; second: number };

const MINUTE = 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

/** What the clock on the wall shows in `zone` at `at` (epoch ms). */
export function wall(at: number, zone: string): Wall {
  const part: Record<string, number> = {};
  for (const { type, value } of format(zone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
  return { year, month, day, hour, minute, second };
}

/**
 * The moment (epoch ms) at which the wall clock of `zone` shows `local`. An hour that a clock change skips becomes the
 * hour after it; an hour that happens twice means the first one.
 */
export function moment(local: Wall, zone: string): number {
  const asUtc = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
  const offsetAt = (at: number) => {
    const w = wall(at, zone);
    return Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second) - Math.floor(at / 1000) * 1000;
  };
  const before = asUtc - offsetAt(asUtc - 24 * 60 * MINUTE);
  const after = asUtc - offsetAt(asUtc + 24 * 60 * MINUTE);
  const first = Math.min(before, after);
  return offsetAt(first) === asUtc - first ? first : Math.max(before, after);
}

const two = (n: number) => String(n).padStart(2, '0');
const date = (w: Wall) => `${w.year}-${two(w.month)}-${two(w.day)}`;

const DAYS = {
  en: { today: 'today', yesterday: 'yesterday', tomorrow: 'tomorrow' },
  ja: { today: '今日', yesterday: '昨日', tomorrow: '明日' },
} as const;

/** `05:00 today`, `05:00 yesterday`, `05:00 on 2026-11-17`; in Japanese `今日 05:00`, `2026-11-17 05:00`. */
export function spoken(at: number, when: When, language: keyof typeof DAYS = 'en'): string {
  const w = wall(at, when.zone);
  const [hour, name] = [`${two(w.hour)}:${two(w.minute)}`, dayName(at, when)];
  const day = name === null ? date(w) : DAYS[language][name];
  if (language === 'ja') return `${day} ${hour}`;
  return name === null ? `${hour} on ${day}` : `${hour} ${day}`;
}

/** `05:00` for today, `11-21 05:00` for this year's other days, `2025-11-21 05:00` else: for the cells of tables. */
export function short(at: number | null, when: When): string {
  if (at === null) return '–';
  const w = wall(at, when.zone);
  const today = wall(when.now, when.zone);
  const hour = `${two(w.hour)}:${two(w.minute)}`;
  if (date(w) === date(today)) return hour;
  return w.year === today.year ? `${two(w.month)}-${two(w.day)} ${hour}` : `${date(w)} ${hour}`;
}

/** Complete and unambiguous, whenever it is read: `2026-11-20 05:00 Asia/Tokyo`. */
export function absolute(at: number, zone: string): string {
  const w = wall(at, zone);
  return `${date(w)} ${two(w.hour)}:${two(w.minute)} ${zone}`;
}

function dayName(at: number, when: When): keyof (typeof DAYS)['en'] | null {
  const of = date(wall(at, when.zone));
  for (const [name, shift] of [
    ['today', 0],
    ['yesterday', -1],
    ['tomorrow', 1],
  ] as const) {
    const w = wall(when.now, when.zone);
    if (of === new Date(Date.UTC(w.year, w.month - 1, w.day + shift)).toISOString().slice(0, 10)) return name;
  }
  return null;
}

export type Until = { readonly ok: true; readonly at: number } | { readonly ok: false; readonly problem: Words };

export const UNTIL_EXAMPLES = '18:00, tomorrow, tomorrow 09:00, 2h, 2026-11-21, 2026-11-21T09:00';
const UNIT = { m: MINUTE, h: 60 * MINUTE, d: 24 * 60 * MINUTE } as const;

/** What a person means by `--until`, in the zone of tables.yml. A time of day is its next occurrence. */
export function parseUntil(said: string, when: When): Until {
  const words = said.trim().toLowerCase();
  const refuse = (why: Text): Until => ({
    ok: false,
    problem: say`--until ${said}: ${why}; write ${UNTIL_EXAMPLES}`,
  });
  const future = (at: number): Until =>
    at > when.now ? { ok: true, at } : refuse(say`this is in the past (${absolute(at, when.zone)})`);
  const today = wall(when.now, when.zone);

  const span = /^(\d{1,4})\s*(m|min|h|d)$/.exec(words);
  if (span) return future(when.now + Number(span[1]) * UNIT[span[2]![0] as keyof typeof UNIT]);

  const clock = /^(today|tomorrow)?\s*(?:(\d{1,2}):(\d{2}))?$/.exec(words);
  if (clock && words !== '' && words !== 'today') {
    const [hour, minute] = [Number(clock[2] ?? 0), Number(clock[3] ?? 0)];
    if (hour > 23 || minute > 59) return refuse(say`no such time of day`);
    const on = (shift: number) => moment({ ...today, day: today.day + shift, hour, minute, second: 0 }, when.zone);
    if (clock[1] !== undefined) return future(on(clock[1] === 'tomorrow' ? 1 : 0));
    return future(on(0) > when.now ? on(0) : on(1));
  }

  const full = /^(\d{4})-(\d{2})-(\d{2})(?:[t ](\d{2}):(\d{2})(?::(\d{2}))?)?(z|[+-]\d{2}:?\d{2})?$/.exec(words);
  if (full) {
    const [year, month, dayOf, hour, minute, second] = full.slice(1, 7).map((part) => Number(part ?? 0)) as Six;
    const real = new Date(Date.UTC(year, month - 1, dayOf));
    if (real.getUTCMonth() !== month - 1 || hour > 23 || minute > 59 || second > 59) return refuse(say`no such date`);
    const zone = full[7];
    if (zone === undefined) return future(moment({ year, month, day: dayOf, hour, minute, second }, when.zone));
    const sign = zone.startsWith('-') ? -1 : 1;
    const shift = zone === 'z' ? 0 : sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * MINUTE;
    return future(Date.UTC(year, month - 1, dayOf, hour, minute, second) - shift);
  }
  return refuse(say`not a time that is understood`);
}
type Six = [number, number, number, number, number, number];
