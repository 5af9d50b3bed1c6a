import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import Database from 'better-sqlite3';
import type { TableSpec } from '../../src/sync/config/spec.ts';
import type { ErrorSummary } from '../../src/sync/errors.ts';
import type { Suspicion } from '../../src/sync/findings.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { failureOf, mysqlAt, postgresAt, runSync, sqliteAt, syncEnd, tableSpec } from './engine.ts';

// What a run does about columns before it copies: new ones, gone ones, others of type, and personal data.

const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const files = { shop: join(directory, 'shop.db'), warehouse: join(directory, 'warehouse.db') };
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;
let number = 0;
let name = '';

before(async () => {
  if (need.skip !== false) return;
  [mysql, postgres, target] = await Promise.all([
    freshMysql('survey'),
    freshPostgres('survey'),
    freshPostgres('survey_to'),
  ]);
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
});
beforeEach(() => {
  name = `t${number++}`;
});

function sqlite(file: string, sql: string): unknown[] {
  const database = new Database(file);
  try {
    if (/^select/.test(sql)) return database.prepare(sql).all();
    database.exec(sql);
    return [];
  } finally {
    database.close();
  }
}

const SOURCES = {
  mysql: { spec: () => mysqlAt(mysql.url), run: async (sql: string) => void (await mysql.query(sql)) },
  postgres: {
    spec: () => postgresAt(postgres.url, 'shop'),
    run: async (sql: string) => void (await postgres.query(sql)),
  },
  sqlite: { spec: () => sqliteAt(files.shop, 'shop'), run: async (sql: string) => void sqlite(files.shop, sql) },
};
const TARGETS = {
  postgres: { spec: () => postgresAt(target.url), ask: (sql: string) => target.query(sql) },
  sqlite: {
    spec: () => sqliteAt(files.warehouse, 'warehouse'),
    ask: async (sql: string) => sqlite(files.warehouse, sql),
  },
};

for (const to of ['postgres', 'sqlite'] as const) {
  const shop = SOURCES.sqlite;
  const { spec, ask } = TARGETS[to];
  const copy = (given: Partial<TableSpec> = {}) =>
    runSync(tableSpec(name, given), { source: shop.spec(), destination: spec() });
  const columns = async (): Promise<readonly string[]> =>
    Object.keys((await ask(`select * from ${name}`))[0] as object);

  test(
    `a new column is held back, ignored or added as tables.yml says, and a decided one is added: ${to}`,
    need,
    async () => {
      await shop.run(`create table ${name} (id integer); insert into ${name} values (1)`);
      await copy();
      await shop.run(`alter table ${name} add column fresh text; alter table ${name} add column other text`);
      const asked = await copy();
      assert.deepEqual(
        asked.newColumns?.map((column) => [column.name, column.suspicion]),
        [
          ['fresh', null],
          ['other', null],
        ],
      );
      assert.deepEqual(await columns(), ['id']);
      assert.equal((await copy({ onNewColumn: 'ignore' })).newColumns, undefined);
      assert.deepEqual(await columns(), ['id']);
      const one = await copy({ unmasked: ['fresh'] });
      assert.deepEqual([one.newColumns?.map((column) => column.name), await columns()], [['other'], ['id', 'fresh']]);
      await copy({ onNewColumn: 'add' });
      assert.deepEqual(await columns(), ['id', 'fresh', 'other']);
    },
  );

  test(`a target whose rows are replaced in place gets a new column: ${to}`, need, async () => {
    await shop.run(`create table ${name} (id integer, word text); insert into ${name} values (1, 'a')`);
    await copy();
    await ask(`create index ${name}_index on ${name} (word)`);
    await shop.run(`alter table ${name} add column fresh text; update ${name} set fresh = 'new'`);
    assert.deepEqual([(await copy()).method, await columns()], ['in_place', ['id', 'word']]);
    assert.equal((await copy({ mask: { fresh: 'redact' } })).method, 'in_place');
    assert.deepEqual((await ask(`select fresh from ${name}`)) as unknown[], [{ fresh: '[redacted]' }]);
    assert.equal((await copy({ unmasked: ['fresh'] })).method, 'in_place');
    assert.deepEqual((await ask(`select fresh from ${name}`)) as unknown[], [{ fresh: 'new' }]);
  });

  test(
    `a column that is gone is refused with its likely new name, and let go where that is accepted: ${to}`,
    need,
    async () => {
      await shop.run(`create table ${name} (id integer, email text); insert into ${name} values (1, 'x')`);
      await copy();
      await shop.run(`alter table ${name} rename column email to mail`);
      const refusal = await failureOf(copy());
      assert.deepEqual([refusal.code, refusal.stage, refusal.column], ['src.column_dropped', 'plan', 'email']);
      assert.match(refusal.message, /email is gone and mail appeared: renamed\?/);
      assert.match(refusal.hint, /accept_changes: \[email\]/);
      assert.deepEqual(await columns(), ['id', 'email']);
      // A list of columns says all that the target shall have.
      await copy({ columns: ['id', 'mail'] });
      assert.deepEqual(await columns(), ['id', 'mail']);
      await shop.run(`alter table ${name} drop column mail`);
      await copy({ acceptChanges: ['mail'] });
      assert.deepEqual(await columns(), ['id']);
    },
  );
}

