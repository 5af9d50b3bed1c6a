import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { runData } from '../../src/bot/commands/data.ts';
import type { ConnectionSpec } from '../../src/sync/config/spec.ts';
import { literal, quote } from '../../src/sync/sql/quote.ts';
import { openTestJobs, runTable } from '../support/jobs.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { failureOf, mysqlAt, postgresAt, runSync, sqliteAt, tableSpec } from '../sync/engine.ts';

// What is hard about tables rather than about values, from every source to every destination.
const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const shop = sqliteAt(join(directory, 'shop.db'), 'shop');
const warehouse = sqliteAt(join(directory, 'warehouse.db'), 'warehouse');
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;

before(async () => {
  if (need.skip !== false) return;
  [mysql, postgres, target] = await Promise.all([
    freshMysql('structure'),
    freshPostgres('structure'),
    freshPostgres('structure_to'),
  ]);
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
});

const SOURCES = {
  mysql: { at: (): ConnectionSpec => mysqlAt(mysql.url), run: (sql: string) => mysql.query(sql) },
  postgres: { at: (): ConnectionSpec => postgresAt(postgres.url, 'shop'), run: (sql: string) => postgres.query(sql) },
  sqlite: { at: (): ConnectionSpec => shop, run: async (sql: string) => lite(shop.path, sql) },
} as const;
const TARGETS = {
  postgres: {
    at: (): ConnectionSpec => postgresAt(target.url),
    all: async (sql: string): Promise<readonly unknown[]> => target.query(sql),
  },
  sqlite: { at: (): ConnectionSpec => warehouse, all: async (sql: string) => lite(warehouse.path, sql) },
} as const;

function lite(path: string, sql: string): readonly unknown[] {
  const database = new Database(path);
  try {
    if (/^select/.test(sql)) return database.prepare(sql).all();
    database.exec(sql);
    return [];
  } finally {
    database.close();
  }
}

const NAMES = ['id', 'select', 'a b', 'naïve "quote"', 'お名前', "it's", 'Upper', 'x`y'];

for (const [from, source] of Object.entries(SOURCES)) {
  for (const [to, destination] of Object.entries(TARGETS)) {
    test(`a: no rows replace the rows that are there only with allow_empty: ${from} to ${to}`, need, async () => {
      const name = `empty_${from}_${to}`;
      await source.run(`create table ${name} (id int); insert into ${name} values (1), (2)`);
      const ways = { source: source.at(), destination: destination.at() };
      await runSync(tableSpec(name), ways);
      await source.run(`delete from ${name}`);
      const { code, stage, hint } = await failureOf(runSync(tableSpec(name), ways));
      assert.deepEqual([code, stage], ['guard.empty', 'check']);
      assert.match(hint, /allow_empty: true/);
      assert.equal((await destination.all(`select id from ${name}`)).length, 2);
      await runSync(tableSpec(name, { allowEmpty: true }), ways);
      assert.equal((await destination.all(`select id from ${name}`)).length, 0);
    });

    test(`c: names of columns arrive as they are, whatever is in them: ${from} to ${to}`, need, async () => {
      const name = `names_${from}_${to}`;
      const dialect = from as keyof typeof SOURCES;
      const columns = NAMES.map((column) => `${quote(dialect, column)} varchar(50)`).join(', ');
      const row = NAMES.map((column) => literal(dialect, column)).join(', ');
      await source.run(`create table ${name} (${columns}); insert into ${name} values (${row})`);
      await runSync(tableSpec(name), { source: source.at(), destination: destination.at() });
      assert.deepEqual(await destination.all(`select * from ${name}`), [
        Object.fromEntries(NAMES.map((column) => [column, column])),
      ]);
    });
  }
}

test('c: a name that PostgreSQL would cut, and names that are one to SQLite, are refused', need, async () => {
  const long = 'n'.repeat(64);
  lite(shop.path, `create table long_names (${long} int); insert into long_names values (1)`);
  const cut = await failureOf(runSync(tableSpec('long_names'), { source: shop, destination: postgresAt(target.url) }));
  assert.deepEqual([cut.code, cut.stage], ['config', 'begin']);
  await postgres.query('create table twins ("Id" int, id int); insert into twins values (1, 2)');
  const source = postgresAt(postgres.url, 'shop');
  const one = await failureOf(runSync(tableSpec('twins'), { source, destination: warehouse }));
  assert.match(one.message, /Id|id/);
  assert.deepEqual(await TARGETS.sqlite.all("select name from sqlite_master where name = 'twins'"), []);
});

