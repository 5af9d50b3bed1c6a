import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTestJobs, runTable } from '../support/jobs.ts';
import { awkwardEnds } from './awkward-ends.ts';
import { AWKWARD_COLUMNS, awkwardRow } from './awkward-rows.ts';
import { type Reading, readFromBigQuery, readMysql, readPostgres, readSqlite } from './awkward-tables.ts';

const ROWS = Number(process.env.TEST_PAIR_ROWS ?? 100_000);
/** The loopback takes seconds for what BigQuery takes in a moment: one source fills several pieces of an upload, that is enough. */
const FEWER = Math.min(ROWS, 20_000);
const PAIRS = [
  ['mysql', 'postgres'],
  ['mysql', 'sqlite'],
  ['mysql', 'bigquery'],
  ['postgres', 'postgres'],
  ['postgres', 'sqlite'],
  ['postgres', 'bigquery'],
  ['sqlite', 'postgres'],
  ['sqlite', 'sqlite'],
  ['sqlite', 'bigquery'],
] as const;

function fewer(from: string, to: string): string {
  return rowsOf(from, to) === ROWS ? '' : `, where: "id <= ${FEWER}"`;
}

function rowsOf(from: string, to: string): number {
  return to === 'bigquery' && from !== 'sqlite' ? FEWER : ROWS;
}

const { need, directory, url, files, bigquery } = awkwardEnds('pairs', ROWS, declare);

async function declare(): Promise<void> {
  const tables = PAIRS.map(
    ([from, to]) => `  pair_${from}_${to}: { source: ${from}, from: awkward, destination: to_${to}${fewer(from, to)} }`,
  );
  writeFileSync(
    join(directory, 'tables.yml'),
    `connections:
  mysql: { type: mysql, url: "${url.mysql()}" }
  postgres: { type: postgres, url: "${url.postgres()}" }
  sqlite: { type: sqlite, path: ./shop.db }
  to_postgres: { type: postgres, url: "${url.target()}" }
  to_sqlite: { type: sqlite, path: ./warehouse.db }
  to_bigquery: { type: bigquery, project: ${bigquery().project}, dataset: ${bigquery().dataset}, endpoint: "${bigquery().endpoint}" }
tables:
${tables.join('\n')}
`,
  );
}

const SOURCES = {
  mysql: () => readMysql(url.mysql()),
  postgres: () => readPostgres(url.postgres()),
  sqlite: () => readSqlite(files.source),
};
const TARGETS = {
  postgres: (table: string) => readPostgres(url.target(), table),
  sqlite: (table: string) => readSqlite(files.target, table),
  bigquery: (table: string) => readFromBigQuery(bigquery(), table),
};

for (const [from, to] of PAIRS) {
  const rows = rowsOf(from, to);
  test(`every awkward cell arrives as it was: ${from} to ${to}, ${rows} rows`, need, async () => {
    const jobs = await openTestJobs(join(directory, 'tables.yml'));
    try {
      const run = await runTable(jobs, `pair_${from}_${to}`);
      assert.equal(run.error, null);
      assert.equal(run.result?.rowsRead, rows);
      assert.equal(run.result?.rowsWritten, rows);
      await sameRows(first(rows, SOURCES[from]()), TARGETS[to](`pair_${from}_${to}`), rows);
    } finally {
      await jobs.stop(0);
    }
  });
}

test('the readers that compare would notice a difference', need, async () => {
  for await (const row of readSqlite(files.source)) {
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
  await assert.rejects(sameRows(readSqlite(files.source), changed(readSqlite(files.source)), ROWS), /row 17/);
});

async function* changed(rows: Reading): Reading {
  let number = 0;
  for await (const row of rows) yield ++number === 17 ? row.replace(/.$/, '') : row;
}

async function* first(count: number, rows: Reading): Reading {
  let number = 0;
  for await (const row of rows) {
    if (++number > count) return;
    yield row;
  }
}

async function sameRows(left: Reading, right: Reading, rows: number): Promise<void> {
  let number = 0;
  try {
    for (;;) {
      const [a, b] = await Promise.all([left.next(), right.next()]);
      number++;
      if (a.done && b.done) break;
      assert.equal(b.value, a.value, `row ${number}`);
    }
  } finally {
    // A connection that is left open would keep the process after a difference.
    await Promise.all([left.return(undefined), right.return(undefined)]);
  }
  assert.equal(number - 1, rows, `row ${number}`);
}
