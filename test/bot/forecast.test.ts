import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateOf, sumOf } from '../../src/bot/estimates.ts';
import { forecast } from '../../src/bot/forecast.ts';
import type { Due, TableSpec } from '../../src/jobs/index.ts';
import { aFailure, aSuccess, fakeJobs, NINE, shopConfig } from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';

const MINUTE = 60_000;
const due = (table: string, minutes: number, rest: Partial<Due> = {}): Due => ({
  table,
  at: NINE + minutes * MINUTE,
  paused: false,
  what: 'run',
  ...rest,
});
const specs = (names: readonly string[], models: Readonly<Record<string, readonly string[]>> = {}) => {
  const all = { ...shopConfig(names).tables };
  for (const [name, after] of Object.entries(models))
    all[name] = { ...all.users!, name, schedule: null, model: { after } as unknown as TableSpec['model'] };
  return all;
};
const each = (minutes: Readonly<Record<string, number>>) => (table: string) =>
  minutes[table] === undefined ? null : { ms: minutes[table]! * MINUTE, rows: 1 };
const ahead = (...args: Parameters<typeof forecast>) =>
  forecast(...args).map(({ table, at, until, beside, what }) => [
    table,
    (at - NINE) / MINUTE,
    until === null ? null : (until - NINE) / MINUTE,
    beside?.others ?? 0,
    what,
  ]);
const DAY = NINE + 24 * 60 * MINUTE;

test('runs that read one connection at the same time know of each other; those before and after do not', () => {
  const all = specs(['a', 'b', 'c']);
  const other = { ...all.c!, source: { ...all.c!.source, connection: 'crm' } };
  assert.deepEqual(
    ahead(
      [due('a', 0), due('b', 5), due('c', 5), due('a', 60)],
      { ...all, c: other },
      each({ a: 10, b: 10, c: 10 }),
      DAY,
    ),
    [
      ['a', 0, 10, 1, 'run'],
      ['b', 5, 15, 1, 'run'],
      ['c', 5, 15, 0, 'run'],
      ['a', 60, 70, 0, 'run'],
    ],
  );
});

test('a run that touches the end of another is not beside it, and two at one instant are, however short', () => {
  const all = specs(['a', 'b']);
  assert.deepEqual(
    ahead([due('a', 0), due('b', 10)], all, each({ a: 10, b: 10 }), DAY).map((one) => one[3]),
    [0, 0],
  );
  assert.deepEqual(
    ahead([due('a', 0), due('b', 0)], all, each({}), DAY).map((one) => one[3]),
    [1, 1],
  );
});

test('what is paused takes no time and stands beside nobody', () => {
  const all = specs(['a', 'b']);
  assert.deepEqual(ahead([due('a', 0, { paused: true }), due('b', 0)], all, each({ a: 10, b: 10 }), DAY), [
    ['a', 0, null, 0, 'run'],
    ['b', 0, 10, 0, 'run'],
  ]);
});

test('models follow what they run after, also each other, and only as far as that is known', () => {
  const all = specs(['a', 'b'], { first: ['a', 'b'], second: ['first'], blind: ['unknown'], round: ['round'] });
  assert.deepEqual(ahead([due('a', 0), due('b', 5)], all, each({ a: 10, b: 10, first: 5, second: 1 }), DAY), [
    ['a', 0, 10, 1, 'run'],
    ['b', 5, 15, 1, 'run'],
    ['first', 15, 20, 0, 'model'],
    ['second', 20, 21, 0, 'model'],
  ]);
  assert.deepEqual(
    ahead([due('a', 0), due('b', 5)], all, each({ a: 10, b: 10 }), NINE + 12 * MINUTE).map((one) => one[0]),
    ['a', 'b'],
  );
});

test('a table is estimated by the median of its last good runs of the same kind', () => {
  const jobs = fakeJobs(handClock(NINE), shopConfig());
  assert.equal(estimateOf(jobs, 'users'), null);
  const seconds = [100, 4, 5, 6, 7, 8, 9];
  for (const [i, s] of seconds.entries())
    jobs.store(aSuccess({ id: 20 + i, result: { ...aSuccess().result!, seconds: s, rowsRead: s * 10 } }));
  jobs.store(aFailure({ id: 40 }));
  jobs.store(
    aSuccess({
      id: 41,
      scope: { kind: 'window', from: '1', to: '2' },
      result: { ...aSuccess().result!, seconds: 0.1 },
    }),
  );
  assert.deepEqual(estimateOf(jobs, 'users'), { ms: 7000, rows: 70 });
});

test('many tables take as long as the longest, or as their work divided by what runs at once', () => {
  const one = { ms: 10_000, rows: 5 };
  assert.deepEqual(sumOf([one, one, one, null], 2), { ms: 15_000, rows: 15, known: 3, of: 4 });
  assert.deepEqual(sumOf([one, { ms: 60_000, rows: 1 }], 4), { ms: 60_000, rows: 6, known: 2, of: 2 });
  assert.deepEqual(sumOf([], 4), { ms: 0, rows: 0, known: 0, of: 0 });
});
