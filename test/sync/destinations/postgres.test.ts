import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import Database from 'better-sqlite3';
import pg from 'pg';
import { settle } from '../../../src/sync/settle.ts';
import { sync } from '../../../src/sync/sync.ts';
import type { Load } from '../../../src/sync/types.ts';
import { eventually } from '../../support/eventually.ts';
import { type FreshPostgres, freshPostgres } from '../../support/postgres.ts';
import { needs } from '../../support/servers.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { failureOf, newToken, openers, orderOf, postgresAt, runSync, sqliteAt, tableSpec } from '../engine.ts';

const need = needs('postgres');
const file = join(temporaryDirectory(), 'shop.db');
const source = sqliteAt(file);
let postgres: FreshPostgres;

before(async () => {
  if (need.skip === false) postgres = await freshPostgres('destination');
});
beforeEach(async () => {
  if (need.skip === false) await postgres.query('drop schema public cascade; create schema public');
});
after(() => postgres?.drop());

type Item = readonly [id: number | null, name: string | null, price: string];

/** The source's table: id integer, name text, price text. */
function stock(items: readonly Item[], table = 'items'): void {
  const database = new Database(file);
  database.exec(`drop table if exists "${table}"; create table "${table}" (id integer, name text, price text)`);
  const insert = database.prepare(`insert into "${table}" values (?, ?, ?)`);
  database.transaction(() => {
    for (const item of items) insert.run(item);
  })();
  database.close();
}

function many(count: number, name: string): Item[] {
  return Array.from({ length: count }, (_, i) => [i + 1, name, '1']);
}

const warehouse = () => postgresAt(postgres.url);
const run = (name = 'items', given = {}) => runSync(tableSpec(name, given), { source, destination: warehouse() });

async function names(): Promise<string> {
  const rows = await postgres.query("select string_agg(name, ',' order by id) as names from items");
  return String(rows[0]?.names);
}

async function stagings(): Promise<readonly unknown[]> {
  const rows = await postgres.query(
    "select relname from pg_class where relname like '\\_sync\\_bot\\_%' and relname not like '\\_sync\\_bot\\_previous\\_%'",
  );
  return rows.map((row) => row.relname);
}

/** Everything that the catalog has around the table and the table's own identity. */
async function surroundings(table = 'items'): Promise<unknown> {
  const t = `'public.${table}'::regclass`;
  const [row] = await postgres.query(
    `select ${t}::oid as oid, c.relacl, c.reloptions, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relpersistence,
        pg_get_userbyid(c.relowner) as owner,
        (select json_agg(pg_get_indexdef(i.indexrelid) order by i.indexrelid) from pg_index i where i.indrelid = c.oid) as indexes,
        (select json_agg(pg_get_constraintdef(k.oid) order by k.oid) from pg_constraint k where k.conrelid = c.oid or k.confrelid = c.oid) as constraints,
        (select json_agg(pg_get_triggerdef(g.oid) order by g.oid) from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal) as triggers,
        (select json_agg(pg_get_expr(p.polqual, p.polrelid) order by p.oid) from pg_policy p where p.polrelid = c.oid) as policies,
        (select json_agg(d.description order by d.objsubid) from pg_description d where d.objoid = c.oid) as comments,
        (select json_agg(pg_get_viewdef(r.ev_class) order by r.ev_class) from pg_rewrite r join pg_depend d on d.objid = r.oid
          where d.refobjid = c.oid and r.ev_class <> c.oid) as views,
        (select json_agg(pubname) from pg_publication_tables where tablename = c.relname) as publications,
        (select json_agg(stxname) from pg_statistic_ext where stxrelid = c.oid) as statistics,
        (select json_agg(json_build_array(attname, attacl, attoptions, attstattarget, attstorage) order by attnum)
           from pg_attribute where attrelid = c.oid and attnum > 0) as attributes
       from pg_class c where c.oid = ${t}`,
  );
  return row;
}

