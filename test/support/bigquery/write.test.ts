import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { needs } from '../servers.ts';
import { type Caller, callerOf, tableOf } from './calling.ts';
import { type LoopbackBigQuery, startBigQuery } from './index.ts';

const need = needs('postgres');
const TAG = 'projects/p/locations/us/taxonomies/1/policyTags/2';
const N = { name: 'n', type: 'INTEGER', mode: 'NULLABLE' };
const DAY = { name: 'day', type: 'DATE', mode: 'NULLABLE' };
const JSON_ROWS = { sourceFormat: 'NEWLINE_DELIMITED_JSON' };

suite('jobs of the loopback write by their dispositions', need, () => {
  let server: LoopbackBigQuery;
  let caller: Caller;
  before(async () => {
    server = await startBigQuery();
    caller = callerOf(server);
    await server.dataset('d');
  });
  after(() => server.close());

  const id = () => `job_${server.jobs.length}`;
  const make = (name: string, fields: readonly object[], more: object = {}) =>
    caller.call('POST', 'datasets/d/tables', {
      tableReference: tableOf(server, `d.${name}`),
      schema: { fields },
      ...more,
    });
  const load = async (name: string, rows: string, more: object = {}) =>
    caller.failure(
      await caller.load(id(), { destinationTable: tableOf(server, `d.${name}`), ...JSON_ROWS, ...more }, rows),
    );
  const query = async (sql: string, name: string, more: object = {}) => {
    const asked = { query: sql, useLegacySql: false, destinationTable: tableOf(server, `d.${name}`), ...more };
    return caller.failure(await caller.job(id(), { query: asked }));
  };
  const copy = async (from: string, to: string, more: object = {}) => {
    const tables = { sourceTable: tableOf(server, `d.${from}`), destinationTable: tableOf(server, `d.${to}`) };
    return caller.failure(await caller.job(id(), { copy: { ...tables, ...more } }));
  };
  const table = async (name: string) => (await caller.call('GET', `datasets/d/tables/${name}`)).body;
  const numbers = async (name: string) => (await server.rows(`d.${name}`)).map(({ n }) => n).sort();

  /** A table with all that surrounds its rows. */
  const makeKept = async (name: string) => {
    await make(name, [{ ...N, description: 'a number', policyTags: { names: [TAG] } }], {
      description: 'kept',
      labels: { team: 'data' },
      tableConstraints: { primaryKey: { columns: ['n'] } },
    });
    await load(name, '{"n":1}');
    const policy = {
      rowAccessPolicyReference: { ...tableOf(server, `d.${name}`), policyId: 'p' },
      filterPredicate: 'n > 0',
    };
    await caller.call('POST', `datasets/d/tables/${name}/rowAccessPolicies`, policy);
  };
  const surroundings = async (name: string) => {
    const { schema, description, labels, tableConstraints } = await table(name);
    const field = schema?.fields?.[0];
    const policies = (await caller.call('GET', `datasets/d/tables/${name}/rowAccessPolicies`)).body.rowAccessPolicies;
    return [
      field?.description,
      field?.policyTags?.names?.[0],
      description,
      labels?.team,
      tableConstraints,
      policies?.length,
    ];
  };
  const all = ['a number', TAG, 'kept', 'data', { primaryKey: { columns: ['n'] } }, 1];
  const none = [undefined, undefined, undefined, undefined, undefined, 0];

  test('WRITE_TRUNCATE_DATA keeps what surrounds the rows, WRITE_TRUNCATE takes it away', async () => {
    await make('source', [N]);
    await load('source', '{"n":7}');
    const writes: readonly (readonly [string, (name: string) => Promise<string | null>, readonly unknown[]])[] = [
      ['load_data', (name) => load(name, '{"n":7}', { writeDisposition: 'WRITE_TRUNCATE_DATA' }), all],
      ['load', (name) => load(name, '{"n":7}', { writeDisposition: 'WRITE_TRUNCATE', schema: { fields: [N] } }), none],
      ['query_data', (name) => query('SELECT * FROM d.source', name, { writeDisposition: 'WRITE_TRUNCATE_DATA' }), all],
      ['query', (name) => query('SELECT * FROM d.source', name, { writeDisposition: 'WRITE_TRUNCATE' }), none],
      ['copy', (name) => copy('source', name, { writeDisposition: 'WRITE_TRUNCATE' }), none],
    ];
    for (const [name, write, left] of writes) {
      await makeKept(name);
      assert.deepEqual(await surroundings(name), all);
      assert.equal(await write(name), null);
      assert.deepEqual(await numbers(name), ['7'], name);
      assert.deepEqual(await surroundings(name), left, name);
    }
    const refused = await caller.call('POST', 'jobs', {
      configuration: {
        copy: {
          sourceTable: tableOf(server, 'd.source'),
          destinationTable: tableOf(server, 'd.copy'),
          writeDisposition: 'WRITE_TRUNCATE_DATA',
        },
      },
    });
    assert.equal(refused.status, 400);
  });

  test('WRITE_EMPTY, WRITE_APPEND and CREATE_NEVER do what they say', async () => {
    assert.match(
      String(await load('absent', '{"n":1}', { createDisposition: 'CREATE_NEVER' })),
      /^notFound: Not found: Table/,
    );
    assert.match(String(await load('absent', '{"n":1}')), /^invalid: No schema specified/);
    assert.equal(await load('made', '{"n":1}', { schema: { fields: [N] } }), null);
    assert.equal(await load('made', '{"n":2}'), null);
    assert.match(
      String(await load('made', '{"n":3}', { writeDisposition: 'WRITE_EMPTY' })),
      /^duplicate: Already Exists/,
    );
    assert.match(String(await copy('made', 'made2', { createDisposition: 'CREATE_NEVER' })), /^notFound/);
    assert.equal(await copy('made', 'made2'), null);
    assert.match(String(await copy('made', 'made2')), /^duplicate/);
    assert.equal(await copy('made', 'made2', { writeDisposition: 'WRITE_APPEND' }), null);
    assert.deepEqual(await numbers('made'), ['1', '2']);
    assert.deepEqual(await numbers('made2'), ['1', '1', '2', '2']);
  });

  test('columns that do not fit are refused, unless the job may add or relax them', async () => {
    await make('strict', [{ ...N, mode: 'REQUIRED' }]);
    const two = {
      schema: {
        fields: [
          { ...N, mode: 'REQUIRED' },
          { name: 'b', type: 'STRING' },
        ],
      },
    };
    assert.match(String(await load('strict', '{"n":1,"b":"x"}', two)), /Cannot add fields \(field: b\)/);
    assert.match(
      String(await load('strict', '{"n":1}', { schema: { fields: [N] } })),
      /mode from REQUIRED to NULLABLE/,
    );
    assert.match(
      String(await load('strict', '{"n":"1"}', { schema: { fields: [{ ...N, type: 'STRING' }] } })),
      /changed type/,
    );
    // The columns of a query are always NULLABLE.
    assert.match(
      String(await query('SELECT * FROM d.source', 'strict', { writeDisposition: 'WRITE_TRUNCATE_DATA' })),
      /Field n has changed mode from REQUIRED to NULLABLE/,
    );
    assert.match(
      String(
        await load('strict', '{"n":1}', {
          ...two,
          writeDisposition: 'WRITE_TRUNCATE',
          schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'],
        }),
      ),
      /Schema update options/,
    );
    assert.equal(
      await load('strict', '{"n":1,"b":"x"}', { ...two, schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] }),
      null,
    );
    assert.deepEqual(await server.rows('d.strict'), [{ n: '1', b: 'x' }]);
  });

  test('a decorator writes to one partition and nowhere else', async () => {
    await make('days', [N, DAY], { timePartitioning: { type: 'DAY', field: 'day' }, description: 'kept' });
    await load('days', '{"n":1,"day":"2026-01-01"}\n{"n":2,"day":"2026-01-02"}');
    const truncate = { writeDisposition: 'WRITE_TRUNCATE' };
    assert.match(String(await load('days$20260102', '{"n":3,"day":"2026-01-03"}', truncate)), /different partitions/);
    assert.match(String(await load('days$202601', '{"n":3}', truncate)), /Invalid time partition id 202601/);
    assert.match(String(await load('made$20260102', '{"n":3}', truncate)), /is not partitioned/);
    assert.equal(await load('days$20260102', '{"n":3,"day":"2026-01-02"}', truncate), null);
    assert.deepEqual(await numbers('days'), ['1', '3']);
    assert.equal(
      await query('SELECT * FROM d.days', 'days2', { timePartitioning: { type: 'DAY', field: 'day' } }),
      null,
    );
    assert.equal(await copy('days$20260101', 'days2$20260101', truncate), null);
    assert.deepEqual(await numbers('days2'), ['1', '3']);
    assert.equal((await table('days')).description, 'kept');
  });

  test('a table keeps its partitioning, or the job is refused', async () => {
    const month = { timePartitioning: { type: 'MONTH', field: 'day' } };
    const rows = '{"n":1,"day":"2026-01-01"}';
    const truncate = { writeDisposition: 'WRITE_TRUNCATE', schema: { fields: [N, DAY] } };
    assert.match(
      String(await load('days', rows, { ...truncate, ...month })),
      /Incompatible table partitioning specification/,
    );
    assert.match(
      String(await copy('source', 'days', { writeDisposition: 'WRITE_TRUNCATE' })),
      /partitioning specification is none/,
    );
    assert.equal(await load('days', rows, truncate), null);
    assert.deepEqual((await table('days')).timePartitioning, { type: 'DAY', field: 'day' });
  });

  test('rows of a table by ingestion time are where they came in', async () => {
    const time = { timePartitioning: { type: 'DAY' } };
    await make('ingested', [N], time);
    await load('ingested$20260105', '{"n":5}');
    assert.equal(await copy('ingested', 'ingested2'), null);
    await load('ingested2', '{"n":6}');
    assert.equal(await load('ingested2$20260105', '{"n":7}', { writeDisposition: 'WRITE_TRUNCATE' }), null);
    assert.deepEqual(await numbers('ingested2'), ['6', '7']);
    assert.deepEqual(await server.rows('d.ingested'), [{ n: '5' }]);
  });

  test('a snapshot, a clone and a moment in the past are copied and come back', async () => {
    await load('moving', '{"n":1}', { schema: { fields: [N] } });
    const then = Number((await table('moving')).lastModifiedTime);
    server.clock.pass(1000);
    await load('moving', '{"n":2}', { writeDisposition: 'WRITE_TRUNCATE' });
    const expiry = { destinationExpirationTime: new Date(server.clock.now() + 86_400_000).toISOString() };
    assert.equal(await copy(`moving@${then}`, 'before', { operationType: 'SNAPSHOT', ...expiry }), null);
    const snapshot = await table('before');
    assert.equal(snapshot.type, 'SNAPSHOT');
    assert.equal(snapshot.snapshotDefinition?.baseTableReference?.tableId, 'moving');
    assert.match(String(await load('before', '{"n":3}')), /is a SNAPSHOT/);
    assert.match(String(await copy('before', 'moving', { writeDisposition: 'WRITE_TRUNCATE' })), /operationType COPY/);
    assert.equal(
      await copy('before', 'moving', { writeDisposition: 'WRITE_TRUNCATE', operationType: 'RESTORE' }),
      null,
    );
    assert.deepEqual(await numbers('moving'), ['1']);
    assert.equal(await copy('moving', 'cloned', { operationType: 'CLONE' }), null);
    assert.match(String(await copy('moving@1000', 'nothing')), /Invalid snapshot time 1000 .* Cannot read before/);
    await caller.call('DELETE', 'datasets/d/tables/moving');
    assert.equal(await copy(`moving@${then}`, 'undeleted'), null);
    assert.deepEqual(await numbers('undeleted'), ['1']);
  });

  test('a bad row leaves everything as it was', async () => {
    await make('whole', [N]);
    await load('whole', '{"n":1}');
    const rows = [...Array(5000).keys()].map((n) => `{"n":${n}}`);
    const failed = await load('whole', `${rows.join('\n')}\n{"n":"x"}`, {
      writeDisposition: 'WRITE_TRUNCATE',
      schema: { fields: [N, { name: 'more', type: 'STRING' }] },
    });
    assert.match(String(failed), /^invalid: .*Rows: 5001; errors: 1/);
    assert.deepEqual(await server.rows('d.whole'), [{ n: '1' }]);
    assert.equal((await table('whole')).schema?.fields?.length, 1);
  });
});
