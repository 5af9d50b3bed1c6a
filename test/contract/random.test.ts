import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { mysqlAt, postgresAt, runSync, sqliteAt, tableSpec } from '../sync/engine.ts';
import { DESTINATIONS, SOURCES, type SourceName } from './cases.ts';
import { COLUMNS, drawn, MOOD, type RandomColumn, type Text } from './random-columns.ts';
import {
  expected,
  insertMysql,
  insertPostgres,
  insertSqlite,
  readMysql,
  readPostgres,
  readSqlite,
} from './random-tables.ts';

// Random rows of every type, from every source to every destination. SEED=… draws the same rows again.
const ROWS = 10_000;
const SEED = process.env.SEED === undefined ? randomInt(2 ** 31) : Number(process.env.SEED);
const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const shop = join(directory, 'shop.db');
const warehouse = join(directory, 'warehouse.db');
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;
let values: ReadonlyMap<string, readonly Text[]>;

const columnsOf = (source: SourceName): readonly RandomColumn[] =>
  COLUMNS.filter((column) => column.in[source] !== undefined);
const valuesOf = (columns: readonly RandomColumn[]) => columns.map(({ name }) => values.get(name) as readonly Text[]);

before(async () => {
  if (need.skip !== false) return;
  console.log(`SEED=${SEED}`);
  values = new Map(COLUMNS.map((column, i) => [column.name, drawn(column, ROWS, SEED + i)]));
  [mysql, postgres, target] = await Promise.all([
    freshMysql('random'),
    freshPostgres('random'),
    freshPostgres('random_to'),
  ]);
  await postgres.query(MOOD);
  const [m, p, s] = [columnsOf('mysql'), columnsOf('postgres'), columnsOf('sqlite')];
  await Promise.all([insertMysql(mysql.url, m, valuesOf(m)), insertPostgres(postgres.url, p, valuesOf(p))]);
  insertSqlite(shop, s, valuesOf(s));
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
});

/** Fails with the first cells that differ: the column, its row, both texts, and how to draw them again. */
function sameCells(
  columns: readonly RandomColumn[],
  rows: readonly (readonly Text[])[],
  from: SourceName,
  to: SourceName,
): void {
  assert.equal(rows.length, ROWS);
  const wrong: string[] = [];
  for (const [c, column] of columns.entries()) {
    const given = values.get(column.name) as readonly Text[];
    for (let row = 0; row < ROWS && wrong.length < 20; row++) {
      const value = given[row] ?? null;
      const meant = value === null ? null : expected(column, value, from, to);
      const got = rows[row]?.[c];
      if (got !== meant)
        wrong.push(`${column.name} of row ${row + 1}: ${JSON.stringify(got)} is not ${JSON.stringify(meant)}`);
    }
  }
  assert.deepEqual(wrong, [], `SEED=${SEED}`);
}

for (const from of SOURCES) {
  test(`${from} holds the values that were drawn for it`, need, async () => {
    const columns = columnsOf(from);
    if (from === 'mysql') sameCells(columns, await readMysql(mysql.url, columns), from, from);
    else if (from === 'postgres') sameCells(columns, await readPostgres(postgres.url, 'random', columns), from, from);
    else sameCells(columns, readSqlite(shop, 'random', columns), from, from);
  });

  for (const to of DESTINATIONS) {
    test(`${ROWS} random rows of every type arrive as they were: ${from} to ${to}`, need, async () => {
      const columns = columnsOf(from).filter((column) => column.to.includes(to));
      const table = `random_${from}`;
      const result = await runSync(
        tableSpec(table, { from: 'random', columns: ['id', ...columns.map(({ name }) => `${name}_`)] }),
        {
          source: {
            mysql: mysqlAt(mysql.url),
            postgres: postgresAt(postgres.url, 'shop'),
            sqlite: sqliteAt(shop, 'shop'),
          }[from],
          destination: { postgres: postgresAt(target.url), sqlite: sqliteAt(warehouse) }[to],
        },
      );
      assert.equal(result.rowsWritten, ROWS);
      const rows =
        to === 'sqlite' ? readSqlite(warehouse, table, columns) : await readPostgres(target.url, table, columns);
      sameCells(columns, rows, from, to);
    });
  }
}

for (const to of DESTINATIONS) {
  test(`${ROWS} random rows arrive through a view of SQLite, which has no rowid: to ${to}`, need, async () => {
    const columns = columnsOf('sqlite').filter((column) => column.to.includes(to));
    const names = ['id', ...columns.map(({ name }) => `${name}_`)];
    const table = `viewed_${to}`;
    const database = new Database(shop);
    database.exec(`create view ${table} as select ${names.join(', ')} from random`);
    database.close();
    const destination = { postgres: postgresAt(target.url), sqlite: sqliteAt(warehouse) }[to];
    await runSync(tableSpec(table), { source: sqliteAt(shop, 'shop'), destination });
    const rows =
      to === 'sqlite' ? readSqlite(warehouse, table, columns) : await readPostgres(target.url, table, columns);
    sameCells(columns, rows, 'sqlite', to);
  });
}
