import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ConnectionSpec } from '../../src/sync/config/spec.ts';
import type { Openers } from '../../src/sync/whereabouts.ts';
import { eventually } from '../support/eventually.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { failureOf, mysqlAt, openers, postgresAt, runSync, sqliteAt, tableSpec } from '../sync/engine.ts';

// What others do to the source while a run goes on: the run reads one snapshot, or says that it could not.
const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const shop = sqliteAt(join(directory, 'shop.db'), 'shop');
const warehouse = sqliteAt(join(directory, 'warehouse.db'));
let mysql: FreshMysql;
let postgres: FreshPostgres;

before(async () => {
  lite(shop.path, 'pragma journal_mode = wal');
  if (need.skip !== false) return;
  [mysql, postgres] = await Promise.all([freshMysql('snapshot'), freshPostgres('snapshot')]);
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
});

const SOURCES = {
  mysql: { at: (): ConnectionSpec => mysqlAt(mysql.url), run: async (sql: string) => void (await mysql.query(sql)) },
  postgres: {
    at: (): ConnectionSpec => postgresAt(postgres.url, 'shop'),
    run: async (sql: string) => void (await postgres.query(sql)),
  },
  sqlite: { at: (): ConnectionSpec => shop, run: async (sql: string) => void lite(shop.path, sql) },
} as const;
type SourceName = keyof typeof SOURCES;
const NAMES = Object.keys(SOURCES) as readonly SourceName[];

function lite(path: string, sql: string): readonly unknown[] {
  const database = new Database(path, { timeout: 100 });
  try {
    if (/^select/.test(sql)) return database.prepare(sql).raw(true).all();
    database.exec(sql);
    return [];
  } finally {
    database.close();
  }
}

/** The real connectors, with something that happens between plan and read, and after the first batch. */
function interrupted(planned: () => Promise<void>, begun: () => Promise<void> = async () => {}): Openers {
  return {
    ...openers,
    async source(spec, label, limitMs) {
      const opened = await openers.source(spec, label, limitMs);
      return {
        ...opened,
        async *read(query, signal) {
          await planned();
          let first = true;
          for await (const batch of opened.read(query, signal)) {
            yield batch;
            if (first) await begun();
            first = false;
          }
        },
      };
    },
  };
}

const staged = (table: string): readonly unknown[] =>
  lite(warehouse.path, `select name from sqlite_master where name = '${table}'`);

/** Large enough for several batches. */
function fill(table: string, rows: number): string {
  const values = Array.from({ length: rows }, (_, i) => `(${i + 1}, '${'x'.repeat(300)}')`).join(', ');
  return `create table ${table} (id integer primary key, v varchar(400)); insert into ${table} values ${values}`;
}

for (const from of NAMES) {
  test(`g: what is committed while a run copies never appears: ${from}`, need, async () => {
    const { at, run } = SOURCES[from];
    await run(fill('moving', 3000));
    let changes = 0;
    const change = async (): Promise<void> => {
      changes++;
      await run(
        `insert into moving values (${90_000 + changes}, 'late'); update moving set v = 'late' where id > 1500;
         delete from moving where id in (1, 2, 2999, 3000)`,
      );
    };
    const ways = { source: at(), destination: warehouse, openers: interrupted(change, change) };
    const result = await runSync(tableSpec('moving'), ways);
    assert.deepEqual([changes, result.rowsWritten], [2, 3000]);
    assert.deepEqual(
      lite(warehouse.path, `select count(*), min(id), max(id), count(distinct id), sum(v = 'late') from moving`),
      [[3000, 1, 3000, 3000, 0]],
    );
    await runSync(tableSpec('moving'), { source: at(), destination: warehouse });
    assert.deepEqual(lite(warehouse.path, `select count(*), max(id) from moving`), [[2998, 90_002]]);
  });
}

