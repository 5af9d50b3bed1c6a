import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { needs } from '../../servers.ts';
import { QUERIES } from './examples-queries.ts';
import { field, newTable, type SqlBench, sqlBench } from './sql-bench.ts';

async function withPeople(): Promise<SqlBench> {
  const bench = await sqlBench();
  await bench.store.transaction(async (transaction) => {
    const fields = [field('id', 'INTEGER'), field('name', 'STRING'), field('team', 'STRING'), field('score', 'FLOAT')];
    const people = await transaction.createTable(newTable('people', fields));
    await transaction.query(
      `insert into ${people.relation} values (1, 'Ann', 'a', 1.5), (2, 'bob', 'a', 'NaN'), (3, 'Cid', 'b', null), (4, null, 'b', 4)`,
    );
    const teams = await transaction.createTable(newTable('teams', [field('team', 'STRING'), field('title', 'STRING')]));
    await transaction.query(`insert into ${teams.relation} values ('a', 'Alpha'), ('c', 'Gamma')`);
  });
  return bench;
}

describe('queries of GoogleSQL', needs('postgres'), async () => {
  const bench = await withPeople();
  for (const [name, sql, rows] of QUERIES) {
    test(`knows ${name}`, async () => {
      assert.deepEqual(await bench.rows(sql), rows);
    });
  }

  test('names of results are those that BigQuery makes up', async () => {
    const { columns } = await bench.ask('SELECT id, COUNT(*), p.team, MAX(score) FROM d.people p GROUP BY id, p.team');
    assert.deepEqual(columns, ['id INTEGER', 'f0_ INTEGER', 'team STRING', 'f1_ FLOAT']);
  });

  test('a dry run says columns and bytes, and reads nothing', async () => {
    const { columns, rows, outcome } = await bench.ask('SELECT ERROR(name) AS x FROM d.people', { dryRun: true });
    assert.deepEqual([columns, rows, outcome.bytesProcessed], [['x INTEGER'], [], 3 * 5]);
  });
});
