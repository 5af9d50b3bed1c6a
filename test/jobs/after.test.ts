import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAfter } from '../../src/jobs/after.ts';
import { createDues } from '../../src/jobs/due.ts';
import { openHistory } from '../../src/jobs/history.ts';
import type { Run, RunRequest, RunState } from '../../src/jobs/types.ts';
import type { Config, TableSpec } from '../../src/sync/index.ts';
import { shopConfig } from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 05:00 in Tokyo, when users are due; the day before in UTC. */
const FIVE = Date.parse('2026-11-20T20:00:00Z');
const SIX = FIVE + HOUR;

const modelOf = (spec: TableSpec, name: string, after: readonly string[]): TableSpec => ({
  ...spec,
  name,
  schedule: null,
  model: { sql: 'select 1', file: null, after },
});

function withModels(models: Readonly<Record<string, readonly string[]>>): Config {
  const config = shopConfig();
  const spec = config.tables.users as TableSpec;
  const made = Object.entries(models).map(([name, after]) => [name, modelOf(spec, name, after)] as const);
  return { ...config, tables: { ...config.tables, ...Object.fromEntries(made) } };
}

/** A history, and what a bot that keeps schedules would start. */
function world(models: Readonly<Record<string, readonly string[]>> = { sales: ['users', 'purchases'] }) {
  const clock = handClock(FIVE);
  const path = join(temporaryDirectory(), 'history.db');
  let history = openHistory(path, () => 'x');
  const config = withModels(models);
  const asked: RunRequest[] = [];
  const store = (request: RunRequest, state: RunState): Run => {
    const { table, kind = 'sync', by, dueAt = null, scope = { kind: 'due' } } = request;
    const run = history.insert({
      ...{ table, kind, by, dueAt, scope, note: null, state, queuedAt: clock.now(), attempts: 1, owner: 'me' },
    });
    assert.ok(run, `${table} has a run already`);
    return run;
  };
  const open = () => {
    const after = createAfter({ history, clock, config: () => config });
    const dues = createDues({
      ...{ history, clock, owner: 'me', after, changed: () => {}, digest: () => {} },
      runner: {
        submit(request) {
          asked.push(request);
          return { kind: 'accepted', run: store(request, 'running') };
        },
      },
    });
    return { after, dues };
  };
  let { after, dues } = open();
  return {
    clock,
    asked,
    history: () => history,
    /** Another process carries on with the same file. */
    restart() {
      history.close();
      history = openHistory(path, () => 'x');
      ({ after, dues } = open());
    },
    scheduled: (table: string, dueAt: number, state: RunState = 'success') =>
      store({ table, by: { kind: 'schedule', id: 'schedule' }, dueAt }, state),
    byHand: (table: string, state: RunState = 'success', more: Partial<RunRequest> = {}) =>
      store({ table, by: { kind: 'slack', id: 'U1' }, ...more }, state),
    end: (run: Run | null, state: RunState) =>
      history.update(run?.id ?? Number.NaN, { state, finishedAt: clock.now() }),
    /** Tables started by a look, with the moment each stands for. */
    follow() {
      const before = asked.length;
      dues.follow();
      return asked.slice(before).map(({ table, dueAt }) => [table, dueAt]);
    },
    waits: (name = 'sales') =>
      after.waits(config.tables[name] as TableSpec)?.for.map(({ table, run }) => [table, run?.state ?? null]) ?? null,
  };
}

test('a model starts when the last of its tables has succeeded for the day, once, for the last moment of them', () => {
  const { scheduled, follow, waits, asked } = world();
  assert.equal(waits(), null, 'nothing was due yet');
  scheduled('users', FIVE);
  assert.deepEqual(follow(), []);
  assert.deepEqual(waits(), [['purchases', null]]);
  scheduled('purchases', SIX);
  assert.deepEqual(follow(), [['sales', SIX]]);
  assert.deepEqual([asked[0]?.by.kind, asked[0]?.scope], ['schedule', { kind: 'due' }]);
  assert.deepEqual(follow(), []);
  assert.equal(waits(), null);
});

