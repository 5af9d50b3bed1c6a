import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ConnectionSpec } from '../../src/sync/config/spec.ts';
import type { DiffReport } from '../../src/sync/findings.ts';
import { diff } from '../../src/sync/inspect.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { DUE, failureOf, mysqlAt, openers, postgresAt, runSync, sqliteAt, tableSpec } from './engine.ts';

const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const kinds = ['mysql', 'postgres', 'sqlite'] as const;
const targets = ['postgres', 'sqlite'] as const;
const files = { source: join(directory, 'shop.db'), target: join(directory, 'warehouse.db') };
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;
let number = 0;
let name = '';

before(async () => {
  if (need.skip !== false) return;
  [mysql, postgres, target] = await Promise.all([freshMysql('diff'), freshPostgres('diff'), freshPostgres('diff_to')]);
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
});
beforeEach(() => {
  name = `t${number++}`;
});

async function sqlite(path: string, sql: string): Promise<void> {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}
const SOURCES = {
  mysql: { spec: () => mysqlAt(mysql.url), run: async (sql: string) => void (await mysql.query(sql)) },
  postgres: {
    spec: () => postgresAt(postgres.url, 'shop'),
    run: async (sql: string) => void (await postgres.query(sql)),
  },
  sqlite: { spec: () => sqliteAt(files.source, 'shop'), run: (sql: string) => sqlite(files.source, sql) },
};
const TARGETS = {
  postgres: { spec: () => postgresAt(target.url), run: async (sql: string) => void (await target.query(sql)) },
  sqlite: { spec: () => sqliteAt(files.target, 'warehouse'), run: (sql: string) => sqlite(files.target, sql) },
};

type Ends = { readonly source: ConnectionSpec; readonly destination: ConnectionSpec };
const look = (ends: Ends, given = {}): Promise<DiffReport> =>
  diff({ do: 'diff', due: DUE, table: tableSpec(name, given), ...ends }, openers);
const told = (report: DiffReport): readonly string[] =>
  report.columns.map((column) => `${column.name} ${column.kind} ${column.next}`);

for (const from of kinds) {
  for (const to of targets) {
    const source = SOURCES[from];
    const destination = TARGETS[to];
    test(`columns added, dropped and retyped in the source are found: ${from} to ${to}`, need, async () => {
      const ends = { source: source.spec(), destination: destination.spec() };
      await source.run(`create table ${name} (id int not null, label varchar(20), gone int, kept date)`);
      await source.run(`insert into ${name} (id) values (1)`);
      const first = await look(ends);
      assert.equal(first.publish, 'create');
      assert.deepEqual(
        told(first),
        ['id', 'label', 'gone', 'kept'].map((column) => `${column} only_source added`),
      );

      await runSync(tableSpec(name), ends);
      const equal = await look(ends);
      assert.deepEqual([equal.columns, equal.same, equal.publish], [[], 4, 'swap']);

      await source.run(`drop table ${name}`);
      await source.run(`create table ${name} (id int, label int, kept date, fresh int not null, secret varchar(9))`);
      await source.run(`insert into ${name} (fresh) values (1)`);
      const changed = await look(ends, { exclude: ['kept'], mask: { secret: 'hash' } });
      assert.deepEqual(told(changed), [
        'id not_null retyped',
        'label type refused',
        'secret only_source added',
        'gone only_target refused',
        'kept excluded dropped',
        'fresh only_source asked',
      ]);
      assert.equal(changed.columns.find((column) => column.name === 'secret')?.mask, 'hash');

      // Something hangs on the target now: its columns have to stay.
      await destination.run(`create index ${name}_index on ${name} (label)`);
      const held = await look(ends, { columns: ['id', 'label', 'fresh'] });
      assert.equal(held.publish, 'in_place');
      assert.deepEqual(told(held), [
        'id not_null kept',
        'label type refused',
        'fresh only_source added',
        'gone only_target refused',
        'kept not_listed refused',
        'secret not_listed left_out',
      ]);
      const refusal = await failureOf(runSync(tableSpec(name, { columns: ['id', 'label', 'fresh'] }), ends));
      assert.equal(refusal.code, 'dst.columns');
    });
  }
}

test('no type of MySQL differs right after a run', need, async () => {
  const ends = { source: SOURCES.mysql.spec(), destination: TARGETS.postgres.spec() };
  await mysql.query(
    `create table ${name} (a bigint unsigned not null, b decimal(18,6), c datetime(6), d timestamp null, e time(3),
       f varbinary(9), g json, h double, i float, j year, k enum('x'), l longtext, m bit(3), n char(4))`,
  );
  await mysql.query(`insert into ${name} (a) values (1)`);
  for (const destination of [TARGETS.postgres.spec(), TARGETS.sqlite.spec()]) {
    await runSync(tableSpec(name), { ...ends, destination });
    assert.deepEqual((await look({ ...ends, destination })).columns, []);
  }
});

test('a source that is not there is refused with the names that are near', need, async () => {
  const ends = { source: SOURCES.sqlite.spec(), destination: TARGETS.sqlite.spec() };
  await sqlite(files.source, `create table ${name} (id int)`);
  const error = await failureOf(diff({ do: 'diff', due: DUE, table: tableSpec(`${name}s`), ...ends }, openers));
  assert.equal(error.code, 'src.table_missing');
  assert.match(error.message + error.hint, new RegExp(name));
});

test('SQLite tells no two columns apart by case', need, async () => {
  const ends = { source: SOURCES.postgres.spec(), destination: TARGETS.sqlite.spec() };
  await postgres.query(`create table ${name} ("ID" text)`);
  await sqlite(files.target, `create table ${name} (id varchar(9))`);
  assert.deepEqual(told(await look(ends)), ['ID type kept']);
});