for (const [from, source] of Object.entries(SOURCES)) {
  for (const [to, destination] of Object.entries(TARGETS)) {
    test(
      `3: decimals longer than those of a target that must stay are refused, never rounded: ${from} to ${to}`,
      need,
      async () => {
        const name = `scale_${from}_${to}`;
        const target = `create table ${name} (id bigint, v decimal(10,2)); create index ${name}_v on ${name} (v); insert into ${name} values (7, 7.25)`;
        await source.run(`create table ${name} (id bigint, v decimal(10,4)); insert into ${name} values (1, 1.0050)`);
        if (to === 'postgres') await TARGETS.postgres.all(target);
        else lite(warehouse.path, target);
        const ways = { source: source.at(), destination: destination.at() };
        const { code, message, hint } = await failureOf(runSync(tableSpec(name), ways));
        assert.equal(code, 'dst.columns', message);
        assert.match(
          message,
          to === 'postgres'
            ? /v is numeric\(10,2\) there, and the sync brings numeric/
            : /v is decimal\(10,2\) there, and the sync brings TEXT/,
        );
        assert.match(hint, /alter the columns/);
        assert.deepEqual(await destination.all(`select cast(v as text) as v from ${name}`), [{ v: '7.25' }]);
      },
    );
  }
}

test('3: a target that must stay is refused whatever it is that it cannot hold: postgres', need, async () => {
  const narrower = [
    ['timestamp(6) without time zone', 'timestamp(0) without time zone'],
    ['timestamp with time zone', 'timestamp without time zone'],
    ['time without time zone', 'time(0) without time zone'],
    ['double precision', 'real'],
    ['numeric', 'double precision'],
    ['integer', 'smallint'],
    ['character varying(10)', 'character varying(3)'],
    ['text', 'character(3)'],
    ['timestamp without time zone', 'date'],
    ['json', 'jsonb'],
  ] as const;
  const columns = (which: 0 | 1): string => narrower.map((types, i) => `c${i} ${types[which]}`).join(', ');
  await postgres.query(`create table narrow (${columns(0)}); insert into narrow default values`);
  await target.query(`create table narrow (${columns(1)}); comment on table narrow is 'mine'`);
  const ways = { source: SOURCES.postgres.at(), destination: TARGETS.postgres.at() };
  for (const [i, [wide, narrow]] of narrower.entries()) {
    // One at a time: a message names five columns, and counts the others.
    const { code, message } = await failureOf(runSync(tableSpec('narrow', { columns: [`c${i}`] }), ways));
    assert.equal(code, 'dst.columns');
    assert.ok(message.includes(`c${i} is ${narrow} there, and the sync brings ${wide}`), message);
  }
  assert.deepEqual(await target.query('select * from narrow'), []);
});

test(
  'an expression of a SQLite view arrives as its text, as its cast says, or is refused with what to do',
  need,
  async () => {
    lite(
      shop.path,
      `create table sold (id integer primary key, price real, name text);
     insert into sold values (1, 0.1, 'a'), (2, 0.2, 'é');
     create view sums as select upper(name) as name, price, cast(count(*) as integer) as n, cast(price * 2 as real) as twice,
       count(*) as bare from sold group by id order by id`,
    );
    for (const [to, destination] of Object.entries(TARGETS)) {
      const ways = { source: shop, destination: destination.at() };
      const { code, message, hint, column } = await failureOf(runSync(tableSpec('sums'), ways));
      assert.deepEqual([code, column], ['data.type', 'bare']);
      assert.match(message, /column bare is declared any and holds an integer in 2 rows/);
      assert.match(hint, /cast\(… as integer\) as bare.*on_invalid: \{ bare: null \} \(or text\)/);
      await runSync(tableSpec('sums', { exclude: ['bare'] }), ways);
      const [real, whole] = to === 'postgres' ? ['double precision', 'bigint'] : ['real', 'integer'];
      const type = to === 'postgres' ? 'pg_typeof' : 'typeof';
      assert.deepEqual(
        await destination.all(
          `select name, cast(price as text) as price, cast(${type}(price) as text) as p, cast(n as text) as n, cast(${type}(n) as text) as t,
                cast(twice as text) as twice from sums order by name`,
        ),
        [
          { name: 'A', price: '0.1', p: real, n: '1', t: whole, twice: '0.2' },
          { name: 'é', price: '0.2', p: real, n: '1', t: whole, twice: '0.4' },
        ],
      );
      await runSync(tableSpec('sums', { columns: ['bare'], onInvalid: { bare: 'text' } }), ways);
      assert.deepEqual(await destination.all('select bare from sums'), [{ bare: '1' }, { bare: '1' }]);
    }
  },
);