test('a table that runs every hour starts its model once a day', async () => {
  const { clock, scheduled, follow, history, end } = world({ sales: ['users'] });
  scheduled('users', FIVE);
  assert.deepEqual(follow(), [['sales', FIVE]]);
  end(history().active('sales'), 'success');
  scheduled('users', SIX);
  assert.deepEqual(follow(), []);
  await clock.pass(DAY);
  scheduled('users', FIVE + DAY);
  assert.deepEqual(follow(), [['sales', FIVE + DAY]]);
});

test('a failed table holds its model back until somebody runs it again with success', () => {
  const { scheduled, byHand, follow, waits } = world();
  scheduled('users', FIVE);
  scheduled('purchases', SIX, 'failed');
  assert.deepEqual([follow(), waits()], [[], [['purchases', 'failed']]]);
  byHand('purchases', 'failed');
  assert.deepEqual([follow(), waits()], [[], [['purchases', 'failed']]]);
  byHand('purchases');
  assert.deepEqual(follow(), [['sales', SIX]]);
});

test('runs by hand start no model, whatever they do, where nothing was due', () => {
  const { byHand, follow, waits } = world();
  byHand('users');
  byHand('purchases');
  assert.deepEqual([follow(), waits()], [[], null]);
});

test('an undo, a gap audit and a part of a table are no success of the day', () => {
  const { scheduled, byHand, follow } = world({ sales: ['users'] });
  scheduled('users', FIVE, 'failed');
  byHand('users', 'success', { kind: 'undo' });
  byHand('users', 'success', { scope: { kind: 'gaps' } });
  byHand('users', 'success', { scope: { kind: 'window', from: '1', to: '2' } });
  assert.deepEqual(follow(), []);
  byHand('users', 'success', { scope: { kind: 'full' } });
  assert.deepEqual(follow(), [['sales', FIVE]]);
});

test('models follow models', () => {
  const { scheduled, follow, history, end, waits } = world({ sales: ['users'], top: ['sales'] });
  scheduled('users', FIVE);
  assert.deepEqual(follow(), [['sales', FIVE]]);
  assert.deepEqual(waits('top'), [['sales', 'running']]);
  end(history().active('sales'), 'success');
  assert.deepEqual(follow(), [['top', FIVE]]);
});

test('what happened while no bot was there is found after a restart, also of the day before', async () => {
  const { clock, scheduled, follow, restart, history, end } = world({ sales: ['users'] });
  scheduled('users', FIVE - DAY);
  restart();
  assert.deepEqual(follow(), [], 'a model that never ran makes up for nothing');
  scheduled('users', FIVE);
  assert.deepEqual(follow(), [['sales', FIVE]]);
  end(history().active('sales'), 'success');
  await clock.pass(DAY);
  scheduled('users', FIVE + DAY);
  restart();
  await clock.pass(DAY - HOUR);
  assert.deepEqual(follow(), [['sales', FIVE + DAY]]);
});

test('a run of the model that goes on or is held ends first, and the day that waits is not lost', () => {
  const { scheduled, byHand, follow, history, end } = world({ sales: ['users'] });
  byHand('sales', 'held');
  scheduled('users', FIVE);
  assert.deepEqual(follow(), []);
  end(history().active('sales'), 'canceled');
  assert.deepEqual(follow(), [['sales', FIVE]]);
});

test('a model that failed, or was paused, had its turn that day', async () => {
  const { clock, scheduled, follow, history, end } = world({ sales: ['users'] });
  const by = { kind: 'slack', id: 'U1' } as const;
  history().pause({ table: 'sales', until: FIVE + HOUR, why: 'index rebuild', by, at: FIVE });
  scheduled('users', FIVE);
  assert.deepEqual(follow(), []);
  assert.equal(history().ofTable('sales', 1)[0]?.state, 'skipped');
  await clock.pass(DAY);
  scheduled('users', FIVE + DAY);
  assert.deepEqual(follow(), [['sales', FIVE + DAY]]);
  end(history().active('sales'), 'failed');
  assert.deepEqual(follow(), []);
});

test('the day is that of the calendar in the table’s own time zone', () => {
  const { scheduled, follow } = world();
  // 23:30 of the 20th in Tokyo, and 05:00 of the 21st: the same day in UTC.
  scheduled('purchases', FIVE - 5.5 * HOUR);
  scheduled('users', FIVE);
  assert.deepEqual(follow(), []);
});
