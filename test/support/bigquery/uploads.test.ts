import assert from 'node:assert/strict';
import { after, afterEach, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { needs } from '../servers.ts';
import { type Caller, callerOf, tableOf } from './calling.ts';
import { type LoopbackBigQuery, startBigQuery } from './index.ts';
import { GRAIN } from './resumable.ts';

const need = needs('postgres');

suite('uploads to the loopback', need, () => {
  let server: LoopbackBigQuery;
  let caller: Caller;
  before(async () => {
    server = await startBigQuery();
    caller = callerOf(server);
    await server.dataset('d');
  });
  afterEach(() => {
    server.faults.clear();
    server.faults.discard = false;
  });
  after(() => server.close());

  const fields = [
    { name: 'n', type: 'INT64' },
    { name: 's', type: 'STRING' },
  ];
  const configuration = (name: string) => ({
    load: {
      destinationTable: tableOf(server, `d.${name}`),
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      schema: { fields },
    },
  });
  /** Opens a session of a load job with the id `name` into the table `name`. */
  const open = async (name: string, headers: Readonly<Record<string, string>> = {}) => {
    const path = `/upload/bigquery/v2/projects/${server.project}/jobs?uploadType=resumable`;
    const job = { jobReference: { jobId: name }, configuration: configuration(name) };
    const reply = await caller.call('POST', path, job, headers);
    assert.equal(reply.status, 200);
    return String(reply.headers.get('location'));
  };
  const put = async (address: string, range: string | null, bytes: Buffer = Buffer.alloc(0)) => {
    const headers = range === null ? {} : { 'Content-Range': range };
    const response = await fetch(address, { method: 'PUT', headers, body: new Uint8Array(bytes) });
    const text = await response.text();
    const message = text === '' ? '' : (JSON.parse(text).error?.message ?? JSON.parse(text).kind);
    return [response.status, response.headers.get('range'), message];
  };
  const state = (id: string) => caller.call('GET', `jobs/${id}`);
  const rows = (count: number) =>
    Buffer.from([...Array(count).keys()].map((n) => `{"n":${n},"s":"${'x'.repeat(90)}"}\n`).join(''));

  test('pieces of 256 KiB arrive one by one, and the last byte makes the job', async () => {
    const file = rows(6000);
    const address = await open('pieces');
    assert.deepEqual(await put(address, 'bytes */*'), [308, null, '']);
    assert.deepEqual(await put(address, `bytes 0-${GRAIN - 1}/*`, file.subarray(0, GRAIN)), [
      308,
      `bytes=0-${GRAIN - 1}`,
      '',
    ]);
    assert.match(
      (await put(address, `bytes ${GRAIN}-${GRAIN + 99}/*`, file.subarray(GRAIN, GRAIN + 100)))[2],
      /multiple of 262144/,
    );
    assert.match(
      (await put(address, `bytes ${2 * GRAIN}-${3 * GRAIN - 1}/*`, file.subarray(0, GRAIN)))[2],
      /only 262144 bytes are there/,
    );
    assert.equal((await state('pieces')).status, 404);
    const [status, , kind] = await put(
      address,
      `bytes ${GRAIN}-${file.length - 1}/${file.length}`,
      file.subarray(GRAIN),
    );
    assert.deepEqual([status, kind], [200, 'bigquery#job']);
    const job = await state('pieces');
    assert.equal(job.body.statistics?.load?.outputRows, '6000');
    // Whoever asks again hears the same.
    assert.equal((await put(address, 'bytes */*'))[0], 200);
    assert.equal(server.jobs.filter(({ jobId }) => jobId === 'pieces').length, 1);
  });

  test('a piece may be sent again, and the end may be told afterwards', async () => {
    const file = Buffer.concat([rows(2), Buffer.alloc(2 * GRAIN - rows(2).length, '\n')]).fill(32, rows(2).length);
    const address = await open('again');
    await put(address, `bytes 0-${GRAIN - 1}/*`, file.subarray(0, GRAIN));
    await put(address, `bytes 0-${2 * GRAIN - 1}/*`, file);
    assert.deepEqual(await put(address, 'bytes */*'), [308, `bytes=0-${2 * GRAIN - 1}`, '']);
    assert.equal((await put(address, `bytes */${2 * GRAIN}`))[0], 200);
  });

  test('a cut keeps whole grains of what arrived, and the upload goes on from there', async () => {
    const file = rows(9000);
    const address = await open('cut');
    server.faults.cut({ method: 'PUT', path: /upload_id/, at: 'body', bytes: GRAIN + 1000 });
    await assert.rejects(put(address, `bytes 0-${file.length - 1}/${file.length}`, file));
    assert.deepEqual(await put(address, 'bytes */*'), [308, `bytes=0-${GRAIN - 1}`, '']);
    server.faults.cut({ method: 'PUT', path: /upload_id/, at: 'answer' });
    await assert.rejects(put(address, `bytes ${GRAIN}-${file.length - 1}/${file.length}`, file.subarray(GRAIN)));
    assert.equal((await state('cut')).body.statistics?.load?.outputRows, '9000');
    assert.equal((await put(address, `bytes */${file.length}`))[0], 200);
    assert.equal((await server.rows('d.cut')).length, 9000);
  });

  test('a dead session says so, and what was announced is held to', async () => {
    const address = await open('dead', { 'X-Upload-Content-Length': '10' });
    assert.match((await put(address, 'bytes 0-10/11', Buffer.alloc(11)))[2], /X-Upload-Content-Length 10/);
    server.sessions.kill(410);
    assert.equal((await put(address, 'bytes */*'))[0], 410);
    assert.equal((await put(`${address}x`, 'bytes */*'))[0], 404);
    const aged = await open('aged');
    server.clock.pass(8 * 24 * 3_600_000);
    assert.equal((await put(aged, 'bytes */*'))[0], 410);
  });

  test('a wrong job is refused before its rows are sent', async () => {
    const path = `/upload/bigquery/v2/projects/${server.project}/jobs?uploadType=resumable`;
    const copy = { copy: { sourceTable: tableOf(server, 'd.a'), destinationTable: tableOf(server, 'd.b') } };
    assert.equal((await caller.call('POST', path, { configuration: copy })).status, 400);
    const odd = { load: { ...configuration('odd').load, colour: 'red' } };
    assert.equal((await caller.call('POST', path, { configuration: odd })).status, 400);
  });

  test('gzip is known by its first bytes', async () => {
    const { load } = configuration('zipped');
    assert.equal(caller.failure(await caller.load('zipped', load, gzipSync(rows(10)))), null);
    assert.equal((await server.rows('d.zipped')).length, 10);
    const broken = await caller.load('broken', load, gzipSync(rows(10)).subarray(0, 60));
    assert.match(String(caller.failure(broken)), /^invalid/);
  });

  test('rows are counted and thrown away where that is asked for', async () => {
    await caller.load('discarded_first', configuration('discarded').load, '');
    server.faults.discard = true;
    const address = await open('discarded');
    const file = gzipSync(rows(5000));
    await put(address, `bytes 0-${file.length - 1}/${file.length}`, file);
    assert.equal((await state('discarded')).body.statistics?.load?.outputRows, '5000');
    const tables = { sourceTable: tableOf(server, 'd.discarded'), destinationTable: tableOf(server, 'd.copied') };
    await caller.job('copied', { copy: tables });
    assert.equal((await caller.call('GET', 'datasets/d/tables/copied')).body.numRows, '5000');
    assert.deepEqual(await server.rows('d.copied'), []);
  });

  test('files of Cloud Storage are loaded by their names', async () => {
    const upload = '/upload/storage/v1/b/staging/o';
    const headers = { Authorization: 'Bearer fixed', 'Content-Type': 'application/octet-stream' };
    for (const [i, bytes] of [rows(3), gzipSync(rows(4))].entries()) {
      const address = `${server.endpoint}${upload}?uploadType=media&name=run/part-${i}.json`;
      const made = await fetch(address, { method: 'POST', headers, body: new Uint8Array(bytes) });
      assert.equal(made.status, 200);
    }
    const session = await caller.call('POST', `${upload}?uploadType=resumable`, { name: 'run/part-2.json' });
    const address = String(session.headers.get('location'));
    const file = rows(4000);
    assert.deepEqual(await put(address, `bytes 0-${GRAIN - 1}/*`, file.subarray(0, GRAIN)), [
      308,
      `bytes=0-${GRAIN - 1}`,
      '',
    ]);
    const [status, , kind] = await put(
      address,
      `bytes ${GRAIN}-${file.length - 1}/${file.length}`,
      file.subarray(GRAIN),
    );
    assert.deepEqual([status, kind], [200, 'storage#object']);
    const listed = await caller.call('GET', '/storage/v1/b/staging/o?prefix=run/');
    assert.equal(listed.body.items?.length, 3);
    const { load } = configuration('staged');
    const loaded = await caller.job('staged', { load: { ...load, sourceUris: ['gs://staging/run/part-*.json'] } });
    assert.deepEqual(
      [loaded.body.statistics?.load?.outputRows, loaded.body.statistics?.load?.inputFiles],
      ['4007', '3'],
    );
    await caller.call('DELETE', '/storage/v1/b/staging/o/run%2Fpart-0.json');
    const missing = await caller.job('missing', { load: { ...load, sourceUris: ['gs://staging/run/part-0.json'] } });
    assert.match(String(caller.failure(missing)), /^notFound: Not found: URI/);
    assert.equal((await caller.call('GET', '/storage/v1/b/elsewhere/o')).status, 404);
  });
});
