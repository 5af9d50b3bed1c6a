import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alertKey, lateKey } from '../../src/jobs/alert-key.ts';
import { acked, byTime, called, snoozed } from '../../src/jobs/alert-rules.ts';
import type { Alert, Run } from '../../src/jobs/index.ts';
import { downstreamOf, lateOf } from '../../src/jobs/late.ts';
import { unusual, usualOf } from '../../src/jobs/usual.ts';
import { aFailure, aRun, aSuccess, KIM, NINE, shopConfig } from '../support/fake-jobs.ts';

const MINUTE = 60_000;
const RULES = { afterMs: 15 * MINUTE, to: ['U1', 'U2'], tags: [], reminderMs: 240 * MINUTE };
const { users } = shopConfig().tables;

const failed = (table: string, error: Partial<NonNullable<Run['error']>>): Run =>
  aFailure({ table, error: { ...aFailure().error!, ...error } });

const anAlert = (rest: Partial<Alert> = {}): Alert => ({
  ...{ id: 1, key: 'src.refused shop', code: 'src.refused', connection: 'shop', table: null, column: null },
  ...{ channel: '#data-syncs', post: null, quiet: false, state: 'open', members: [], times: 1, revision: 1 },
  ...{ openedAt: NINE, lastAt: NINE, waitsSince: NINE, acked: null, snoozed: null, escalated: null },
  ...{ wokenAt: null, resolvedAt: null },
  ...rest,
});

test('infrastructure is the same trouble by connection, data by table and column', () => {
  const key = (run: Run) => alertKey(run, users!).key;
  assert.equal(key(failed('users', { code: 'src.refused' })), 'src.refused shop');
  assert.equal(key(failed('users', { code: 'src.refused' })), key(failed('purchases', { code: 'src.refused' })));
  assert.equal(key(failed('users', { code: 'dst.disk', side: 'destination' })), 'dst.disk warehouse');
  assert.equal(key(failed('users', { code: 'data.null', column: 'email' })), 'data.null users email');
  assert.equal(key(failed('users', { code: 'guard.rows_drop' })), 'guard.rows_drop users');
  assert.equal(key(failed('users', { code: 'src.column_missing', column: 'name' })), 'src.column_missing users name');
  assert.equal(key(failed('users', { code: 'local.disk', side: 'local' })), 'local.disk');
  assert.notEqual(lateKey('age', 'shop').key, lateKey('not started', 'shop').key);
});

test('nobody is called before the time, everybody once, and nobody who is asleep or on it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 60 }), (minutes, step) => {
      let alert = anAlert();
      const calls: number[] = [];
      for (let at = 0; at <= minutes; at += step) {
        const change = byTime(alert, RULES, [], NINE + at * MINUTE);
        if (change === null) continue;
        calls.push(at);
        alert = { ...alert, ...change };
        assert.equal(byTime(alert, RULES, [], NINE + at * MINUTE), null, 'once at one time');
      }
      assert.ok(calls.length <= RULES.to.length);
      assert.ok(calls.every((at, i) => at >= 15 * (i + 1)));
      for (const quiet of [acked(KIM, NINE), snoozed(KIM, NINE, null)]) {
        const one = { ...anAlert(), ...quiet };
        const change = byTime(one, RULES, [], NINE + Math.min(minutes, 239) * MINUTE);
        assert.equal(change, null);
      }
      assert.equal(byTime(anAlert({ state: 'resolved' }), RULES, [], NINE + minutes * MINUTE), null);
    }),
    { numRuns: 300 },
  );
});

test('a snooze ends when it says, and what begins anew counts anew', () => {
  const sleeping = { ...anAlert(), ...snoozed(KIM, NINE, NINE + 60 * MINUTE) };
  assert.equal(byTime(sleeping, RULES, [], NINE + 59 * MINUTE), null);
  const awake = { ...sleeping, ...byTime(sleeping, RULES, [], NINE + 60 * MINUTE) };
  assert.deepEqual([awake.state, awake.wokenAt, awake.snoozed], ['open', NINE + 60 * MINUTE, null]);
  assert.equal(byTime(awake, RULES, [], NINE + 74 * MINUTE), null);
  assert.equal(byTime(awake, RULES, [], NINE + 75 * MINUTE)?.escalated?.to, 'U1');
});