test('on_invalid: null is refused before anything is read where a column cannot be NULL', need, async () => {
  lite(shop.path, "create table strict_dates (day date not null); insert into strict_dates values ('0000-00-00')");
  const ways = { source: shop, destination: warehouse };
  const { code, stage, message, hint } = await failureOf(
    runSync(tableSpec('strict_dates', { onInvalid: { day: 'null' } }), ways),
  );
  assert.deepEqual([code, stage], ['config', 'plan']);
  assert.match(`${message} ${hint}`, /NOT NULL.*Write text instead/);
});

test('a refusal counts every row of every column and tells no key that is not a number', need, async () => {
  const values = Array.from(
    { length: 40_000 },
    (_, i) => `('key${i}', ${i % 2 === 0 ? "'0000-00-00'" : "'2024-01-01'"}, ${i % 4})`,
  );
  lite(
    shop.path,
    `create table counted (id text primary key, day date, flag boolean); insert into counted values ${values.join(', ')}`,
  );
  const { message, hint } = await failureOf(runSync(tableSpec('counted'), { source: shop, destination: warehouse }));
  assert.match(message, /column day is declared date and holds a date of no calendar .* in 20000 rows; column flag/);
  assert.match(message, /an integer other than 0 and 1 in 20000 rows; nothing was published/);
  assert.doesNotMatch(`${message}${hint}`, /key\d|key from/);
});

test('one moment has one hash, whichever database it comes from', need, async () => {
  const hashes: unknown[] = [];
  await mysql.query("create table moments (v datetime(6)); insert into moments values ('2024-01-01 10:00:00.5')");
  await postgres.query("create table moments (v timestamp); insert into moments values ('2024-01-01 10:00:00.5')");
  lite(shop.path, "create table moments (v datetime); insert into moments values ('2024-01-01T10:00:00.50')");
  for (const { at } of Object.values(SOURCES)) {
    await runSync(tableSpec('moments', { mask: { v: 'hash' } }), { source: at(), destination: warehouse });
    hashes.push(...lite(warehouse.path, 'select v from moments'));
  }
  assert.equal(hashes.length, 3);
  assert.deepEqual(hashes[1], hashes[0]);
  assert.deepEqual(hashes[2], hashes[0]);
});

test('the history of a run and its --json say how many values were set to NULL', need, async () => {
  lite(shop.path, "create table aged (id integer primary key, day date); insert into aged values (1, '0000-00-00')");
  const file = join(directory, 'tables.yml');
  writeFileSync(
    file,
    `connections:
  shop: { type: sqlite, path: ./shop.db }
  warehouse: { type: sqlite, path: ./warehouse.db }
tables:
  aged: { source: shop, destination: warehouse, on_invalid: { day: null } }
`,
  );
  const jobs = await openTestJobs(file);
  try {
    const run = await runTable(jobs, 'aged');
    assert.equal(run.error, null);
    assert.deepEqual(jobs.run(run.id)?.result?.altered, { day: 1 });
    assert.deepEqual((runData(run) as { readonly result: unknown }).result, {
      ...(runData(run) as { readonly result: object }).result,
      altered: { day: 1 },
    });
  } finally {
    await jobs.stop(0);
  }
});
