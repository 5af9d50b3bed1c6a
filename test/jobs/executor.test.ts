import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { type Clock, systemClock } from '../../src/jobs/clock.ts';
import { createExecutor, EXECUTOR_LIMITS, type ExecutorLimits } from '../../src/jobs/executor.ts';
import { loadConfig } from '../../src/jobs/index.ts';
import type { Order, Progress } from '../../src/sync/index.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { isAlive, workersOf } from './workers.ts';

const home = temporaryDirectory();
const opened: ReturnType<typeof createExecutor>[] = [];
let tokens = 0;

before(() => {
  const source = new Database(join(home, 'source.db'));
  source.exec(`create table small (id integer primary key); insert into small values (1), (2), (3);
    create table endless (id integer primary key, v text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000)
    insert into endless select i, 'x' from n;
    create table brief as select * from endless where id <= 400000;`);
  source.close();
  writeFileSync(
    join(home, 'tables.yml'),
    `connections: { source: { type: sqlite, path: ./source.db }, destination: { type: sqlite, path: ./destination.db } }
defaults: { source: source, destination: destination }
tables: { small: {}, brief: {}, endless: {} }
`,
  );
});
after(() => Promise.all(opened.map((executor) => executor.close())));

/** Asks ten times as often how far a worker is. */
const quick: Clock = { ...systemClock, every: (ms, call) => systemClock.every(ms / 10, call) };

function open(limits: Partial<ExecutorLimits> = {}) {
  const executor = createExecutor(quick, { ...EXECUTOR_LIMITS, ...limits });
  opened.push(executor);
  return executor;
}

function order(table: string): Order {
  const load = loadConfig(join(home, 'tables.yml'), {});
  assert.ok(load.ok);
  const { tables, connections } = load.config;
  const spec = tables[table];
  const { source, destination } = connections;
  assert.ok(spec && source && destination);
  const due = '2026-01-01T00:00:00.000Z';
  const run = { due, scope: { kind: 'due' }, cursor: null, pinned: null, previousRows: null } as const;
  return { do: 'sync', table: spec, source, destination, token: `t${++tokens}`, maskKey: null, ...run };
}

const nothing = (): void => {};
const newWorkers = (known: readonly number[]) => workersOf(process.pid).filter((pid) => !known.includes(pid));

/** An order that copies, and the worker that carries it out. */
async function underWay(executor: ReturnType<typeof open>) {
  const known = workersOf(process.pid);
  let seen: Progress | null = null;
  const execution = executor.execute(order('endless'), (progress) => {
    seen = progress;
  });
  await eventually('rows that are copied', () => (seen?.rowsRead ?? 0) > 0);
  const [pid] = newWorkers(known);
  assert.ok(pid);
  return { ...execution, pid };
}

test('a worker is kept for the next order, and a second one is started beside one that is busy', async () => {
  const executor = open();
  const known = workersOf(process.pid);
  for (let i = 0; i < 2; i++) {
    const end = await executor.execute(order('small'), nothing).ending;
    assert.ok(end.ok && end.outcome.do === 'sync');
    assert.equal(end.outcome.result.rowsWritten, 3);
    assert.equal(newWorkers(known).length, 1);
  }
  await Promise.all([1, 2].map(() => executor.execute(order('small'), nothing).ending));
  assert.equal(newWorkers(known).length, 2);
  await executor.close();
  assert.deepEqual(newWorkers(known), []);
});

test('a worker that is killed ends its order as a crash, unsettled; the next order gets a new one', async () => {
  const executor = open();
  const { ending, pid } = await underWay(executor);
  process.kill(pid, 'SIGKILL');
  const end = await ending;
  assert.ok(!end.ok);
  assert.deepEqual(
    [end.error.code, end.error.side, end.error.stage, end.unsettled],
    ['local.crash', 'local', 'copy', true],
  );
  assert.match(end.error.message, /SIGKILL/);
  assert.equal((await executor.execute(order('small'), nothing).ending).ok, true);
});

test('a worker that says nothing is killed and told as hanging', async () => {
  const executor = open({ silenceMs: 10_000 });
  const { ending, pid } = await underWay(executor);
  process.kill(pid, 'SIGSTOP');
  const end = await ending;
  assert.ok(!end.ok);
  assert.deepEqual([end.error.code, end.unsettled], ['local.hang', true]);
  assert.equal(isAlive(pid), false);
});

test('a worker without memory ends its order alone', async () => {
  const executor = open({ heapMb: 8 });
  const end = await executor.execute(order('endless'), nothing).ending;
  assert.ok(!end.ok);
  assert.equal(end.error.code, 'local.memory');
});

test('a cancelled order stops and cleans up after itself; its worker takes the next', async () => {
  const executor = open();
  const { ending, cancel, pid } = await underWay(executor);
  cancel();
  const end = await ending;
  assert.ok(!end.ok);
  assert.deepEqual([end.error.code, end.unsettled], ['local.canceled', false]);
  assert.equal((await executor.execute(order('small'), nothing).ending).ok, true);
  assert.equal(isAlive(pid), true);
});

test('a cancelled worker that does not obey is killed', async () => {
  const executor = open({ cancelMs: 200 });
  const { ending, cancel, pid } = await underWay(executor);
  process.kill(pid, 'SIGSTOP');
  cancel();
  const end = await ending;
  assert.ok(!end.ok);
  assert.deepEqual([end.error.code, end.unsettled], ['local.canceled', true]);
});

test('a cancel that is said twice, or after the end, does not reach the next order of the worker', async () => {
  const executor = open({ cancelMs: 300 });
  const known = workersOf(process.pid);
  const first = await underWay(executor);
  first.cancel();
  first.cancel();
  await first.ending;
  const began = performance.now();
  const next = executor.execute(order('brief'), nothing);
  first.cancel();
  // It takes longer than the 300 ms after which the worker of the first would be killed.
  const end = await next.ending;
  assert.ok(end.ok, end.ok ? '' : end.error.message);
  assert.ok(performance.now() - began > 300);
  assert.deepEqual(newWorkers(known), [first.pid]);
});

test('an idle worker leaves', async () => {
  const executor = open({ idleMs: 50 });
  const known = workersOf(process.pid);
  await executor.execute(order('small'), nothing).ending;
  await eventually('no worker', () => newWorkers(known).length === 0);
  assert.equal((await executor.execute(order('small'), nothing).ending).ok, true);
});

test('a machine that refuses to start a worker fails the order and does not leave it hanging', async () => {
  const executor = open();
  const program = process.execPath;
  process.execPath = join(home, 'no-such-program');
  try {
    const end = await executor.execute(order('small'), nothing).ending;
    assert.ok(!end.ok);
    assert.deepEqual([end.error.code, end.unsettled], ['local.crash', false]);
    assert.match(end.error.message, /refused to start it \(ENOENT\)/);
  } finally {
    process.execPath = program;
  }
  assert.equal((await executor.execute(order('small'), nothing).ending).ok, true);
});
