import type { Trend, TrendPoint } from '../../jobs/index.ts';

export const MEASURES = ['rows', 'duration', 'age'] as const;
/** What a chart shows: rows written by each run, how long each took, or how old the data was at every moment. */
export type Measure = (typeof MEASURES)[number];

/** Epoch ms, both. */
export type Window = { readonly from: number; readonly until: number };
/** Rows, or ms. */
export type Point = { readonly at: number; readonly value: number };
/** Runs that published nothing; `n` of them so near each other that one sign stands for all. */
export type Mark = {
  readonly kind: 'failed' | 'held' | 'canceled';
  readonly at: number;
  /** Null where they have none: they stand on the ground. */
  readonly value: number | null;
  readonly n: number;
};

/** Everything a picture of one table shows, in numbers. */
export type Series = Window & {
  readonly measure: Measure;
  /** Broken where for long nothing ran. */
  readonly lines: readonly (readonly Point[])[];
  readonly marks: readonly Mark[];
  /** A limit of tables.yml: `max_age`. */
  readonly limit: number | null;
  readonly figures: Figures;
};
export type Figures = {
  readonly runs: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly held: number;
  readonly canceled: number;
  /** Null where nothing is known. */
  readonly latest: Point | null;
  readonly least: Point | null;
  readonly greatest: Point | null;
  /** The median of a run; of the age nothing is usual. */
  readonly usual: number | null;
};

/** Points that a line this long can show; signs that stand apart. */
const MOST_POINTS = 600;
const MOST_SIGNS = 60;
/** A pause this many times the usual one is a gap. */
const GAP = 4;
/** From this share of the window on without a run, nobody asked for the rest. */
const EMPTY = 0.4;
const HOUR_MS = 3_600_000;

/** What of the runs of a table is drawn. Pure: the same trend gives the same picture. */
export function seriesOf(measure: Measure, trend: Trend, asked: Window, limit: number | null): Series {
  const window = measure === 'age' && trend.before !== null ? asked : worthwhile(trend, asked);
  const points = trend.points.filter(({ at }) => at >= window.from && at <= window.until);
  const values = measure === 'age' ? ages(trend, window) : points.flatMap((point) => pointOf(measure, point));
  const pieces = measure === 'age' ? [values] : broken(values);
  const of = (state: TrendPoint['state']) => points.filter((point) => point.state === state).length;
  return {
    ...window,
    measure,
    lines: pieces.filter((piece) => piece.length > 0).map((piece) => thinned(piece, window)),
    marks: (['failed', 'held', 'canceled'] as const).flatMap((kind) => signs(kind, measure, points, window)),
    limit: measure === 'age' ? limit : null,
    figures: {
      runs: points.length,
      succeeded: of('success'),
      failed: of('failed'),
      held: of('held'),
      canceled: of('canceled'),
      latest: values.at(-1) ?? null,
      // New data is no age worth telling.
      least: measure === 'age' ? null : extreme(values, (a, b) => a < b),
      greatest: extreme(values, (a, b) => a > b),
      usual: measure === 'age' ? null : median(values.map(({ value }) => value)),
    },
  };
}

/** The window from a little before the first run on, where most of it would be empty: a young table is no thin line. */
function worthwhile({ points }: Trend, { from, until }: Window): Window {
  const first = points.find(({ at }) => at >= from && at <= until);
  if (first === undefined || first.at - from < EMPTY * (until - from)) return { from, until };
  return { from: Math.max(from, Math.min(first.at - (until - first.at) / 25, until - HOUR_MS)), until };
}

function pointOf(measure: Measure, { at, state, kind, rows, seconds }: TrendPoint): readonly Point[] {
  if (state !== 'success') return [];
  if (measure === 'rows') return rows === null ? [] : [{ at, value: rows }];
  // Putting a version back takes no time, and says nothing of the table.
  return seconds === null || kind === 'undo' ? [] : [{ at, value: seconds * 1000 }];
}

/** How old what readers saw was: it grows until a run publishes. */
function ages({ points, before }: Trend, { from, until }: Window): readonly Point[] {
  const line: Point[] = [];
  let loaded = before;
  const grow = (at: number): void => {
    if (loaded !== null) line.push({ at, value: Math.max(0, at - loaded) });
  };
  grow(from);
  for (const { at, loadedAt } of points) {
    if (loadedAt === null || at < from || at > until) continue;
    grow(at);
    loaded = loadedAt;
    grow(at);
  }
  if (line.at(-1)?.at !== until) grow(until);
  return line;
}

function broken(points: readonly Point[]): readonly (readonly Point[])[] {
  const pauses = points.slice(1).map(({ at }, i) => at - points[i]!.at);
  const usual = median(pauses);
  if (usual === null || points.length < 6) return [points];
  const pieces: Point[][] = [[]];
  for (const [i, point] of points.entries()) {
    if (i > 0 && pauses[i - 1]! > GAP * usual) pieces.push([]);
    pieces.at(-1)!.push(point);
  }
  return pieces;
}

/** As many points as a screen has, the lowest and the highest of each of its columns, so that no peak is lost. */
function thinned(points: readonly Point[], window: Window): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  return columns(points, window, MOST_POINTS / 2).flatMap((column) => {
    const ends = [extreme(column, (a, b) => a < b)!, extreme(column, (a, b) => a > b)!];
    return ends[0] === ends[1] ? [ends[0]!] : ends.sort((a, b) => a.at - b.at);
  });
}

function signs(kind: Mark['kind'], measure: Measure, points: readonly TrendPoint[], window: Window): readonly Mark[] {
  const found = points.filter((point) => point.state === kind);
  return columns(found, window, MOST_SIGNS).map((column) => {
    const { at, rows, seconds } = column.at(-1)!;
    const value = measure === 'rows' ? rows : measure === 'duration' && seconds !== null ? seconds * 1000 : null;
    return { kind, at, value, n: column.length };
  });
}

function columns<T extends { readonly at: number }>(points: readonly T[], window: Window, most: number): T[][] {
  const width = Math.max(1, (window.until - window.from) / most);
  return [...Map.groupBy(points, ({ at }) => Math.floor((at - window.from) / width)).values()];
}

const extreme = (points: readonly Point[], beats: (a: number, b: number) => boolean): Point | null =>
  points.reduce<Point | null>((best, point) => (best === null || beats(point.value, best.value) ? point : best), null);

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
