import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAttempts } from '../../src/jobs/attempt.ts';
import type { Ending, Executor } from '../../src/jobs/executor.ts';
import { openHistory, type StoredRun } from '../../src/jobs/history.ts';
import { type Config, systemClock } from '../../src/jobs/index.ts';
import { createInspector } from '../../src/jobs/inspect.ts';
import { createJournal } from '../../src/jobs/journal.ts';
import { createSettler } from '../../src/jobs/settle.ts';
import type { Order, Pending, SyncResult, TableSpec } from '../../src/sync/index.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { bigqueryTable, tableSpec } from '../sync/engine.ts';

// Which table of a name with a date in it every order is about, whenever it is given.

const TO = { schema: 'raw', name: 'users_{{ due_date_nodash }}' };
const SPEC: TableSpec = tableSpec('users', {
  destination: { connection: 'lake', table: TO },
  bigquery: bigqueryTable(),
  timezone: 'Asia/Tokyo',
});
const CONFIG = {
  connections: { shop: { name: 'shop' }, lake: { name: 'lake' } },
  tables: { users: SPEC },
} as unknown as Config;

const at = (iso: string): number => new Date(iso).getTime();
/** Five in the morning of the 30th, the 31st and the 1st, in Tokyo. */
const [THE_30TH, THE_31ST, THE_1ST] = ['2026-01-29T20:00:00Z', '2026-01-30T20:00:00Z', '2026-01-31T20:00:00Z'].map(
  at,
) as [number, number, number];

const settled = (rows: number | null): Ending => ({
  ok: true,
  cost: null,
  outcome: { do: 'settle', settlement: { published: rows === null ? null : { rows, cursor: null }, dropped: [] } },
});
const RESULT = { rowsRead: 5, rowsStaged: 5, rowsWritten: 5, bytes: 1, checks: [], masks: {} } as unknown as SyncResult;
const synced: Ending = { ok: true, cost: null, outcome: { do: 'sync', result: RESULT } };
const generation = { token: 't', origin: 'o', rows: 5, publishedAt: '2026-01-01T00:00:00Z', masks: {} };
const undone: Ending = {
  ok: true,
  cost: null,
  outcome: { do: 'undo', undone: { rows: 5, method: 'swap', restored: generation, replaced: generation } },
};

function world(answers: readonly Ending[], now = THE_1ST) {
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
  const clock = { ...systemClock, now: () => now };
  const journal = createJournal({ history, clock, changed: () => {} });
  const ports = { history, executor, clock, config: () => CONFIG, journal, maskKey: null };
  const settler = createSettler(ports);
  const attempts = createAttempts({ ...ports, settler });
  let next = 1;
  return {
    settler,
    history,
    inspector: createInspector(ports),
    /** A run that was due then; null: a person asked for it, later on that day. */
    run(state: StoredRun['state'], dueAt: number | null, more: Partial<StoredRun> = {}): StoredRun {
      const by = { kind: 'slack', id: 'U1' } as const;
      const queuedAt = more.queuedAt ?? (dueAt ?? now) + next++;
      const asked = {
        table: 'users',
        by,
        note: null,
        dueAt,
        scope: { kind: 'due' },
        attempts: 3,
        owner: 'me',
      } as const;
      const made = history.insert({ ...asked, queuedAt, state, ...(more.kind ? { kind: more.kind } : {}) });
      assert.ok(made);
      return history.update(made.id, { attempt: 1, startedAt: queuedAt, unsettledToken: more.unsettledToken ?? null });
    },
    start: (run: StoredRun) => attempts.start(run, SPEC, () => {}).end,
    names: () => orders.map((order) => 'table' in order && `${order.do} ${order.table.destination.table.name}`),
    dues: () => orders.map((order) => ('due' in order ? order.due : null)),
  };
}