test('a first table is created, a plain one swapped, and each run says which', need, async () => {
  stock([[1, 'a', '1']]);
  const first = await run();
  assert.deepEqual([first.method, first.rowsRead, first.rowsStaged, first.rowsWritten], ['create', 1, 1, 1]);
  const [before] = await postgres.query("select 'items'::regclass::oid as oid");
  stock([
    [1, 'b', '1'],
    [2, 'c', '2'],
  ]);
  const second = await run();
  assert.deepEqual([second.method, second.rowsWritten], ['swap', 2]);
  assert.equal(await names(), 'b,c');
  assert.notDeepEqual(await postgres.query("select 'items'::regclass::oid as oid"), [before]);
  assert.deepEqual(await stagings(), []);
});

test('a plain target may get other columns', need, async () => {
  stock([[1, 'a', '1']]);
  await postgres.query('create table items (something date)');
  assert.equal((await run('items', { columns: ['name', 'id'] })).method, 'swap');
  assert.deepEqual(await postgres.query('select * from items'), [{ name: 'a', id: '1' }]);
});

test('a table of no rows is published only where that is allowed', need, async () => {
  stock([[1, 'a', '1']]);
  await run();
  stock([]);
  const { code, stage, hint } = await failureOf(run());
  assert.deepEqual([code, stage], ['guard.empty', 'check']);
  assert.match(hint, /allow_empty: true/);
  assert.deepEqual(await postgres.query('select count(*) as n from items'), [{ n: '1' }]);
  const spec = tableSpec('items', { allowEmpty: true });
  const result = await runSync(spec, { source: sqliteAt(file), destination: warehouse() });
  assert.deepEqual([result.rowsRead, result.rowsWritten], [0, 0]);
  assert.deepEqual(await postgres.query('select count(*) as n from items'), [{ n: '0' }]);
});

const AROUND: Readonly<Record<string, string>> = {
  'a grant': 'grant select on items to pg_read_all_data',
  'a column grant': 'grant select (name) on items to pg_read_all_data',
  'an index': 'create index on items (name)',
  'a unique index': 'create unique index on items (id)',
  'a primary key': 'alter table items add primary key (id)',
  'a check': "alter table items add check (name <> 'never')",
  'a dependent view': 'create view v as select id, name from items',
  'a materialized view': 'create materialized view m as select count(*) from items',
  'a comment': "comment on table items is 'ours'",
  'a column comment': "comment on column items.name is 'who'",
  'a default': "alter table items alter name set default 'x'",
  'a trigger': `create function quiet() returns trigger language plpgsql as 'begin return null; end';
    create trigger t after insert on items for each row execute function quiet()`,
  'a policy': 'alter table items enable row level security; create policy p on items using (id > 0)',
  'row level security without a policy': 'alter table items enable row level security',
  'a storage option': 'alter table items set (fillfactor = 50)',
  'a publication': 'alter table items replica identity full; create publication p_items for table items',
  'an identity column': `alter table items alter id set not null;
    alter table items alter id add generated always as identity (start 100)`,
  'extended statistics': 'create statistics s on id, name from items',
  'a replica identity': 'alter table items replica identity full',
  'an unlogged table': 'alter table items set unlogged',
  'a column storage': 'alter table items alter name set storage external',
  'a statistics target': 'alter table items alter name set statistics 500',
  'a rule': 'create rule r as on delete to items where old.id < 0 do nothing',
  'a column option': 'alter table items alter id set (n_distinct = 5)',
};

for (const [what, sql] of Object.entries(AROUND)) {
  test(`${what} survives a replace, and readers see the new rows`, need, async () => {
    stock([[1, 'old', '1']]);
    await run();
    await postgres.query(sql);
    const before = await surroundings();
    stock([
      [1, 'new', '1'],
      [2, 'two', '2'],
    ]);
    const result = await run();
    assert.equal(result.method, 'in_place');
    assert.equal(result.rowsWritten, 2);
    assert.ok((result.kept?.length ?? 0) > 0, 'the receipt names it');
    assert.deepEqual(await surroundings(), before);
    assert.equal(await names(), 'new,two');
    assert.deepEqual(await stagings(), []);
  });
}

