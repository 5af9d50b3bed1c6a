import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAttempts } from '../../src/jobs/attempt.ts';
import type { Ending, Executor } from '../../src/jobs/executor.ts';
import { isPublishing } from '../../src/jobs/held-attempt.ts';
import { openHistory, type RunChange, type StoredRun } from '../../src/jobs/history.ts';
import { type Config, type Run, systemClock } from '../../src/jobs/index.ts';
import { createJournal } from '../../src/jobs/journal.ts';
import { createSettler } from '../../src/jobs/settle.ts';
import { type Order, type Pending, SyncError, type SyncResult, type TableSpec } from '../../src/sync/index.ts';
import { temporaryDirectory } from '../support/sqlite.ts';

// What a destination says after a crash is provoked for real in recover.test.ts; here it is every answer it can give.

const AT = { schema: null, name: 'users' };
const USERS = {
  name: 'users',
  mode: 'replace',
  source: { connection: 'shop', table: AT },
  destination: { connection: 'warehouse', table: AT },
  mask: {},
} as unknown as TableSpec;
const CONFIG = {
  connections: { shop: { name: 'shop' }, warehouse: { name: 'warehouse' } },
  tables: { users: USERS },
} as unknown as Config;
const RESULT: SyncResult = {
  ...{
    rowsRead: 5,
    rowsStaged: 5,
    rowsWritten: 5,
    bytes: 1,
    checks: [],
    masks: {},
    method: 'swap',
    changes: null,
    gaps: null,
    window: null,
    cursor: null,
  },
};

const CURSOR = { column: 'id', of: 'x', value: '7', marks: [] };

const settled = (rows: number | null): Ending => ({
  ok: true,
  cost: null,
  outcome: { do: 'settle', settlement: { published: rows === null ? null : { rows, cursor: CURSOR }, dropped: [] } },
});
const synced: Ending = { ok: true, cost: null, outcome: { do: 'sync', result: RESULT } };
const error = (code: string) =>
  new SyncError({ code, side: 'destination', stage: 'connect', message: code, hint: 'h', retry: 'backoff' }).summary;
const failed = (code: string, unsettled = false): Ending => ({ ok: false, cost: null, error: error(code), unsettled });

const DUE = { kind: 'due' } as const;

/** A run of users in its second try, and workers that answer one after the other. */
function world(answers: readonly Ending[], unsettledToken: string | null) {
  const history = openHistory(join(temporaryDirectory(), 'history.db'), () => 'x');
  const orders: Order[] = [];
  const executor: Executor = {
    execute(order) {
      orders.push(order);
      const answer = answers[orders.length - 1];
      assert.ok(answer, `nobody expects ${order.do}`);
      return { ending: Promise.resolve(answer), cancel: () => {} };
    },
    close: async () => {},
  };
  const told: Run[] = [];
  const journal = createJournal({ history, clock: systemClock, changed: (run) => told.push(run) });
  const ports = { history, executor, clock: systemClock, config: () => CONFIG, journal, maskKey: null };
  const attempts = createAttempts({ ...ports, settler: createSettler(ports) });
  const insert = (state: Run['state'], token: string | null): StoredRun => {
    const by = { kind: 'slack', id: 'U1' } as const;
    const asked = { table: 'users', by, note: null, dueAt: null, scope: DUE, queuedAt: 1, attempts: 3, owner: 'me' };
    const run = history.insert({ ...asked, state });
    assert.ok(run);
    return history.update(run.id, { attempt: 2, unsettledToken: token, startedAt: 1 });
  };
  return {
    insert,
    history,
    orders,
    told,
    does: () => orders.map((order) => order.do),
    tokens: () => orders.map((order) => ('token' in order ? order.token : null)),
    carryOut: (change: RunChange = {}) => {
      const run = history.update(insert('running', unsettledToken).id, change);
      return attempts.start(run, USERS, () => {}).end.then((end) => ({ end, run: history.run(run.id) }));
    },
  };
}

test('a try that succeeds keeps its token until its end is recorded', async () => {
  const { carryOut, tokens } = world([synced], null);
  const { end, run } = await carryOut();
  assert.ok(end.ok);
  assert.equal(run?.unsettledToken, tokens()[0]);
  assert.match(run?.unsettledToken ?? '', /^x_1_2_x$/);
});

test('what the last try left is cleaned up before the next', async () => {
  const { carryOut, does, tokens } = world([settled(null), synced], 'old');
  const { end } = await carryOut();
  assert.ok(end.ok);
  assert.deepEqual(does(), ['settle', 'sync']);
  assert.equal(tokens()[0], 'old');
});

