import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BigQuerySpec, TableSpec } from '../../src/sync/config/spec.ts';
import { explainModel, runModel } from '../../src/sync/model.ts';
import type { SyncEnd, SyncResult } from '../../src/sync/orders.ts';
import { publishHeld } from '../../src/sync/publish-held.ts';
import { settle } from '../../src/sync/settle.ts';
import { undo } from '../../src/sync/undo.ts';
import { newStanding } from '../../src/sync/whereabouts.ts';
import { type LoopbackBigQuery, startBigQuery } from '../support/bigquery/index.ts';
import { needs } from '../support/servers.ts';
import { bigqueryAt, bigqueryTable, failureOf, NO_CHECKS, newToken, openers, orderOf, tableSpec } from './engine.ts';

const need = needs('postgres');
let google: LoopbackBigQuery;

before(async () => {
  if (need.skip !== undefined && need.skip !== false) return;
  google = await startBigQuery();
  await google.dataset('raw');
  await google.dataset('marts');
  await made('raw.purchases', [
    ['day', 'DATE'],
    ['amount', 'NUMERIC'],
    ['buyer', 'STRING'],
  ]);
  await filled('raw.purchases', [
    ['2025-12-31', '10.50', 'a'],
    ['2026-01-01', '1.25', 'b'],
    ['2026-01-01', '2', 'c'],
    ['2026-01-02', '99', 'd'],
  ]);
});
after(() => google?.close());