test('everything at once is the same after ten replaces', need, async () => {
  stock([[1, 'r0', '1']]);
  await run();
  // What excludes other things, or keeps a reader out, stands in a test of its own above.
  await postgres.query('drop publication if exists p_items');
  const alone = ['an identity column', 'an unlogged table', 'a primary key', 'a rule'];
  for (const [what, sql] of Object.entries(AROUND)) if (!alone.includes(what)) await postgres.query(sql);
  const before = await surroundings();
  for (let i = 1; i <= 10; i++) {
    stock(many(20, `r${i}`));
    assert.equal((await run()).method, 'in_place');
    assert.deepEqual(await surroundings(), before, `after replace ${i}`);
    assert.deepEqual(
      (await postgres.query('select distinct name from items')).map((row) => row.name),
      [`r${i}`],
    );
  }
});

test('a foreign key to the target survives, and no row of the other table is touched', need, async () => {
  for (const action of ['no action', 'restrict', 'cascade', 'set null']) {
    stock([...many(3, 'old'), [4, 'goes', '1']]);
    await postgres.query('drop table if exists orders, items');
    await run();
    await postgres.query(
      `alter table items add primary key (id);
       create table orders (item bigint references items (id) on delete ${action}); insert into orders values (1), (2), (3)`,
    );
    const before = await surroundings();
    stock([...many(3, 'new'), [5, 'comes', '1']]);
    assert.equal((await run()).method, 'in_place', action);
    assert.equal(await names(), 'new,new,new,comes', action);
    assert.deepEqual(await surroundings(), before);
    const orders = await postgres.query('select item from orders order by 1');
    assert.deepEqual(orders, [{ item: '1' }, { item: '2' }, { item: '3' }], action);
  }
});

test('a row that another table still needs is not taken away, and nothing changes', need, async () => {
  stock(many(3, 'old'));
  await run();
  await postgres.query(
    'alter table items add primary key (id); create table orders (item bigint references items (id)); insert into orders values (3)',
  );
  stock(many(2, 'new'));
  const { code, stage } = await failureOf(run());
  assert.deepEqual([code, stage], ['data.check', 'commit']);
  assert.equal(await names(), 'old,old,old');
  assert.deepEqual(await stagings(), []);
});

test(
  'a key that repeats in the source is refused by the target’s primary key, with and without a foreign key',
  need,
  async () => {
    stock(many(2, 'old'));
    await run();
    await postgres.query('alter table items add primary key (id)');
    stock([
      [1, 'x', '1'],
      [1, 'y', '1'],
    ]);
    assert.equal((await failureOf(run())).code, 'data.duplicate');
    await postgres.query('create table orders (item bigint references items (id)); insert into orders values (1)');
    assert.equal((await failureOf(run())).code, 'data.duplicate');
    assert.equal(await names(), 'old,old');
  },
);

test('other columns with things around the target are refused by name, and the old rows stay', need, async () => {
  stock([[1, 'old', '1']]);
  await run();
  await postgres.query('create view v as select id from items');
  for (const [alter, said] of [
    ['alter table items add extra int', /extra \(integer\)/],
    [
      'alter table items drop extra; alter table items rename name to title',
      /title \(text\).*name is new in the source: renamed/,
    ],
    ['alter table items rename title to name', null],
    ['alter table items alter name type varchar(50)', /character varying\(50\)/],
  ] as const) {
    await postgres.query(alter);
    if (said === null) continue;
    const { code, stage, message, retryable } = await failureOf(run());
    assert.deepEqual([code, stage, retryable], ['dst.columns', 'plan', false], alter);
    assert.match(message, said);
    assert.match(message, /view v/);
    assert.deepEqual(await postgres.query('select count(*) as n from items'), [{ n: '1' }]);
    assert.deepEqual(await stagings(), []);
  }
});

test('a trigger that changes rows, or drops them, is noticed before anybody sees it', need, async () => {
  stock([[1, 'old', '1']]);
  await run();
  for (const body of ["new.name := 'changed'; return new", 'return null']) {
    await postgres.query(
      `create or replace function meddle() returns trigger language plpgsql as $$ begin ${body}; end $$;
       create or replace trigger t before insert on items for each row execute function meddle()`,
    );
    stock([[1, 'new', '1']]);
    const { code, stage } = await failureOf(run());
    assert.deepEqual([code, stage], ['guard.parity', 'commit'], body);
    assert.equal(await names(), 'old', body);
    assert.deepEqual(await stagings(), []);
  }
});

