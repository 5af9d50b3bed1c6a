import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import Table from 'cli-table3';
import type { ConnectionSpec, OnInvalid } from '../../src/sync/config/spec.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { failureOf, mysqlAt, postgresAt, runSync, sqliteAt, tableSpec } from '../sync/engine.ts';
import {
  CASES,
  DESTINATIONS,
  type DestinationName,
  type From,
  type Refusal,
  SOURCES,
  type SourceName,
} from './cases.ts';

// Exact, or refused: every case, from every source, to every destination. The matrix is printed at the end.
const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const shop = sqliteAt(join(directory, 'shop.db'), 'shop');
const warehouse = sqliteAt(join(directory, 'warehouse.db'), 'warehouse');
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;
const cells = new Map<string, string>();

before(async () => {
  if (need.skip !== false) return;
  [mysql, postgres, target] = await Promise.all([
    freshMysql('cases'),
    freshPostgres('cases'),
    freshPostgres('cases_to'),
  ]);
  await postgres.query(
    "create type mood as enum ('ok', 'not so good'); create domain pay as money; create domain salary as pay",
  );
});

after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
  if (cells.size === 0) return;
  const ways = SOURCES.flatMap((from) => DESTINATIONS.map((to) => `${from} → ${to}`));
  const table = new Table({ head: ['', 'case', ...ways], style: { head: [], border: [], compact: true } });
  for (const [index, { number, name }] of CASES.entries()) {
    table.push([number, name, ...ways.map((way) => cells.get(`${index} ${way}`) ?? 'differs')]);
  }
  console.log(table.toString());
  const counts = Map.groupBy(cells.values(), (cell) => cell);
  console.log([...counts].map(([cell, all]) => `${cell}: ${all.length}`).join(', '));
});

function sourceOf(name: SourceName): ConnectionSpec {
  if (name === 'sqlite') return shop;
  return name === 'mysql' ? mysqlAt(mysql.url) : postgresAt(postgres.url, 'shop');
}

const destinationOf = (name: DestinationName): ConnectionSpec =>
  name === 'sqlite' ? warehouse : postgresAt(target.url);

async function seed(source: SourceName, table: string, { type, values }: From): Promise<void> {
  const rows = values.map(([literal], i) => `(${i + 1}, ${literal})`).join(', ');
  const key = source === 'mysql' ? 'bigint not null primary key' : 'integer primary key';
  const sql = `create table ${table} (id ${key}, v ${type}); insert into ${table} values ${rows}`;
  if (source === 'mysql') await mysql.query(`set sql_mode = ''; set time_zone = '+00:00'; ${sql}`);
  else if (source === 'postgres') await postgres.query(sql);
  else {
    const database = new Database(shop.path);
    database.exec(sql);
    database.close();
  }
}

/** The column as the destination's own SQL prints it; null where the table is not there. */
async function readBack(destination: DestinationName, table: string): Promise<readonly (string | null)[] | null> {
  if (destination === 'sqlite') {
    const database = new Database(warehouse.path);
    const there = database.prepare('select 1 from sqlite_master where name = ?').get(table);
    const rows = there
      ? database.prepare(`select v from ${table} order by id`).safeIntegers(true).pluck(true).all()
      : null;
    database.close();
    return rows === null ? null : rows.map(printed);
  }
  const [there] = await target.query('select to_regclass($1) as name', [table]);
  if (there?.name === null) return null;
  const rows = await target.query(
    `set timezone = 'UTC'; set intervalstyle = 'iso_8601';
     select case when pg_typeof(v)::text = 'character' then rpad(v::text, 5) else v::text end as v from ${table} order by id`,
  );
  return rows.map(({ v }) => (typeof v === 'string' && v.startsWith('\\x') ? v.slice(2) : (v as string | null)));
}

function printed(value: unknown): string | null {
  if (value === null) return null;
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return Object.is(value, -0) ? '-0' : String(value);
}

function expected({ values }: From, destination: DestinationName): readonly (string | null)[] {
  return values.map(([, there, here]) => (destination === 'sqlite' ? (here ?? there) : there));
}

function refusedFor(refusal: Refusal, table: string, ways: { source: ConnectionSpec; destination: ConnectionSpec }) {
  return async (on: OnInvalid | null) => {
    const spec = tableSpec(table, on === null ? {} : { onInvalid: { v: on } });
    const { code, column, message } = await failureOf(runSync(spec, ways));
    assert.deepEqual([code, column], [refusal.code, 'v'], message);
    const [first, last] = [refusal.rows[0], refusal.rows.at(-1)];
    if (first === undefined) return;
    const count = refusal.rows.length === 1 ? '1 row' : `${refusal.rows.length} rows`;
    const range = first === last ? `(id ${first})` : `(id from ${first} to ${last})`;
    assert.ok(message.includes(`in ${count} ${range}`), message);
  };
}

for (const [index, each] of CASES.entries()) {
  for (const from of SOURCES) {
    const given = each.from[from];
    for (const to of DESTINATIONS) {
      const cell = `${index} ${from} → ${to}`;
      if (typeof given === 'string') {
        cells.set(cell, '–');
        continue;
      }
      test(`${each.number} ${each.name}: ${from} to ${to}`, need, async () => {
        const table = `case_${index}_${from}_${to}`;
        await seed(from, table, given);
        const ways = { source: sourceOf(from), destination: destinationOf(to) };
        const refusal = given.refused?.[to];
        const exact = expected(given, to);
        if (refusal === undefined) {
          const result = await runSync(tableSpec(table), ways);
          assert.deepEqual(await readBack(to, table), exact);
          assert.equal(result.altered, undefined);
          cells.set(cell, 'exact');
          return;
        }
        const refused = refusedFor(refusal, table, ways);
        await refused(null);
        assert.equal(await readBack(to, table), null, 'nothing is published');
        if (refusal.rows.length > 0) {
          const result = await runSync(tableSpec(table, { onInvalid: { v: 'null' } }), ways);
          assert.deepEqual(
            await readBack(to, table),
            exact.map((value, i) => (refusal.rows.includes(i + 1) ? null : value)),
          );
          assert.deepEqual(result.altered, { v: refusal.rows.length });
          if (refusal.evenAsText) await refused('text');
          else {
            const kept = await runSync(tableSpec(table, { onInvalid: { v: 'text' } }), ways);
            assert.deepEqual(await readBack(to, table), exact);
            assert.equal(kept.altered, undefined);
          }
        }
        cells.set(cell, `refused (${refusal.code})`);
      });
    }
  }
}