test('g: a SQLite file without WAL takes no commit while a run copies', async () => {
  const old = sqliteAt(join(directory, 'rollback.db'), 'shop');
  lite(old.path, fill('held', 3000));
  const tries: unknown[] = [];
  const change = async (): Promise<void> => {
    try {
      lite(old.path, "insert into held values (90000, 'late')");
    } catch (error) {
      tries.push((error as { readonly code: string }).code);
    }
  };
  await runSync(tableSpec('held'), { source: old, destination: warehouse, openers: interrupted(change, change) });
  assert.deepEqual(tries, ['SQLITE_BUSY', 'SQLITE_BUSY']);
  assert.deepEqual(lite(warehouse.path, 'select count(*), max(id) from held'), [[3000, 3000]]);
});

for (const [from, changes, busy] of [
  ['mysql', ['modify v varchar(30)', 'drop column v', 'rename to other'], { code: 'ER_LOCK_WAIT_TIMEOUT' }],
  ['postgres', ['alter v type text using v::text', 'drop column v', 'rename to other'], { code: '55P03' }],
] as const) {
  test(`f: a change of columns between plan and read waits for the end of the run: ${from}`, need, async () => {
    const { at, run } = SOURCES[from];
    const impatient = from === 'mysql' ? 'set lock_wait_timeout = 0' : `set lock_timeout = '50ms'`;
    await run("create table changing (id int, v date); insert into changing values (1, '2024-01-01')");
    for (const change of changes) {
      const late = interrupted(() => assert.rejects(run(`${impatient}; alter table changing ${change}`), busy));
      await runSync(tableSpec('changing'), { source: at(), destination: warehouse, openers: late });
      assert.deepEqual(lite(warehouse.path, 'select * from changing'), [[1, '2024-01-01']]);
    }
  });
}

test('f: a change of tables and views between plan and read is not seen: sqlite', async () => {
  const changes = {
    retyped: 'drop table retyped; create table retyped (id integer, v text); insert into retyped values (2, 5)',
    narrowed: 'alter table narrowed drop column v',
    gone: 'drop table gone',
    looked: "drop view looked; create view looked as select 3 as id, '2030-01-01' as v",
  } as const;
  for (const [name, change] of Object.entries(changes)) {
    const table = name === 'looked' ? 'beneath' : name;
    lite(shop.path, `create table ${table} (id integer, v date); insert into ${table} values (1, '2024-01-01')`);
    if (name === 'looked') lite(shop.path, 'create view looked as select * from beneath');
    const late = interrupted(() => SOURCES.sqlite.run(change));
    await runSync(tableSpec(name), { source: shop, destination: warehouse, openers: late });
    assert.deepEqual(lite(warehouse.path, `select * from ${name}`), [[1, '2024-01-01']], name);
  }
});

test('f: the snapshot of a SQLite file begins when it is opened, so that its description is of it too', async () => {
  lite(shop.path, "create table early (id integer, v date); insert into early values (1, '2024-01-01')");
  const source = await openers.source(shop, 'early', 60_000);
  try {
    lite(shop.path, 'alter table early drop column v');
    const shape = await source.describe({ schema: null, name: 'early' });
    assert.deepEqual(
      shape?.columns.map((column) => column.name),
      ['id', 'v'],
    );
  } finally {
    await source.close();
  }
});

/** Until somebody waits for the lock that a run holds. */
const waiting = {
  postgres: (table: string): Promise<unknown> =>
    eventually(`somebody waits for ${table}`, async () => {
      const rows = await postgres.query('select 1 from pg_locks where not granted and relation = $1::regclass', [
        table,
      ]);
      return rows.length > 0;
    }),
  mysql: (table: string): Promise<unknown> =>
    eventually(`somebody waits for ${table}`, async () => {
      const rows = await mysql.query(
        "select 1 from information_schema.processlist where db = database() and state like 'Waiting for table metadata lock' and info like ?",
        [`%${table}%`],
      );
      return rows.length > 0;
    }),
};

