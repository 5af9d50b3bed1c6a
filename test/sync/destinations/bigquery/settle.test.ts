import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { openSession } from '../../../../src/sync/destinations/bigquery/connect.ts';
import { BigQueryError } from '../../../../src/sync/destinations/bigquery/errors.ts';
import { openBigQueryDestination } from '../../../../src/sync/destinations/bigquery/index.ts';
import type { Jobs } from '../../../../src/sync/destinations/bigquery/jobs.ts';
import { settle as settleIn } from '../../../../src/sync/destinations/bigquery/settle.ts';
import { eventually } from '../../../support/eventually.ts';
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

describe('settling an attempt in BigQuery', needs('postgres'), () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => dropAll(world));
  after(() => world.close());
  /** Another worker's session. */
  const settle = async (token: string) => {
    const other = await openBigQueryDestination(world.spec);
    try {
      return await other.settle(USERS, token);
    } finally {
      await other.close();
    }
  };

  test('that is unknown says that nothing was published', async () => {
    assert.deepEqual(await settle('a0'), { published: null, dropped: [] });
  });

  test('that only staged drops staging, and the attempt cannot publish any more', async () => {
    const load = await stage(world, planOf(), 'a1', [['1', 'Ann']]);
    assert.deepEqual(await settle('a1'), { published: null, dropped: ['`shop`.`_sync_bot_a1`'] });
    await assert.rejects(load.commit());
    assert.deepEqual(tableNames(world), []);
    assert.deepEqual(await settle('a1'), { published: null, dropped: [] });
  });

  test('that published says how many rows, also a second time', async () => {
    await runOnce(world, planOf(), 'b1', [
      ['1', 'Ann'],
      ['2', 'Bob'],
    ]);
    const settled = { published: { rows: 2, cursor: null }, dropped: [] };
    assert.deepEqual(await settle('b1'), settled);
    await runOnce(world, planOf(), 'b2', [['3', 'Cy']]);
    assert.deepEqual(await settle('b1'), settled);
    assert.equal((await world.destination.generations(USERS)).current?.token, 'b2');
  });

  test('that died between the job and what is set around it sets it, and the versions are known', async () => {
    await runOnce(world, planOf(), 'c1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'c2', [['2', 'Bob']]);
    const load = await stage(world, planOf({ bigquery: bigqueryOf({ labels: { team: 'growth' } }) }), 'c3', [
      ['3', 'Cy'],
    ]);
    const hold = world.bigquery.faults.hold(/c3_publish/);
    const lost = assert.rejects(load.commit());
    await hold.held;
    world.bigquery.faults.fail({ method: 'PATCH', status: 403, reason: 'accessDenied' });
    hold.release();
    await lost;
    assert.deepEqual(await users(world), [['3', 'Cy']]);
    assert.equal((await world.destination.generations(USERS)).current?.token, 'c3');
    assert.deepEqual((await settle('c3')).published, { rows: 1, cursor: null });
    const { current, previous, altered } = await world.destination.generations(USERS);
    assert.deepEqual([current?.token, previous?.token, altered], ['c3', 'c2', null]);
    assert.equal(tableOf(world, 'users')?.labels.team, 'growth');
    assert.equal(tableNames(world).length, 2, tableNames(world).join());
  });

  test('that died after another table took the place gives back what was around it', async () => {
    await runOnce(world, planOf({ bigquery: bigqueryOf({ description: 'who is who' }) }), 's1', [['1', 'Ann']]);
    const load = await stage(world, planOf({ shape: ID_AND_NAME.slice(0, 1) }), 's2', [['2']]);
    world.bigquery.faults.fail({ method: 'PATCH', status: 403, reason: 'accessDenied' });
    await assert.rejects(load.commit());
    assert.equal(tableOf(world, 'users')?.description, undefined);
    assert.equal((await world.destination.generations(USERS)).current, null);
    assert.deepEqual((await settle('s2')).published, { rows: 1, cursor: null });
    assert.equal(tableOf(world, 'users')?.description, 'who is who');
    const { current, previous } = await world.destination.generations(USERS);
    assert.deepEqual([current?.token, previous?.token], ['s2', 's1']);
  });

  test('whose job still runs cancels it, and nothing is published', async () => {
    await runOnce(world, planOf(), 'd1', [['1', 'Ann']]);
    const load = await stage(world, planOf(), 'd2', [['2', 'Bob']]);
    const hold = world.bigquery.faults.hold(/d2_publish/);
    const lost = load.commit().catch((error: unknown) => error);
    await hold.held;
    assert.equal((await settle('d2')).published, null);
    hold.release();
    assert.equal(((await lost) as { reason?: string }).reason, 'stopped');
    assert.deepEqual(await users(world), [['1', 'Ann']]);
    assert.deepEqual(
      tableNames(world).filter((name) => name.startsWith('_sync_bot_d2')),
      [],
    );
  });

  test('whose job goes on in spite of the cancel says nothing until the job is done', async () => {
    await runOnce(world, planOf(), 'g1', [['1', 'Ann']]);
    const load = await stage(world, planOf(), 'g2', [['2', 'Bob']]);
    const hold = world.bigquery.faults.hold(/g2_publish/);
    const over = load.commit().catch((error: unknown) => error);
    await hold.held;
    const session = await openSession(world.spec);
    const deaf: Jobs = { ...session.jobs, cancel: (id) => session.jobs.look(id) };
    const target = session.resolve(USERS);
    const asked = () => settleIn({ session: { ...session, jobs: deaf }, files: null }, target, 'g2');
    await assert.rejects(asked(), (error) => error instanceof BigQueryError && error.reason === 'timeout');
    hold.release();
    await over;
    assert.deepEqual(await asked(), { published: null, dropped: [] });
  });

  test('that published is told as such where nothing may be set around the target any more', async () => {
    const labelled = { bigquery: bigqueryOf({ labels: { team: 'growth' } }) };
    await runOnce(world, planOf(), 'h1', [['1', 'Ann']]);
    for (const [token, plan] of [
      ['h2', planOf({ mode: 'append', ...labelled })],
      ['h3', planOf(labelled)],
    ] as const) {
      const load = await stage(world, plan, token, [['2', 'Bob']]);
      const hold = world.bigquery.faults.hold(new RegExp(`${token}_publish`));
      const lost = assert.rejects(load.commit());
      await hold.held;
      world.bigquery.faults.fail({ method: 'PATCH', status: 403, reason: 'accessDenied', times: 99 });
      hold.release();
      await lost;
      assert.deepEqual((await settle(token)).published, { rows: 1, cursor: null }, token);
      world.bigquery.faults.clear();
    }
    assert.deepEqual(await users(world), [['2', 'Bob']]);
  });

  test('whose load still runs cancels the load', async () => {
    const hold = world.bigquery.faults.hold(/e1_load/);
    const lost = stage(world, planOf(), 'e1', [['1', 'Ann']]).catch((error: unknown) => error);
    await hold.held;
    assert.deepEqual(await settle('e1'), { published: null, dropped: ['`shop`.`_sync_bot_e1`'] });
    hold.release();
    await lost;
    await eventually(
      'the load is over',
      () => world.bigquery.jobs.find(({ jobId }) => /e1_load/.test(jobId))?.state === 'DONE',
    );
    assert.deepEqual(tableNames(world), []);
  });

  test('of an undo that was only begun leaves the version that is there', async () => {
    await runOnce(world, planOf(), 'f1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'f2', [['2', 'Bob']]);
    const hold = world.bigquery.faults.hold(/f3_publish/);
    const lost = world.destination
      .undo(USERS, 'f3', await world.destination.generations(USERS))
      .catch((error: unknown) => error);
    await hold.held;
    assert.equal((await settle('f3')).published, null);
    hold.release();
    await lost;
    assert.deepEqual(await users(world), [['2', 'Bob']]);
    const { current, previous } = await world.destination.generations(USERS);
    assert.deepEqual([current?.token, previous?.token], ['f2', 'f1']);
  });
});
