const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** Nothing is known of a moment: a failed run has no rows. It is as wide as a bar. */
const GAP = '·';

/**
 * Numbers as bars one character wide, the oldest first: `▁▂·▅█`. The lowest is the lowest bar and the highest the highest;
 * where all are the same they stand in the middle, for nothing rose. Null, and what is not finite, is a gap. More than
 * `most` are drawn as that many, each bar the highest of its neighbours, so that a peak is never lost.
 */
export function sparkline(values: readonly (number | null)[], most = 40): string {
  const drawn = squeezed(values.map(finite), most);
  const known = drawn.filter((value) => value !== null);
  const least = known.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const greatest = known.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  return drawn.map((value) => (value === null ? GAP : bar(value, least, greatest))).join('');
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

function bar(value: number, least: number, greatest: number): string {
  if (least === greatest) return BARS[3];
  // Halved first: the distance between two numbers may be more than the largest number.
  const share = (value / 2 - least / 2) / (greatest / 2 - least / 2);
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))]!;
}

function squeezed(values: readonly (number | null)[], most: number): readonly (number | null)[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, i) =>
    values
      .slice(Math.floor((i * values.length) / most), Math.floor(((i + 1) * values.length) / most))
      .reduce((high, value) => (high === null || (value !== null && value > high) ? value : high), null),
  );
}
