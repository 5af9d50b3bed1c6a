import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { dropFiles, fileUri, openFile } from '../../../../src/sync/destinations/bigquery/files.ts';
import { startUploadServer, type UploadServer } from './upload-server.ts';

const PIECE = 256 * 1024;
const place = { bucket: 'a-bucket', prefix: 'loads/daily' };

async function withServer(work: (server: UploadServer) => Promise<void>): Promise<void> {
  const server = await startUploadServer();
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

async function store(server: UploadServer, name: string, data: Buffer, token = 't1'): Promise<void> {
  const file = await openFile(server.session, place, { token, name, pieceBytes: PIECE });
  await file.write(data.subarray(0, 1000));
  await file.write(data.subarray(1000));
  await file.finish();
}

test('a file stands under the prefix and the token of its attempt, with every byte', () =>
  withServer(async (server) => {
    const data = randomBytes(3 * PIECE + 7);
    server.faults.set('loads/daily/t1/000001.avro', [{ kind: 'lost' }, { kind: 'part', units: 0 }]);
    await store(server, '000001.avro', data);
    assert.ok(server.stored.get('loads/daily/t1/000001.avro')?.equals(data));
    assert.equal(fileUri(place, 't1', '1.avro'), 'gs://a-bucket/loads/daily/t1/1.avro');
    assert.equal(fileUri({ bucket: 'b', prefix: '' }, 't1', '1.avro'), 'gs://b/t1/1.avro');
  }));

test('a file that arrived with other bytes than were sent is an error', () =>
  withServer(async (server) => {
    server.spoilt = true;
    await assert.rejects(store(server, '000001.avro', randomBytes(10)), /other bytes than were sent/);
  }));

test('the files of an attempt are deleted, however many, and those of others stay', () =>
  withServer(async (server) => {
    for (const name of ['1', '2', '3', '4', '5']) await store(server, name, randomBytes(1));
    await store(server, '1', randomBytes(1), 't10');
    await dropFiles(server.session, place, 't1');
    assert.deepEqual([...server.stored.keys()], ['loads/daily/t10/1']);
    await dropFiles(server.session, place, 't1');
    assert.equal(server.stored.size, 1);
  }));

test('a bucket that is not there is named as that, and has no files to be deleted', async () => {
  const cloud = createServer((_, response) => void response.writeHead(404).end('{}')).listen(0, '127.0.0.1');
  await once(cloud, 'listening');
  const { port } = cloud.address() as AddressInfo;
  const session = { address: `http://127.0.0.1:${port}`, authorization: async () => ({}) };
  try {
    const file = openFile(session, place, { token: 't1', name: '1.avro' });
    await assert.rejects(
      file.then((begun) => begun.finish()),
      { reason: 'noBucket' },
    );
    await dropFiles(session, place, 't1');
  } finally {
    cloud.close();
  }
});
