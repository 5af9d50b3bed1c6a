import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { needs } from '../servers.ts';
import { type Caller, callerOf, clientOf, tableOf } from './calling.ts';
import { type LoopbackBigQuery, startBigQuery } from './index.ts';

const need = needs('postgres');
const HOUR = 3_600_000;

suite('the loopback keeps data sets and tables', need, () => {
  let server: LoopbackBigQuery;
  let caller: Caller;
  before(async () => {
    server = await startBigQuery();
    caller = callerOf(server);
    await server.dataset('shop');
  });
  after(() => server.close());

  const insert = (name: string, more: object) =>
    caller.call('POST', 'datasets/shop/tables', { tableReference: tableOf(server, `shop.${name}`), ...more });

  test("Google's own client makes, reads, changes and drops them", async () => {
    const client = clientOf(server);
    await client.createDataset('tokyo', { location: 'asia-northeast1' });
    const [made] = await client.dataset('tokyo').createTable('users', {
      schema: [
        { name: 'id', type: 'INT64', mode: 'REQUIRED' },
        { name: 'born', type: 'DATE', description: 'by the register' },
        { name: 'fee', type: 'NUMERIC', precision: '10', scale: '2' },
      ],
      timePartitioning: { type: 'MONTH', field: 'born', expirationMs: String(HOUR) },
      requirePartitionFilter: true,
      clustering: { fields: ['id'] },
      labels: { team: 'data' },
    });
    const [metadata] = await made.getMetadata();
    assert.equal(metadata.location, 'asia-northeast1');
    assert.equal(metadata.numRows, '0');
    assert.deepEqual(metadata.schema.fields[0], { name: 'id', type: 'INTEGER', mode: 'REQUIRED' });
    assert.deepEqual(metadata.timePartitioning, { type: 'MONTH', field: 'born', expirationMs: String(HOUR) });

    await made.setMetadata({ description: 'people', labels: {} });
    const [changed] = await made.getMetadata();
    assert.equal(changed.description, 'people');
    assert.deepEqual(changed.labels, { team: 'data' });
    assert.equal(changed.requirePartitionFilter, true);
    assert.notEqual(changed.etag, metadata.etag);

    const [tables] = await client.dataset('tokyo').getTables();
    assert.deepEqual(
      tables.map(({ id }) => id),
      ['users'],
    );
    await made.delete();
    assert.deepEqual(await made.exists(), [false]);
  });

  test('an error has the form of the API', async () => {
    const missing = await caller.call('GET', 'datasets/shop/tables/nowhere');
    assert.equal(missing.status, 404);
    assert.deepEqual(missing.body.error, {
      code: 404,
      message: `Not found: Table ${server.project}:shop.nowhere`,
      errors: [{ reason: 'notFound', message: `Not found: Table ${server.project}:shop.nowhere`, domain: 'global' }],
      status: 'NOT_FOUND',
    });
    await insert('twice', {});
    const again = await insert('twice', {});
    assert.equal(again.status, 409);
    assert.equal(again.body.error?.errors?.[0]?.reason, 'duplicate');
  });

  test('nothing unknown is accepted', async () => {
    const replies = [
      await caller.call('GET', 'datasets/shop/tables/twice?colour=red'),
      await caller.call('GET', 'datasets/shop/models'),
      await caller.call('POST', 'datasets/shop/tables/twice', {}),
      await insert('odd', { colour: 'red' }),
      await insert('odd', { schema: { fields: [{ name: 'a', type: 'GEOGRAPHY' }] } }),
      await insert('odd', { schema: { fields: [{ name: 'a', type: 'STRING', mode: 'REPEATED' }] } }),
      await caller.call('POST', 'jobs', { configuration: { query: { query: 'select 1', useLegacySql: true } } }),
      await caller.call('GET', 'datasets', undefined, { Authorization: '' }),
    ];
    assert.deepEqual(
      replies.map(({ status }) => status),
      [400, 501, 501, 400, 501, 501, 400, 401],
    );
    assert.match(String(replies[3]?.body.error?.message), /Unknown name "colour"/);
  });

  test('a schema that BigQuery would not take is refused', async () => {
    const bad: readonly (readonly [object, RegExp])[] = [
      [
        {
          schema: {
            fields: [
              { name: 'a', type: 'STRING' },
              { name: 'A', type: 'STRING' },
            ],
          },
        },
        /Duplicate field name "A"/,
      ],
      [{ schema: { fields: [{ name: '_partition_x', type: 'STRING' }] } }, /Invalid field name/],
      [{ schema: { fields: [{ name: 'a.b', type: 'STRING' }] } }, /Invalid field name/],
      [{ schema: { fields: [{ name: 'a', type: 'NUMERIC', precision: '31', scale: '1' }] } }, /precision 31/],
      [{ schema: { fields: [{ name: 'a', type: 'INT64', maxLength: '3' }] } }, /only STRING and BYTES/],
      [{ schema: { fields: [{ name: 'a', type: 'DATE' }] }, timePartitioning: { type: 'HOUR', field: 'a' } }, /HOUR/],
      [{ timePartitioning: { type: 'DAY', field: 'gone' } }, /cannot be found/],
      [{ schema: { fields: [{ name: 'a', type: 'FLOAT64' }] }, clustering: { fields: ['a'] } }, /clustering/],
      [{ requirePartitionFilter: true }, /only be set on a partitioned table/],
      [{ expirationTime: '1000' }, /in the past/],
      [{ labels: { Team: 'x' } }, /labels/],
    ];
    for (const [more, why] of bad) {
      const reply = await insert('refused', more);
      assert.equal(reply.status, 400, JSON.stringify(more));
      assert.match(String(reply.body.error?.message), why);
    }
  });

  test('columns are added and relaxed, never dropped, retyped or narrowed; what is not said of one is gone', async () => {
    const a = { name: 'a', type: 'STRING', mode: 'REQUIRED', maxLength: '5', description: 'first' };
    await insert('grown', { schema: { fields: [a] } });
    const patch = (fields: readonly object[]) =>
      caller.call('PATCH', 'datasets/shop/tables/grown', { schema: { fields } });
    const grown = await patch([
      { ...a, mode: 'NULLABLE', maxLength: '9' },
      { name: 'b', type: 'INT64' },
    ]);
    assert.equal(grown.status, 200);
    assert.equal(grown.body.schema?.fields?.length, 2);
    const b = { name: 'b', type: 'INT64' };
    for (const fields of [
      [b],
      [{ ...a, type: 'INT64' }, b],
      [a, b],
      [{ name: 'a', type: 'STRING', maxLength: '3' }, b],
    ]) {
      assert.equal((await patch(fields)).status, 400, JSON.stringify(fields));
    }
    assert.equal((await patch([a, b, { name: 'c', type: 'DATE', mode: 'REQUIRED' }])).status, 400);
    const bare = await patch([{ name: 'a', type: 'STRING', maxLength: '9' }, b]);
    assert.equal(bare.body.schema?.fields?.[0]?.description, undefined);
    const stale = await caller.call('PATCH', 'datasets/shop/tables/grown', {}, { 'If-Match': String(grown.body.etag) });
    assert.equal(stale.status, 412);
  });

  test('a table and a partition end when their time has come', async () => {
    const expirationTime = String(server.clock.now() + HOUR);
    await insert('short', { expirationTime });
    const day = { type: 'DAY', field: 'day', expirationMs: String(24 * HOUR) };
    await insert('days', { schema: { fields: [{ name: 'day', type: 'DATE' }] }, timePartitioning: day });
    const today = new Date(server.clock.now()).toISOString().slice(0, 10);
    const load = { destinationTable: tableOf(server, 'shop.days'), sourceFormat: 'NEWLINE_DELIMITED_JSON' };
    await caller.load('days', load, `{"day":"${today}"}\n{"day":null}\n`);
    assert.equal((await server.rows('shop.days')).length, 2);
    server.clock.pass(49 * HOUR);
    assert.deepEqual(await server.rows('shop.days'), [{ day: null }]);
    const reply = await caller.call('GET', 'datasets/shop/tables/short');
    assert.equal(reply.status, 404);
    assert.equal(reply.headers.get('date'), new Date(server.clock.now()).toUTCString());
  });

  test('names of 300 characters in any script are kept apart', async () => {
    const fields = ['い', 'ろ'].map((end) => ({ name: `${'長'.repeat(299)}${end}`, type: 'STRING' }));
    assert.equal((await insert('wide', { schema: { fields } })).status, 200);
    const row = { [String(fields[0]?.name)]: 'x', [String(fields[1]?.name)]: 'y' };
    const load = { destinationTable: tableOf(server, 'shop.wide'), sourceFormat: 'NEWLINE_DELIMITED_JSON' };
    assert.equal(caller.failure(await caller.load('wide', load, JSON.stringify(row))), null);
    assert.deepEqual(await server.rows('shop.wide'), [row]);
  });

  test('rows are listed page by page', async () => {
    await insert('paged', { schema: { fields: [{ name: 'n', type: 'INT64' }] } });
    const load = { destinationTable: tableOf(server, 'shop.paged'), sourceFormat: 'NEWLINE_DELIMITED_JSON' };
    await caller.load('paged', load, [1, 2, 3, 4, 5].map((n) => `{"n":${n}}`).join('\n'));
    const table = clientOf(server).dataset('shop').table('paged');
    const [rows] = await table.getRows();
    assert.deepEqual(rows, [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }]);
    server.faults.rowsPerPage = 2;
    assert.deepEqual((await table.getRows())[0], rows);
    server.faults.clear();
    const first = await caller.call('GET', 'datasets/shop/tables/paged/data?maxResults=2');
    assert.equal(first.body.totalRows, '5');
    assert.deepEqual(first.body.rows?.[1], { f: [{ v: '2' }] });
    const next = await caller.call(
      'GET',
      `datasets/shop/tables/paged/data?maxResults=9&pageToken=${first.body.pageToken}`,
    );
    assert.deepEqual(next.body.rows, [{ f: [{ v: '3' }] }, { f: [{ v: '4' }] }, { f: [{ v: '5' }] }]);
    assert.equal(next.body.pageToken, undefined);
  });
});
