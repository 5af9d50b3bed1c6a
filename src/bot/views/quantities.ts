import { say, type Text } from '../message.ts';

/** How numbers are worded, the same in every message. What has words in it is a line, never to be put into a string. */

const grouped = new Intl.NumberFormat('en-US');

/** `1,204,331`. */
export const count = (n: number): string => grouped.format(Math.round(n));

/** `1 row`, `50,000 rows`. */
export const rows = (n: number): Text => plural(n, 'row');

/** `3 tables`, `1 table`: the phrases `{0} table` and `{0} tables`. */
export const plural = (n: number, one: string, many = `${one}s`): Text => [
  { kind: 'phrase', key: `{0} ${n === 1 ? one : many}`, args: [[count(n)]] },
];

/** `18 ms`, `0.8 s`, `12 s`, `4 min 12 s`, `2 h 05 min`. */
export function duration(ms: number): Text {
  if (ms > 0 && ms < 95) return say`${Math.ceil(ms)} ms`;
  if (ms < 9_950) return say`${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return say`${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return say`${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return say`${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `18 min`, `2 h 05 min`: without the seconds, where minutes are enough. */
export function aboutDuration(ms: number): Text {
  const minutes = Math.floor(Math.round(ms / 1000) / 60);
  return minutes > 0 && minutes < 60 ? say`${minutes} min` : duration(ms);
}

/** `900 B`, `4.5 MB`, in powers of 1000. */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = n;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** `12,400 rows/s`; empty where there is nothing to divide by. */
export const rate = (n: number, ms: number): Text => (ms >= 50 ? say`${count((n * 1000) / ms)} rows/s` : []);

/** `██████░░░░ 60 %`. */
export function bar(share: number, cells = 20): string {
  const part = Math.min(1, Math.max(0, share));
  const full = Math.floor(part * cells);
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)} ${Math.floor(part * 100)} %`;
}
