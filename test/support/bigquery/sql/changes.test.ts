import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { needs } from '../../servers.ts';
import { sqlBench } from './sql-bench.ts';

const FILTER =
  "invalidQuery: Cannot query over table 'p-1.d.t' without a filter over column(s) 'd' that can be used for partition elimination";
const TWICE = 'invalidQuery: UPDATE/MERGE must match at most one source row for each target row';

describe('changes by GoogleSQL', needs('postgres'), async () => {
  const bench = await sqlBench();
  const all = () => bench.rows('SELECT id, name, d FROM d.t WHERE d IS NOT NULL OR d IS NULL ORDER BY id, name');
  beforeEach(async () => {
    await bench.ask(
      'CREATE OR REPLACE TABLE d.t (id INT64 NOT NULL, name STRING(3), d DATE) PARTITION BY d OPTIONS (require_partition_filter = TRUE)',
    );
    await bench.ask("INSERT d.t VALUES (1, 'a', '2026-01-01'), (2, 'b', DATE '2026-01-02'), (3, 'c', NULL)");
  });

  test('rows are inserted from values and from queries', async () => {
    const { outcome } = await bench.ask("INSERT INTO d.t (id, d) SELECT id + 10, d FROM d.t WHERE d = '2026-01-01'");
    assert.deepEqual(outcome.dml, { insertedRowCount: 1, updatedRowCount: 0, deletedRowCount: 0 });
    assert.deepEqual((await all()).at(-1), ['11', null, '2026-01-01']);
    assert.equal(await bench.refusal('INSERT d.t (id) VALUES (NULL)'), 'invalidQuery: Required field cannot be null');
    assert.match(await bench.refusal("INSERT d.t (id, name) VALUES (1, 'long')"), /STRING\(3\) has maximum length 3/);
  });

  test('a table that asks for a filter on its partitions gets one, or refuses', async () => {
    assert.equal(await bench.refusal('SELECT id FROM d.t'), FILTER);
    assert.equal(await bench.refusal("SELECT id FROM d.t WHERE id = 1 OR d = '2026-01-01'"), FILTER);
    assert.equal(
      await bench.refusal('SELECT id FROM d.t WHERE d = (SELECT MAX(x) FROM UNNEST([CURRENT_DATE()]) AS x)'),
      FILTER,
    );
    assert.equal(await bench.refusal('DELETE d.t WHERE id = 1'), FILTER);
    assert.equal(
      await bench.refusal('MERGE d.t t USING (SELECT 1 AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE'),
      FILTER,
    );
    assert.equal(await bench.refusal('SELECT x.id FROM (SELECT * FROM d.t LIMIT 5) x WHERE x.d IS NULL'), FILTER);
    assert.deepEqual(await bench.rows('SELECT x.id FROM (SELECT id, d AS day FROM d.t) x WHERE x.day IS NULL'), [
      ['3'],
    ]);
  });

  test('only the partitions that a condition leaves are counted, and only the columns that are named', async () => {
    const bytes = async (sql: string) => (await bench.ask(sql)).outcome.bytesProcessed;
    assert.equal(await bytes("SELECT id FROM d.t WHERE d >= '2026-01-01'"), 2 * 8 + 2 * 8);
    assert.equal(await bytes("SELECT id FROM d.t WHERE d >= DATE_ADD(DATE '2026-01-01', INTERVAL 1 DAY)"), 8 + 8);
    assert.equal(await bytes("SELECT x.name FROM (SELECT * FROM d.t) x WHERE x.d = '2026-01-02'"), 3 + 8);
    assert.equal(await bytes("SELECT COUNT(*) FROM d.t WHERE d = '2030-01-01'"), 0);
    assert.equal(await bytes("UPDATE d.t SET id = 1 WHERE d = '2026-01-02'"), 8 + 3 + 8);
  });

  test('UPDATE takes values of another table, from one row for each', async () => {
    const { outcome } = await bench.ask(
      "UPDATE d.t t SET name = s.n FROM (SELECT 2 AS i, 'x' AS n) s WHERE t.id = s.i AND t.d > '2026-01-01'",
    );
    assert.equal(outcome.dml?.updatedRowCount, 1);
    assert.deepEqual((await all())[1], ['2', 'x', '2026-01-02']);
    assert.equal(
      await bench.refusal(
        "UPDATE d.t t SET name = s.n FROM UNNEST([STRUCT('x' AS n), STRUCT('y')]) s WHERE t.d IS NULL",
      ),
      TWICE,
    );
  });

  test('MERGE knows all three kinds of clauses, in their order', async () => {
    const { outcome } = await bench.ask(`
      MERGE INTO d.t AS t USING (SELECT 1 AS id, 'new' AS name UNION ALL SELECT 9, 'ins' UNION ALL SELECT 8, NULL) AS s
      ON t.id = s.id AND t.d IN ('2026-01-01', '2026-01-02')
      WHEN MATCHED AND s.name = 'no' THEN DELETE
      WHEN MATCHED THEN UPDATE SET name = s.name
      WHEN NOT MATCHED BY TARGET AND s.name IS NOT NULL THEN INSERT (id, name) VALUES (s.id, s.name)
      WHEN NOT MATCHED BY SOURCE AND t.d = '2026-01-02' THEN DELETE`);
    assert.deepEqual(outcome.dml, { insertedRowCount: 1, updatedRowCount: 1, deletedRowCount: 1 });
    assert.deepEqual(await all(), [
      ['1', 'new', '2026-01-01'],
      ['3', 'c', null],
      ['9', 'ins', null],
    ]);
  });

  test('MERGE refuses several source rows for a row that it would change, and changes nothing', async () => {
    const sql = (name: string) =>
      `MERGE d.t t USING (SELECT 1 AS id, 'a' AS name UNION ALL SELECT 1, 'b') s ON t.id = s.id AND t.d = '2026-01-01' WHEN MATCHED${name} THEN UPDATE SET name = s.name`;
    assert.equal(await bench.refusal(sql('')), TWICE);
    assert.equal((await bench.ask(sql(" AND s.name = 'b'"))).outcome.dml?.updatedRowCount, 1);
  });

  test('a snapshot takes the place of earlier rows of its day', async () => {
    const { outcome } = await bench.ask(`
      MERGE d.t t USING (SELECT 7 AS id, 'n' AS name, DATE '2026-01-02' AS d) s ON FALSE
      WHEN NOT MATCHED BY SOURCE AND t.d >= '2026-01-02' AND t.d < '2026-01-03' THEN DELETE
      WHEN NOT MATCHED THEN INSERT ROW`);
    assert.deepEqual(outcome.dml, { insertedRowCount: 1, updatedRowCount: 0, deletedRowCount: 1 });
    assert.equal(outcome.bytesProcessed, 8 + 3 + 8);
  });

  test('a dry run changes nothing', async () => {
    const before = await all();
    for (const sql of [
      'DELETE d.t WHERE d IS NULL',
      'TRUNCATE TABLE d.t',
      'DROP TABLE d.t',
      'CREATE TABLE d.n AS SELECT 1 AS x',
    ]) {
      await bench.ask(sql, { dryRun: true });
    }
    assert.deepEqual(await all(), before);
    assert.match(await bench.refusal('SELECT 1 FROM d.n'), /^notFound/);
  });

  test('what was there a while ago can be read', async () => {
    bench.clock.pass(60_000);
    await bench.ask('DELETE d.t WHERE d IS NULL');
    const sql =
      'SELECT COUNT(*) FROM d.t FOR SYSTEM_TIME AS OF TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 SECOND) WHERE d IS NULL';
    assert.deepEqual(await bench.rows(sql), [['1']]);
    assert.deepEqual(await bench.rows('SELECT COUNT(*) FROM d.t WHERE d IS NULL'), [['0']]);
  });

  test('a script in a transaction changes all or nothing', async () => {
    const script = (last: string) =>
      `BEGIN TRANSACTION; DELETE d.t WHERE d IS NULL; INSERT d.t (id) VALUES (5); SELECT id FROM d.t WHERE d IS NULL; ${last}`;
    assert.match(await bench.refusal(script('SELECT 1 / 0; COMMIT TRANSACTION')), /division by zero/);
    assert.deepEqual((await all()).at(-1), ['3', 'c', null]);
    const { rows, outcome } = await bench.ask(script('COMMIT TRANSACTION;'));
    assert.deepEqual([rows, outcome.statementType], [[['5']], 'SCRIPT']);
    assert.match(await bench.refusal('BEGIN TRANSACTION; SELECT 1'), /not committed/);
    assert.match(await bench.refusal('TRUNCATE TABLE d.t; SELECT 1'), /without BEGIN TRANSACTION/);
    assert.match(await bench.refusal('BEGIN TRANSACTION; DROP TABLE d.t; COMMIT'), /DDL statements/);
  });
});
