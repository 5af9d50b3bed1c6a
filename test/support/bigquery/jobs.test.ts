import assert from 'node:assert/strict';
import { after, afterEach, before, suite, test } from 'node:test';
import { needs } from '../servers.ts';
import { type Caller, callerOf, clientOf, tableOf } from './calling.ts';
import { type LoopbackBigQuery, startBigQuery } from './index.ts';

const need = needs('postgres');

suite('jobs of the loopback', need, () => {
  let server: LoopbackBigQuery;
  let caller: Caller;
  before(async () => {
    server = await startBigQuery();
    caller = callerOf(server);
    await server.dataset('d', { location: 'asia-northeast1' });
    const schema = { fields: [{ name: 'n', type: 'INT64' }] };
    await caller.call('POST', 'datasets/d/tables', { tableReference: tableOf(server, 'd.t'), schema });
  });
  afterEach(() => server.faults.clear());
  after(() => server.close());

  const load = () => ({ destinationTable: tableOf(server, 'd.t'), sourceFormat: 'NEWLINE_DELIMITED_JSON' });
  const copyTo = (name: string) => ({
    copy: { sourceTable: tableOf(server, 'd.t'), destinationTable: tableOf(server, `d.${name}`) },
  });
  const submit = (jobId: string, configuration: object) =>
    caller.call('POST', 'jobs', { jobReference: { jobId, location: 'asia-northeast1' }, configuration });
  const state = async (id: string) =>
    (await caller.call('GET', `jobs/${id}?location=asia-northeast1`)).body.status?.state;
  const carriedOut = (id: string) => server.jobs.find(({ jobId }) => jobId === id)?.carriedOut;
  const error = (body: { readonly error?: unknown }) => {
    const { code, errors } = body.error as { code: number; errors: { reason: string }[] };
    return `${code} ${errors[0]?.reason}`;
  };

  test('an id is taken once, and is found where the job ran only', async () => {
    assert.equal((await submit('once', copyTo('once'))).body.status?.state, 'PENDING');
    assert.equal(error((await submit('once', copyTo('other'))).body), '409 duplicate');
    assert.equal(await state('once'), 'DONE');
    assert.equal(error((await caller.call('GET', 'jobs/once')).body), '404 notFound');
    assert.equal(error((await caller.call('GET', 'jobs/once?location=US')).body), '404 notFound');
    assert.equal(error((await submit('not an id', copyTo('x'))).body), '400 invalid');
    assert.equal(carriedOut('once'), 1);
  });

  test('a job that runs elsewhere does not find its data', async () => {
    const asked = { jobReference: { jobId: 'away', location: 'US' }, configuration: copyTo('away') };
    await caller.call('POST', 'jobs', asked);
    const reply = await caller.call('GET', 'jobs/away?location=US');
    assert.match(
      String(caller.failure(reply)),
      /^notFound: Not found: Dataset loopback-project:d was not found in location US/,
    );
  });

  test('a job is told of as running for as many polls as asked for', async () => {
    server.faults.runningPolls = 2;
    await submit('slow', copyTo('slow'));
    assert.deepEqual([await state('slow'), await state('slow'), await state('slow')], ['RUNNING', 'RUNNING', 'DONE']);
  });

  test('a held job runs until it is released, and does nothing once it is cancelled', async () => {
    const hold = server.faults.hold(/^held/);
    await submit('held_1', copyTo('held_1'));
    await submit('held_2', copyTo('held_2'));
    assert.equal(await hold.held, 'held_1');
    assert.equal(await state('held_1'), 'RUNNING');
    await submit('free', copyTo('free'));
    assert.equal(await state('free'), 'DONE');
    const cancelled = await caller.call('POST', 'jobs/held_2/cancel?location=asia-northeast1');
    assert.equal(cancelled.body.job?.status?.errorResult?.reason, 'stopped');
    hold.release();
    assert.equal(await state('held_1'), 'DONE');
    assert.deepEqual([carriedOut('held_1'), carriedOut('held_2')], [1, 0]);
    assert.equal((await caller.call('GET', 'datasets/d/tables/held_2')).status, 404);
  });

  test("Google's own client runs jobs and queries and reads the rows", async () => {
    await caller.load('rows', load(), '{"n":"9007199254740993"}\n{"n":1}\n');
    const client = clientOf(server);
    const location = 'asia-northeast1';
    const [rows] = await client.query({
      query: 'SELECT * FROM d.t WHERE n > @least ORDER BY n',
      params: { least: 0 },
      location,
      wrapIntegers: true,
    });
    assert.deepEqual(
      rows.map(({ n }: { n: { value: string } }) => n.value),
      ['1', '9007199254740993'],
    );
    const [job] = await client.createQueryJob({
      query: 'SELECT * FROM d.t ORDER BY n',
      location,
      labels: { team: 'data' },
    });
    const [again] = await job.getQueryResults({ maxResults: 1, autoPaginate: false });
    assert.deepEqual(again, [{ n: 1 }]);
    await assert.rejects(client.query({ query: 'nonsense', location }), /Syntax error/);
    const [listed] = await client.getJobs({ maxResults: 2, autoPaginate: false });
    assert.equal(listed.length, 2);
  });

  test('what a query costs is told, and limited', async () => {
    const query = { query: 'SELECT * FROM d.t ORDER BY n', useLegacySql: false };
    const dry = await submit('dry', { dryRun: true, query });
    assert.equal(dry.body.statistics?.totalBytesProcessed, '16');
    assert.equal(error((await caller.call('GET', 'jobs/dry?location=asia-northeast1')).body), '404 notFound');
    const { body } = await caller.job('cost', { query });
    assert.equal(body.statistics?.query?.totalBytesBilled, String(10 * 1024 * 1024));
    const limited = await caller.job('limited', { query: { ...query, maximumBytesBilled: '1000' } });
    assert.match(String(caller.failure(limited)), /^bytesBilledLimitExceeded: .* 10485760 or higher required/);
  });

  test('a statement that changes rows tells how many, and takes no destination', async () => {
    await caller.job('copied', copyTo('thrown'));
    const query = { query: 'DELETE FROM d.thrown WHERE true', useLegacySql: false };
    const aimed = await caller.job('aimed', { query: { ...query, destinationTable: tableOf(server, 'd.aimed') } });
    assert.match(String(caller.failure(aimed)), /^invalidQuery: Cannot set destination table/);
    assert.equal((await server.rows('d.thrown')).length, 2);
    const { body } = await caller.job('delete', { query });
    assert.deepEqual(body.statistics?.query?.dmlStats, {
      insertedRowCount: '0',
      updatedRowCount: '0',
      deletedRowCount: '2',
    });
  });

  test('requests and jobs fail on demand, so many times and no more', async () => {
    server.faults.fail({ method: 'GET', path: /tables\/t$/, status: 403, reason: 'rateLimitExceeded', times: 2 });
    server.faults.fail({ path: /datasets$/, status: 429, reason: 'rateLimitExceeded', retryAfter: 7 });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await caller.call('GET', 'datasets/d/tables/t')).status);
    assert.deepEqual(statuses, [403, 403, 200]);
    const limited = await caller.call('GET', 'datasets');
    assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '7']);
    server.faults.fail({ method: 'POST', path: /jobs$/, status: 503, reason: 'backendError', acted: true });
    assert.equal((await submit('acted', copyTo('acted'))).status, 503);
    assert.equal(await state('acted'), 'DONE');
    server.faults.failJob({ id: /^unlucky/, reason: 'backendError' });
    assert.match(String(caller.failure(await caller.job('unlucky', copyTo('unlucky')))), /^backendError/);
    assert.equal(carriedOut('unlucky'), 0);
  });

  test('a connection that is cut before acting leaves no job, one that is cut before the answer does', async () => {
    server.faults.cut({ method: 'POST', path: /\/jobs$/, at: 'request' });
    await assert.rejects(submit('lost', copyTo('lost')));
    assert.equal(error((await caller.call('GET', 'jobs/lost?location=asia-northeast1')).body), '404 notFound');
    server.faults.cut({ method: 'POST', path: /\/jobs$/, at: 'answer' });
    await assert.rejects(submit('lost', copyTo('lost')));
    assert.equal(error((await submit('lost', copyTo('lost'))).body), '409 duplicate');
    server.faults.cut({ path: /jobs\/lost/, at: 'answer' });
    await assert.rejects(state('lost'));
    assert.equal(await state('lost'), 'DONE');
    assert.equal(carriedOut('lost'), 1);
  });
});
