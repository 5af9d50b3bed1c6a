import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { explain } from '../../../../src/sync/explain.ts';
import { verify } from '../../../../src/sync/inspect.ts';
import { publishHeld } from '../../../../src/sync/publish-held.ts';
import { undo } from '../../../../src/sync/undo.ts';
import { newStanding } from '../../../../src/sync/whereabouts.ts';
import { needs } from '../../../support/servers.ts';
import {
  bigqueryTable,
  DUE,
  failureOf,
  NO_CHECKS,
  openers,
  runSync,
  sqliteAt,
  syncEnd,
  tableSpec,
} from '../../engine.ts';
import { dropAll, startWorld, tableNames, users, type World } from './world.ts';

const TABLE = tableSpec('users', { bigquery: bigqueryTable() });

describe('the engine over BigQuery', needs('postgres'), () => {
  let world: World;
  let folder: string;
  let source: Database.Database;
  before(async () => {
    world = await startWorld();
    folder = mkdtempSync(join(tmpdir(), 'sync-bot-bq-'));
    source = new Database(join(folder, 'shop.db'));
    source.exec('create table users (id integer primary key, name text)');
  });
  afterEach(async () => {
    source.exec('delete from users');
    await dropAll(world);
  });
  after(async () => {
    source.close();
    rmSync(folder, { recursive: true });
    await world.close();
  });
  const ways = () => ({ source: sqliteAt(join(folder, 'shop.db'), 'shop'), destination: world.spec });
  const fill = (names: readonly string[]) => {
    source.exec('delete from users');
    for (const [i, name] of names.entries()) source.prepare('insert into users values (?, ?)').run(i + 1, name);
  };
  const never = new AbortController().signal;

  test('replaces, verifies, and goes back', async () => {
    fill(['Ann', 'Bob']);
    const first = await runSync(TABLE, ways());
    assert.equal(first.method, 'create');
    assert.ok(
      first.checks.every(({ ok }) => ok),
      JSON.stringify(first.checks),
    );
    fill(['Cy']);
    const second = await runSync(TABLE, ways());
    assert.deepEqual([second.method, second.rowsWritten, second.previous], ['in_place', 1, { kept: true, why: null }]);
    const report = await explain({ do: 'plan', table: TABLE, due: DUE, ...ways() }, openers);
    assert.equal(report.preview.publish, 'in_place');
    const verified = await verify({ do: 'verify', table: TABLE, due: DUE, ...ways() }, openers, newStanding(), never);
    assert.equal(verified.equal, true);
    const back = await undo(
      { do: 'undo', table: TABLE, destination: world.spec, token: 'u1' },
      openers,
      newStanding(),
      never,
    );
    assert.equal(back.rows, 2);
    assert.deepEqual(await users(world), [
      ['1', 'Ann'],
      ['2', 'Bob'],
    ]);
  });

  test('holds a load until somebody publishes it, in another session', async () => {
    fill(['Ann', 'Bob']);
    await runSync(TABLE, ways());
    fill([]);
    const strict = { ...TABLE, checks: { ...NO_CHECKS, minRows: 2 } };
    fill(['Cy']);
    const end = await syncEnd(strict, { ...ways(), token: 'k1' });
    assert.ok('held' in end);
    assert.equal((await users(world)).length, 2);
    assert.ok(tableNames(world).includes('_sync_bot_k1'));
    const order = { do: 'publish', table: strict, destination: world.spec, token: 'k1', pending: end.held } as const;
    const published = await publishHeld(order, openers, newStanding(), never);
    assert.equal(published.rowsWritten, 1);
    assert.deepEqual(await users(world), [['1', 'Cy']]);
  });

  test('hears that a run was published though the answer was lost', async () => {
    fill(['Ann']);
    await runSync(TABLE, ways());
    fill(['Cy']);
    // The label of the new version cannot be set by the run itself, but by whoever asks what became of it.
    const hold = world.bigquery.faults.hold(/l1_publish/);
    const run = runSync(TABLE, { ...ways(), token: 'l1' });
    await hold.held;
    world.bigquery.faults.fail({ method: 'PATCH', status: 403, reason: 'accessDenied' });
    hold.release();
    assert.equal((await run).rowsWritten, 1);
    assert.deepEqual(await users(world), [['1', 'Cy']]);
    assert.equal(tableNames(world).filter((name) => name.startsWith('_sync_bot_l1')).length, 0);
  });

  test('leaves a run to be settled where nobody can say what became of its publication', async () => {
    fill(['Ann']);
    await runSync(TABLE, ways());
    const hold = world.bigquery.faults.hold(/n1_publish/);
    const standing = newStanding();
    const run = failureOf(syncEnd(TABLE, { ...ways(), token: 'n1', standing }));
    const id = await hold.held;
    // Once for the run, and once for its question what became of it.
    const path = new RegExp(`/jobs/${id}`);
    world.bigquery.faults.fail({ method: 'GET', path, status: 403, reason: 'accessDenied', times: 2 });
    await run;
    assert.equal(standing.left, true);
    hold.release();
  });

  test('tells a refusal of BigQuery by its reason, with the role to grant', async () => {
    fill(['Ann']);
    world.bigquery.faults.fail({ method: 'POST', path: /\/tables(\?|$)/, status: 403, reason: 'accessDenied' });
    const error = await failureOf(runSync(TABLE, ways()));
    assert.deepEqual([error.code, error.retry, error.native], ['dst.perm', 'never', 'accessDenied']);
    assert.match(error.hint, /roles\/bigquery\.dataEditor on data set shop and roles\/bigquery\.jobUser/);
  });

  test('ends a run that is cancelled while its load runs, and leaves nothing', async () => {
    fill(['Ann']);
    const stop = new AbortController();
    const hold = world.bigquery.faults.hold(/m1_load/);
    const run = failureOf(runSync(TABLE, { ...ways(), token: 'm1', signal: stop.signal }));
    await hold.held;
    stop.abort();
    assert.equal((await run).code, 'local.canceled');
    assert.equal(world.bigquery.jobs.find(({ jobId }) => jobId.includes('m1_load'))?.cancelled, true);
    assert.deepEqual(tableNames(world), []);
  });
});
