import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costSoFar } from '../../src/jobs/cost.ts';

const JOB = { id: 'j', what: 'load', bytesProcessed: 0, bytesBilled: 0, slotMs: 5 } as const;
const TRY = { bytesProcessed: 7, bytesBilled: 10, slotMs: 5, jobs: [JOB, JOB] };

test('the tries of a run are billed together', () => {
  const first = costSoFar(null, TRY, 'warehouse');
  assert.deepEqual(first, { connection: 'warehouse', bytesProcessed: 7, bytesBilled: 10, slotMs: 5, jobs: 2 });
  assert.deepEqual(costSoFar(first, TRY, 'warehouse'), {
    connection: 'warehouse',
    bytesProcessed: 14,
    bytesBilled: 20,
    slotMs: 10,
    jobs: 4,
  });
});

test('a try that nobody could bill for, or whose worker died, takes nothing away from the tries before', () => {
  const first = costSoFar(null, TRY, 'warehouse');
  assert.equal(costSoFar(first, null, 'warehouse'), first);
  assert.equal(costSoFar(null, null, 'warehouse'), null);
});
