import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableRows } from '../../../src/bot/views/facts.ts';
import type { RunResult } from '../../../src/jobs/index.ts';

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
  assert.equal(tableRows(result({ rowsWritten: 1, changes }), ', '), '');
  assert.equal(tableRows(result({ rowsWritten: 48_052, changes: null }), ', '), ', 48,052 rows');
});