test('a target that is a view or a foreign table is refused, and its base table is not written', need, async () => {
  stock([[1, 'new', '1']]);
  await postgres.query(
    `create table base (id bigint, name text, price text); insert into base values (1, 'old', '1');
     create view items as select * from base`,
  );
  assert.equal((await failureOf(run())).code, 'config');
  assert.equal(await names(), 'old');
  await postgres.query('drop view items; create materialized view items as select * from base');
  assert.equal((await failureOf(run())).code, 'config');
  assert.equal(await names(), 'old');
  assert.deepEqual(await stagings(), []);
});

test('a partitioned target keeps its partitions', need, async () => {
  stock(many(10, 'new'));
  await postgres.query(
    `create table items (id bigint, name text, price text) partition by range (id);
     create table items_low partition of items for values from (0) to (6);
     create table items_high partition of items for values from (6) to (100)`,
  );
  assert.equal((await run()).method, 'in_place');
  assert.deepEqual(await postgres.query('select count(*) as n from items_low'), [{ n: '5' }]);
});

test('names longer than PostgreSQL takes are refused, for it would cut them quietly', need, async () => {
  const long = 'é'.repeat(32);
  stock([[1, 'a', '1']], long);
  const { code, message } = await failureOf(run(long));
  assert.equal(code, 'config');
  assert.match(message, /63 bytes/);
  const database = new Database(file);
  database.exec(`drop table if exists wide; create table wide ("${'c'.repeat(64)}" text)`);
  database.close();
  assert.equal((await failureOf(run('wide'))).code, 'config');
  assert.deepEqual(await postgres.query("select 1 from pg_class where relname like 'é%' or relname = 'wide'"), []);
});

test('abort at every stage of a load drops its staging table', need, async () => {
  const begin = async (): Promise<{ load: Load; close(): Promise<void> }> => {
    const destination = await openers.destination(warehouse(), 'test');
    const at = { nullable: true, native: 'text', type: 'string' } as const;
    const columns = [{ name: 'a', from: { name: 'a', ...at }, to: { name: 'a', ...at }, mask: null }];
    const load = await destination.begin(
      {
        table: 'items',
        mode: 'replace',
        deletes: 'keep',
        keys: null,
        source: { kind: 'sqlite', connection: 'x', table: { schema: null, name: 'items' } },
        destination: { kind: 'postgres', connection: 'x', table: { schema: null, name: 'items' } },
        columns,
        left: [],
        where: null,
        window: null,
        split: null,
        unsplit: null,
        key: [],
        cursor: null,
        format: 'cells',
        native: false,
        primaryKey: [],
        estimatedRows: null,
        added: [],
        snapshot: null,
        bigquery: null,
        keepPrevious: true,
        listed: false,
      },
      newToken(),
    );
    return { load, close: () => destination.close() };
  };
  const rows = [[Buffer.from('x')]];
  const write = (load: Load) => load.write({ format: 'cells', rows, bytes: 1 });
  const steps: readonly ((load: Load) => Promise<unknown>)[] = [
    async () => {},
    write,
    async (load) => {
      await write(load);
      await load.finish();
    },
    async (load) => {
      await load.write({ format: 'cells', rows: [[Buffer.from([0])]], bytes: 1 });
      await assert.rejects(load.finish(), { code: '22021' });
    },
  ];
  for (const step of steps) {
    const { load, close } = await begin();
    await step(load);
    await load.abort();
    await load.abort();
    assert.deepEqual(await stagings(), []);
    await close();
  }
  const { load, close } = await begin();
  await write(load);
  assert.deepEqual(await load.finish(), { rows: 1 });
  assert.deepEqual(await load.commit(), { rows: 1, method: 'create', changes: null, kept: [] });
  await load.abort();
  await close();
  assert.deepEqual(await postgres.query('select a from items'), [{ a: 'x' }]);
});

