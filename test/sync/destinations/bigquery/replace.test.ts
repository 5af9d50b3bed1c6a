import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { openBigQueryDestination } from '../../../../src/sync/destinations/bigquery/index.ts';
import { SyncError } from '../../../../src/sync/errors.ts';
import type { Column } from '../../../../src/sync/types.ts';
import { needs } from '../../../support/servers.ts';
import {
  bigqueryOf,
  dropAll,
  ID_AND_NAME,
  makeView,
  patch,
  planOf,
  runOnce,
  stage,
  startWorld,
  tableNames,
  tableOf,
  users,
  type World,
} from './world.ts';

const AGE: Column = { name: 'age', type: 'integer', length: 8, nullable: true, native: 'bigint', comment: 'in years' };
const AT: Column = { name: 'at', type: 'date', nullable: false, native: 'date' };
const DAILY = { column: 'at', by: { kind: 'time', grain: 'day', expireDays: null }, requireFilter: false } as const;

describe('a replace in BigQuery', needs('postgres'), () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => dropAll(world));
  after(() => world.close());

  test('a first table is made by a copy of staging, and described as it was planned', async () => {
    const { destination } = world;
    const plan = planOf();
    assert.equal((await destination.preview(plan)).publish, 'create');
    const published = await runOnce(world, plan, 'a1', [
      ['1', 'Ann'],
      ['2', null],
    ]);
    assert.deepEqual(published, { rows: 2, method: 'create', changes: null, kept: [] });
    assert.deepEqual(await users(world), [
      ['1', 'Ann'],
      ['2', null],
    ]);
    const shape = await destination.describe(plan.destination.table);
    assert.deepEqual(
      shape?.columns.map(({ name, native, nullable, comment }) => [name, native, nullable, comment]),
      [
        ['id', 'INT64', true, undefined],
        ['name', 'STRING(20)', true, 'as given'],
      ],
    );
    assert.deepEqual(tableNames(world), ['users']);
    assert.equal(tableOf(world, 'users')?.expirationTime, undefined);
  });

  test('a first table gets the partitions, the expiry, the labels and the words of tables.yml', async () => {
    const bigquery = bigqueryOf({
      partitionBy: { column: 'at', by: { kind: 'time', grain: 'month', expireDays: 400 }, requireFilter: true },
      clusterBy: ['id'],
      labels: { team: 'growth' },
      description: 'who is who',
      expireDays: 7,
    });
    const plan = planOf({ shape: [...ID_AND_NAME, AT], bigquery });
    await runOnce(world, plan, 'a2', [['1', 'Ann', '2026-11-01']]);
    const table = tableOf(world, 'users');
    assert.deepEqual(table?.timePartitioning, { type: 'MONTH', field: 'at', expirationMs: String(400 * 86_400_000) });
    assert.deepEqual(table?.clustering, { fields: ['id'] });
    assert.equal(table?.requirePartitionFilter, true);
    assert.equal(table?.labels.team, 'growth');
    assert.equal(table?.description, 'who is who');
    const days = (Number(table?.expirationTime) - world.bigquery.clock.now()) / 86_400_000;
    assert.ok(days > 6.99 && days <= 7, String(days));
    assert.equal(world.bigquery.jobs.filter(({ jobId }) => /publish/.test(jobId)).at(-1)?.carriedOut, 1);
  });

  test('a table with the same columns keeps all that hangs on it and gets new rows', async () => {
    await runOnce(world, planOf(), 'b1', [['1', 'Ann']]);
    await patch(world, 'users', (table) => ({
      ...table,
      description: 'of ours',
      labels: { ...table.labels, cost: 'high' },
      fields: table.fields.map((field) =>
        field.name === 'name' ? { ...field, description: 'by hand', policyTags: { names: ['projects/p/tag'] } } : field,
      ),
      rowAccessPolicies: [{ policyId: 'only_eu', filterPredicate: 'TRUE', grantees: [] }],
    }));
    const preview = await world.destination.preview(planOf());
    assert.equal(preview.publish, 'in_place');
    assert.match(preview.statements.at(-1) ?? '', /^select `id`, `name` from .* WRITE_TRUNCATE_DATA$/);
    const published = await runOnce(world, planOf(), 'b2', [
      ['2', 'Bob'],
      ['3', 'Cy'],
    ]);
    assert.equal(published.method, 'in_place');
    assert.equal(published.rows, 2);
    assert.deepEqual(published.kept, [
      'the policy tags of name',
      'row access policy only_eu',
      'the description',
      'descriptions of 1 column',
      'labels',
    ]);
    assert.deepEqual(preview.around, published.kept);
    assert.deepEqual(await users(world), [
      ['2', 'Bob'],
      ['3', 'Cy'],
    ]);
    const table = tableOf(world, 'users');
    assert.equal(table?.description, 'of ours');
    assert.equal(table?.labels.cost, 'high');
    assert.deepEqual(table?.fields[1]?.policyTags, { names: ['projects/p/tag'] });
    assert.equal(table?.fields[1]?.description, 'by hand');
    assert.equal(table?.rowAccessPolicies.length, 1);
  });

  test('a new column of the source is added by the very job that publishes', async () => {
    await runOnce(world, planOf(), 'c1', [['1', 'Ann']]);
    const wider = planOf({ shape: [ID_AND_NAME[0] as Column, AGE, ID_AND_NAME[1] as Column] });
    assert.equal((await world.destination.preview(wider)).publish, 'in_place');
    const published = await runOnce(world, wider, 'c2', [['1', '30', 'Ann']]);
    assert.equal(published.method, 'in_place');
    assert.deepEqual(await users(world), [['1', 'Ann', '30']]);
    assert.equal(tableOf(world, 'users')?.fields[2]?.description, 'in years');
  });

  test('a table of other columns is copied over, and gets back what can be given back', async () => {
    const bigquery = bigqueryOf({ partitionBy: DAILY, clusterBy: ['id'] });
    const shape = [...ID_AND_NAME, AT];
    await runOnce(world, planOf({ shape, bigquery }), 'd1', [['1', 'Ann', '2026-11-01']]);
    await patch(world, 'users', (table) => ({
      ...table,
      description: 'of ours',
      labels: { ...table.labels, cost: 'high' },
      requirePartitionFilter: true,
      fields: table.fields.map((field) => (field.name === 'at' ? { ...field, description: 'by hand' } : field)),
    }));
    const next = planOf({ shape: [ID_AND_NAME[0] as Column, AT, AGE] });
    assert.equal((await world.destination.preview(next)).publish, 'swap');
    const published = await runOnce(world, next, 'd2', [['1', '2026-11-02', '7']]);
    assert.equal(published.method, 'swap');
    assert.deepEqual(await users(world), [['1', '2026-11-02', '7']]);
    const table = tableOf(world, 'users');
    assert.deepEqual(
      table?.fields.map(({ name, description }) => [name, description]),
      [
        ['id', undefined],
        ['at', 'by hand'],
        ['age', 'in years'],
      ],
    );
    assert.equal(table?.description, 'of ours');
    assert.equal(table?.labels.cost, 'high');
    assert.equal(table?.requirePartitionFilter, true);
    assert.deepEqual(table?.timePartitioning, { type: 'DAY', field: 'at' });
    assert.deepEqual(table?.clustering, { fields: ['id'] });
    assert.equal(table?.expirationTime, undefined);
    assert.deepEqual(
      tableNames(world).filter((name) => !name.includes('previous')),
      ['users'],
    );
  });

  test('a table of other columns is not copied over where that would lose something for good', async () => {
    await runOnce(world, planOf(), 'e1', [['1', 'Ann']]);
    await patch(world, 'users', (table) => ({
      ...table,
      fields: table.fields.map((field) => (field.name === 'name' ? { ...field, policyTags: { names: ['t'] } } : field)),
    }));
    const next = planOf({ shape: [ID_AND_NAME[0] as Column, AGE] });
    const preview = await world.destination.preview(next);
    assert.deepEqual([preview.publish, preview.around], ['in_place', ['the policy tags of name']]);
    const load = await stage(world, next, 'e2', [['1', '7']]);
    await assert.rejects(load.commit(), (error) => {
      assert.ok(error instanceof SyncError);
      assert.equal(error.summary.code, 'dst.columns');
      assert.match(error.summary.message, /the target has name STRING\(20\); the sync brings age INT64/);
      assert.match(error.summary.message, /policy tags of name/);
      return true;
    });
    await load.abort();
    assert.deepEqual(await users(world), [['1', 'Ann']]);
    assert.deepEqual(tableNames(world), ['users']);
  });

  test('another partitioning than that of the table is refused before anything is staged', async () => {
    const shape = [...ID_AND_NAME, AT];
    await runOnce(world, planOf({ shape }), 'f1', [['1', 'Ann', '2026-11-01']]);
    const divided = planOf({ shape, bigquery: bigqueryOf({ partitionBy: DAILY }) });
    const refused = (error: unknown): boolean => {
      assert.ok(error instanceof SyncError);
      assert.equal(error.summary.code, 'dst.partitioning');
      assert.match(error.summary.message, /is partitioned not at all, and tables\.yml asks for by day of at/);
      return true;
    };
    await assert.rejects(world.destination.preview(divided), refused);
    await assert.rejects(world.destination.begin(divided, 'f2'), refused);
    assert.deepEqual(tableNames(world), ['users']);
  });

  test('a table with a column that is NOT NULL is refused with the statement to run, before anything is staged', async () => {
    const { endpoint, project } = world.bigquery;
    const made = await fetch(`${endpoint}/bigquery/v2/projects/${project}/datasets/shop/tables`, {
      method: 'POST',
      headers: { authorization: 'Bearer emulator', 'content-type': 'application/json' },
      body: JSON.stringify({
        tableReference: { projectId: project, datasetId: 'shop', tableId: 'users' },
        schema: {
          fields: [
            { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
            { name: 'name', type: 'STRING', maxLength: '20' },
          ],
        },
      }),
    });
    assert.ok(made.ok, await made.text());
    await assert.rejects(
      world.destination.begin(planOf(), 'n2'),
      (error) =>
        error instanceof SyncError &&
        error.summary.code === 'dst.columns' &&
        /users` ALTER COLUMN `id` DROP NOT NULL/.test(error.summary.hint),
    );
    assert.deepEqual(tableNames(world), ['users']);
    // By a load of files it can be done.
    const withFiles = await openBigQueryDestination({ ...world.spec, staging: { bucket: 'staging', prefix: '' } });
    assert.equal((await runOnce({ destination: withFiles }, planOf(), 'n3', [['2', 'Bob']])).method, 'in_place');
    await withFiles.close();
    assert.deepEqual(await users(world), [['2', 'Bob']]);
  });

  test('a view, a data set that is not there, and one in another place are refused by name', async () => {
    const at = (schema: string | null, name: string) =>
      planOf({ destination: { kind: 'bigquery', connection: 'warehouse', table: { schema, name } } });
    await world.bigquery.dataset('far', { location: 'US' });
    const refused = (pattern: RegExp) => (error: unknown) => error instanceof SyncError && pattern.test(error.message);
    await assert.rejects(
      world.destination.begin(at('far', 'users'), 'g1'),
      refused(/data set far is in US, and warehouse works in asia-northeast1/),
    );
    await assert.rejects(
      world.destination.begin(at('nowhere', 'users'), 'g2'),
      refused(/there is no data set nowhere/),
    );
    await makeView(world, 'users', 'SELECT 1 AS id');
    await assert.rejects(world.destination.begin(planOf(), 'g4'), refused(/shop\.users in the destination is a view/));
  });
});