test('a run writes the table of the day it was due, in the zone of the table, however late it is tried', async () => {
  const { run, start, names, dues } = world([synced]);
  const end = await start(run('running', THE_31ST));
  assert.deepEqual(names(), ['sync users_20260131']);
  assert.deepEqual(dues(), ['2026-01-30T20:00:00.000Z']);
  assert.ok(end.ok);
  assert.equal(end.result.target, 'raw.users_20260131');
});

test('a run that a person asked for writes the table of the day it was asked for', async () => {
  const { run, start, names } = world([synced]);
  await start(run('running', null, { queuedAt: THE_30TH }));
  assert.deepEqual(names(), ['sync users_20260130']);
});

test('what an earlier try left is settled in the table it had written', async () => {
  const { run, start, names } = world([settled(null), synced]);
  await start(run('running', THE_31ST, { unsettledToken: 'old' }));
  assert.deepEqual(names(), ['settle users_20260131', 'sync users_20260131']);
});

test('a run that had published before a crash is settled by its own day, and its result names the table', async () => {
  const { run, settler, names, history } = world([settled(7)]);
  const failed = run('failed', THE_31ST, { unsettledToken: 'old' });
  await settler.settle(failed);
  assert.deepEqual(names(), ['settle users_20260131']);
  const { state, result } = history.run(failed.id) as StoredRun;
  assert.deepEqual([state, result?.target, result?.rowsWritten], ['success', 'raw.users_20260131', 7]);
});

test('an undo is of the table that the last run wrote before it, also when it is settled later', async () => {
  const { run, start, settler, names } = world([undone, settled(null)]);
  run('success', THE_30TH);
  run('success', THE_31ST);
  run('failed', THE_1ST);
  const asked = run('running', null, { kind: 'undo', unsettledToken: null });
  const end = await start(asked);
  assert.ok(end.ok);
  assert.equal(end.result.target, 'raw.users_20260131');
  run('success', null, { queuedAt: THE_1ST + 86_400_000 });
  await settler.settle({ ...asked, state: 'failed', unsettledToken: 'old' });
  assert.deepEqual(names(), ['undo users_20260131', 'settle users_20260131']);
});

test('a held run is published into the table it was staged for', async () => {
  const { run, start, names, history } = world([{ ok: true, cost: null, outcome: { do: 'publish', result: RESULT } }]);
  const waiting = run('running', THE_30TH, { unsettledToken: 'staged' });
  const pending = { plan: { destination: SPEC.destination } } as unknown as Pending;
  const decision = { what: 'publish', by: 'U1', at: THE_31ST } as const;
  const held = { kind: 'guard', pending, since: THE_30TH, expiresAt: THE_1ST, decision } as const;
  const end = await start(history.update(waiting.id, { held }));
  assert.deepEqual(names(), ['publish users_20260130']);
  assert.ok(end.ok);
  assert.equal(end.result.target, 'raw.users_20260130');
});

test('plan and diff are about now, verify and the plan of an undo about what the last run wrote', async () => {
  const any = { ok: true, outcome: { do: 'plan', report: {} } } as unknown as Ending;
  const { run, inspector, names, dues } = world([any, any, any, any]);
  run('success', THE_30TH);
  run('failed', THE_31ST);
  await inspector.plan('users');
  await inspector.diff('users');
  await inspector.verify('users');
  await inspector.planUndo('users');
  assert.deepEqual(names(), [
    'plan users_20260201',
    'diff users_20260201',
    'verify users_20260130',
    'plan-undo users_20260130',
  ]);
  assert.deepEqual(dues().slice(0, 3), [
    '2026-01-31T20:00:00.000Z',
    '2026-01-31T20:00:00.000Z',
    '2026-01-29T20:00:00.000Z',
  ]);
});

test('before the first run everything is about now', async () => {
  const any = { ok: true, outcome: { do: 'verify', report: {} } } as unknown as Ending;
  const { inspector, names } = world([any]);
  await inspector.verify('users');
  assert.deepEqual(names(), ['verify users_20260201']);
});
