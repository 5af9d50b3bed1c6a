import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTestJobs, runTable } from '../support/jobs.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { AWKWARD_COLUMNS, awkwardRow } from './awkward-rows.ts';
import {
  type Reading,
  readMysql,
  readPostgres,
  readSqlite,
  seedMysql,
  seedPostgres,
  seedSqlite,
} from './awkward-tables.ts';

const ROWS = Number(process.env.TEST_PAIR_ROWS ?? 100_000);
const PAIRS = [
  ['mysql', 'postgres'],
  ['mysql', 'sqlite'],
  ['postgres', 'postgres'],
  ['postgres', 'sqlite'],
  ['sqlite', 'postgres'],
  ['sqlite', 'sqlite'],
] as const;

const directory = temporaryDirectory();
const shop = join(directory, 'shop.db');
const warehouse = join(directory, 'warehouse.db');
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;
const need = needs('mysql', 'postgres');

before(async () => {
  if (need.skip !== false) return;
  mysql = await freshMysql('pairs');
  postgres = await freshPostgres('pairs');
  target = await freshPostgres('pairs_target');
  await Promise.all([seedMysql(mysql.url, ROWS), seedPostgres(postgres.url, ROWS)]);
  seedSqlite(shop, ROWS);
  const tables = PAIRS.map(
    ([from, to]) => `  pair_${from}_${to}: { source: ${from}, from: awkward, destination: to_${to} }`,
  );
  writeFileSync(
    join(directory, 'tables.yml'),
    `connections:
  mysql: { type: mysql, url: "${mysql.url}" }
  postgres: { type: postgres, url: "${postgres.url}" }
  sqlite: { type: sqlite, path: ./shop.db }
  to_postgres: { type: postgres, url: "${target.url}" }
  to_sqlite: { type: sqlite, path: ./warehouse.db }
tables:
${tables.join('\n')}
`,
  );
});

after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
});

const SOURCES = {
  mysql: () => readMysql(mysql.url),
  postgres: () => readPostgres(postgres.url),
  sqlite: () => readSqlite(shop),
};
const TARGETS = {
  postgres: (table: string) => readPostgres(target.url, table),
  sqlite: (table: string) => readSqlite(warehouse, table),
};

for (const [from, to] of PAIRS) {
  test(`every awkward cell arrives as it was: ${from} to ${to}, ${ROWS} rows`, need, async () => {
    const jobs = await openTestJobs(join(directory, 'tables.yml'));
    try {
      const run = await runTable(jobs, `pair_${from}_${to}`);
      assert.equal(run.error, null);
      assert.equal(run.result?.rowsRead, ROWS);
      assert.equal(run.result?.rowsWritten, ROWS);
      await sameRows(SOURCES[from](), TARGETS[to](`pair_${from}_${to}`));
    } finally {
      await jobs.stop(0);
    }
  });
}

test('the readers that compare would notice a difference', need, async () => {
  for await (const row of readSqlite(shop)) {
    const expected = awkwardRow(1);
    assert.equal(row.split('|').length, AWKWARD_COLUMNS.length);
    assert.equal(
      row.split('|')[2],
      Buffer.from(expected.body as string)
        .toString('hex')
        .toUpperCase(),
    );
    break;
  }
  await assert.rejects(sameRows(readSqlite(shop), changed(readSqlite(shop))), /row 17/);
});

async function* changed(rows: Reading): Reading {
  let number = 0;
  for await (const row of rows) yield ++number === 17 ? row.replace(/.$/, '') : row;
}

async function sameRows(left: Reading, right: Reading): Promise<void> {
  let number = 0;
  for (;;) {
    const [a, b] = await Promise.all([left.next(), right.next()]);
    number++;
    if (a.done && b.done) break;
    assert.equal(b.value, a.value, `row ${number}`);
  }
  assert.equal(number - 1, ROWS, `row ${number}`);
}
