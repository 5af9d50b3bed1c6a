import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNextTimes } from '../../src/jobs/next-times.ts';
import { lastTime, pastTimes, upcomingTimes } from '../../src/jobs/scheduler.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

test('what is remembered of a schedule is what the library says, and passes with the clock', () => {
  let now = Date.now();
  const times = createNextTimes({ now: () => now });
  const key = ['*/20 * * * *', 'Asia/Tokyo'] as const;
  const said = (until: number) => upcomingTimes({ expression: key[0], timezone: key[1] }, until, 500);
  const first = times.next(...key)!;
  assert.equal(first, said(now + 400 * 24 * HOUR)[0]);
  const ahead = times.upcoming(...key, now + 2 * HOUR);
  assert.deepEqual(ahead, said(now + 2 * HOUR));
  assert.equal(ahead.length, 6);
  // An hour on: three are past, three have come into the window, and nothing is looked up anew.
  now += HOUR;
  const later = times.upcoming(...key, now + 2 * HOUR);
  assert.deepEqual(later.slice(0, 3), ahead.slice(3));
  assert.equal(later.length, 6);
});

test('minutes that cannot be meant are left out of the search, whatever the zone', () => {
  const until = Date.parse('2026-11-21T06:00:00Z');
  for (const timezone of [
    'UTC',
    'Asia/Tokyo',
    'Asia/Kathmandu',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'America/St_Johns',
  ]) {
    for (const expression of [
      '7 * * * *',
      '0,50 */2 * * *',
      '*/7 * * * *',
      '15 3 * * *',
      '0 30 4 * * *',
      '5-10 1 * * *',
    ]) {
      const found = pastTimes({ expression, timezone }, until - 26 * HOUR, until);
      const local = (at: number) =>
        Number(new Date(at).toLocaleTimeString('en-GB', { timeZone: timezone }).split(':')[1]);
      assert.ok(found.length > 0, `${expression} in ${timezone}`);
      if (expression === '7 * * * *') assert.deepEqual([found.length, new Set(found.map(local))], [26, new Set([7])]);
      if (expression === '15 3 * * *')
        assert.deepEqual(
          found.map(local),
          found.map(() => 15),
        );
      assert.equal(lastTime({ expression, timezone }, until - 26 * HOUR, until - MINUTE), found.at(-1));
    }
  }
});
