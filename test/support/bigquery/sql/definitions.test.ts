import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { needs } from '../../servers.ts';
import type { CatalogTable } from '../catalog.ts';
import { sqlBench } from './sql-bench.ts';

describe('definitions by GoogleSQL', needs('postgres'), async () => {
  const bench = await sqlBench();
  const table = (name: string): CatalogTable | undefined => bench.store.catalog().tables.get(`d.${name}`);

  test('a table is made as it was said', async () => {
    const { outcome } = await bench.ask(`
      CREATE TABLE d.t (id INT64 NOT NULL OPTIONS (description = 'key'), n NUMERIC(5, 2), made TIMESTAMP)
      PARTITION BY TIMESTAMP_TRUNC(made, HOUR) CLUSTER BY id, n
      OPTIONS (description = 'x', labels = [('team', 'a')], partition_expiration_days = 1.5, require_partition_filter = TRUE,
        expiration_timestamp = TIMESTAMP '2030-01-01')`);
    assert.deepEqual([outcome.statementType, outcome.ddl?.operation], ['CREATE_TABLE', 'CREATE']);
    const made = table('t');
    assert.deepEqual(made?.fields, [
      { name: 'id', type: 'INTEGER', mode: 'REQUIRED', description: 'key' },
      { name: 'n', type: 'NUMERIC', mode: 'NULLABLE', precision: '5', scale: '2' },
      { name: 'made', type: 'TIMESTAMP', mode: 'NULLABLE' },
    ]);
    assert.deepEqual(made?.timePartitioning, { type: 'HOUR', field: 'made', expirationMs: '129600000' });
    assert.deepEqual(
      [made?.clustering, made?.labels, made?.description],
      [{ fields: ['id', 'n'] }, { team: 'a' }, 'x'],
    );
    assert.deepEqual([made?.requirePartitionFilter, made?.expirationTime], [true, Date.UTC(2030, 0, 1)]);
    assert.equal((await bench.ask('CREATE TABLE IF NOT EXISTS d.t (x INT64)')).outcome.ddl?.operation, 'SKIP');
    assert.match(await bench.refusal('CREATE TABLE d.t (x INT64)'), /^duplicate: /);
  });

  test('a table is made from a query, from another table, and as a snapshot', async () => {
    await bench.ask("CREATE TABLE d.a PARTITION BY day AS SELECT 1 AS x, DATE '2026-01-01' AS day");
    await bench.ask('CREATE TABLE d.b COPY d.a');
    await bench.ask('CREATE TABLE d.c LIKE d.a');
    await bench.ask(
      'CREATE SNAPSHOT TABLE d.s CLONE d.a OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 DAY))',
    );
    assert.deepEqual(
      await bench.rows('SELECT (SELECT COUNT(*) FROM d.b), (SELECT COUNT(*) FROM d.c), (SELECT COUNT(*) FROM d.s)'),
      [['1', '0', '1']],
    );
    assert.deepEqual(table('b')?.timePartitioning, { type: 'DAY', field: 'day' });
    assert.equal(table('s')?.snapshot?.baseTable.tableId, 'a');
    assert.match(
      await bench.refusal('DELETE d.s WHERE TRUE'),
      /^invalidQuery: DML statements cannot change .* SNAPSHOT/,
    );
    await bench.ask('CREATE OR REPLACE TABLE d.a AS SELECT x + 1 AS x FROM d.a');
    assert.deepEqual(await bench.rows('SELECT * FROM d.a'), [['2']]);
  });

  test('a view reads its tables, and what it costs is theirs', async () => {
    await bench.ask("CREATE TABLE d.base AS SELECT 1 AS id, 'abc' AS name");
    await bench.ask('CREATE VIEW d.v AS SELECT name, id * 2 AS twice FROM `p-1.d.base`');
    const { rows, outcome } = await bench.ask('SELECT twice FROM d.v');
    assert.deepEqual([rows, outcome.bytesProcessed], [[['2']], 8]);
    assert.deepEqual(
      outcome.referencedTables.map(({ tableId }) => tableId),
      ['base'],
    );
    assert.match(await bench.refusal('DROP TABLE d.v'), /has type VIEW/);
    await bench.ask('DROP VIEW d.v');
    assert.equal((await bench.ask('DROP VIEW IF EXISTS d.v')).outcome.ddl?.operation, 'SKIP');
  });

  test('a table is altered and renamed', async () => {
    await bench.ask('CREATE TABLE d.old AS SELECT 1 AS x');
    await bench.ask('ALTER TABLE d.old ADD COLUMN y STRING, ADD COLUMN IF NOT EXISTS x INT64');
    await bench.ask("ALTER TABLE d.old SET OPTIONS (labels = [('k', 'v')], description = NULL)");
    await bench.ask('ALTER TABLE d.old RENAME TO newer');
    assert.deepEqual(await bench.rows('SELECT * FROM d.newer'), [['1', null]]);
    assert.deepEqual([table('old'), table('newer')?.labels], [undefined, { k: 'v' }]);
    assert.match(
      await bench.refusal('ALTER TABLE d.newer ADD COLUMN z INT64 NOT NULL'),
      /Cannot add required column z/,
    );
  });

  test('rows of a table by ingestion time are in the partition of their day', async () => {
    await bench.ask('CREATE TABLE d.i (x INT64) PARTITION BY _PARTITIONDATE OPTIONS (require_partition_filter = TRUE)');
    await bench.ask('INSERT d.i (x) VALUES (1)');
    assert.deepEqual(
      await bench.rows("SELECT *, _PARTITIONTIME AS since FROM d.i WHERE _PARTITIONDATE = '2026-11-21'"),
      [['1', '2026-11-21 00:00:00+00']],
    );
    assert.match(
      await bench.refusal('SELECT x FROM d.i'),
      /'_PARTITION_LOAD_TIME', '_PARTITIONDATE', '_PARTITIONTIME'/,
    );
  });

  test('tables of a common prefix are read together, and only those of the suffixes asked for are paid', async () => {
    await bench.ask('CREATE TABLE d.day_20260101 AS SELECT 1 AS x');
    await bench.ask("CREATE TABLE d.day_20260102 AS SELECT 2 AS x, 'new' AS y");
    assert.deepEqual(await bench.rows('SELECT *, _TABLE_SUFFIX AS day FROM `p-1.d.day_*` ORDER BY x'), [
      ['1', null, '20260101'],
      ['2', 'new', '20260102'],
    ]);
    const { rows, outcome } = await bench.ask("SELECT x FROM `d.day_*` WHERE _TABLE_SUFFIX >= '20260102'");
    assert.deepEqual([rows, outcome.bytesProcessed], [[['2']], 8]);
    assert.match(await bench.refusal('SELECT 1 FROM `d.nothing_*`'), /does not match any table/);
  });

  test('INFORMATION_SCHEMA tells of tables, columns, partitions and options', async () => {
    await bench.ask(
      "CREATE TABLE d.info PARTITION BY day OPTIONS (labels = [('a', 'b')]) AS SELECT 1 AS x, DATE '2026-01-01' AS day",
    );
    const where = "WHERE table_name = 'info' ORDER BY 1";
    assert.deepEqual(await bench.rows(`SELECT table_type FROM d.INFORMATION_SCHEMA.TABLES ${where}`), [['BASE TABLE']]);
    assert.deepEqual(
      await bench.rows(
        `SELECT column_name, data_type, is_partitioning_column FROM \`p-1.d\`.INFORMATION_SCHEMA.COLUMNS ${where}`,
      ),
      [
        ['day', 'DATE', 'YES'],
        ['x', 'INT64', 'NO'],
      ],
    );
    assert.deepEqual(
      await bench.rows(`SELECT partition_id, total_rows FROM d.INFORMATION_SCHEMA.PARTITIONS ${where}`),
      [['20260101', '1']],
    );
    assert.deepEqual(
      await bench.rows(`SELECT option_name, option_value FROM d.INFORMATION_SCHEMA.TABLE_OPTIONS ${where}`),
      [['labels', '[STRUCT("a", "b")]']],
    );
    assert.match(
      await bench.refusal('SELECT 1 FROM d.INFORMATION_SCHEMA.NOPE'),
      /does not know INFORMATION_SCHEMA\.NOPE/,
    );
  });

  test('the record of jobs tells which tables each of them read', async () => {
    const ref = { projectId: 'p-1', datasetId: 'd', tableId: 'read' };
    const job = {
      projectId: 'p-1',
      jobId: 'j1',
      location: 'US',
      userEmail: 'a@example.com',
      jobType: 'QUERY',
      configuration: {},
      labels: { k: 'v' },
      query: 'SELECT 1',
      destination: null,
      state: 'DONE',
      creationTime: 1_000,
      startTime: 1_000,
      endTime: 2_500,
      errorResult: null,
      statementType: 'SELECT',
      referencedTables: [ref, { ...ref, tableId: 'other' }],
      totalBytesProcessed: 5,
      totalBytesBilled: 10,
      totalSlotMs: 7,
      cacheHit: false,
      dml: null,
    } as const;
    bench.store.jobs.list = () => [job, { ...job, jobId: 'j2', location: 'EU' }];
    const sql =
      'SELECT j.job_id, r.table_id, j.total_bytes_billed, TIMESTAMP_DIFF(end_time, creation_time, MILLISECOND), (SELECT value FROM UNNEST(labels)) AS label FROM `region-us`.INFORMATION_SCHEMA.JOBS_BY_PROJECT AS j CROSS JOIN UNNEST(j.referenced_tables) AS r WHERE error_result IS NULL ORDER BY 2';
    assert.deepEqual(await bench.rows(sql), [
      ['j1', 'other', '10', '1500', 'v'],
      ['j1', 'read', '10', '1500', 'v'],
    ]);
    assert.match(await bench.refusal('SELECT 1 FROM INFORMATION_SCHEMA.JOBS'), /must be qualified with a region/);
  });
});
