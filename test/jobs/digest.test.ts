import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeDigest } from '../../src/jobs/digest.ts';
import type { Run, RunState } from '../../src/jobs/index.ts';

const WINDOW = { from: 0, until: 86_400_000 };
const NOTES = { onTime: 0, due: 0, unusual: [], newColumns: [], alerts: [], suppressed: 0 };
const NOTHING = { notes: NOTES, ended: [], due: [], expected: [], pauses: [], held: [], waiting: [] };

function run(id: number, table: string, state: RunState, seconds = 1, dueAt: number | null = null): Run {
  const result = {
    rowsRead: 10,
    rowsWritten: 10,
    bytes: 1,
    seconds,
    checks: [],
    masks: {},
    method: 'swap',
    changes: null,
    gaps: null,
    window: null,
  } as const;
  return {
    ...{ kind: 'sync', held: null, cost: null, pin: null },
    ...{
      id,
      table,
      state,
      by: { kind: 'schedule', id: 'schedule' },
      note: null,
      dueAt,
      scope: { kind: 'due' },
      queuedAt: id,
      startedAt: id,
    },
    ...{ finishedAt: id, attempt: 1, attempts: 1, nextAttemptAt: null, stage: null, rowsRead: 10, bytes: 1 },
    ...{ estimatedRows: null, result: state === 'success' ? result : null, error: null, canceledBy: null, left: [] },
  };
}

test('a quiet night has a digest of noughts', () => {
  const digest = makeDigest(WINDOW, NOTHING);
  assert.deepEqual([digest.runs, digest.succeeded, digest.rowsWritten], [0, 0, 0]);
  assert.deepEqual([digest.failing, digest.recovered, digest.slowest, digest.missed], [[], [], [], []]);
});

test('a table that failed last is failing, newest first; one that failed and then succeeded has recovered', () => {
  const ended = [
    run(1, 'users', 'failed'),
    run(2, 'posts', 'failed'),
    run(3, 'users', 'success'),
    run(4, 'items', 'success'),
    run(5, 'items', 'failed'),
    run(6, 'shops', 'success'),
  ];
  const digest = makeDigest(WINDOW, { ...NOTHING, ended });
  assert.deepEqual(
    digest.failing.map((one) => one.id),
    [5, 2],
  );
  assert.deepEqual(digest.recovered, ['users']);
  assert.deepEqual([digest.runs, digest.succeeded, digest.rowsWritten], [6, 3, 30]);
});

test('what was skipped is no run, and neither fails nor recovers a table', () => {
  const ended = [run(1, 'users', 'failed'), run(2, 'users', 'skipped')];
  const digest = makeDigest(WINDOW, { ...NOTHING, ended });
  assert.deepEqual([digest.runs, digest.failing.map((one) => one.table)], [1, ['users']]);
});

test('the three slowest are named, the slowest first', () => {
  const ended = [3, 9, 1, 7].map((seconds, i) => run(i, `t${seconds}`, 'success', seconds));
  const digest = makeDigest(WINDOW, { ...NOTHING, ended });
  assert.deepEqual(
    digest.slowest.map((one) => one.table),
    ['t9', 't7', 't3'],
  );
});

test('a due moment without any run is missed, unless the table was paused', () => {
  const expected = [
    { table: 'users', at: 100, paused: false, what: 'run' as const },
    { table: 'users', at: 200, paused: false, what: 'run' as const },
    { table: 'posts', at: 100, paused: true, what: 'run' as const },
  ];
  const due = [run(1, 'users', 'skipped', 1, 100)];
  assert.deepEqual(makeDigest(WINDOW, { ...NOTHING, due, expected }).missed, [expected[1]]);
});
