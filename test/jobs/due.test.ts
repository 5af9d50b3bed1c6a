import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDues, timedOf } from '../../src/jobs/due.ts';
import { openHistory } from '../../src/jobs/history.ts';
import type { Run, RunRequest } from '../../src/jobs/index.ts';
import { shopConfig } from '../support/fake-jobs.ts';
import { handClock } from '../support/hand-clock.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

/** A history of its own, and a runner that takes every request as a run that goes on. */
function world() {
  const clock = handClock(1_000_000);
  const history = openHistory(join(temporaryDirectory(), 'history.db'), () => 'x');
  const asked: RunRequest[] = [];
  const told: Run[] = [];
  const digests: number[] = [];
  const insert = (request: RunRequest) => {
    const { table, by, dueAt = null, scope = { kind: 'due' } } = request;
    const run = history.insert({
      ...{ table, by, dueAt, scope, note: null, state: 'running', queuedAt: clock.now(), attempts: 1, owner: 'me' },
    });
    assert.ok(run);
    return run;
  };
  const dues = createDues({
    history,
    clock,
    owner: 'me',
    runner: {
      submit(request) {
        asked.push(request);
        return { kind: 'accepted', run: insert(request) };
      },
    },
    changed: (run) => told.push(run),
    after: { startable: () => [] },
    digest: (at) => digests.push(at),
  });
  const end = (run: Run): void => {
    history.update(run.id, { state: 'success', finishedAt: clock.now() });
    dues.over(run.table);
  };
  return { history, asked, told, digests, dues, end, scopes: () => asked.map(({ scope }) => scope?.kind) };
}

test('runs, gap audits and the digest are what happens by the clock', () => {
  const config = shopConfig();
  const { users } = config.tables;
  assert.ok(users);
  const timed = timedOf({ ...config, tables: { users: { ...users, mode: 'merge', gapAudit: '30 3 * * *' } } });
  assert.deepEqual(timed, [
    { key: 'digest', expression: '0 9 * * *', timezone: 'Asia/Tokyo' },
    { key: 'run users', expression: '0 5 * * *', timezone: 'Asia/Tokyo' },
    { key: 'gaps users', expression: '30 3 * * *', timezone: 'Asia/Tokyo' },
  ]);
  assert.ok(!timedOf(config).some(({ key }) => key === 'run products'), 'a table without a schedule');
});

test('a moment becomes a run of what is due; a table called digest is a table', () => {
  const { dues, asked, digests } = world();
  dues.due('digest', 60_000);
  dues.due('run digest', 60_000);
  assert.deepEqual(digests, [60_000]);
  assert.deepEqual(asked, [
    { table: 'digest', by: { kind: 'schedule', id: 'schedule' }, dueAt: 60_000, scope: { kind: 'due' } },
  ]);
});

test('a moment that meets a run or a pause is skipped and says why', () => {
  const { dues, history, told } = world();
  dues.due('run users', 60_000);
  dues.due('run users', 120_000);
  const by = { kind: 'slack', id: 'U1' } as const;
  history.pause({ table: 'posts', until: 9_999_999, why: 'index rebuild', by, at: 1 });
  dues.due('run posts', 60_000);
  dues.due('gaps posts', 60_000);
  assert.deepEqual(
    told.map((run) => [run.table, run.state, history.events(run.id)[0]?.text]),
    [
      ['users', 'skipped', 'skipped, run 1 was still going on'],
      ['posts', 'skipped', 'skipped, paused: index rebuild'],
      ['posts', 'skipped', 'skipped, paused: index rebuild'],
    ],
  );
});

test('a gap audit waits for the run of its table, once, and for no other', () => {
  const { dues, history, end, scopes, told } = world();
  dues.due('run users', 60_000);
  dues.due('gaps users', 60_000);
  assert.deepEqual(scopes(), ['due']);
  dues.over('posts');
  assert.deepEqual(scopes(), ['due']);
  end(history.active('users') as Run);
  assert.deepEqual(scopes(), ['due', 'gaps']);
  end(history.active('users') as Run);
  assert.deepEqual([scopes(), told], [['due', 'gaps'], []]);
});

test('while everything is frozen a moment is skipped and says why, a gap audit too; a pause is told first', () => {
  const { history, dues, asked, told } = world();
  history.addFreeze({ kind: 'slack', id: 'U0BOSS' }, 1_000_000, 'moving');
  dues.due('run users', 1_000_000);
  dues.due('gaps users', 1_000_060);
  history.pause({ table: 'purchases', until: 2_000_000, why: 'index', by: { kind: 'slack', id: 'U0KIM' }, at: 1 });
  dues.due('run purchases', 1_000_000);
  assert.deepEqual(asked, []);
  assert.deepEqual(
    told.map(({ table, state, note, id }) => [table, state, note, history.events(id).map(({ text }) => text)]),
    [
      ['users', 'skipped', 'frozen: moving', ['skipped, frozen: moving']],
      ['users', 'skipped', 'frozen: moving', ['skipped, frozen: moving']],
      ['purchases', 'skipped', null, ['skipped, paused: index']],
    ],
  );
  assert.deepEqual(
    history.frozenOut(1_000_000, 1_000_000).map(({ table }) => table),
    ['users', 'users'],
  );
  assert.ok(history.thaw({ kind: 'slack', id: 'U0BOSS' }, 1_000_100));
  dues.due('run users', 1_000_200);
  assert.deepEqual(
    asked.map(({ table, dueAt }) => [table, dueAt]),
    [['users', 1_000_200]],
  );
});