test('what the target cannot hold exactly ends the run, drops staging and leaves the target', need, async () => {
  const shop = new Database(file);
  const attempt = async (ddl: string, value: unknown, native: string) => {
    shop.exec(`drop table if exists odd; create table odd (v ${ddl})`);
    shop.prepare('insert into odd values (?)').run(value);
    await postgres.query(`drop table if exists odd; create table odd (v ${native}); insert into odd values (null)`);
    const { code, stage, column, message, hint } = await failureOf(run('odd'));
    assert.deepEqual(await postgres.query('select * from odd'), [{ v: null }], ddl);
    assert.deepEqual(await stagings(), []);
    assert.ok(!`${message}${hint}`.includes(String(value)), message);
    return [code, stage, column];
  };
  assert.deepEqual(await attempt('date', '2023-02-31', 'date'), ['data.date', 'copy', 'v']);
  assert.deepEqual(await attempt('text', 'secret\0value', 'text'), ['dst.encoding', 'copy', 'v']);
  assert.deepEqual(await attempt('decimal', 'secret', 'numeric'), ['data.type', 'copy', 'v']);
  assert.deepEqual(await attempt('json', '{secret', 'json'), ['data.json', 'copy', 'v']);
  shop.close();
  // A type of the target's own decides where it is kept: too long and out of range, as far as columns agree.
  await postgres.query(
    `create table strict (v varchar(3)); insert into strict values ('old'); create view keep as select * from strict;
     create table wide (v varchar(3)); alter table wide alter v type varchar(9); insert into wide values ('too long')`,
  );
  const from = postgresAt(postgres.url, 'shop');
  const spec = tableSpec('strict', { from: 'wide' });
  assert.equal((await failureOf(runSync(spec, { source: from, destination: warehouse() }))).code, 'dst.columns');
  assert.deepEqual(await postgres.query('select * from strict'), [{ v: 'old' }]);
});

for (const around of ['', 'create index on items (name)']) {
  test(
    `readers never see none, a part or an error ${around === '' ? 'of swaps' : 'of replaces in place'}`,
    need,
    async () => {
      stock(many(500, 'r0'));
      await run();
      await postgres.query(`${around === '' ? 'select 1' : around}`);
      const reader = new pg.Client({ connectionString: postgres.url });
      await reader.connect();
      const prepared = { name: 'count', text: 'select count(*) as n, count(distinct name) as kinds from items' };
      const seen = new Set<string>();
      let reads = 0;
      let done = false;
      const reading = (async () => {
        while (!done) {
          const [row] = (await reader.query<{ n: string; kinds: string }>(prepared)).rows;
          seen.add(`${row?.n} rows of ${row?.kinds} kind`);
          reads++;
        }
      })();
      for (let i = 1; i <= 20; i++) {
        stock(many(500, `r${i}`));
        await run();
      }
      done = true;
      await reading;
      await reader.end();
      assert.deepEqual([...seen], ['500 rows of 1 kind']);
      assert.ok(reads > 50, `${reads} reads`);
      assert.equal((await postgres.query('select distinct name from items'))[0]?.name, 'r20');
    },
  );
}

test('a reader whose snapshot is older than the run sees a whole table too', need, async () => {
  stock(many(50, 'old'));
  await run();
  const reader = new pg.Client({ connectionString: postgres.url });
  await reader.connect();
  await reader.query('begin isolation level repeatable read');
  await reader.query('select 1 from pg_class limit 1');
  stock(many(60, 'new'));
  assert.equal((await run()).method, 'swap');
  const { rows } = await reader.query('select count(*)::int as n, min(name) as name from items');
  await reader.end();
  assert.deepEqual(rows, [{ n: 60, name: 'new' }]);
});

test('settle drops what an attempt left and says that it published nothing', need, async () => {
  stock(many(5, 'a'));
  const token = newToken();
  const order = orderOf(tableSpec('items'), { source, destination: warehouse(), token });
  const staging = `_sync_bot_${token}`;
  await postgres.query(`create table "${staging}" (id int)`);
  const settlement = await settle({ ...order, do: 'settle' }, openers);
  assert.deepEqual(settlement, { published: null, dropped: [`"public"."${staging}"`] });
  assert.deepEqual(await settle({ ...order, do: 'settle' }, openers), { published: null, dropped: [] });
  assert.deepEqual(await stagings(), []);
});