test('types that grow or shrink in their family go on and are named, others are refused by name', need, async () => {
  const { run, spec } = SOURCES.postgres;
  const ways = { source: spec(), destination: TARGETS.postgres.spec() };
  await run(`create table ${name} (a int, b varchar(50) not null, c numeric(10,2), d timestamp(0), e varchar(99), f int, g date);
     insert into ${name} values (1, 'b', 1.5, '2024-01-01', 'e', 1, '2024-01-01')`);
  await runSync(tableSpec(name), ways);
  await run(`alter table ${name} alter a type bigint, alter b type text, alter b drop not null, alter c type numeric(12,3),
     alter d type timestamp(6), alter e type varchar(9)`);
  const { retyped } = await runSync(tableSpec(name), ways);
  assert.deepEqual(
    retyped?.map((column) => `${column.name} ${column.from} > ${column.to}`),
    [
      'a integer > bigint',
      'b character varying(50) not null > text',
      'c numeric(10,2) > numeric(12,3)',
      'd timestamp(0) without time zone > timestamp(6) without time zone',
      'e character varying(99) > character varying(9)',
    ],
  );
  await run(`alter table ${name} alter f type text, alter g type timestamp, alter c type numeric(10,5)`);
  const refusal = await failureOf(runSync(tableSpec(name), ways));
  assert.deepEqual([refusal.code, refusal.stage], ['src.column_retyped', 'plan']);
  for (const word of ['c is numeric(10,5)', 'f is text', 'integer in the target', 'g is timestamp']) {
    assert.ok(refusal.message.includes(word), refusal.message);
  }
  assert.match(refusal.hint, /accept_changes: \[c, f, g\]/);
  await runSync(tableSpec(name, { acceptChanges: ['c', 'f', 'g'] }), ways);
  assert.deepEqual(await target.query(`select pg_typeof(f)::text as f from ${name}`), [{ f: 'text' }]);
});

const CANARY = 'canary4410';

for (const from of ['mysql', 'postgres', 'sqlite'] as const) {
  test(`personal data stops a run before anything is written, and no value is told: ${from}`, need, async () => {
    const { run, spec } = SOURCES[from];
    await run(
      `create table ${name} (id int primary key, email varchar(99), remarks varchar(999), card bigint, empty_phone varchar(9))`,
    );
    await run(`insert into ${name} values (1, '${CANARY}@example.com', 'see ${CANARY}@example.com', 4111111111111111, null),
      (2, null, 'nothing', 5555555555554444, null), (3, '', 'x@example.com', 378282246310005, null)`);
    const table = tableSpec(name, { sentinel: 'hold', unmasked: ['empty_phone'] });
    const destination = TARGETS.sqlite.spec();
    const end = await syncEnd(table, { source: spec(), destination });
    assert.ok('undecided' in end);
    assert.deepEqual(
      end.undecided.map((found: Suspicion) => [found.column, found.looks, found.named, found.matched, found.sampled]),
      [
        ['email', 'email', true, 1, 1],
        ['remarks', 'email', false, 2, 3],
        ['card', 'card', true, 3, 3],
      ],
    );
    assert.ok(!JSON.stringify(end).includes(CANARY));
    assert.deepEqual(
      sqlite(files.warehouse, `select name from sqlite_master where name = '${name}' or name like '_sync_bot_t%'`),
      [],
    );
    // Columns that are listed are no decision about masks; masked, excluded and unmasked ones are.
    const listed = await syncEnd({ ...table, columns: ['id', 'email'], unmasked: [] }, { source: spec(), destination });
    assert.ok('undecided' in listed && listed.undecided.length === 1);
    const decided = { mask: { email: 'hash' }, exclude: ['card'], unmasked: ['remarks', 'empty_phone'] } as const;
    assert.equal((await runSync({ ...table, ...decided }, { source: spec(), destination })).rowsWritten, 3);
  });
}

test('rows at the end of a large table are looked at too', need, async () => {
  await postgres.query(`create table ${name} (id int primary key, memo text);
    insert into ${name} select i, case when i > 4500 then 'a' || i || '@example.com' else 'memo' end from generate_series(1, 5000) i`);
  const table = tableSpec(name, { sentinel: 'hold' });
  const end = await syncEnd(table, { source: postgresAt(postgres.url, 'shop'), destination: TARGETS.sqlite.spec() });
  assert.ok('undecided' in end);
  assert.deepEqual([end.undecided[0]?.matched, end.undecided[0]?.sampled], [500, 1_000]);
});

test('a new column that may not be read yet does not keep the others from being copied', need, async () => {
  const role = `reader_${number}`;
  await postgres.query(`create table ${name} (id int); insert into ${name} values (1)`);
  const owner = postgresAt(postgres.url, 'shop');
  const destination = TARGETS.sqlite.spec();
  await runSync(tableSpec(name), { source: owner, destination });
  await postgres.query(`create role ${role} login password 'x'; grant usage on schema public to ${role};
    grant select (id) on ${name} to ${role}; alter table ${name} add column phone text`);
  const url = new URL(postgres.url);
  url.username = role;
  url.password = 'x';
  const table = tableSpec(name, { sentinel: 'hold' });
  try {
    const result = await runSync(table, { source: postgresAt(url.href, 'shop'), destination });
    assert.deepEqual([result.rowsWritten, result.newColumns?.[0]?.suspicion?.looks], [1, 'phone']);
  } finally {
    await postgres.query(`drop owned by ${role}; drop role ${role}`);
  }
});

test('a sample that cannot be read is a failure of the source, by its class', need, async () => {
  await postgres.query(`create table ${name} (id int, memo text)`);
  const table = tableSpec(name, { sentinel: 'hold', where: 'no_such_column = 1' });
  const source = postgresAt(postgres.url, 'shop');
  const failure: ErrorSummary = await failureOf(runSync(table, { source, destination: TARGETS.sqlite.spec() }));
  assert.deepEqual([failure.side, failure.stage], ['source', 'plan']);
});
