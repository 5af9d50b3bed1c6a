import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { STAGES, type Stage } from '../../src/sync/errors.ts';
import { explain } from '../../src/sync/explain.ts';
import type { Check } from '../../src/sync/orders.ts';
import { settle } from '../../src/sync/settle.ts';
import { newStanding, type Standing } from '../../src/sync/whereabouts.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { breakingProxy } from './breaking-proxy.ts';
import {
  DUE,
  failureOf,
  NO_CHECKS,
  newToken,
  openers,
  orderOf,
  postgresAt,
  runSync,
  sqliteAt,
  syncEnd,
  tableSpec,
} from './engine.ts';

const need = needs('postgres');
const directory = temporaryDirectory();
const shop = sqliteAt(join(directory, 'shop.db'), 'shop');
let postgres: FreshPostgres;

before(async () => {
  if (need.skip === false) postgres = await freshPostgres('engine');
});
after(() => postgres?.drop());

function stock(table: string, rows: number, name: string): void {
  const database = new Database(shop.path);
  database.exec(`drop table if exists "${table}"; create table "${table}" (id integer, name text)`);
  const insert = database.prepare(`insert into "${table}" values (?, ?)`);
  database.transaction(() => {
    for (let i = 1; i <= rows; i++) insert.run(i, name);
  })();
  database.close();
}

/** Tells every stage that the run comes to. */
function watched(onStage: (stage: Stage) => void): Standing {
  let stage: Stage = 'connect';
  return {
    ...newStanding(),
    get stage() {
      return stage;
    },
    set stage(next) {
      stage = next;
      onStage(next);
    },
  };
}

type Place = {
  readonly destination: ReturnType<typeof postgresAt> | ReturnType<typeof sqliteAt>;
  rows(table: string): Promise<readonly unknown[]>;
  stagings(): Promise<readonly unknown[]>;
};

function places(): readonly Place[] {
  const file = join(directory, 'warehouse.db');
  const inFile = async (sql: string) => {
    const database = new Database(file);
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  };
  return [
    {
      destination: sqliteAt(file, 'warehouse'),
      rows: (table) => inFile(`select name, count(*) || '' as n from "${table}" group by name`),
      stagings: () => inFile("select name from sqlite_master where name like '%sync_bot_t%'"),
    },
    {
      destination: postgresAt(postgres.url),
      rows: async (table) => [
        ...(await postgres.query(`select name, count(*)::text as n from "${table}" group by name`)),
      ],
      stagings: () =>
        postgres.query("select relname from pg_class where relname like '%sync_bot_t%'").then((r) => [...r]),
    },
  ];
}

test('the stages come in their order, and the result says what was proven', need, async () => {
  for (const { destination } of places()) {
    stock('items', 3000, 'a');
    const seen: Stage[] = [];
    const standing = watched((stage) => seen.at(-1) !== stage && seen.push(stage));
    const checks = { ...NO_CHECKS, minRows: 10, maxDrop: 0.5 };
    const table = tableSpec('items', { checks, mask: { name: 'redact' } });
    const result = await runSync(table, { source: shop, destination, standing, previousRows: 4000 });
    assert.deepEqual(seen, STAGES);
    assert.deepEqual([result.rowsRead, result.rowsStaged, result.rowsWritten], [3000, 3000, 3000]);
    assert.ok(result.bytes > 3000 * 10);
    assert.deepEqual(
      result.checks.map((check: Check) => [check.name, check.ok]),
      [
        ['row parity', true],
        ['min_rows', true],
        ['max_drop', true],
        ['published', true],
      ],
    );
    assert.deepEqual(result.masks, { name: 'redact' });
    assert.deepEqual([standing.rowsRead, standing.left], [3000, false]);
  }
});

test('a cancel at any stage leaves the target as it was and no staging', need, async () => {
  for (const { destination, rows, stagings } of places()) {
    stock('kept', 20, 'old');
    await runSync(tableSpec('kept'), { source: shop, destination });
    stock('kept', 30_000, 'new');
    for (const stage of STAGES.filter((stage) => stage !== 'commit')) {
      const abort = new AbortController();
      const standing = watched((now) => {
        if (now === stage) abort.abort();
      });
      if (stage === 'connect') abort.abort();
      const error = await failureOf(
        runSync(tableSpec('kept'), { source: shop, destination, standing, signal: abort.signal }),
      );
      assert.deepEqual([error.code, error.side, error.retryable], ['local.canceled', 'local', false], stage);
      assert.deepEqual(await rows('kept'), [{ name: 'old', n: '20' }], stage);
      assert.deepEqual(await stagings(), [], stage);
      assert.equal(standing.left, false, stage);
    }
  }
});

