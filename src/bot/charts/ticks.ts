import { moment, wall } from '../when.ts';
import type { Window } from './series.ts';

/** Where the lines of a picture's grid stand, and what is written at them. */
export type Tick = { readonly value: number; readonly label: string };
export type Axis = { readonly low: number; readonly high: number; readonly ticks: readonly number[] };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Lengths of time that people count in. */
const STEPS = [
  ...[100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200].map((n) => n * DAY),
];

/** From the ground where values differ much, or are few; else from a little below the lowest, so that a trend shows. */
export function valueAxis(values: readonly number[], unit: 'rows' | 'ms', lines = 5): Axis {
  const most = values.reduce((high, value) => Math.max(high, value), 0);
  const least = values.reduce((low, value) => Math.min(low, value), most);
  const flat = least === most;
  const bottom = flat || least < most * 0.6 ? 0 : least - (most - least) * 0.25;
  const top = most === 0 ? (unit === 'ms' ? SECOND : 1) : flat ? most * 1.2 : most + (most - bottom) * 0.05;
  const step = stepOf((top - bottom) / lines, unit);
  const low = Math.floor(bottom / step) * step;
  const high = Math.ceil(top / step) * step;
  return { low, high, ticks: Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step) };
}

function stepOf(least: number, unit: 'rows' | 'ms'): number {
  const known = unit === 'ms' ? STEPS.find((step) => step >= least) : undefined;
  if (known !== undefined) return known;
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least) ?? 10 * power;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** Moments by which people orient themselves, in the zone of the tables: hours, midnights, first days of months. */
export function timeTicks({ from, until }: Window, zone: string, most = 9): readonly Tick[] {
  const span = until - from;
  const start = wall(from, zone);
  const years = start.year !== wall(until, zone).year;
  const hours = [1, 2, 3, 6, 12].find((n) => span / (n * HOUR) <= most);
  const days = [1, 2, 3, 5, 7, 14].find((n) => span / (n * DAY) <= most);
  const months = [1, 2, 3, 6, 12].find((n) => span / (n * 30 * DAY) <= most) ?? 12;
  const at = (i: number): number => {
    const base = { ...start, minute: 0, second: 0 };
    if (hours !== undefined) return moment({ ...base, hour: Math.floor(start.hour / hours) * hours + i * hours }, zone);
    if (days !== undefined) return moment({ ...base, hour: 0, day: start.day + i * days }, zone);
    return moment({ ...base, hour: 0, day: 1, month: start.month + i * months }, zone);
  };
  return Array.from({ length: 2 * most + 2 }, (_, i) => at(i))
    .filter((value, i, all) => value >= from && value <= until && all.indexOf(value) === i)
    .map((value) => {
      const { year, month, day, hour, minute } = wall(value, zone);
      const date = hours === undefined && days === undefined ? `${year}-${two(month)}` : `${two(month)}-${two(day)}`;
      if (hours !== undefined && (hour !== 0 || minute !== 0)) return { value, label: `${two(hour)}:${two(minute)}` };
      return { value, label: years && date.length === 5 ? `${year}-${date}` : date };
    });
}

/** `11-21 05:04`, with its year where the window has two: for a picture that is still there next week. */
export function stamp(at: number, zone: string, window: Window): string {
  const { year, month, day, hour, minute } = wall(at, zone);
  const years = wall(window.from, zone).year !== wall(window.until, zone).year;
  return `${years ? `${year}-` : ''}${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

/** `10-22 – 11-21`, `2025-12-22 – 2026-01-21`. */
export function span(window: Window, zone: string): string {
  const date = (at: number): string => stamp(at, zone, window).slice(0, -6);
  return date(window.from) === date(window.until) ? date(window.until) : `${date(window.from)} – ${date(window.until)}`;
}
