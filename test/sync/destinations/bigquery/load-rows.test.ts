import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOAD_FORMATS, type LoadFormat } from '../../../../src/sync/config/spec.ts';
import type { OpenSession } from '../../../../src/sync/destinations/bigquery/connect.ts';
import { isCompressed, openRows } from '../../../../src/sync/destinations/bigquery/load-rows.ts';
import type { JobConfiguration } from '../../../../src/sync/destinations/bigquery/session.ts';
import { nullMarker } from '../../../../src/sync/format/csv.ts';
import { readLoadFile } from '../../../support/load-files.ts';
import { startUploadServer, type UploadServer } from './upload-server.ts';
import { bigqueryOf, planOf } from './world.ts';

const TOKEN = 't1_1_1';
const table = { project: 'p', dataset: 'd', name: '_sync_bot_t1_1_1' };
const staging = { bucket: 'a-bucket', prefix: 'loads' };
const names = ['id', 'name'];

async function withServer(work: (server: UploadServer) => Promise<void>): Promise<void> {
  const server = await startUploadServer();
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

/** Loads a thousand batches of two rows; gives what the load says, and the jobs that were asked for. */
async function load(
  server: UploadServer,
  format: LoadFormat,
  {
    files,
    compressed,
    batches = 1000,
  }: { readonly files: boolean; readonly compressed: boolean; readonly batches?: number },
) {
  const jobs: (readonly [string, JobConfiguration])[] = [];
  const run = async (id: string, configuration: JobConfiguration) => {
    jobs.push([id, configuration]);
    return { id, configuration, statistics: {} };
  };
  const session = { ...server.session, run } as unknown as OpenSession;
  const plan = planOf({ bigquery: bigqueryOf({ format }) });
  const place = files ? staging : null;
  const rows = await openRows(session, { plan, token: TOKEN, table, staging: place, compressed, fileBytes: 10_000 });
  for (let i = 0; i < batches; i++) {
    const cells = [i * 2, i * 2 + 1].map((id) => [
      Buffer.from(String(id)),
      id % 5 === 0 ? null : Buffer.from(`name ${id}`),
    ]);
    await rows.write(cells);
  }
  return { ...(await rows.finish()), jobs };
}

const read = (format: LoadFormat, data: Buffer) =>
  readLoadFile(format, data, { names, bytes: new Set(), marker: nullMarker(TOKEN) });
const all = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ id: String(id), name: id % 5 === 0 ? null : `name ${id}` }));

for (const format of LOAD_FORMATS) {
  for (const compressed of [true, false]) {
    const how = `${format}${compressed ? ', compressed' : ''}`;
    test(`rows are uploaded as one file of ${how}, under one job`, () =>
      withServer(async (server) => {
        const { rows, job } = await load(server, format, { files: false, compressed });
        assert.deepEqual([rows, job.id, server.jobs], [2000, `sync_bot_${TOKEN}_load`, 1]);
        assert.deepEqual(await read(format, server.stored.get(job.id) as Buffer), all(2000));
      }));

    test(`rows are staged as several files of ${how}, each whole, and loaded by one job`, () =>
      withServer(async (server) => {
        const { rows, jobs } = await load(server, format, { files: true, compressed });
        assert.equal(rows, 2000);
        const found = [];
        const suffix = compressed && format !== 'avro' ? `${format}.gz` : format;
        for (const [name, data] of server.stored) {
          assert.match(name, new RegExp(`^loads/${TOKEN}/\\d{6}\\.${suffix.replace('.', '\\.')}$`));
          found.push(...(await read(format, data)));
        }
        assert.ok(server.stored.size > 1);
        assert.deepEqual(found, all(2000));
        const [[id, configuration] = []] = jobs;
        assert.deepEqual([jobs.length, id], [1, `sync_bot_${TOKEN}_load`]);
        const { sourceUris, writeDisposition, createDisposition, maxBadRecords } = (configuration?.load ??
          {}) as Record<string, unknown>;
        assert.deepEqual(
          [sourceUris, writeDisposition, createDisposition, maxBadRecords],
          [[...server.stored.keys()].map((name) => `gs://a-bucket/${name}`), 'WRITE_EMPTY', 'CREATE_NEVER', 0],
        );
      }));
  }

  test(`no rows are a file of ${format} too`, () =>
    withServer(async (server) => {
      await load(server, format, { files: true, compressed: true, batches: 0 });
      const [data] = [...server.stored.values()];
      assert.deepEqual([server.stored.size, await read(format, data as Buffer)], [1, []]);
    }));
}

test('what goes to an emulator is not compressed', () => {
  assert.equal(isCompressed({ address: 'http://127.0.0.1:9050' }), false);
  assert.equal(isCompressed({ address: 'https://bigquery.googleapis.com' }), true);
});