test('a cancel that comes when the commit is under way comes too late, and the run says the truth', need, async () => {
  for (const { destination, rows, stagings } of places()) {
    stock('late', 5, 'new');
    const abort = new AbortController();
    const standing = watched((now) => {
      if (now === 'commit') abort.abort();
    });
    const result = await runSync(tableSpec('late'), { source: shop, destination, standing, signal: abort.signal });
    assert.equal(result.rowsWritten, 5);
    assert.deepEqual(await rows('late'), [{ name: 'new', n: '5' }]);
    assert.deepEqual(await stagings(), []);
  }
});

test('a guard that trips keeps the old rows and what is staged, until somebody settles it', need, async () => {
  for (const { destination, rows, stagings } of places()) {
    stock('guarded', 10, 'old');
    await runSync(tableSpec('guarded'), { source: shop, destination });
    stock('guarded', 5, 'new');
    for (const [checks, code, said] of [
      [{ minRows: 6 }, 'guard.min_rows', /5 rows/],
      [{ maxDrop: 0.3 }, 'guard.rows_drop', /7 rows/],
      [{ minRows: 6, maxDrop: 0.3, nullRate: { name: 0 } }, 'guard.min_rows', /Besides, max_drop: 5 rows, expected/],
    ] as const) {
      const table = tableSpec('guarded', { checks: { ...NO_CHECKS, ...checks } });
      const order = orderOf(table, { source: shop, destination, previousRows: 10 });
      const end = await syncEnd(table, { ...order, source: shop, destination });
      assert.ok('held' in end);
      const { error, staged, over } = end.held;
      assert.deepEqual([error.code, error.stage, error.retry, staged.rowsStaged], [code, 'check', 'wait', 5]);
      assert.match(error.message, said);
      assert.match(over ?? '', /^t[0-9a-f]+_1_1$/);
      assert.deepEqual(await rows('guarded'), [{ name: 'old', n: '10' }]);
      assert.equal((await stagings()).length, 1);
      assert.equal((await settle({ ...order, do: 'settle' }, openers)).published, null);
      assert.deepEqual(await stagings(), []);
    }
  }
});

test('rows that get lost between source and destination are never published', need, async () => {
  for (const { destination, stagings } of places()) {
    stock('lossy', 10_000, 'a');
    const losing: typeof openers = {
      ...openers,
      async destination(spec, label) {
        const real = await openers.destination(spec, label);
        return {
          ...real,
          async begin(plan, token) {
            const load = await real.begin(plan, token);
            return {
              ...load,
              write: (batch) => load.write(batch.format === 'cells' ? { ...batch, rows: batch.rows.slice(1) } : batch),
            };
          },
        };
      },
    };
    const { code, stage } = await failureOf(
      runSync(tableSpec('lossy'), { source: shop, destination, openers: losing }),
    );
    assert.deepEqual([code, stage], ['guard.parity', 'check']);
    assert.deepEqual(await stagings(), []);
  }
});

test('a failure says its side, its stage and its connection, and never a password', need, async () => {
  stock('items', 1, 'a');
  const url = new URL(postgres.url);
  const wrong = postgresAt(Object.assign(new URL(url), { password: 'not-the-password' }).href, 'blog');
  const end = async (given: Parameters<typeof runSync>[1]) => {
    const { code, side, stage, message, hint } = await failureOf(runSync(tableSpec('items'), given));
    assert.ok(!/not-the-password/.test(message + hint) && !`${message}${hint}`.includes(url.password), message);
    return [code, side, stage];
  };
  assert.deepEqual(await end({ source: wrong, destination: shop }), ['src.password', 'source', 'connect']);
  assert.deepEqual(await end({ source: shop, destination: wrong }), ['dst.password', 'destination', 'connect']);
  const gone = postgresAt('postgres://nobody:x@127.0.0.1:1/none', 'gone');
  assert.deepEqual(await end({ source: gone, destination: shop }), ['src.refused', 'source', 'connect']);
  const bad = runSync(tableSpec('items', { where: "name = 'secret value" }), {
    source: shop,
    destination: sqliteAt(join(directory, 'w.db')),
  });
  const { code, stage, message } = await failureOf(bad);
  assert.deepEqual([code, stage], ['src.bad_where', 'copy']);
  assert.match(message, /tables\.yml/);
  assert.ok(!message.includes('secret'));
});

