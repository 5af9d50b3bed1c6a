import assert from 'node:assert/strict';
import { test } from 'node:test';
import { span, timeTicks, valueAxis } from '../../../src/bot/charts/ticks.ts';

const labels = (from: string, until: string, zone: string) =>
  timeTicks({ from: Date.parse(from), until: Date.parse(until) }, zone).map(({ label }) => label);

test('a day has hours, a month has days and a year has months, in the zone of the tables', () => {
  assert.deepEqual(labels('2026-11-20T00:30:00Z', '2026-11-21T00:30:00Z', 'Asia/Tokyo'), [
    '12:00',
    '15:00',
    '18:00',
    '21:00',
    '11-21',
    '03:00',
    '06:00',
    '09:00',
  ]);
  const month = labels('2026-10-22T00:00:00Z', '2026-11-21T00:00:00Z', 'Asia/Tokyo');
  assert.deepEqual(month, ['10-27', '11-01', '11-06', '11-11', '11-16', '11-21']);
  const year = labels('2025-11-21T00:00:00Z', '2026-11-21T00:00:00Z', 'Asia/Tokyo');
  assert.deepEqual(year, ['2026-01', '2026-03', '2026-05', '2026-07', '2026-09', '2026-11']);
});

test('where a clock changes midnights stay midnights', () => {
  const ticks = timeTicks(
    { from: Date.parse('2026-10-30T12:00:00Z'), until: Date.parse('2026-11-03T12:00:00Z') },
    'America/New_York',
  );
  assert.deepEqual(
    ticks.filter(({ label }) => label.includes('-')).map(({ value }) => new Date(value).toISOString().slice(0, 13)),
    ['2026-10-31T04', '2026-11-01T04', '2026-11-02T05', '2026-11-03T05'],
  );
});

test('values begin at nothing where they differ much, and below the lowest where they are near each other', () => {
  assert.deepEqual(valueAxis([10, 90], 'rows'), { low: 0, high: 100, ticks: [0, 20, 40, 60, 80, 100] });
  assert.deepEqual(valueAxis([1_200_000, 1_210_000], 'rows').low, 1_195_000);
  assert.deepEqual(valueAxis([50_000], 'rows'), { low: 0, high: 60_000, ticks: [0, 20_000, 40_000, 60_000] });
  assert.deepEqual(valueAxis([0, 0], 'rows'), { low: 0, high: 1, ticks: [0, 1] });
  assert.deepEqual(valueAxis([], 'ms'), { low: 0, high: 1000, ticks: [0, 200, 400, 600, 800, 1000] });
  assert.deepEqual(valueAxis([240_000, 60_000], 'ms').ticks, [0, 60_000, 120_000, 180_000, 240_000, 300_000]);
});

test('a window over a new year says its years', () => {
  const window = { from: Date.parse('2025-12-20T03:00:00Z'), until: Date.parse('2026-01-20T03:00:00Z') };
  assert.equal(span(window, 'Asia/Tokyo'), '2025-12-20 – 2026-01-20');
});
