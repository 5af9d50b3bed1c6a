import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { SyncError } from '../../../../src/sync/errors.ts';
import type { Column, Plan, PlannedColumn } from '../../../../src/sync/types.ts';
import { needs } from '../../../support/servers.ts';
import {
  dropAll,
  ID_AND_NAME,
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

const USERS = { schema: null, name: 'users' };
const AGE: Column = { name: 'age', type: 'integer', length: 8, nullable: true, native: 'bigint' };

/** The plan with a mask on the name. */
function masked(plan: Plan): Plan {
  const columns = plan.columns.map(
    (column): PlannedColumn => (column.name === 'name' ? { ...column, mask: { how: 'redact', at: 'worker' } } : column),
  );
  return { ...plan, columns };
}

describe('the version before in BigQuery', needs('postgres'), () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => dropAll(world));
  after(() => world.close());
  const undo = async (token: string) => {
    const was = await world.destination.generations(USERS);
    return await world.destination.undo(USERS, token, was);
  };

  test('is known after two runs, with who copied it, when, and under which masks', async () => {
    const nobody = await world.destination.generations(USERS);
    assert.deepEqual(nobody, { current: null, previous: null, altered: null });
    await runOnce(world, planOf(), 'a1', [['1', 'Ann']]);
    const published = await runOnce(world, masked(planOf()), 'a2', [
      ['1', 'x'],
      ['2', 'x'],
    ]);
    // What was in clear is not kept beside what is masked.
    assert.equal(published.previous?.kept, false);
    assert.match(published.previous?.why ?? '', /^name had another mask/);
    const again = await runOnce(world, masked(planOf()), 'a3', [['3', 'x']]);
    assert.deepEqual(again.previous, { kept: true, why: null });
    const { current, previous, altered } = await world.destination.generations(USERS);
    assert.equal(altered, null);
    assert.deepEqual(
      [current, previous].map((version) => [version?.token, version?.origin, version?.rows, version?.masks]),
      [
        ['a3', 'a3', 1, { id: null, name: 'redact' }],
        ['a2', 'a2', 2, { id: null, name: 'redact' }],
      ],
    );
    assert.ok(Date.parse(previous?.publishedAt ?? '') < Date.parse(current?.publishedAt ?? ''));
  });

  test('changes places with the present one, and back again, inside the table', async () => {
    await runOnce(world, planOf(), 'b1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'b2', [
      ['2', 'Bob'],
      ['3', 'Cy'],
    ]);
    await patch(world, 'users', (table) => ({
      ...table,
      fields: table.fields.map((field) => ({ ...field, description: 'by hand' })),
    }));
    const before = await world.destination.generations(USERS);
    assert.deepEqual(await undo('b3'), { rows: 1, method: 'in_place', changes: null });
    assert.deepEqual(await users(world), [['1', 'Ann']]);
    const { current, previous } = await world.destination.generations(USERS);
    assert.deepEqual({ ...current, token: 'b1' }, before.previous);
    assert.equal(current?.token, 'b3');
    assert.deepEqual(previous, before.current);
    assert.deepEqual(await undo('b4'), { rows: 2, method: 'in_place', changes: null });
    assert.deepEqual(await users(world), [
      ['2', 'Bob'],
      ['3', 'Cy'],
    ]);
    assert.equal(tableOf(world, 'users')?.fields[0]?.description, 'by hand');
    assert.equal(tableNames(world).length, 2, tableNames(world).join());
  });

  test('of other columns is put back by another table, with what is around it', async () => {
    await runOnce(world, planOf(), 'c1', [['1', 'Ann']]);
    await runOnce(world, planOf({ shape: [ID_AND_NAME[0] as Column, AGE] }), 'c2', [['1', '30']]);
    await patch(world, 'users', (table) => ({ ...table, labels: { ...table.labels, cost: 'high' } }));
    assert.equal((await undo('c3')).method, 'swap');
    assert.deepEqual(await users(world), [['1', 'Ann']]);
    assert.equal(tableOf(world, 'users')?.labels.cost, 'high');
    assert.equal(tableOf(world, 'users')?.expirationTime, undefined);
  });

  test('is not put back over what somebody did since', async () => {
    await runOnce(world, planOf(), 'd1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'd2', [['2', 'Bob']]);
    const was = await world.destination.generations(USERS);
    await world.bigquery.transaction(async (transaction) => {
      const ref = { projectId: world.bigquery.project, datasetId: 'shop', tableId: 'users' };
      const { relation } = await transaction.change(ref);
      await transaction.query(`delete from ${relation}`);
    });
    const { altered } = await world.destination.generations(USERS);
    assert.equal(altered, 'it has 0 rows, and 1 were published');
    await assert.rejects(
      world.destination.undo(USERS, 'd3', was),
      (error) => error instanceof SyncError && error.summary.code === 'undo.altered',
    );
    // Nor is what somebody made of it kept as if sync-bot had made it.
    const next = await runOnce(world, planOf(), 'd4', [['4', 'Di']]);
    assert.equal(next.previous?.why, 'sync-bot does not know what stood there');
    assert.deepEqual(tableNames(world), ['users']);
  });

  test('is not put back where the table was replaced in the same moment', async () => {
    await runOnce(world, planOf(), 'e1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'e2', [['2', 'Bob']]);
    const was = await world.destination.generations(USERS);
    await runOnce(world, planOf(), 'e3', [['3', 'Cy']]);
    await assert.rejects(
      world.destination.undo(USERS, 'e4', was),
      (error) => error instanceof SyncError && error.summary.code === 'undo.altered',
    );
    assert.deepEqual(await users(world), [['3', 'Cy']]);
  });

  test('is not kept where tables.yml says so, and the one before it goes', async () => {
    await runOnce(world, planOf(), 'f1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'f2', [['2', 'Bob']]);
    const off = await runOnce(world, planOf({ keepPrevious: false }), 'f3', [['3', 'Cy']]);
    assert.deepEqual(off.previous, { kept: false, why: 'keep_previous is 0 in tables.yml' });
    assert.deepEqual(tableNames(world), ['users']);
  });

  test('is what the try says that published, not one that failed before it', async () => {
    await runOnce(world, planOf(), 'j1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'j2', [['2', 'Bob']]);
    world.bigquery.faults.failJob({ id: /j3_publish/, reason: 'quotaExceeded' });
    const load = await stage(world, planOf(), 'j3', [['3', 'Cy']]);
    await assert.rejects(load.commit());
    const again = await world.destination.resume(planOf({ keepPrevious: false }), 'j3');
    assert.equal((await again?.commit())?.previous?.kept, false);
    const { current, previous } = await world.destination.generations(USERS);
    assert.deepEqual([current?.token, previous], ['j3', null]);
    assert.deepEqual(tableNames(world), ['users']);
  });

  test('that may not be dropped is left to expire', async () => {
    await runOnce(world, planOf(), 'i1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'i2', [['2', 'Bob']]);
    const old = tableNames(world).find((name) => name.endsWith('_i1')) ?? '';
    const days = (Number(tableOf(world, old)?.expirationTime) - world.bigquery.clock.now()) / 86_400_000;
    assert.ok(days > 179 && days <= 180, String(days));
    world.bigquery.faults.fail({ method: 'DELETE', path: /previous/, status: 403, reason: 'accessDenied' });
    await runOnce(world, planOf(), 'i3', [['3', 'Cy']]);
    assert.ok(Number(tableOf(world, old)?.expirationTime) - world.bigquery.clock.now() <= 60_000);
    assert.equal((await world.destination.generations(USERS)).previous?.token, 'i2');
  });

  test('that no undo finds any more goes with the next version: it may hold what is masked by now', async () => {
    await runOnce(world, planOf(), 'k1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'k2', [['2', 'Bob']]);
    const drop = () =>
      world.bigquery.transaction(async (transaction) => {
        await transaction.dropTable({ projectId: world.bigquery.project, datasetId: 'shop', tableId: 'users' });
      });
    await drop();
    assert.equal(tableNames(world).length, 1);
    await runOnce(world, masked(planOf()), 'k3', [['2', 'x']]);
    assert.deepEqual(tableNames(world), ['users']);
    await runOnce(world, masked(planOf()), 'k4', [['2', 'x']]);
    assert.equal(tableNames(world).length, 2);
    // As a tool does that sets the labels it knows.
    await patch(world, 'users', (table) => ({ ...table, labels: {} }));
    await runOnce(world, planOf(), 'k5', [['2', 'Bob']]);
    assert.deepEqual(tableNames(world), ['users']);
    await runOnce(world, planOf(), 'k6', [['2', 'Bob']]);
    await drop();
    await runOnce(world, masked(planOf({ mode: 'append' })), 'k7', [['2', 'x']]);
    assert.deepEqual(tableNames(world), ['users']);
  });

  test('survives a publication that fails after it was kept', async () => {
    await runOnce(world, planOf(), 'g1', [['1', 'Ann']]);
    await runOnce(world, planOf(), 'g2', [['2', 'Bob']]);
    const was = await world.destination.generations(USERS);
    world.bigquery.faults.failJob({ id: /g3_publish/, reason: 'quotaExceeded' });
    const load = await stage(world, planOf(), 'g3', [['3', 'Cy']]);
    await assert.rejects(load.commit());
    await load.abort();
    assert.deepEqual(await world.destination.generations(USERS), was);
    assert.equal((await undo('g4')).rows, 1);
    assert.deepEqual(await users(world), [['1', 'Ann']]);
  });
});