test('a last try that had published after all is the end of the run, and nothing is copied again', async () => {
  const { carryOut, does } = world([settled(7)], 'old');
  const { end } = await carryOut();
  assert.ok(end.ok);
  assert.equal(end.result.rowsWritten, 7);
  assert.deepEqual(end.cursor, CURSOR, 'or the next run would load the same rows again');
  assert.deepEqual(does(), ['settle']);
});

test('as long as the destination cannot be asked what the last try left is not forgotten', async () => {
  const { carryOut, does } = world([failed('dst.refused')], 'old');
  const { end, run } = await carryOut();
  assert.ok(!end.ok);
  assert.deepEqual([end.error.code, end.left], ['dst.refused', ['_sync_bot_old in warehouse']]);
  assert.equal(run?.unsettledToken, 'old');
  assert.deepEqual(does(), ['settle'], 'no second staging table beside the first');
});

test('a worker that died is asked after: it had published, it had not, or nobody knows yet', async () => {
  const yes = await world([failed('local.crash', true), settled(9)], null).carryOut();
  assert.ok(yes.end.ok);
  assert.equal(yes.end.result.rowsWritten, 9);
  const no = await world([failed('local.crash', true), settled(null)], null).carryOut();
  assert.ok(!no.end.ok);
  assert.deepEqual([no.end.error.code, no.end.left], ['local.crash', []]);
  const unknown = await world([failed('local.crash', true), failed('dst.refused')], null).carryOut();
  assert.ok(!unknown.end.ok);
  assert.deepEqual([unknown.end.error.code, unknown.end.left], ['local.crash', ['_sync_bot_x_1_2_x in warehouse']]);
});

test('a worker that cleaned up after itself is not asked after', async () => {
  const { carryOut, does } = world([failed('src.refused')], null);
  const { end } = await carryOut();
  assert.ok(!end.ok && end.left.length === 0);
  assert.deepEqual(does(), ['sync']);
});

test('what a try has cost is told whatever its end', async () => {
  const billed = { id: 'j', what: 'query', bytesProcessed: 7, bytesBilled: 10, slotMs: 3 } as const;
  const cost = { bytesProcessed: 7, bytesBilled: 10, slotMs: 3, jobs: [billed] };
  for (const answer of [synced, failed('src.refused')]) {
    const { end } = await world([{ ...answer, cost }], null).carryOut();
    assert.deepEqual([end.ok, end.cost], [answer.ok, cost]);
  }
  const crashed = await world([failed('local.crash', true), settled(9)], null).carryOut();
  assert.equal(crashed.end.cost, null);
});

test('what a person had published is not what a later try of the run stages', async () => {
  const pending = { plan: { destination: USERS.destination } } as unknown as Pending;
  const decision = { what: 'publish', by: 'U1', at: 1 } as const;
  const held = { kind: 'guard', pending, since: 1, expiresAt: 2, decision } as const;
  const died = world([failed('local.crash', true), settled(null)], 'old');
  const { end } = await died.carryOut({ held });
  assert.deepEqual([end.ok, died.does()], [false, ['publish', 'settle']]);
  const again = await world([failed('dst.refused', true), failed('dst.refused')], null).carryOut({ held });
  assert.ok(!again.end.ok && again.end.left.length === 1);
  assert.equal(again.run && isPublishing(again.run), false);
});

test('rows that were merged are nothing that a replaced table could have lost', async () => {
  for (const [method, previous] of [
    ['merge', null],
    ['swap', 5],
  ] as const) {
    const { carryOut, insert, history, orders } = world([synced], null);
    const { rowsStaged: _, cursor: __, ...result } = { ...RESULT, method };
    history.update(insert('success', null).id, { result: { ...result, seconds: 1 } });
    assert.ok((await carryOut()).end.ok);
    assert.equal(orders[0]?.do === 'sync' && orders[0].previousRows, previous);
  }
});

test('as long as nobody knows whether an earlier run of the table published, the next one reads nothing', async () => {
  const { carryOut, insert, history, does } = world([failed('dst.refused')], null);
  const earlier = insert('failed', 'earlier');
  const { end, run } = await carryOut();
  assert.ok(!end.ok);
  assert.deepEqual([end.error.code, does(), run?.unsettledToken], ['dst.refused', ['settle'], null]);
  assert.equal(history.run(earlier.id)?.unsettledToken, 'earlier');
});

test('an earlier run of the table that turns out to have published becomes the success that it was', async () => {
  const { carryOut, insert, history, told, does } = world([settled(3), synced], null);
  const earlier = insert('failed', 'earlier');
  const { end } = await carryOut();
  assert.ok(end.ok);
  assert.deepEqual(does(), ['settle', 'sync']);
  const now = history.run(earlier.id);
  assert.deepEqual([now?.state, now?.result?.rowsWritten, now?.unsettledToken], ['success', 3, null]);
  assert.deepEqual(
    told.map((run) => run.id),
    [earlier.id],
  );
});