test('a where clause chooses the rows', need, async () => {
  stock('items', 10, 'a');
  const { destination, rows } = places()[1] as Place;
  const result = await runSync(tableSpec('items', { where: 'id > 7 or id = 1 -- these' }), {
    source: shop,
    destination,
  });
  assert.equal(result.rowsWritten, 4);
  assert.deepEqual(await rows('items'), [{ name: 'a', n: '4' }]);
});

test('a connection lost after the server has committed: published once, and said so', need, async () => {
  stock('once', 10, 'old');
  await runSync(tableSpec('once'), { source: shop, destination: postgresAt(postgres.url) });
  stock('once', 7, 'new');
  const proxy = await breakingProxy(postgres.url, 'after');
  try {
    const token = newToken();
    const result = await runSync(tableSpec('once'), { source: shop, destination: postgresAt(proxy.url), token });
    assert.equal(proxy.broken(), 1);
    assert.deepEqual([result.rowsStaged, result.rowsWritten], [7, 7]);
    const { rows, stagings } = places()[1] as Place;
    assert.deepEqual(await rows('once'), [{ name: 'new', n: '7' }]);
    assert.deepEqual(await stagings(), []);
    const noted = await postgres.query('select target, rows from sync_bot_published where token = $1', [token]);
    assert.deepEqual(noted, [{ target: 'once', rows: '7' }]);
  } finally {
    await proxy.close();
  }
});

test(
  'a connection lost before the server heard of the commit: not published, the old rows, and no staging',
  need,
  async () => {
    stock('never', 10, 'old');
    await runSync(tableSpec('never'), { source: shop, destination: postgresAt(postgres.url) });
    stock('never', 7, 'new');
    const proxy = await breakingProxy(postgres.url, 'before');
    try {
      const error = await failureOf(runSync(tableSpec('never'), { source: shop, destination: postgresAt(proxy.url) }));
      assert.equal(proxy.broken(), 1);
      assert.deepEqual([error.code, error.stage, error.retryable], ['dst.reset', 'commit', true]);
      const { rows, stagings } = places()[1] as Place;
      assert.deepEqual(await rows('never'), [{ name: 'old', n: '10' }]);
      assert.deepEqual(await stagings(), []);
    } finally {
      await proxy.close();
    }
  },
);

test('a destination whose backend is terminated ends the run at every stage and never hangs', need, async () => {
  stock('cut', 60_000, 'x'.repeat(50));
  for (const stage of ['begin', 'copy', 'finish', 'commit'] as const) {
    const token = newToken();
    const terminate = () =>
      postgres.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'sync-bot ${token}'`,
      );
    const killing: typeof openers = {
      ...openers,
      async destination(spec, label) {
        const real = await openers.destination(spec, label);
        return {
          ...real,
          async begin(plan, given) {
            if (stage === 'begin') await terminate();
            const load = await real.begin(plan, given);
            return {
              ...load,
              async write(batch) {
                if (stage === 'copy') await terminate();
                await load.write(batch);
              },
              async finish() {
                if (stage === 'finish') await terminate();
                return load.finish();
              },
              async commit() {
                if (stage === 'commit') await terminate();
                return load.commit();
              },
            };
          },
        };
      },
    };
    const standing = newStanding();
    const work = runSync(tableSpec('cut'), {
      source: shop,
      destination: postgresAt(postgres.url),
      openers: killing,
      token,
      standing,
    });
    const { side, code } = await failureOf(work);
    assert.equal(side, 'destination', `${stage}: ${code}`);
    assert.match(code, /^dst\.(reset|failover|killed)$/, stage);
    const left = await postgres.query('select 1 from pg_class where relname = $1', [`_sync_bot_${token}`]);
    assert.ok(left.length === 0 || standing.left, `${stage}: staging is there and nobody was told`);
    await postgres.query(`drop table if exists "_sync_bot_${token}"`);
  }
});

test('a plan changes nothing and shows the statements', need, async () => {
  stock('planned', 3, 'a');
  for (const { destination, rows, stagings } of places()) {
    const table = tableSpec('planned', { mask: { name: 'hash' } });
    const order = { do: 'plan' as const, due: DUE, table, source: shop, destination };
    const first = await explain(order, openers);
    assert.equal(first.preview.publish, 'create');
    assert.match(first.query, /^select "id"/);
    assert.ok(first.preview.statements.some((sql) => /^create table/.test(sql)));
    await assert.rejects(rows('planned'), 'nothing was made');
    await runSync(table, orderOf(table, { source: shop, destination }));
    assert.equal((await explain(order, openers)).preview.publish, 'swap');
    assert.deepEqual(await stagings(), []);
  }
});
