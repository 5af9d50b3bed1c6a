import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { openBigQueryDestination } from '../../../../src/sync/destinations/bigquery/index.ts';
import type { Column } from '../../../../src/sync/types.ts';
import { needs } from '../../../support/servers.ts';
import {
  bigqueryOf,
  dropAll,
  ID_AND_NAME,
  planOf,
  runOnce,
  stage,
  startWorld,
  tableNames,
  tableOf,
  users,
  type World,
} from './world.ts';

const USERS = { schema: null, name: 'users' };

describe('a load into BigQuery', needs('postgres'), () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => dropAll(world));
  after(() => world.close());
  const jobOf = (step: string) => world.bigquery.jobs.findLast(({ jobId }) => jobId.endsWith(step));

  test('that is aborted while its job runs cancels the job and leaves nothing', async () => {
    const stop = new AbortController();
    const hold = world.bigquery.faults.hold(/a1_load/);
    const load = await world.destination.begin(planOf(), 'a1');
    await load.write({ format: 'cells', rows: [[Buffer.from('1'), null]], bytes: 1 });
    const finish = assert.rejects(load.finish(stop.signal));
    await hold.held;
    stop.abort(new Error('enough'));
    await finish;
    await load.abort();
    assert.deepEqual([jobOf('a1_load')?.cancelled, jobOf('a1_load')?.carriedOut], [true, 0]);
    assert.deepEqual(tableNames(world), []);
  });

  test('that cannot begin leaves no staging table', async () => {
    world.bigquery.faults.fail({ path: /\/upload\//, status: 403, reason: 'accessDenied' });
    await assert.rejects(world.destination.begin(planOf(), 'b1'));
    assert.deepEqual(tableNames(world), []);
  });

  test('of no rows makes an empty table', async () => {
    assert.equal((await runOnce(world, planOf(), 'c1', [])).rows, 0);
    assert.deepEqual(await users(world), []);
  });

  test('is taken up by another worker and published by it', async () => {
    await stage(world, planOf(), 'd1', [['1', 'Ann']]);
    const other = await openBigQueryDestination(world.spec);
    const load = await other.resume(planOf(), 'd1');
    assert.deepEqual(await load?.finish(), { rows: 1 });
    assert.equal((await load?.commit())?.rows, 1);
    assert.deepEqual(await users(world), [['1', 'Ann']]);
    assert.equal(await other.resume(planOf(), 'd1'), null);
  });

  test('goes through files in Cloud Storage, which are loaded again into the table and then dropped', async () => {
    const spec = { ...world.spec, staging: { bucket: 'staging', prefix: 'bot' } };
    const destination = await openBigQueryDestination(spec);
    await runOnce({ destination }, planOf(), 'e1', [['1', 'Ann']]);
    const published = await runOnce({ destination }, planOf(), 'e2', [['2', 'Bob']]);
    assert.equal(published.method, 'in_place');
    assert.equal(jobOf('e2_publish')?.kind, 'load');
    assert.deepEqual(await users(world), [['2', 'Bob']]);
    assert.equal(world.bigquery.objects.size, 0);
    assert.equal(destination.spent()?.bytesBilled, 0);
  });

  test('takes a new column, and CSV in another order than the table, out of staging though there are files', async () => {
    const spec = { ...world.spec, staging: { bucket: 'staging', prefix: 'bot' } };
    const destination = await openBigQueryDestination(spec);
    const [id, name] = ID_AND_NAME as [Column, Column];
    const csv = bigqueryOf({ format: 'csv' });
    await runOnce({ destination }, planOf({ bigquery: csv }), 'j1', [['1', 'Ann']]);
    await runOnce({ destination }, planOf({ shape: [name, id], bigquery: csv }), 'j2', [['Bob', '2']]);
    assert.equal(jobOf('j2_publish')?.kind, 'query');
    assert.deepEqual(await users(world), [['2', 'Bob']]);
    await runOnce({ destination }, planOf({ bigquery: csv }), 'j3', [['3', 'Cy']]);
    assert.equal(jobOf('j3_publish')?.kind, 'load');
    const age: Column = { name: 'age', type: 'integer', length: 8, nullable: true, native: 'bigint' };
    await runOnce({ destination }, planOf({ shape: [id, name, age] }), 'j4', [['4', 'Di', '7']]);
    assert.deepEqual(await users(world), [['4', 'Di', '7']]);
  });

  test('whose files are gone when it is published takes the rows out of staging', async () => {
    const spec = { ...world.spec, staging: { bucket: 'staging', prefix: 'bot' } };
    const destination = await openBigQueryDestination(spec);
    await runOnce({ destination }, planOf(), 'f1', [['1', 'Ann']]);
    const load = await stage({ destination }, planOf(), 'f2', [['2', 'Bob']]);
    for (const name of world.bigquery.objects.keys()) {
      const url = `${world.spec.endpoint}/storage/v1/b/staging/o/${encodeURIComponent(name.replace('staging/', ''))}`;
      await fetch(url, { method: 'DELETE', headers: { authorization: 'Bearer emulator' } });
    }
    assert.equal((await load.commit()).method, 'in_place');
    assert.equal(jobOf('f2_publish_2')?.kind, 'query');
    assert.deepEqual(await users(world), [['2', 'Bob']]);
    assert.deepEqual((await destination.settle(USERS, 'f2')).published, { rows: 1, cursor: null });
  });

  test('divides a table by the time of arrival, and changes what it is clustered by', async () => {
    const partitionBy = {
      column: null,
      by: { kind: 'time', grain: 'day', expireDays: null },
      requireFilter: false,
    } as const;
    await runOnce(world, planOf({ bigquery: bigqueryOf({ partitionBy }) }), 'g1', [['1', 'Ann']]);
    assert.deepEqual(tableOf(world, 'users')?.timePartitioning, { type: 'DAY' });
    const clustered = planOf({ bigquery: bigqueryOf({ partitionBy, clusterBy: ['name'] }) });
    assert.equal((await runOnce(world, clustered, 'g2', [['2', 'Bob']])).method, 'in_place');
    assert.deepEqual(tableOf(world, 'users')?.clustering, { fields: ['name'] });
    assert.deepEqual(await users(world), [['2', 'Bob']]);
  });

  test('that appends is no version to go back from, and the one before goes', async () => {
    await runOnce(world, planOf(), 'h1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'h2', [['2', 'Bob']]);
    const published = await runOnce(world, planOf({ mode: 'append' }), 'h3', [['3', 'Cy']]);
    assert.equal(published.method, 'append');
    assert.deepEqual(await users(world), [
      ['2', 'Bob'],
      ['3', 'Cy'],
    ]);
    assert.deepEqual(tableNames(world), ['users']);
    assert.deepEqual(await world.destination.generations(USERS), { current: null, previous: null, altered: null });
    assert.deepEqual((await world.destination.settle(USERS, 'h3')).published, { rows: 1, cursor: null });
  });

  test('takes names of every alphabet and columns of every width', async () => {
    const table = { schema: null, name: '顧客 一覧-2026' };
    const shape: readonly Column[] = [
      ...ID_AND_NAME,
      { name: '氏名', type: 'string', nullable: true, native: 'text', comment: 'x'.repeat(3000) },
    ];
    const plan = planOf({ shape, destination: { kind: 'bigquery', connection: 'warehouse', table } });
    await runOnce(world, plan, 'i1', [['1', null, '山田']]);
    await runOnce(world, plan, 'i2', [['2', 'Bob', '鈴木']]);
    assert.deepEqual(await world.bigquery.rows('shop.顧客 一覧-2026'), [{ id: '2', name: 'Bob', 氏名: '鈴木' }]);
    const { current, previous } = await world.destination.generations(table);
    assert.deepEqual([current?.token, previous?.token], ['i2', 'i1']);
    assert.deepEqual(Object.keys(current?.masks ?? {}), ['id', 'name', '氏名']);
  });
});
