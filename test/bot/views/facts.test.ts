import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flat, spokenIn } from '../../../src/bot/language/index.ts';
import { readersSee, tableRows } from '../../../src/bot/views/facts.ts';
import type { RunResult } from '../../../src/jobs/index.ts';
import { aRun, fakeJobs, NINE, shopConfig } from '../../support/fake-jobs.ts';
import { handClock } from '../../support/hand-clock.ts';

const WHEN = { now: NINE, zone: 'UTC' };
const result = (rest: Pick<RunResult, 'rowsWritten' | 'changes'>): RunResult => ({
  rowsRead: rest.rowsWritten,
  bytes: 1,
  seconds: 1,
  checks: [],
  masks: {},
  method: rest.changes === null ? 'swap' : 'merge',
  gaps: null,
  window: null,
  ...rest,
});

test('the rows that a merge wrote are not told as the rows of the table', () => {
  const changes = { inserted: 0, updated: 1, unchanged: 0, deleted: 0 };
  assert.equal(tableRows(result({ rowsWritten: 1, changes })), null);
  assert.equal(flat('en', tableRows(result({ rowsWritten: 48_052, changes: null })) ?? []), '48,052 rows');
});

test('a table of a day that was never loaded does not show the version of another day', () => {
  const [listed] = fakeJobs(handClock(NINE), shopConfig(['users'])).statuses();
  const lastSuccess = aRun({ result: { ...result({ rowsWritten: 7, changes: null }), target: 'raw.users_20260130' } });
  const words = (destination: string) => {
    const status = { ...listed!, lastSuccess, route: { source: 's', destination, mode: 'replace' } };
    const said = readersSee({ run: aRun({ state: 'failed' }), status, masks: {}, failure: null }, WHEN);
    return spokenIn('en', said)
      .map((span) => (typeof span === 'string' ? span : span.kind === 'time' ? 'then' : span.text))
      .join('');
  };
  const wrote = 'This run changed nothing. The last run that succeeded wrote raw.users_20260130: the version of then';
  assert.equal(words('lake.raw.users_20260131'), `${wrote}, complete, 7 rows.`);
  assert.equal(
    words('lake.raw.users_20260130'),
    'lake.raw.users_20260130 still shows the version of then, complete: 7 rows.',
  );
});
