import type { Lookback } from '../config/spec.ts';
import type { Column } from '../types.ts';

// Values of an incremental key as exact text: nothing here passes through a JS number or loses a microsecond.

export type KeyType = 'integer' | 'date' | 'datetime' | 'timestamp';

/** App servers' clocks differ by seconds, fractions are rounded up, and a stamp is older than its transaction. */
const LOOKBACK_MS = 5 * 60_000;

const FIRST_DAY = '0001-01-01';
/** The year 10000, in microseconds since 1970. */
const AFTER_LAST = 253_402_300_800_000_000n;
const MOMENT = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** What the column is as an incremental key; null where its values do not say exactly which came first. */
export function keyType(column: Column): KeyType | null {
  const { type } = column;
  if (type === 'decimal') return column.scale === 0 ? 'integer' : null;
  // The bits of BIT(n) are bytes to whoever asks for the largest.
  if (type === 'integer') return /^bit/i.test(column.native) ? null : 'integer';
  return type === 'date' || type === 'datetime' || type === 'timestamp' ? type : null;
}

/** How far behind the cursor a run reads again where tables.yml does not say. */
export function defaultLookback(type: KeyType): Lookback {
  return type === 'integer' ? { by: 'number', count: 0 } : { by: 'time', ms: LOOKBACK_MS };
}

/** A value so much earlier, or smaller, in the same notation; never before the year 1. Dates go back to their day's begin. */
export function minus(type: KeyType, value: string, lookback: Lookback): string {
  if (type === 'integer') return String(BigInt(value) - BigInt(lookback.by === 'number' ? lookback.count : 0));
  if (lookback.by === 'number' || lookback.ms === 0) return value;
  return printed(type, micros(value) - BigInt(lookback.ms) * 1000n);
}

/** Where an exact window ends that shall hold the value: behind a whole number, and before a moment (its ties may go on). */
export function exclusive(type: KeyType, value: string): string {
  return type === 'integer' ? String(BigInt(value) + 1n) : value;
}

/** Negative where `a` comes before `b`. */
export function compareValues(type: KeyType, a: string, b: string): number {
  const [left, right] = type === 'integer' ? [BigInt(a), BigInt(b)] : [micros(a), micros(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A bound as a person wrote it, in the notation of cells; null where it is none of this type. */
export function readBound(type: KeyType, written: string): string | null {
  const text = written.trim();
  if (type === 'integer') return /^-?\d{1,38}$/.test(text) ? String(BigInt(text)) : null;
  const parts = MOMENT.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, , zone] = parts;
  if (type === 'date' && hour !== undefined) return null;
  // A moment without a zone would be another one elsewhere; of a zone-less column a zone says nothing.
  if (zone !== undefined && type !== 'timestamp') return null;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return null;
  if (zone !== undefined && zone !== 'Z' && Math.abs(offset(zone)) >= 16 * 3600) return null;
  const days = daysOf(Number(year), Number(month), Number(day));
  const date = new Date(days * 86_400_000);
  const real = date.getUTCDate() === Number(day) && date.getUTCMonth() + 1 === Number(month);
  if (year === '0000' || !real) return null;
  const at = micros(text);
  // A zone may bring it into a year that has five digits.
  return at >= AFTER_LAST ? null : printed(type, at);
}

function daysOf(year: number, month: number, day: number): number {
  // Date.UTC takes years below 100 for those of the last century.
  return new Date(Date.UTC(2000, month - 1, day)).setUTCFullYear(year, month - 1, day) / 86_400_000;
}

/** Microseconds since 1970, in UTC. */
function micros(text: string): bigint {
  const parts = MOMENT.exec(text);
  if (parts === null) throw new Error('no date, time or moment');
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const seconds =
    daysOf(Number(year), Number(month), Number(day)) * 86_400 +
    Number(hour) * 3600 +
    Number(minute) * 60 +
    Number(second);
  return BigInt(seconds - offset(zone)) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

/** Seconds east of UTC. */
function offset(zone: string): number {
  if (zone === 'Z') return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3).replace(':', '') || 0) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}

function printed(type: KeyType, at: bigint): string {
  const perSecond = 1_000_000n;
  const fraction = ((at % perSecond) + perSecond) % perSecond;
  const text = new Date(Number((at - fraction) / 1000n)).toISOString();
  // Years before 1 and after 9999 have a sign and six digits.
  const early = at < micros(FIRST_DAY);
  const day = early ? FIRST_DAY : text.slice(0, 10);
  if (type === 'date') return day;
  const behind = fraction === 0n || early ? '' : `.${String(fraction).padStart(6, '0')}`;
  return `${day} ${early ? '00:00:00' : text.slice(11, 19)}${behind}${type === 'timestamp' ? '+00' : ''}`;
}
