import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import Database from 'better-sqlite3';
import { systemClock } from '../../src/jobs/clock.ts';
import { createExecutor, EXECUTOR_LIMITS } from '../../src/jobs/executor.ts';
import { workerModule } from '../../src/sync/index.ts';
import type { FromWorker, Order, Progress, ToWorker } from '../../src/sync/orders.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { DUE, newToken, orderOf, sqliteAt, tableSpec } from './engine.ts';

const directory = temporaryDirectory();
const shop = sqliteAt(join(directory, 'shop.db'), 'shop');
const children = new Set<ChildProcess>();
let number = 0;
let warehouse = sqliteAt('');

beforeEach(() => {
  warehouse = sqliteAt(join(directory, `warehouse${number++}.db`), 'warehouse');
});
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

{
  const database = new Database(shop.path);
  // A view without an end: a copy of it goes on until somebody stops it.
  database.exec(`create table items (id integer, name text); insert into items values (1, 'a'), (2, 'b');
    create view endless as with recursive n(i) as (select 1 union all select i + 1 from n)
      select cast(i as text) as v from n;
    create table huge (name text); insert into huge values (printf('%.*c', 30000000, 'x'))`);
  database.close();
}

/** The real worker, and everything it says, in order. */
async function startWorker(): Promise<{
  readonly child: ChildProcess;
  readonly said: readonly FromWorker[];
  tell(message: ToWorker): void;
  hear<T extends FromWorker['type']>(type: T, count?: number): Promise<Extract<FromWorker, { type: T }>>;
}> {
  const child = fork(workerModule, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const said: FromWorker[] = [];
  child.on('message', (message: FromWorker) => said.push(message));
  const hear = <T extends FromWorker['type']>(type: T, count = 1) =>
    eventually(`the worker says ${type}`, () => {
      const found = said.filter((message): message is Extract<FromWorker, { type: T }> => message.type === type);
      return found[count - 1];
    });
  await hear('ready');
  return { child, said, tell: (message) => child.send(message), hear };
}

function stagings(): readonly unknown[] {
  const database = new Database(warehouse.path);
  try {
    return database.prepare("select name from sqlite_master where name like '\\_sync\\_bot\\_%' escape '\\'").all();
  } finally {
    database.close();
  }
}

const order = (table: string, given = {}): Order =>
  orderOf(tableSpec(table, given), { source: shop, destination: warehouse, token: newToken() });

/** Asks for a report until rows have been read. */
async function copying(worker: Awaited<ReturnType<typeof startWorker>>): Promise<Progress> {
  return eventually('rows are read', () => {
    worker.tell({ type: 'report' });
    const reports = worker.said.flatMap((message) => (message.type === 'progress' ? [message.progress] : []));
    return reports.find((progress) => progress !== null && progress.rowsRead > 0);
  });
}

test('a worker carries out one order after another and answers each once', async () => {
  const worker = await startWorker();
  worker.tell({ type: 'report' });
  assert.equal((await worker.hear('progress')).progress, null, 'nothing is under way');
  worker.tell({ type: 'order', order: order('items') });
  const first = (await worker.hear('done')).outcome;
  assert.ok(first.do === 'sync' && first.result.rowsWritten === 2 && first.result.method === 'create');
  worker.tell({ type: 'order', order: order('missing') });
  const { error, left } = await worker.hear('failed');
  assert.deepEqual([error.code, left], ['src.table_missing', false]);
  assert.ok(!('cause' in error) && !('stack' in error), 'a summary and nothing of the driver');
  const { table, source, destination } = order('items') as Extract<Order, { do: 'sync' }>;
  worker.tell({ type: 'order', order: { do: 'plan', due: DUE, table, source, destination } });
  const second = (await worker.hear('done', 2)).outcome;
  assert.ok(second.do === 'plan' && second.report.preview.publish === 'swap');
  worker.tell({ type: 'order', order: { do: 'settle', table, destination, token: 'nobody' } });
  const third = (await worker.hear('done', 3)).outcome;
  assert.deepEqual(third, { do: 'settle', settlement: { published: null, dropped: [] } });
  assert.equal(worker.said.filter(({ type }) => type === 'done' || type === 'failed').length, 4);
  worker.child.disconnect();
  assert.deepEqual(await once(worker.child, 'exit'), [0, null]);
});

test('a cancel in mid-copy drops staging, and the worker takes the next order', async () => {
  const worker = await startWorker();
  worker.tell({ type: 'order', order: order('endless') });
  const progress = await copying(worker);
  assert.equal(progress.stage, 'copy');
  worker.tell({ type: 'cancel' });
  const { error, left } = await worker.hear('failed');
  assert.deepEqual([error.code, error.stage, left], ['local.canceled', 'copy', false]);
  assert.deepEqual(stagings(), []);
  worker.tell({ type: 'order', order: order('items') });
  assert.equal((await worker.hear('done')).outcome.do, 'sync');
  worker.child.disconnect();
});

test('a worker whose parent is gone drops staging and ends', async () => {
  const worker = await startWorker();
  worker.tell({ type: 'order', order: order('endless') });
  await copying(worker);
  assert.equal(stagings().length, 1);
  worker.child.disconnect();
  const [code, signal] = await once(worker.child, 'exit');
  assert.deepEqual([code, signal], [0, null]);
  assert.deepEqual(stagings(), []);
});

test('Ctrl-C and TERM reach the whole group of a terminal: the worker leaves what they mean to its parent', async () => {
  const worker = await startWorker();
  worker.tell({ type: 'order', order: order('endless') });
  await copying(worker);
  worker.child.kill('SIGINT');
  worker.child.kill('SIGTERM');
  const before = worker.said.length;
  worker.tell({ type: 'report' });
  await eventually('it goes on', () => worker.said.length > before);
  assert.equal(worker.child.exitCode, null);
  worker.tell({ type: 'cancel' });
  await worker.hear('failed');
  worker.child.disconnect();
});

test('a run that takes too much memory ends its worker and nothing else', async () => {
  const executor = createExecutor(systemClock, { ...EXECUTOR_LIMITS, heapMb: 64 });
  try {
    const heavy = executor.execute(order('huge', { mask: { name: 'last4' } }), () => {});
    const light = executor.execute(order('items'), () => {});
    const [end, other] = await Promise.all([heavy.ending, light.ending]);
    assert.ok(!end.ok && end.error.code === 'local.memory' && end.unsettled, JSON.stringify(end));
    assert.ok(other.ok);
    const again = await executor.execute(order('items'), () => {}).ending;
    assert.ok(again.ok);
  } finally {
    await executor.close();
  }
});

test('a cancel through the executor stops the run, and the worker has cleaned up when it says so', async () => {
  const executor = createExecutor(systemClock);
  try {
    const given = order('endless') as Extract<Order, { do: 'sync' }>;
    let seen = 0;
    const run = executor.execute(given, () => {
      seen++;
    });
    await eventually('rows are read', () => seen > 0 && stagings().length === 1);
    run.cancel();
    const end = await run.ending;
    assert.ok(!end.ok && end.error.code === 'local.canceled' && !end.unsettled);
    assert.deepEqual(stagings(), []);
  } finally {
    await executor.close();
  }
});
