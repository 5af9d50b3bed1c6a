import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type OpenSession, openSession } from '../../../../src/sync/destinations/bigquery/connect.ts';
import { BigQueryError } from '../../../../src/sync/destinations/bigquery/errors.ts';
import { queryConfiguration } from '../../../../src/sync/destinations/bigquery/query.ts';
import { deadPort } from '../../../errors/provoke.ts';
import type { Job } from '../../../support/bigquery/job.ts';
import { needs } from '../../../support/servers.ts';
import { startWorld, type World } from './world.ts';

const ONE = queryConfiguration({ sql: 'SELECT 1' }, null);
const JOBS = /\/bigquery\/v2\/projects\/[^/]+\/jobs(\?|$)/;

describe('a session with BigQuery', needs('postgres'), () => {
  let world: World;
  let session: OpenSession;
  before(async () => {
    world = await startWorld();
    session = await openSession(world.spec);
  });
  afterEach(() => world.bigquery.faults.clear());
  after(() => world.close());
  const jobsOf = (id: string): readonly Job[] => world.bigquery.jobs.filter(({ jobId }) => jobId.startsWith(id));
  const ran = (id: string) => jobsOf(id).map((job) => [job.jobId, job.carriedOut]);
  const tables = () => ({ method: 'GET', path: `projects/${session.project}/datasets/shop/tables` }) as const;
  const said = (reason: string) => (error: unknown) => error instanceof BigQueryError && error.reason === reason;

  test('knows where the data set is and what time it is there', async () => {
    assert.equal(session.location, 'asia-northeast1');
    assert.ok(Math.abs(session.now() - world.bigquery.clock.now()) < 2000);
  });

  test('sends an emulator no credentials', async () => {
    await session.request(tables());
    assert.equal(world.bigquery.requests.at(-1)?.headers.authorization, 'Bearer emulator');
    assert.deepEqual(await session.authorization(), { authorization: 'Bearer emulator' });
  });

  for (const { status, reason } of [
    { status: 429, reason: 'rateLimitExceeded' },
    { status: 403, reason: 'rateLimitExceeded' },
    { status: 403, reason: 'jobRateLimitExceeded' },
    { status: 503, reason: 'backendError' },
    { status: 500, reason: 'internalError' },
  ] as const) {
    test(`asks again after ${status} ${reason}`, async () => {
      const before = world.bigquery.requests.length;
      world.bigquery.faults.fail({ path: /\/tables(\?|$)/, status, reason, retryAfter: 0 });
      await session.request(tables());
      assert.equal(world.bigquery.requests.length - before, 2);
    });
  }

  test('does not ask again what is refused for good', async () => {
    const before = world.bigquery.requests.length;
    for (const [status, reason] of [
      [403, 'accessDenied'],
      [403, 'quotaExceeded'],
      [404, 'notFound'],
    ] as const) {
      world.bigquery.faults.fail({ path: /\/tables(\?|$)/, status, reason });
      await assert.rejects(session.request(tables()), said(reason));
    }
    assert.equal(world.bigquery.requests.length - before, 3);
  });

  test('takes a token that is not taken for a mistake only the second time', async () => {
    world.bigquery.faults.fail({ path: /\/tables(\?|$)/, status: 401, reason: 'authError' });
    await session.request(tables());
    world.bigquery.faults.fail({ path: /\/tables(\?|$)/, status: 401, reason: 'authError', times: 2 });
    await assert.rejects(session.request(tables()), said('authError'));
  });

  test('asks again where the connection broke, before and after the request was acted on', async () => {
    world.bigquery.faults.cut({ at: 'request', path: /\/tables(\?|$)/ });
    world.bigquery.faults.cut({ at: 'answer', path: /\/tables(\?|$)/ });
    await session.request(tables());
  });

  test('makes a job once where the connection broke before it was accepted', async () => {
    world.bigquery.faults.cut({ at: 'request', method: 'POST', path: JOBS });
    await session.run('sync_bot_t1_q', ONE);
    assert.deepEqual(ran('sync_bot_t1_'), [['sync_bot_t1_q', 1]]);
  });

  test('makes a job once where the connection broke after it was accepted', async () => {
    world.bigquery.faults.cut({ at: 'answer', method: 'POST', path: JOBS });
    await session.run('sync_bot_t2_q', ONE);
    assert.deepEqual(ran('sync_bot_t2_'), [['sync_bot_t2_q', 1]]);
  });

  test('makes a job once where the answer was 503 and looking it up failed too', async () => {
    world.bigquery.faults.fail({ method: 'POST', path: JOBS, status: 503, reason: 'backendError' });
    world.bigquery.faults.fail({ method: 'GET', path: /\/jobs\/sync_bot_t3/, status: 500, reason: 'internalError' });
    await session.run('sync_bot_t3_q', ONE);
    assert.deepEqual(ran('sync_bot_t3_'), [['sync_bot_t3_q', 1]]);
  });

  test('goes on waiting where the connection broke while it waited', async () => {
    world.bigquery.faults.runningPolls = 2;
    world.bigquery.faults.cut({ at: 'answer', method: 'GET', path: /\/jobs\/sync_bot_t4/, times: 2 });
    world.bigquery.faults.cut({ at: 'request', method: 'GET', path: /\/queries\/sync_bot_t4/ });
    await session.run('sync_bot_t4_q', ONE);
    assert.deepEqual(ran('sync_bot_t4_'), [['sync_bot_t4_q', 1]]);
  });

  test('waits for a job that is there already instead of making another', async () => {
    await session.run('sync_bot_t5_q', ONE);
    const again = await openSession(world.spec);
    assert.equal((await again.run('sync_bot_t5_q', ONE)).id, 'sync_bot_t5_q');
    assert.deepEqual(ran('sync_bot_t5_'), [['sync_bot_t5_q', 1]]);
  });

  test('makes a job under the next id where BigQuery had trouble with the first', async () => {
    world.bigquery.faults.failJob({ id: /t6/, reason: 'backendError' });
    assert.equal((await session.run('sync_bot_t6_q', ONE)).id, 'sync_bot_t6_q_2');
    assert.deepEqual(ran('sync_bot_t6_'), [
      ['sync_bot_t6_q', 0],
      ['sync_bot_t6_q_2', 1],
    ]);
  });

  test('gives up on trouble that goes on, and on what does not pass at once', async () => {
    world.bigquery.faults.failJob({ id: /t7/, reason: 'jobRateLimitExceeded', times: 9 });
    await assert.rejects(session.run('sync_bot_t7_q', ONE), said('jobRateLimitExceeded'));
    assert.equal(jobsOf('sync_bot_t7_').length, 3);
    world.bigquery.faults.failJob({ id: /t8/, reason: 'quotaExceeded' });
    await assert.rejects(
      session.run('sync_bot_t8_q', ONE),
      (error) => said('quotaExceeded')(error) && (error as BigQueryError).job === 'sync_bot_t8_q',
    );
    assert.equal(jobsOf('sync_bot_t8_').length, 1);
    // The next try of the same step does not stumble over that id.
    assert.equal((await session.run('sync_bot_t8_q', ONE)).id, 'sync_bot_t8_q_2');
  });

  test('waits for nothing where BigQuery knows no such job', async () => {
    assert.equal(await session.wait('sync_bot_nobody_load'), null);
  });

  test('cancels a job on the server when it is aborted', async () => {
    const stop = new AbortController();
    const hold = world.bigquery.faults.hold(/t9/);
    const run = session.run('sync_bot_t9_q', ONE, stop.signal);
    await hold.held;
    stop.abort(new Error('enough'));
    await assert.rejects(run, /enough/);
    const [job] = jobsOf('sync_bot_t9_');
    assert.deepEqual([job?.cancelled, job?.state, job?.carriedOut], [true, 'DONE', 0]);
  });

  test('cancels a job that was accepted while the abort came', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await assert.rejects(session.run('sync_bot_ta_q', ONE, stop.signal), /enough/);
    assert.deepEqual(ran('sync_bot_ta_'), []);
  });

  test('reads the rows of a query page by page', async () => {
    const { rows, columns } = await session.query('sync_bot_tb_q', { sql: 'SELECT 1' });
    assert.deepEqual([columns, rows], [[{ name: 'f0_', type: 'INTEGER' }], [['1']]]);
  });

  test('counts what its jobs cost, each once', async () => {
    const fresh = await openSession(world.spec);
    assert.deepEqual(fresh.spent(), { bytesProcessed: 0, bytesBilled: 0, slotMs: 0, jobs: [] });
    await fresh.run('sync_bot_tc_q', ONE);
    await fresh.wait('sync_bot_tc_q');
    const { jobs, slotMs } = fresh.spent();
    assert.deepEqual(
      jobs.map(({ id, what }) => [id, what]),
      [['sync_bot_tc_q', 'query']],
    );
    assert.equal(slotMs, jobs[0]?.slotMs);
  });

  test('estimates a query without running it', async () => {
    const before = world.bigquery.jobs.length;
    assert.equal(await session.estimate({ sql: 'SELECT 1' }), 0);
    assert.equal(world.bigquery.jobs.length, before);
  });

  test('ends at once where nothing listens', async () => {
    const spec = { ...world.spec, endpoint: `http://127.0.0.1:${await deadPort()}` };
    await assert.rejects(openSession(spec), { code: 'ECONNREFUSED' });
  });
});
