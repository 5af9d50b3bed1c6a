import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTry } from '../../src/jobs/retry.ts';
import { type ErrorSummary, type RetryRule, SyncError } from '../../src/sync/index.ts';

const error = (retry: RetryRule): ErrorSummary =>
  new SyncError({ code: 'src.refused', side: 'source', stage: 'connect', message: 'm', hint: 'h', retry }).summary;
const HALF = { attempts: 10, retryWaitMs: 60_000, random: 0.5 };

test('the wait doubles with every try, up to an hour', () => {
  const waits = [1, 2, 3, 4, 6, 7, 9].map((attempt) => nextTry(error('backoff'), { ...HALF, attempt })?.waitMs);
  assert.deepEqual(waits, [60_000, 120_000, 240_000, 480_000, 1_920_000, 3_600_000, 3_600_000]);
});

test('chance moves the wait by a quarter at most, either way', () => {
  const wait = (random: number) => nextTry(error('backoff'), { ...HALF, attempt: 1, random })?.waitMs;
  assert.deepEqual([wait(0), wait(0.5), wait(0.999_999_9)], [45_000, 60_000, 75_000]);
});

test('there are as many tries as are allowed, and no more', () => {
  assert.notEqual(nextTry(error('backoff'), { ...HALF, attempts: 3, attempt: 2 }), null);
  assert.equal(nextTry(error('backoff'), { ...HALF, attempts: 3, attempt: 3 }), null);
  assert.equal(nextTry(error('backoff'), { ...HALF, attempts: 1, attempt: 1 }), null);
});

test('what will not change by itself is not tried again, and what rarely does is tried once', () => {
  assert.equal(nextTry(error('wait'), { ...HALF, attempt: 1 }), null);
  assert.equal(nextTry(error('never'), { ...HALF, attempt: 1 }), null);
  assert.notEqual(nextTry(error('once'), { ...HALF, attempt: 1 }), null);
  assert.equal(nextTry(error('once'), { ...HALF, attempt: 2 }), null);
});

test('a wait of nothing stays nothing', () => {
  assert.deepEqual(nextTry(error('backoff'), { ...HALF, retryWaitMs: 0, attempt: 3 }), { waitMs: 0 });
});