const api = async (method: string, path: string, body: unknown): Promise<void> => {
  const answer = await fetch(`${google.endpoint}/bigquery/v2/projects/${google.project}/${path}`, {
    method,
    headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, await answer.text());
};

async function made(table: string, columns: readonly (readonly [string, string])[]): Promise<void> {
  const [datasetId = '', tableId = ''] = table.split('.');
  await api('POST', `datasets/${datasetId}/tables`, {
    tableReference: { projectId: google.project, datasetId, tableId },
    schema: { fields: columns.map(([name, type]) => ({ name, type })) },
  });
}

const filled = (table: string, rows: readonly (readonly string[])[]): Promise<void> =>
  google.transaction(async (transaction) => {
    const [datasetId = '', tableId = ''] = table.split('.');
    const { relation } = await transaction.change({ projectId: google.project, datasetId, tableId });
    for (const row of rows) {
      await transaction.query(`insert into ${relation} values (${row.map((_, i) => `$${i + 1}`).join(', ')})`, [
        ...row,
      ]);
    }
  });

const warehouse = (more: Partial<BigQuerySpec> = {}): BigQuerySpec => bigqueryAt(google, 'raw', more);

const BIGQUERY = bigqueryTable();

let tables = 0;
/** A model with a target of its own. */
function model(sql: string, given: Partial<TableSpec> = {}): TableSpec {
  const end = { connection: 'warehouse', table: { schema: 'marts', name: `made_${++tables}` } };
  return tableSpec(end.table.name, {
    ...{ source: end, destination: end, receipt: 'rows', bigquery: BIGQUERY, model: { sql, file: null, after: [] } },
    ...given,
  });
}

const SALES = 'select day, sum(amount) as amount from `raw.purchases` where day <= {{ due_date }} group by day';

type Given = Parameters<typeof orderOf>[1];
const ends = (): Given => ({ source: warehouse(), destination: warehouse() });
const make = (table: TableSpec, more: Partial<Given> = {}): Promise<SyncEnd> =>
  runModel(orderOf(table, { ...ends(), ...more }), openers, newStanding(), more.signal ?? new AbortController().signal);
async function result(table: TableSpec, more: Partial<Given> = {}): Promise<SyncResult> {
  const end = await make(table, more);
  assert.ok('result' in end, JSON.stringify(end));
  return end.result;
}
const rows = async (table: TableSpec) =>
  (await google.rows(`marts.${table.destination.table.name}`)).map((row) => JSON.stringify(row)).sort();
const staged = (token: string) => google.catalog().tables.has(`marts._sync_bot_${token}`);

test('a model is made new, by its own columns, of rows up to its due date', need, async () => {
  const table = model(SALES);
  const { rowsRead, rowsWritten, method, checks, cost } = await result(table);
  assert.deepEqual([rowsRead, rowsWritten, method], [2, 2, 'create']);
  assert.ok(checks.every(({ ok }) => ok));
  assert.deepEqual(await rows(table), ['{"day":"2025-12-31","amount":"10.5"}', '{"day":"2026-01-01","amount":"3.25"}']);
  assert.ok(cost !== undefined && cost.bytesProcessed > 0 && cost.jobs.length >= 2, JSON.stringify(cost));
});

test('the next run replaces its rows in place, and what people said about the table stays', need, async () => {
  const table = model(SALES);
  await result(table);
  await api('PATCH', `datasets/marts/tables/${table.name}`, { description: 'asked for by sales' });
  const again = await result({ ...table, model: { sql: SALES.replace('<=', '>'), file: null, after: [] } });
  assert.deepEqual([again.rowsWritten, again.method, again.previous?.kept], [1, 'in_place', true]);
  assert.deepEqual(await rows(table), ['{"day":"2026-01-02","amount":"99"}']);
  assert.equal(google.catalog().tables.get(`marts.${table.name}`)?.description, 'asked for by sales');
});

test(
  'other columns take the place of the old ones: what the query gives no more is not wanted any more',
  need,
  async () => {
    const table = model(SALES);
    await result(table);
    const other = { ...table, model: { sql: 'select buyer from `raw.purchases`', file: null, after: [] } };
    assert.deepEqual((await result(other)).method, 'swap');
    assert.deepEqual((await rows(table))[0], '{"buyer":"a"}');
  },
);

test('a guard trips before readers see a row, and a person may publish it all the same', need, async () => {
  const table = model(SALES, { checks: { ...NO_CHECKS, maxDrop: 0.3 } });
  await result(table);
  const token = newToken();
  const sql = 'select * from (select day, amount from `raw.purchases`) where amount > 50';
  const fewer = { ...table, model: { sql, file: null, after: [] } };
  const standing = newStanding();
  const order = orderOf(fewer, { ...ends(), token, previousRows: 2 });
  const end = await runModel(order, openers, standing, new AbortController().signal);
  assert.ok('held' in end);
  assert.equal(end.held.error.code, 'guard.rows_drop');
  assert.ok((standing.cost?.bytesProcessed ?? 0) > 0, 'a run that is held has cost something too');
  assert.deepEqual([(await rows(table)).length, staged(token)], [2, true]);
  const pending = end.held;
  const publish = { do: 'publish', table: fewer, destination: warehouse(), token, pending } as const;
  const done = await publishHeld(publish, openers, newStanding(), new AbortController().signal);
  assert.deepEqual([done.rowsWritten, staged(token)], [1, false]);
  assert.deepEqual(await rows(table), ['{"day":"2026-01-02","amount":"99"}']);
});

test('a query without rows is held, unless tables.yml says that it may have none', need, async () => {
  const table = model('select day from `raw.purchases` where amount > 1000');
  const end = await make(table);
  assert.ok('held' in end);
  assert.equal(end.held.error.code, 'guard.empty');
  assert.equal((await result({ ...table, allowEmpty: true })).rowsWritten, 0);
});

test('what is no query, or would read too much, is refused before anything runs', need, async () => {
  const before = google.jobs.length;
  const dml = await failureOf(make(model('delete from `raw.purchases` where true')));
  assert.deepEqual([dml.code, dml.stage], ['config', 'plan'], dml.message);
  assert.match(dml.message, /the statement DELETE, and a model is one query/);
  const large = await failureOf(make(model(SALES, { bigquery: { ...BIGQUERY, maxBytesBilled: 10 } })));
  assert.match(large.message, /would read .* and max_bytes_billed allows/);
  const limited = { source: warehouse({ maxBytesBilled: 10 }), destination: warehouse({ maxBytesBilled: 10 }) };
  assert.match((await failureOf(make(model(SALES), limited))).message, /max_bytes_billed/);
  const partitionBy = { column: 'today', by: { kind: 'time', grain: 'day', expireDays: null }, requireFilter: false };
  const missing = await failureOf(make(model(SALES, { bigquery: { ...BIGQUERY, partitionBy } as never })));
  assert.match(missing.message, /partition_by of models\.made_\d+ names today, and the query gives day, amount/);
  assert.equal(google.jobs.length, before);
});

test('an error in the SQL is told with its line and in our words, and nothing is left', need, async () => {
  const token = newToken();
  const error = await failureOf(make(model('select\n  nothing_like_it from `raw.purchases`'), { token }));
  assert.deepEqual([error.code, error.stage], ['config', 'plan']);
  assert.match(
    error.message,
    /^BigQuery does not take the SQL of made_\d+ in line 2: a name that nothing has \(nothing_like_it\)$/,
  );
  const gone = await failureOf(make(model('select * from `raw.nowhere`'), { token }));
  assert.match(gone.message, /^the SQL of made_\d+ reads raw\.nowhere, which is not there$/);
  assert.match(gone.hint, /^Run what makes it first, or correct the name in /);
  assert.equal(staged(token), false);
});

test('a cancel ends the query on the server and drops what it made', need, async () => {
  const table = model(SALES);
  const token = newToken();
  const abort = new AbortController();
  const hold = google.faults.hold(/_load$/);
  const going = failureOf(make(table, { token, signal: abort.signal }));
  const id = await hold.held;
  abort.abort();
  assert.equal((await going).code, 'local.canceled');
  hold.release();
  const job = google.jobs.find(({ jobId }) => jobId === id);
  assert.deepEqual([job?.cancelled, job?.carriedOut], [true, 0]);
  assert.deepEqual([staged(token), google.catalog().tables.has(`marts.${table.name}`)], [false, false]);
});

test('an answer that is lost makes no second query', need, async () => {
  const table = model(SALES);
  for (const cut of [/\/jobs$/, /\/jobs\/sync_bot_/, /\/queries\//]) {
    const token = newToken();
    google.faults.cut({ at: 'answer', path: cut });
    await result(table, { token });
    google.faults.clear();
    const queries = google.jobs.filter(({ jobId }) => jobId === `sync_bot_${token}_load`);
    assert.deepEqual(
      queries.map(({ carriedOut }) => carriedOut),
      [1],
      `cut at ${cut}`,
    );
  }
});

test('what a worker published before it died is found by its token; what it did not is dropped', need, async () => {
  const table = model(SALES);
  const token = newToken();
  await result(table, { token });
  const place = { do: 'settle', table, destination: warehouse() } as const;
  assert.equal((await settle({ ...place, token }, openers)).published?.rows, 2);
  const lost = newToken();
  const end = await make({ ...table, checks: { ...NO_CHECKS, minRows: 3 } }, { token: lost });
  assert.ok('held' in end && staged(lost));
  assert.equal((await settle({ ...place, token: lost }, openers)).published, null);
  assert.equal(staged(lost), false);
});

test('an undo puts the version before back', need, async () => {
  const table = model(SALES);
  await result(table);
  await result({ ...table, model: { sql: SALES.replace('<=', '>'), file: null, after: [] } });
  const order = { do: 'undo', table, destination: warehouse(), token: newToken() } as const;
  const back = await undo(order, openers, newStanding(), new AbortController().signal);
  assert.equal(back.rows, 2);
  assert.equal((await rows(table)).length, 2);
});

test('a plan says what the query reads, what is bound and which columns come, and runs nothing', need, async () => {
  const table = model(SALES);
  const before = google.jobs.length;
  const { table: _, ...rest } = orderOf(table, ends());
  const report = await explainModel({ ...rest, table, do: 'plan' }, openers);
  assert.deepEqual(report.model?.parameters, [{ name: 'due_date', type: 'DATE', value: '2026-01-01' }]);
  assert.ok((report.model?.bytes ?? 0) > 0);
  assert.deepEqual([report.preview.publish, report.model?.limit], ['create', null]);
  assert.deepEqual(
    report.plan.columns.map(({ name, to }) => `${name} ${to.native}`),
    ['day DATE', 'amount NUMERIC'],
  );
  assert.match(report.query, /<= @due_date/);
  assert.ok(google.jobs.slice(before).every(({ configuration }) => configuration.dryRun === true));
});

test('a connection that stages files publishes the rows of a query all the same', need, async () => {
  const staging = { bucket: 'staging', prefix: 'sync' };
  const both = { source: warehouse({ staging }), destination: warehouse({ staging }) };
  const table = model(SALES);
  await result(table, both);
  assert.equal((await result(table, both)).method, 'in_place');
  assert.equal((await rows(table)).length, 2);
});
