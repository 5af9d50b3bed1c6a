import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { BigQueryError } from '../../../../src/sync/destinations/bigquery/errors.ts';
import { openUpload } from '../../../../src/sync/destinations/bigquery/upload.ts';
import { type Fault, startUploadServer, type UploadServer } from './upload-server.ts';

const UNIT = 256 * 1024;
const PIECE = 4 * UNIT;
const configuration = { load: { sourceFormat: 'AVRO' } };

async function withServer(work: (server: UploadServer) => Promise<void>): Promise<void> {
  const server = await startUploadServer();
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

/** Uploads in writes of odd sizes. */
async function upload(server: UploadServer, data: Buffer, { id = 'job', step = 99_991 } = {}) {
  const sink = await openUpload(server.session, { id, configuration }, PIECE);
  for (let at = 0; at < data.length; at += step) await sink.write(data.subarray(at, at + step));
  return sink.finish();
}

for (const bytes of [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 12_345]) {
  test(`${bytes} bytes become one job, in pieces of one size but the last`, () =>
    withServer(async (server) => {
      const data = randomBytes(bytes);
      const job = await upload(server, data);
      assert.equal(job.id, 'job');
      assert.ok(server.stored.get('job')?.equals(data));
      assert.ok(server.largest <= PIECE);
      assert.deepEqual(server.begun, [
        { jobReference: { projectId: 'a-project', jobId: 'job', location: 'asia-northeast1' }, configuration },
      ]);
    }));
}

const FAULTS: readonly (readonly [string, readonly (Fault | null)[]])[] = [
  ['the connection breaks before a piece arrives', [null, { kind: 'cut' }]],
  ['the answer to a piece is lost', [{ kind: 'lost' }]],
  ['the answer to the last byte is lost', [null, null, { kind: 'lost' }]],
  ['the last piece never arrives', [null, null, { kind: 'cut' }]],
  [
    'only a part of a piece is taken',
    [
      { kind: 'part', units: 1 },
      { kind: 'part', units: 2 },
    ],
  ],
  ['nothing of a piece is taken', [{ kind: 'part', units: 0 }]],
  ['only a part of the last piece is taken', [null, null, { kind: 'part', units: 1 }]],
  [
    'the service is overloaded',
    [
      { kind: 'answer', status: 503 },
      { kind: 'answer', status: 429 },
    ],
  ],
];
for (const [what, faults] of FAULTS) {
  test(`the upload goes on where ${what}`, () =>
    withServer(async (server) => {
      server.faults.set('job', [...faults]);
      const data = randomBytes(2 * PIECE + 3 * UNIT + 17);
      await upload(server, data);
      assert.ok(server.stored.get('job')?.equals(data));
      assert.equal(server.jobs, 1);
      assert.equal(server.faults.get('job')?.length, 0, 'every fault happened');
    }));
}

test('whatever goes wrong on the way, the job is made once and has every byte', () =>
  withServer(async (server) => {
    const fault = fc.oneof(
      fc.constant(null),
      fc.constant<Fault>({ kind: 'cut' }),
      fc.constant<Fault>({ kind: 'lost' }),
      fc.integer({ min: 0, max: 3 }).map((units): Fault => ({ kind: 'part', units })),
      fc.constantFrom(500, 502, 503, 504, 429, 408).map((status): Fault => ({ kind: 'answer', status })),
    );
    const all = fc.sample(fc.array(fault, { minLength: 2, maxLength: 2 }), 50);
    const uploads = all.map(async (faults, i) => {
      const data = randomBytes(i * 60_013);
      server.faults.set(`job${i}`, faults);
      await upload(server, data, { id: `job${i}`, step: 70_001 });
      assert.ok(server.stored.get(`job${i}`)?.equals(data), `job ${i}`);
    });
    await Promise.all(uploads);
    assert.equal(server.jobs, 50);
  }));

test('a session that cannot be begun now is begun a moment later', () =>
  withServer(async (server) => {
    server.beginFaults.push(503, 0);
    await upload(server, Buffer.from('rows'));
    assert.equal(server.stored.get('job')?.toString(), 'rows');
  }));

test('what is refused for good is not asked again', () =>
  withServer(async (server) => {
    server.beginFaults.push(403);
    await assert.rejects(
      upload(server, Buffer.from('rows')),
      (error) => error instanceof BigQueryError && error.status === 403,
    );
    assert.equal(server.begun.length, 0);
  }));

test('a session that died takes the upload with it, where it has made no job', () =>
  withServer(async (server) => {
    for (const status of [404, 410]) {
      server.faults.set('job', [null, { kind: 'answer', status }]);
      await assert.rejects(
        upload(server, randomBytes(3 * PIECE)),
        (error) => error instanceof BigQueryError && error.status === status && error.reason === 'uploadBroken',
      );
    }
    assert.equal(server.jobs, 0);
  }));

test('a session that is gone because its work is done is no failure', () =>
  withServer(async (server) => {
    server.forgetful = true;
    server.faults.set('job', [null, { kind: 'lost' }]);
    await upload(server, randomBytes(PIECE + 1));
    assert.equal(server.jobs, 1);
  }));

test('a failure is told to whoever writes next', () =>
  withServer(async (server) => {
    server.faults.set('job', [{ kind: 'answer', status: 400 }]);
    const sink = await openUpload(server.session, { id: 'job', configuration }, PIECE);
    await assert.rejects(
      async () => {
        for (let i = 0; i < 20; i++) await sink.write(randomBytes(PIECE));
      },
      (error) => error instanceof BigQueryError && error.status === 400,
    );
  }));

test('an abort ends the upload at once, also in a pause', () =>
  withServer(async (server) => {
    server.faults.set('job', [{ kind: 'answer', status: 503 }]);
    const sink = await openUpload(server.session, { id: 'job', configuration }, PIECE);
    await sink.write(randomBytes(10));
    const ended = assert.rejects(sink.finish(), { name: 'AbortError' });
    sink.abort();
    await ended;
    await assert.rejects(sink.write(randomBytes(10)), { name: 'AbortError' });
    assert.equal(server.jobs, 0);
  }));
