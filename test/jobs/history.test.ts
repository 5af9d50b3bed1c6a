import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { isHistoryError, type NewRun, openHistory } from '../../src/jobs/history.ts';
import type { Held, RunResult } from '../../src/jobs/types.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

let ids = 0;
const newId = (): string => `id${++ids}`;
const RUN: NewRun = {
  table: 'users',
  state: 'queued',
  by: { kind: 'slack', id: 'U1' },
  note: null,
  dueAt: null,
  scope: { kind: 'due' },
  queuedAt: 1,
  attempts: 1,
  owner: 'me',
};

/** One file, opened as by two processes. */
function twice() {
  const path = join(temporaryDirectory(), 'history.db');
  return { path, one: openHistory(path, newId), two: openHistory(path, newId) };
}

test('a new file is brought to the newest step, and opened again as it is', () => {
  const { path, one, two } = twice();
  const run = one.insert(RUN);
  one.close();
  two.close();
  const again = openHistory(path, newId);
  assert.deepEqual(again.run(run?.id ?? 0), run);
  again.close();
});

test('a file of a newer sync-bot is refused with what to do, and left as it is', () => {
  const path = join(temporaryDirectory(), 'history.db');
  openHistory(path, newId).close();
  const file = new Database(path);
  file.pragma('user_version = 99');
  file.close();
  assert.throws(() => openHistory(path, newId), {
    message:
      /^the history file is of step 99, and this sync-bot knows \d+: start the newer version, or name another file with --history$/,
  });
  const after = new Database(path, { readonly: true });
  assert.equal(after.pragma('user_version', { simple: true }), 99);
  after.close();
});

test('a file from before the first release, whose first step made other tables, is refused and left as it is', () => {
  const path = join(temporaryDirectory(), 'history.db');
  openHistory(path, newId).close();
  const file = new Database(path);
  file.exec(`drop index runs_due; alter table runs drop column scope; alter table runs drop column kind;
    alter table runs drop column held; alter table runs drop column cost; alter table runs drop column said_in; alter table runs drop column pin;
    drop index runs_queued; drop index posts_at`);
  const first = ['meta', 'processes', 'runs', 'events', 'cursors', 'pauses', 'posts', 'digests', 'sqlite_sequence'];
  for (const name of file.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[])
    if (!first.includes(name)) file.exec(`drop table ${name}`);
  file.pragma('user_version = 1');
  file.close();
  assert.throws(() => openHistory(path, newId), {
    message: /^the history file was made .* \(it lacks runs\.scope\): /,
  });
  const after = new Database(path, { readonly: true });
  assert.deepEqual(after.prepare("select name from sqlite_master where name = 'audit'").all(), []);
  after.close();
});

test('a file that is no database is refused', () => {
  const path = join(temporaryDirectory(), 'history.db');
  writeFileSync(path, 'runs,of,mine\n'.repeat(100));
  assert.throws(() => openHistory(path, newId), isHistoryError);
  assert.equal(readFileSync(path, 'utf8').slice(0, 12), 'runs,of,mine');
});

test('what the next run reads from is stored with the success, and only with it', () => {
  const { one, two } = twice();
  const run = one.insert(RUN);
  assert.ok(run);
  const running = one.update(run.id, { state: 'running' });
  const cursor = { column: 'id', of: 'x', value: '7', marks: [] };
  assert.equal(one.cursor('users'), null);
  two.update(run.id, { state: 'canceled' });
  assert.equal(one.advance(running, { state: 'success' }, cursor), null);
  assert.equal(one.cursor('users'), null, 'somebody was faster: no success, no cursor');
  const again = two.update(run.id, { state: 'running' });
  assert.equal(one.advance(again, { state: 'success' }, cursor)?.state, 'success');
  assert.deepEqual(two.cursor('users'), cursor);
  assert.equal(two.cursor('posts'), null);
});

test('the file itself allows one active run a table', () => {
  const { one, two } = twice();
  const run = one.insert(RUN);
  assert.ok(run);
  assert.equal(two.insert(RUN), null);
  assert.ok(two.insert({ ...RUN, table: 'posts' }));
  for (const state of ['running', 'retry_wait', 'held'] as const) {
    one.update(run.id, { state });
    assert.equal(two.insert(RUN), null, state);
  }
  one.update(run.id, { state: 'success' });
  assert.ok(two.insert(RUN));
  one.close();
  two.close();
});

test('a due moment counts once, whatever became of its run', () => {
  const { one, two } = twice();
  const run = one.insert({ ...RUN, state: 'skipped', dueAt: 1000 });
  assert.ok(run);
  assert.equal(two.insert({ ...RUN, dueAt: 1000 }), null);
  assert.ok(two.insert({ ...RUN, table: 'posts', dueAt: 1000 }));
  assert.ok(two.insert({ ...RUN, dueAt: 2000 }));
  one.close();
  two.close();
});

