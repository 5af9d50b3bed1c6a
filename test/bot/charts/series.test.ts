import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriesOf } from '../../../src/bot/charts/series.ts';
import type { TrendPoint } from '../../../src/jobs/index.ts';

const HOUR = 3_600_000;
const WINDOW = { from: 0, until: 100 * HOUR };

const point = (at: number, rest: Partial<TrendPoint> = {}): TrendPoint => ({
  run: at / HOUR,
  kind: 'sync',
  state: 'success',
  at,
  rows: 100,
  seconds: 2,
  loadedAt: at,
  ...rest,
});
const failed = (at: number): TrendPoint => point(at, { state: 'failed', rows: null, seconds: 7, loadedAt: null });

test('rows are a line of the runs that succeeded, and the others are signs', () => {
  const held = point(3 * HOUR, { state: 'held', rows: 40, loadedAt: null });
  const points = [point(HOUR), failed(2 * HOUR), held, point(4 * HOUR, { rows: 130 })];
  const { lines, marks, figures } = seriesOf('rows', { points, before: null }, WINDOW, 5);
  assert.deepEqual(lines, [
    [
      { at: HOUR, value: 100 },
      { at: 4 * HOUR, value: 130 },
    ],
  ]);
  assert.deepEqual(marks, [
    { kind: 'failed', at: 2 * HOUR, value: null, n: 1 },
    { kind: 'held', at: 3 * HOUR, value: 40, n: 1 },
  ]);
  const { runs, succeeded, usual, least, greatest } = figures;
  assert.deepEqual([runs, succeeded, usual, least?.value, greatest?.value], [4, 2, 100, 100, 130]);
});

test('an age grows from one version to the next, and a version put back is as old as it was', () => {
  const undo = point(6 * HOUR, { kind: 'undo', loadedAt: 2 * HOUR });
  const points = [point(2 * HOUR), failed(4 * HOUR), point(5 * HOUR), undo];
  const { lines, limit, figures } = seriesOf('age', { points, before: -HOUR }, { from: 0, until: 8 * HOUR }, 5);
  assert.deepEqual(
    lines[0]!.map(({ at, value }) => [at / HOUR, value / HOUR]),
    [
      [0, 1],
      [2, 3],
      [2, 0],
      [5, 3],
      [5, 0],
      [6, 1],
      [6, 4],
      [8, 6],
    ],
  );
  assert.deepEqual([limit, figures.latest?.value, figures.least], [5, 6 * HOUR, null]);
});

test('of a table that was never loaded there is no age, and of one that never ran nothing at all', () => {
  const { lines, marks, figures } = seriesOf('age', { points: [failed(HOUR)], before: null }, WINDOW, null);
  assert.deepEqual([lines, marks.length, figures.latest], [[], 1, null]);
  const nothing = seriesOf('rows', { points: [], before: null }, WINDOW, null);
  assert.deepEqual([nothing.lines, nothing.marks], [[], []]);
});

test('a line is broken where nothing ran for long', () => {
  const points = [1, 2, 3, 4, 40, 41, 42].map((hour) => point(hour * HOUR));
  const { lines } = seriesOf('duration', { points, before: null }, WINDOW, null);
  assert.deepEqual(
    lines.map((line) => line.length),
    [4, 3],
  );
});

test('ten thousand runs are as many points as a screen has, and no peak is lost', () => {
  const points = Array.from({ length: 10_000 }, (_, i) =>
    i % 100 === 7 ? failed(i * 36_000) : point(i * 36_000, { rows: i === 5_000 ? 9 : i === 6_000 ? 900 : 100 }),
  );
  const { lines, marks, figures } = seriesOf('rows', { points, before: null }, WINDOW, null);
  assert.ok(lines[0]!.length <= 600);
  assert.ok(marks.length <= 61);
  assert.equal(
    marks.reduce((sum, { n }) => sum + n, 0),
    100,
  );
  assert.deepEqual([Math.min(...lines[0]!.map(({ value }) => value)), figures.greatest?.value], [9, 900]);
  assert.ok(lines[0]!.every(({ at }, i) => i === 0 || at >= lines[0]![i - 1]!.at));
});

test('a young table fills the picture', () => {
  const { from, until } = seriesOf(
    'rows',
    { points: [point(90 * HOUR), point(95 * HOUR)], before: null },
    WINDOW,
    null,
  );
  assert.ok(from > 88 * HOUR && from < 90 * HOUR);
  assert.equal(until, WINDOW.until);
});
