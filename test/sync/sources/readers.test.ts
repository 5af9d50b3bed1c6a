import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import type { TableSpec } from '../../../src/sync/config/spec.ts';
import { explain } from '../../../src/sync/explain.ts';
import { newStanding } from '../../../src/sync/whereabouts.ts';
import { eventually } from '../../support/eventually.ts';
import { type FreshPostgres, freshPostgres } from '../../support/postgres.ts';
import { needs } from '../../support/servers.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { DUE, failureOf, newToken, openers, postgresAt, runSync, sqliteAt, tableSpec } from '../engine.ts';

const need = needs('postgres');
const file = join(temporaryDirectory(), 'warehouse.db');
let shop: FreshPostgres;
let warehouse: FreshPostgres;

before(async () => {
  if (need.skip !== false) return;
  [shop, warehouse] = await Promise.all([freshPostgres('readers'), freshPostgres('readers_to')]);
  await shop.query(`create table big (id bigint primary key, amount bigint not null, v text);
    insert into big select i, 100, repeat(chr(10) || 'x', 300) from generate_series(1, 20000) i`);
});
after(async () => {
  await shop?.drop();
  await warehouse?.drop();
});

const ends = () => ({ source: postgresAt(shop.url, 'shop'), destination: postgresAt(warehouse.url) });
const run = (name: string, given: Parameters<typeof tableSpec>[1], more: Partial<Parameters<typeof runSync>[1]> = {}) =>
  runSync(tableSpec(name, { readers: 4, ...given }), { ...ends(), ...more });
const planOf = async (table: TableSpec) => (await explain({ do: 'plan', due: DUE, table, ...ends() }, openers)).plan;
const sessions = async (token: string, more = '') =>
  (
    await shop.query(
      `select pid from pg_stat_activity where application_name = 'sync-bot ${token}' and datname = current_database() ${more}`,
    )
  ).map((row) => String(row.pid));

test('four sessions read one snapshot while a writer goes on, and every row arrives once', need, async () => {
  for (const [to, destination] of [
    ['postgres', postgresAt(warehouse.url)],
    ['sqlite', sqliteAt(file, 'warehouse')],
  ] as const) {
    let writing = true;
    // Every transaction keeps the count and the sum, and moves rows to other blocks.
    const writer = (async () => {
      for (let i = 0; writing; i++) {
        const [a, b] = [1 + ((i * 7919) % 20_000), 1 + ((i * 104_729 + 1) % 20_000)];
        if (a === b) continue;
        await shop.query(`begin; update big set amount = amount - 1 where id = ${a}; update big set amount = amount + 1 where id = ${b};
          insert into big select -id, amount, v from big where id = ${a}; delete from big where id = ${a};
          update big set id = ${a} where id = ${-a}; commit`);
      }
    })();
    try {
      const result = await run(`moving_${to}`, { from: 'big' }, { destination });
      assert.equal(result.rowsRead, 20_000);
    } finally {
      writing = false;
      await writer;
    }
    const sql = `select count(*) as rows, count(distinct id) as ids, min(id) as least, max(id) as most, sum(amount) as amount from moving_${to}`;
    const [found] = to === 'postgres' ? await warehouse.query(sql) : [new Database(file).prepare(sql).get()];
    const { rows, ids, least, most, amount } = found as Record<string, unknown>;
    assert.deepEqual([rows, ids, least, most, amount].map(Number), [20_000, 20_000, 1, 20_000, 2_000_000]);
  }
});

test('the plan says how a table is divided, and why it is not', need, async () => {
  await shop.query(`create table parted (id bigint primary key, v text) partition by range (id);
    create table parted_low partition of parted for values from (minvalue) to (0);
    create table parted_high partition of parted default;
    create view seen as select * from big`);
  assert.deepEqual((await planOf(tableSpec('big', { readers: 3 }))).split, { readers: 3, by: 'blocks' });
  assert.deepEqual((await planOf(tableSpec('parted', { readers: 3 }))).split, { readers: 3, by: 'key', column: 'id' });
  const view = await planOf(tableSpec('seen', { readers: 3 }));
  assert.equal(view.split, null);
  assert.match(view.unsplit ?? '', /no ordinary table/);
  const one = await planOf(tableSpec('big'));
  assert.deepEqual([one.split, one.unsplit], [null, null]);
});

test('keys of every kind are divided without a row too many or too few', need, async () => {
  const most = 2n ** 63n - 1n;
  const kinds: Record<string, readonly bigint[]> = {
    none: [],
    one: [7n],
    two: [-1n, 0n],
    equal_distance: Array.from({ length: 40 }, (_, i) => BigInt(i)),
    gaps: [1n, 2n, 1_000_000n, 1_000_001n, 9_999_999_999n],
    ends: [-most - 1n, -5n, 0n, 5n, most - 1n, most],
    negative: [-900n, -800n, -700n, -10n],
  };
  for (const [kind, ids] of Object.entries(kinds)) {
    await shop.query('truncate parted');
    if (ids.length > 0) await shop.query(`insert into parted values ${ids.map((id) => `(${id}, 'v')`).join(', ')}`);
    const result = await run('parted', { allowEmpty: true, where: "v = 'v' -- all" });
    assert.equal(result.rowsRead, ids.length, kind);
    const rows = await warehouse.query('select id from parted order by id');
    assert.deepEqual(
      rows.map((row) => BigInt(row.id as string)),
      [...ids],
      kind,
    );
  }
});

test('small tables, empty ones and tables that lost most of their rows are read whole', need, async () => {
  await shop.query(`create table few (id int, v text); create table nothing (id int);
    create table thinned as select * from big; delete from thinned where id % 1000 <> 0; insert into few values (1, 'a'), (1, 'a')`);
  assert.equal((await run('few', {})).rowsRead, 2);
  assert.equal((await run('nothing', { allowEmpty: true })).rowsRead, 0);
  assert.equal((await run('thinned', { mask: { v: 'hash' } })).rowsRead, 20);
});

/** A run over `name` that stands still in the middle, with all of its sessions open. */
async function halfway(name: string, signal?: AbortSignal) {
  const token = newToken();
  const standing = newStanding();
  const slow = { from: 'big', where: 'id % 2000 <> 0 or pg_sleep(0.3) is not null' };
  const end = failureOf(run(name, slow, { token, standing, ...(signal ? { signal } : {}) }));
  end.catch(() => {});
  await eventually(
    'four sessions read',
    async () => (await sessions(token, "and state = 'active' and query like 'copy%'")).length === 4,
  );
  return { token, end };
}

test('a cancel stops the statements of all readers on the server', need, async () => {
  const abort = new AbortController();
  const { token, end } = await halfway('canceled', abort.signal);
  abort.abort();
  assert.equal((await end).code, 'local.canceled');
  await eventually('no session is left', async () => (await sessions(token)).length === 0);
  assert.equal((await warehouse.query(`select 1 from pg_class where relname = '_sync_bot_${token}'`)).length, 0);
});

test('one reader that is ended by the server ends all, and nothing is published', need, async () => {
  for (const which of [0, 3]) {
    const { token, end } = await halfway('ended');
    const pids = (await sessions(token)).sort((a, b) => Number(a) - Number(b));
    await shop.query(`select pg_terminate_backend(${pids[which]})`);
    const failure = await end;
    assert.equal(failure.side, 'source');
    assert.equal(failure.stage, 'copy');
    await eventually('no session is left', async () => (await sessions(token)).length === 0);
    assert.equal((await warehouse.query("select 1 from pg_class where relname = 'ended'")).length, 0);
  }
});