test('only tables with a tag of the list call anybody, and an empty list calls nobody', () => {
  const late = NINE + 60 * MINUTE;
  assert.equal(byTime(anAlert(), { ...RULES, tags: ['core'] }, ['mart'], late), null);
  assert.equal(byTime(anAlert(), { ...RULES, tags: ['core'] }, ['mart', 'core'], late)?.escalated?.to, 'U1');
  assert.equal(called(anAlert(), { ...RULES, to: [] }, KIM, late), null);
});

test('who is called by hand is the next on the list, from the top behind its end, and an ack does not hold it back', () => {
  let alert: Alert = { ...anAlert(), ...acked(KIM, NINE) };
  const names = ['U1', 'U2', 'U1'].map((_, i) => {
    alert = { ...alert, ...called(alert, RULES, KIM, NINE + i) };
    return alert.escalated?.to;
  });
  assert.deepEqual([names, alert.state, alert.acked], [['U1', 'U2', 'U1'], 'open', null]);
});

test('a table is late when its version is too old, or its moment has passed without a start', () => {
  const spec = { name: 'users', maxAgeMs: 60 * MINUTE, startWithinMs: 15 * MINUTE };
  const facts = {
    ...{ spec, dueAt: null, knownSince: 0, last: null, active: null, pause: null },
    lastSuccess: aSuccess({ finishedAt: NINE }),
  };
  assert.equal(lateOf(facts, NINE + 60 * MINUTE), null);
  assert.deepEqual(lateOf(facts, NINE + 60 * MINUTE + 1)?.why, 'age');
  const due = { ...facts, spec: { ...spec, maxAgeMs: null }, dueAt: NINE };
  assert.equal(lateOf(due, NINE + 15 * MINUTE), null);
  assert.equal(lateOf(due, NINE + 16 * MINUTE)?.why, 'not started');
  assert.equal(
    lateOf({ ...due, last: aRun({ dueAt: NINE, state: 'running', startedAt: NINE }) }, NINE + 16 * MINUTE),
    null,
  );
  const waiting = aRun({ dueAt: NINE, state: 'queued' });
  assert.equal(lateOf({ ...due, last: waiting, active: waiting }, NINE + 16 * MINUTE)?.run?.id, waiting.id);
  assert.equal(lateOf({ ...due, knownSince: null }, NINE + 16 * MINUTE), null, 'nobody knows it yet');
  const pause = { table: 'users', until: NINE * 2, why: 'x', by: KIM, at: NINE };
  assert.equal(lateOf({ ...due, pause }, NINE + 16 * MINUTE), null, 'somebody holds it back');
  const restored = { publishedAt: new Date(NINE - 120 * MINUTE).toISOString(), run: null };
  const undone = aSuccess({ kind: 'undo', finishedAt: NINE, result: { ...aSuccess().result!, restored } });
  assert.equal(lateOf({ ...facts, lastSuccess: undone }, NINE)?.why, 'age', 'what was put back is as old as it was');
});

test('models that wait for a table are named, nearest first', () => {
  const model = (name: string, after: readonly string[]) => ({
    ...users!,
    name,
    model: { sql: '', file: null, after },
  });
  const tables = { users: users!, b: model('b', ['a']), a: model('a', ['users']), c: model('c', ['other']) };
  assert.deepEqual(downstreamOf('users', tables), ['a', 'b']);
});

test('a success is unusual with 40 % fewer rows, or twice as slow as nearly all; never out of few', () => {
  const run = (rows: number, seconds: number) =>
    aSuccess({ result: { ...aSuccess().result!, rowsWritten: rows, seconds } });
  const points = (n: number) => Array.from({ length: n }, () => ({ rows: 1000, seconds: 20 }));
  assert.equal(usualOf(points(4)), null);
  const usual = usualOf(points(14));
  assert.equal(unusual(run(600, 40), usual), null);
  assert.deepEqual(unusual(run(599, 40), usual)?.rows, { is: 599, usual: 1000 });
  assert.deepEqual(unusual(run(1000, 41), usual)?.seconds, { is: 41, usual: 20 });
  const { result } = run(1, 20);
  const merged = aSuccess({ result: { ...result!, changes: { inserted: 1, updated: 0, deleted: 0 } as never } });
  assert.equal(unusual(merged, usual), null, 'what adds to a table writes what is new');
});
