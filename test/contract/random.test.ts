import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { runSync, tableSpec } from '../sync/engine.ts';
import {
  type Databases,
  DESTINATIONS,
  type DestinationName,
  databases,
  SOURCES,
  type SourceName,
} from './databases.ts';
import { COLUMNS, drawn, MOOD, type RandomColumn, type Text } from './random-columns.ts';
import {
  expected,
  insertMysql,
  insertPostgres,
  insertSqlite,
  readFromBigQuery,
  readMysql,
  readPostgres,
  readSqlite,
} from './random-tables.ts';

// Random rows of every type, from every source to every destination. SEED=… draws the same rows again.
const ROWS = 10_000;
const SEED = process.env.SEED === undefined ? randomInt(2 ** 31) : Number(process.env.SEED);
const { need, files, url, source, destination, run, bigquery } = databases('random', seed);
let values: ReadonlyMap<string, readonly Text[]>;

const columnsOf = (source: SourceName): readonly RandomColumn[] =>
  COLUMNS.filter((column) => column.in[source] !== undefined);
const valuesOf = (columns: readonly RandomColumn[]) => columns.map(({ name }) => values.get(name) as readonly Text[]);

async function seed({ run, url, files }: Databases): Promise<void> {
  console.log(`SEED=${SEED}`);
  values = new Map(COLUMNS.map((column, i) => [column.name, drawn(column, ROWS, SEED + i)]));
  await run.postgres(MOOD);
  const [m, p, s] = [columnsOf('mysql'), columnsOf('postgres'), columnsOf('sqlite')];
  await Promise.all([insertMysql(url.mysql(), m, valuesOf(m)), insertPostgres(url.postgres(), p, valuesOf(p))]);
  insertSqlite(files.source, s, valuesOf(s));
}
function readBack(to: DestinationName, table: string, columns: readonly RandomColumn[]) {
  if (to === 'bigquery') return readFromBigQuery(bigquery(), table, columns);
  return to === 'sqlite' ? readSqlite(files.target, table, columns) : readPostgres(url.target(), table, columns);
}

/** Fails with the first cells that differ: the column, its row, both texts, and how to draw them again. */
function sameCells(
  columns: readonly RandomColumn[],
  rows: readonly (readonly Text[])[],
  from: SourceName,
  to: SourceName | DestinationName,
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
    if (from === 'mysql') sameCells(columns, await readMysql(url.mysql(), columns), from, from);
    else if (from === 'postgres') sameCells(columns, await readPostgres(url.postgres(), 'random', columns), from, from);
    else sameCells(columns, readSqlite(files.source, 'random', columns), from, from);
  });

  for (const to of DESTINATIONS) {
    test(`${ROWS} random rows of every type arrive as they were: ${from} to ${to}`, need, async () => {
      const columns = columnsOf(from).filter((column) => column.to.includes(to));
      const table = `random_${from}`;
      const result = await runSync(
        tableSpec(table, { from: 'random', columns: ['id', ...columns.map(({ name }) => `${name}_`)] }),
        { source: source[from](), destination: destination[to]() },
      );
      assert.equal(result.rowsWritten, ROWS);
      sameCells(columns, await readBack(to, table, columns), from, to);
    });
  }
}

for (const to of DESTINATIONS) {
  test(`${ROWS} random rows arrive through a view of SQLite, which has no rowid: to ${to}`, need, async () => {
    const columns = columnsOf('sqlite').filter((column) => column.to.includes(to));
    const names = ['id', ...columns.map(({ name }) => `${name}_`)];
    const table = `viewed_${to}`;
    await run.sqlite(`create view ${table} as select ${names.join(', ')} from random`);
    await runSync(tableSpec(table), { source: source.sqlite(), destination: destination[to]() });
    sameCells(columns, await readBack(to, table, columns), 'sqlite', to);
  });
}