test('a change holds only where the run is still in the state and the hands that were seen', () => {
  const { one, two } = twice();
  const seen = one.insert(RUN);
  assert.ok(seen);
  assert.equal(two.advance(seen, { state: 'canceled' })?.state, 'canceled');
  assert.equal(one.advance(seen, { state: 'running' }), null);
  assert.equal(one.run(seen.id)?.state, 'canceled');
  const other = one.insert(RUN);
  assert.ok(other);
  assert.ok(two.advance(other, { owner: 'another' }));
  assert.equal(one.advance(other, { state: 'running' }), null);
  one.close();
  two.close();
});

test('no two attempts have the same token, not even of one number in one history', () => {
  const { one, two } = twice();
  const tokens = [one.token(1, 1), one.token(1, 1), two.token(1, 1), one.token(1, 2)];
  assert.equal(new Set(tokens).size, 4);
  assert.equal(new Set(tokens.map((token) => token.split('_')[0])).size, 1, 'they name their history');
  for (const token of tokens) assert.match(token, /^[a-z0-9_]+$/);
  one.close();
  two.close();
});

test('a settled token is struck out once, and never the one of a later attempt', () => {
  const { one, two } = twice();
  const run = one.insert(RUN);
  assert.ok(run);
  one.update(run.id, { unsettledToken: 'b', left: ['x'] });
  two.settled(run.id, 'a');
  assert.deepEqual([one.run(run.id)?.unsettledToken, one.run(run.id)?.left], ['b', ['x']]);
  two.settled(run.id, 'b');
  assert.deepEqual([one.run(run.id)?.unsettledToken, one.run(run.id)?.left], [null, []]);
  one.close();
  two.close();
});

test('a file that another program holds is told as such, in less than Slack waits', () => {
  const { path, one, two } = twice();
  const other = new Database(path);
  other.exec('begin immediate');
  const began = performance.now();
  assert.throws(() => one.insert(RUN), isHistoryError);
  assert.ok(performance.now() - began < 3000);
  other.exec('rollback');
  other.close();
  assert.ok(one.insert(RUN));
  one.close();
  two.close();
});

test('what is skipped says nothing of how a table stands', () => {
  const { one, two } = twice();
  const first = one.insert({ ...RUN, state: 'success' });
  one.insert({ ...RUN, state: 'failed' });
  const last = one.insert({ ...RUN, state: 'canceled' });
  one.insert({ ...RUN, state: 'skipped' });
  assert.deepEqual(
    [one.lastEnded(), one.lastSuccesses()].map((runs) => runs.map((run) => run.id)),
    [[last?.id], [first?.id]],
  );
  assert.equal(one.lastSuccess('users')?.id, first?.id);
  one.close();
  two.close();
});

test('a pause holds until its end, a newer one replaces it, and a digest is claimed once', () => {
  const { one, two } = twice();
  const pause = { table: 'users', until: 100, why: 'moving', by: { kind: 'slack', id: 'U1' }, at: 1 } as const;
  one.pause(pause);
  one.pause({ ...pause, until: 200, why: 'still' });
  assert.deepEqual(
    [one.pauses(100), one.pauses(199), one.pauses(200)].map((all) => all.map((each) => each.why)),
    [['still'], ['still'], []],
  );
  assert.deepEqual([one.claimDigest('#a', 1), two.claimDigest('#a', 1), two.claimDigest('#b', 1)], [true, false, true]);
  one.close();
  two.close();
});

test('the trend of a table has its runs as they ended, oldest first, and what readers saw before', () => {
  const { one: history } = twice();
  const ended = (at: number, state: 'success' | 'failed' | 'canceled' | 'skipped', rows = 0) => {
    const run = history.insert({ ...RUN, queuedAt: at - 10 })!;
    const result = { rowsRead: rows, rowsWritten: rows, seconds: 4.5 } as RunResult;
    history.update(run.id, { state, startedAt: at - 5_000, finishedAt: at, ...(rows > 0 ? { result } : {}) });
    return run.id;
  };
  ended(50_000, 'success', 7);
  const [good, bad] = [ended(100_000, 'success', 50), ended(110_000, 'failed')];
  ended(115_000, 'skipped');
  const put = history.insert({ ...RUN, kind: 'undo' })!;
  const restored = { publishedAt: new Date(50_000).toISOString(), run: 1 };
  history.update(put.id, {
    state: 'success',
    startedAt: 119_000,
    finishedAt: 120_000,
    result: { rowsWritten: 7, seconds: 1, restored } as RunResult,
  });
  const waits = history.insert(RUN)!;
  const held = { since: 130_000, kind: 'guard' } as unknown as Held;
  history.update(waits.id, { state: 'held', startedAt: 128_000, rowsRead: 9, held });
  assert.deepEqual(history.trend('users', 60_000), {
    before: 50_000,
    points: [
      { run: good, kind: 'sync', state: 'success', at: 100_000, rows: 50, seconds: 4.5, loadedAt: 100_000 },
      { run: bad, kind: 'sync', state: 'failed', at: 110_000, rows: null, seconds: 5, loadedAt: null },
      { run: put.id, kind: 'undo', state: 'success', at: 120_000, rows: 7, seconds: 1, loadedAt: 50_000 },
      { run: waits.id, kind: 'sync', state: 'held', at: 130_000, rows: 9, seconds: 2, loadedAt: null },
    ],
  });
  assert.deepEqual(history.trend('nothing', 0), { points: [], before: null });
  history.close();
});
