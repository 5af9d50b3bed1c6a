/** How lengths of time, shares and sizes are written in tables.yml. */

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Timers hold 31 bits of milliseconds, a little less than 25 days; a longer one would ring at once. */
const LONGEST_MS = 24 * 86_400_000;

/** `30s`, `5m`, `2h`, `1d` in milliseconds; null for anything else, and for more than 24 days. */
export function durationMs(text: string): number | null {
  const [, digits, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return null;
  const ms = Number(digits) * (UNITS[unit] ?? Number.NaN);
  return ms <= LONGEST_MS ? ms : null;
}

/** `30%` as 0.3; null for anything but 0% to 100%. */
export function share(text: string): number | null {
  const [, digits] = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text) ?? [];
  if (digits === undefined) return null;
  return Number(digits) <= 100 ? Number(digits) / 100 : null;
}

/** `200%` as 2; null for anything but 0% to 100000%. */
export function growth(text: string): number | null {
  const [, digits] = /^(\d{1,6}(?:\.\d+)?)%$/.exec(text) ?? [];
  return digits !== undefined && Number(digits) <= 100_000 ? Number(digits) / 100 : null;
}

const SIZES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** `500MB`, `20GB`, `1TB` in bytes; null for anything else. */
export function sizeBytes(text: string): number | null {
  const [, digits, unit] = /^(\d{1,6})(MB|GB|TB)$/.exec(text) ?? [];
  return digits === undefined || unit === undefined ? null : Number(digits) * (SIZES[unit] ?? Number.NaN);
}
