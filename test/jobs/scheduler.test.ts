import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScheduler, cronProblem, pastTimes, upcomingTimes } from '../../src/jobs/scheduler.ts';

test('what is wrong with a cron expression is said with the field, the value and what is allowed', () => {
  const said = Object.fromEntries(
    ['0 25 * * *', '60 * * * *', '0 5 32 * *', '0 5 * 13 *', '0 5 * foo *', '0 5 * * 8', '0 5,25 * * *'].map((text) => [
      text,
      cronProblem(text),
    ]),
  );
  assert.deepEqual(said, {
    '0 25 * * *': '25 is not a valid hour (0-23)',
    '60 * * * *': '60 is not a valid minute (0-59)',
    '0 5 32 * *': '32 is not a valid day of the month (1-31)',
    '0 5 * 13 *': '13 is not a valid month (1-12 or jan-dec)',
    '0 5 * foo *': 'foo is not a valid month (1-12 or jan-dec)',
    '0 5 * * 8': '8 is not a valid day of the week (0-7 or sun-sat)',
    '0 5,25 * * *': '5,25 is not a valid hour (0-23)',
  });
});

test('neither the number of fields nor a day that never comes is taken', () => {
  assert.equal(cronProblem('* * * *'), '4 fields instead of 5 (or 6, with seconds first)');
  assert.equal(cronProblem('banana'), '1 field instead of 5 (or 6, with seconds first)');
  assert.equal(cronProblem('* * * * * * *'), '7 fields instead of 5 (or 6, with seconds first)');
  assert.equal(cronProblem('0 5 31 2 *'), 'no month of those named has a day of the month 31');
  assert.equal(cronProblem('1.5 * * * *'), 'there are characters in it that no field takes');
});

test('valid expressions have no problem', () => {
  for (const text of ['0 5 * * *', '*/5 * * * *', '* * * * * *', '0 0 1 jan mon-fri', '0 5 29 2 *', ' 0  5 * * * ']) {
    assert.equal(cronProblem(text), null, text);
  }
});

/** Upcoming moments as if it were `now`. */
function upcoming(t: import('node:test').TestContext, now: string, expression: string, days: number, most = 10) {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(now) });
  const until = Date.parse(now) + days * 86_400_000;
  return upcomingTimes({ expression, timezone: 'America/New_York' }, until, most).map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );
}

test('a schedule keeps its time of day when the clocks of New York go forward', (t) => {
  assert.deepEqual(upcoming(t, '2027-03-12T12:00:00Z', '0 5 * * *', 4), [
    '2027-03-13T10:00',
    '2027-03-14T09:00',
    '2027-03-15T09:00',
    '2027-03-16T09:00',
  ]);
});

test('a schedule keeps its time of day when the clocks of New York go back', (t) => {
  assert.deepEqual(upcoming(t, '2027-11-05T12:00:00Z', '0 5 * * *', 4), [
    '2027-11-06T09:00',
    '2027-11-07T10:00',
    '2027-11-08T10:00',
    '2027-11-09T10:00',
  ]);
});

test('an hour that the night leaves out or has twice gives one moment at most', (t) => {
  assert.deepEqual(upcoming(t, '2027-11-06T12:00:00Z', '30 1 * * *', 2), ['2027-11-07T05:30', '2027-11-08T06:30']);
});

test('no more moments are computed than are asked for, none beyond the window', (t) => {
  assert.equal(upcoming(t, '2027-01-01T00:00:00Z', '* * * * *', 1, 7).length, 7);
  t.mock.timers.reset();
  assert.deepEqual(upcoming(t, '2027-01-01T12:00:00Z', '0 5 * * *', 0.1), []);
});

test('past moments are told to the minute, the end left out', () => {
  const day = Date.parse('2026-11-01T00:00:00Z');
  const times = pastTimes({ expression: '0 */6 * * *', timezone: 'UTC' }, day, day + 86_400_000);
  assert.deepEqual(
    times.map((at) => (at - day) / 3_600_000),
    [0, 6, 12, 18],
  );
});

test('a moment that is due is told with its whole second, by the key; what is dropped is silent', async () => {
  const heard: { readonly key: string; readonly at: number }[] = [];
  let first = (): void => {};
  const twice = new Promise<void>((resolve) => (first = resolve));
  const scheduler = createScheduler((key, at) => {
    heard.push({ key, at });
    if (heard.filter((one) => one.key === 'kept').length === 2) first();
  });
  const keepAlive = setInterval(() => {}, 1000);
  try {
    const kept = { key: 'kept', expression: '* * * * * *', timezone: 'Asia/Tokyo' };
    scheduler.set([kept, { ...kept, key: 'dropped' }]);
    scheduler.set([kept]);
    await twice;
    assert.deepEqual([...new Set(heard.map((one) => one.key))], ['kept']);
    for (const { at } of heard) assert.equal(at % 1000, 0);
    assert.equal((heard[1]?.at ?? 0) - (heard[0]?.at ?? 0), 1000);
  } finally {
    scheduler.stop();
    clearInterval(keepAlive);
  }
});

test('a moment that came while the process was busy is made up for', async () => {
  const slot = (Math.floor(Date.now() / 1000) + 1) * 1000;
  let tell = (_: number): void => {};
  const told = new Promise<number>((resolve) => (tell = resolve));
  const scheduler = createScheduler((_, at) => tell(at));
  const keepAlive = setInterval(() => {}, 1000);
  try {
    // Once a minute, in the second that comes next.
    scheduler.set([{ key: 'k', expression: `${new Date(slot).getSeconds()} * * * * *`, timezone: 'UTC' }]);
    while (Date.now() < slot + 1500);
    assert.equal(await told, slot);
  } finally {
    scheduler.stop();
    clearInterval(keepAlive);
  }
});