for (const from of ['mysql', 'postgres'] as const) {
  for (const [how, rewrite] of [
    ['truncated and filled', "truncate renewed; insert into renewed values (7, 'new')"],
    [
      'swapped',
      from === 'mysql'
        ? "insert into next values (8, 'new'); rename table renewed to previous, next to renewed; drop table previous"
        : "begin; insert into next values (8, 'new'); drop table renewed; alter table next rename to renewed; commit",
    ],
    ['rewritten', `update renewed set v = 'new'; alter table renewed add w int default 5 not null`],
  ] as const) {
    test(`a table that is ${how} during a run is read as it was, never as half or empty: ${from}`, need, async () => {
      const { at, run } = SOURCES[from];
      await run(
        `create table renewed (id int, v text); insert into renewed values (1, 'old'), (2, 'old');
         create table next (id int, v text); insert into next values (7, 'new')`,
      );
      let done: Promise<unknown> = Promise.resolve();
      const late = interrupted(async () => {
        done = run(rewrite);
        await waiting[from]('renewed');
      });
      const spec = tableSpec('renewed', { allowEmpty: true });
      const ways = { source: at(), destination: warehouse };
      await runSync(spec, { ...ways, openers: late });
      assert.deepEqual(lite(warehouse.path, 'select id, v from renewed'), [
        [1, 'old'],
        [2, 'old'],
      ]);
      await done;
      await runSync(spec, ways);
      assert.deepEqual(lite(warehouse.path, "select count(*) > 0, sum(v <> 'new') from renewed"), [[1, 0]]);
      await run('drop table renewed; drop table if exists next');
    });
  }
}

test('what cannot be locked is refused when it was written anew during the run: postgres', need, async () => {
  const role = `reader_${new URL(postgres.url).pathname.slice(1)}`;
  await postgres.query(
    `create table beneath (id int, v text, secret text); insert into beneath values (1, 'old', 's');
     create materialized view stored as select id, v from beneath;
     create role ${role} login password 'reader'; grant select (id, v) on beneath to ${role}; grant select on stored to ${role}`,
  );
  try {
    const url = Object.assign(new URL(postgres.url), { username: role, password: 'reader' }).href;
    const source = postgresAt(url, 'shop');
    for (const [name, rewrite] of [
      ['beneath', "truncate beneath; insert into beneath values (2, 'new', 's')"],
      ['stored', 'refresh materialized view stored'],
    ] as const) {
      const given = { from: name, allowEmpty: true, columns: ['id', 'v'] };
      const ways = { source, destination: warehouse };
      assert.equal((await runSync(tableSpec(`${name}_copy`, given), ways)).rowsWritten, 1);
      const late = interrupted(() => SOURCES.postgres.run(rewrite));
      const error = await failureOf(runSync(tableSpec(`${name}_late`, given), { ...ways, openers: late }));
      assert.deepEqual([error.code, error.retry], ['src.changed_midway', 'once'], name);
      assert.deepEqual(staged(`${name}_late`), []);
    }
  } finally {
    await postgres.query(`drop owned by ${role}; drop role ${role}`);
  }
});

for (const from of ['mysql', 'postgres'] as const) {
  test(`a view is read under a lock of what lies beneath it: ${from}`, need, async () => {
    const { at, run } = SOURCES[from];
    await run(
      'create table under_view (id int); insert into under_view values (1); create view above as select id from under_view',
    );
    let done: Promise<unknown> = Promise.resolve();
    const late = interrupted(async () => {
      done = run('truncate under_view');
      await waiting[from]('under_view');
    });
    const ways = { source: at(), destination: warehouse };
    const { rowsWritten } = await runSync(tableSpec('above'), { ...ways, openers: late });
    assert.equal(rowsWritten, 1);
    await done;
    assert.equal((await failureOf(runSync(tableSpec('no_such'), ways))).code, 'src.table_missing');
  });
}
