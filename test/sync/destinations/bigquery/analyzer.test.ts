import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { explain } from '../../../../src/sync/explain.ts';
import { verify } from '../../../../src/sync/inspect.ts';
import { newStanding } from '../../../../src/sync/whereabouts.ts';
import type { Field } from '../../../support/bigquery/catalog.ts';
import { type LoopbackBigQuery, startBigQuery } from '../../../support/bigquery/index.ts';
import { runQuery } from '../../../support/bigquery/sql/index.ts';
import { needs } from '../../../support/servers.ts';
import { temporaryDirectory } from '../../../support/sqlite.ts';
import { bigqueryAt, bigqueryTable, DUE, openers, runSync, sqliteAt, tableSpec } from '../../engine.ts';

// A second opinion on every statement that runs send: goccy/bigquery-emulator analyses GoogleSQL with Google's own code.
// Build it (`git clone`, `CGO_ENABLED=0 go build ./cmd/bigquery-emulator`), start it (`--project=loopback-project`), and set
// TEST_BIGQUERY_EMULATOR=http://127.0.0.1:9050. It stores rows in its own way and cannot do all that it understands.

const emulator = process.env.TEST_BIGQUERY_EMULATOR ?? '';
const need =
  emulator === '' ? { skip: 'not asked: TEST_BIGQUERY_EMULATOR has no address of an emulator' } : needs('postgres');

/** What the emulator says of things that it understood and cannot carry out, or of columns that it does not have. */
const BEYOND = /MERGE: source must be a single-table reference|CURRENT_TIMESTAMP|INFORMATION_SCHEMA|type DOUBLE/;

type Sent = { readonly sql: string; readonly tables: ReadonlyMap<string, readonly Field[]> };
const sent: Sent[] = [];
const home = temporaryDirectory();
let bigquery: LoopbackBigQuery;

before(async () => {
  if (need.skip !== false) return;
  bigquery = await startBigQuery({
    datasets: ['mart'],
    runQuery: (request, transaction) => {
      const tables = new Map([...transaction.catalog().tables].map(([name, { fields }]) => [name, fields] as const));
      sent.push({ sql: request.sql, tables });
      return runQuery(request, transaction);
    },
  });
});
after(() => bigquery?.close());

async function ask(path: string, method: string, body?: unknown): Promise<{ readonly error?: unknown }> {
  const response = await fetch(`${emulator}/bigquery/v2/projects/${bigquery.project}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as { readonly error?: unknown };
  } catch {
    return response.ok ? {} : { error: text };
  }
}

test("Google's own analyzer takes every statement of a replace, an append, a merge and a verify", need, async (t) => {
  const shop = new Database(join(home, 'shop.db'));
  for (const name of ['plain', 'added', 'merged', 'dated']) {
    shop.exec(`create table ${name} (id integer primary key, t text, s real, day date, at datetime, flag boolean, raw blob);
      insert into ${name} values (1, 'a', 0.5, '2026-01-01', '2026-01-01 10:00:00', 1, x'00'), (2, null, null, null, '2026-01-02 10:00:00', null, null)`);
  }
  const ways = { source: sqliteAt(join(home, 'shop.db'), 'shop'), destination: bigqueryAt(bigquery, 'mart') };
  const keyed = { primaryKey: ['id'], incrementalKey: 'at' } as const;
  const layout = {
    partitionBy: { column: 'day', by: { kind: 'time', grain: 'day', expireDays: null } as const, requireFilter: true },
  };
  const tables = [
    tableSpec('plain'),
    tableSpec('added', { mode: 'append', ...keyed }),
    tableSpec('merged', { mode: 'merge', ...keyed, deletes: 'soft' }),
    tableSpec('dated', { mode: 'merge', ...keyed, bigquery: bigqueryTable(layout) }),
  ];
  for (const table of tables) {
    for (const round of [1, 2]) {
      shop.exec(
        `insert into ${table.name} select max(id) + 1, 'x', ${round}, '2026-01-0${round}', '2026-01-0${round + 2} 10:00:00', 0, null from ${table.name}`,
      );
      await runSync(table, ways);
    }
    const signal = new AbortController().signal;
    await explain({ do: 'plan', due: DUE, table, ...ways }, openers);
    await verify({ do: 'verify', due: DUE, table, ...ways }, openers, newStanding(), signal);
  }
  shop.close();

  await ask('/datasets', 'POST', { datasetReference: { projectId: bigquery.project, datasetId: 'mart' } });
  const made = new Map<string, string>();
  const refused: unknown[] = [];
  let beyond = 0;
  for (const { sql, tables } of sent) {
    for (const [key, fields] of tables) {
      const name = key.slice(key.indexOf('.') + 1);
      const shape = JSON.stringify(fields);
      if (!sql.includes(name) || made.get(name) === shape) continue;
      if (made.has(name)) await ask(`/datasets/mart/tables/${name}`, 'DELETE');
      const tableReference = { projectId: bigquery.project, datasetId: 'mart', tableId: name };
      await ask('/datasets/mart/tables', 'POST', { tableReference, schema: { fields } });
      made.set(name, shape);
    }
    const { error } = await ask('/queries', 'POST', { query: sql, useLegacySql: false });
    if (error === undefined) continue;
    if (BEYOND.test(JSON.stringify(error))) beyond++;
    else refused.push({ error, sql: sql.slice(0, 300) });
  }
  t.diagnostic(`${sent.length} statements, ${beyond} of them beyond the emulator`);
  assert.ok(sent.length > 20);
  assert.deepEqual(refused, []);
});