test('settle ends an attempt that is still copying, and does not wait for it', need, async () => {
  stock(many(50_000, 'a'));
  const order = orderOf(tableSpec('items'), { source, destination: warehouse() });
  let settlement: unknown = null;
  const settled: typeof openers = {
    ...openers,
    async destination(spec, label) {
      const destination = await openers.destination(spec, label);
      return {
        ...destination,
        async begin(plan, token) {
          const load = await destination.begin(plan, token);
          return {
            ...load,
            async write(batch) {
              await load.write(batch);
              settlement ??= await settle({ ...order, do: 'settle' }, openers);
            },
          };
        },
      };
    },
  };
  const began = performance.now();
  const { side, stage } = await failureOf(sync(order, settled, standing(), new AbortController().signal));
  assert.deepEqual([side, stage], ['destination', 'copy']);
  assert.deepEqual(settlement, { published: null, dropped: [`"public"."_sync_bot_${order.token}"`] });
  assert.ok(performance.now() - began < 4000);
  assert.deepEqual(await stagings(), []);
});

test('the first publications of a schema may come all at once', need, async () => {
  const tables = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const table of tables) stock(many(2, table), table);
  const results = await Promise.all(tables.map((table) => run(table)));
  assert.deepEqual(new Set(results.map((result) => result.method)), new Set(['create']));
  assert.deepEqual(await postgres.query('select count(*) as n from sync_bot_published'), [{ n: '6' }]);
});

test('settle after a publication says so, with its rows', need, async () => {
  stock(many(5, 'a'));
  const token = newToken();
  const order = orderOf(tableSpec('items'), { source, destination: warehouse(), token });
  await runSync(order.table, { ...order, token });
  assert.deepEqual(await settle({ ...order, do: 'settle' }, openers), {
    published: { rows: 5, cursor: null },
    dropped: [],
  });
  assert.equal(await names(), 'a,a,a,a,a');
});

test('an attempt that was settled cannot publish any more', need, async () => {
  stock(many(5, 'old'));
  await run();
  stock(many(5, 'new'));
  const order = orderOf(tableSpec('items'), { source, destination: warehouse() });
  const late: typeof openers = {
    ...openers,
    async destination(spec, label) {
      const destination = await openers.destination(spec, label);
      return {
        ...destination,
        async begin(plan, token) {
          const load = await destination.begin(plan, token);
          return {
            ...load,
            async commit() {
              assert.equal((await settle({ ...order, do: 'settle' }, openers)).published, null);
              return load.commit();
            },
          };
        },
      };
    },
  };
  const { code, stage } = await failureOf(sync(order, late, standing(), new AbortController().signal));
  assert.equal(stage, 'commit');
  assert.match(code, /^dst\./);
  assert.equal(await names(), 'old,old,old,old,old');
  assert.deepEqual(await stagings(), []);
});

test('a publication of another table of the same schema is not waited for', need, async () => {
  stock(many(1, 'a'));
  await run();
  const other = new pg.Client({ connectionString: postgres.url });
  await other.connect();
  try {
    stock(many(2, 'b'));
    stock(many(1, 'a'), 'slow');
    await run('slow');
    // One publication waits for its reader, and holds what it holds.
    await other.query('begin; lock table slow in access share mode');
    const waiting = run('slow');
    await eventually('slow waits for its reader', async () => {
      const rows = await postgres.query(
        "select 1 from pg_locks where not granted and relation = 'slow'::regclass and mode = 'AccessExclusiveLock'",
      );
      return rows.length > 0;
    });
    assert.equal((await run()).rowsWritten, 2);
    await other.query('rollback');
    await waiting;
  } finally {
    await other.end();
  }
});

function standing() {
  return { stage: 'connect' as const, rowsRead: 0, bytes: 0, estimatedRows: null, left: false, cost: null };
}
