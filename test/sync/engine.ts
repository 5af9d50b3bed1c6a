/** How does a test of the engine order one sync, over the real connectors? */

import { randomBytes } from 'node:crypto';
import { NO_CHECKS } from '../../src/sync/checks.ts';
import type {
  BigQuerySpec,
  BigQueryTable,
  ConnectionSpec,
  MysqlSpec,
  PostgresSpec,
  SqliteSpec,
  TableSpec,
} from '../../src/sync/config/spec.ts';
import type { Cursor, Scope } from '../../src/sync/cursor.ts';
import { openDestination, openWarehouse } from '../../src/sync/destinations/index.ts';
import { type ErrorSummary, SyncError } from '../../src/sync/errors.ts';
import type { Order, SyncEnd, SyncResult } from '../../src/sync/orders.ts';
import type { PlanFacts } from '../../src/sync/pinned.ts';
import { openSource } from '../../src/sync/sources/index.ts';
import { takeMark } from '../../src/sync/sources/marks.ts';
import { sync } from '../../src/sync/sync.ts';
import type { Batch, Cell, Column, Source } from '../../src/sync/types.ts';
import { newStanding, type Openers, type Standing } from '../../src/sync/whereabouts.ts';

export type SyncOrder = Extract<Order, { do: 'sync' }>;
export const openers: Openers = {
  source: openSource,
  destination: openDestination,
  warehouse: openWarehouse,
  mark: takeMark,
};
/** The moment that every run of a test stands for. */
export const DUE = '2026-01-01T00:00:00.000Z';
export const MASK_KEY = 'a key for tests, of no worth';

const both = { maxReaders: 4, maxWriters: 4 };

export function sqliteAt(path: string, name = 'file'): SqliteSpec {
  return { ...both, type: 'sqlite', name, path, maxBytes: null };
}

/** A data set of the loopback BigQuery. */
export function bigqueryAt(
  server: { readonly endpoint: string; readonly project: string },
  dataset: string,
  given: Partial<BigQuerySpec> = {},
): BigQuerySpec {
  return {
    ...both,
    type: 'bigquery',
    name: 'warehouse',
    project: server.project,
    dataset,
    location: null,
    credentials: { kind: 'default' },
    impersonate: null,
    endpoint: server.endpoint,
    staging: null,
    maxBytesBilled: null,
    pricePerTib: null,
    ...given,
  };
}

export function postgresAt(url: string, name = 'warehouse'): PostgresSpec {
  return { ...both, type: 'postgres', name, url, schema: 'public' };
}

export function mysqlAt(url: string, name = 'shop'): MysqlSpec {
  return { ...both, type: 'mysql', name, url };
}

export { NO_CHECKS };

/** A table of tables.yml with every default; `name` is its name on both sides unless said otherwise. */
export function tableSpec(name: string, given: Partial<TableSpec> & { readonly from?: string } = {}): TableSpec {
  const { from = name, ...rest } = given;
  return {
    name,
    source: { connection: 'shop', table: { schema: null, name: from } },
    destination: { connection: 'warehouse', table: { schema: null, name } },
    mode: 'replace',
    primaryKey: null,
    incrementalKey: null,
    lookback: null,
    maxTransactionMs: null,
    deletes: 'keep',
    gapAudit: null,
    columns: null,
    exclude: [],
    onNewColumn: 'ask',
    acceptChanges: [],
    // What it looks for has tests of its own; here columns may be called anything.
    sentinel: 'off',
    unmasked: [],
    mask: {},
    onInvalid: {},
    where: null,
    allowEmpty: false,
    receipt: 'columns',
    readers: 1,
    checks: NO_CHECKS,
    addColumns: [],
    model: null,
    bigquery: null,
    holdForMs: 86_400_000,
    maxAgeMs: null,
    startWithinMs: 900_000,
    keepPrevious: 1,
    schedule: null,
    timezone: 'UTC',
    retries: 0,
    retryWaitMs: 0,
    timeoutMs: 60_000,
    tags: [],
    owner: null,
    file: '/somewhere/tables.yml',
    line: 7,
    ...rest,
  };
}

export function newToken(): string {
  return `t${randomBytes(5).toString('hex')}_1_1`;
}

export type Ways = {
  readonly source: ConnectionSpec;
  readonly destination: ConnectionSpec;
  readonly token?: string;
  readonly maskKey?: string | null;
  readonly previousRows?: number | null;
  readonly scope?: Scope;
  readonly cursor?: Cursor | null;
  readonly pinned?: PlanFacts | null;
  readonly openers?: Openers;
  readonly standing?: Standing;
  readonly signal?: AbortSignal;
};

/** What tables.yml says of a table in BigQuery where it says nothing. */
export function bigqueryTable(given: Partial<BigQueryTable> = {}): BigQueryTable {
  return {
    partitionBy: null,
    clusterBy: [],
    labels: {},
    description: null,
    expireDays: null,
    format: null,
    maxBytesBilled: null,
    ...given,
  };
}

export function orderOf(given: TableSpec, ways: Ways): SyncOrder {
  const bigquery = ways.destination.type === 'bigquery' ? (given.bigquery ?? bigqueryTable()) : null;
  const table = { ...given, bigquery };
  const { source, destination, token = newToken(), maskKey = MASK_KEY, previousRows = null } = ways;
  const { scope = { kind: 'due' }, cursor = null, pinned = null } = ways;
  return { do: 'sync', table, source, destination, token, maskKey, due: DUE, scope, cursor, pinned, previousRows };
}

/** One sync to its end; rejects as the engine does, and with the guard's error where the load is held. */
export async function runSync(table: TableSpec, ways: Ways): Promise<SyncResult> {
  const end = await syncEnd(table, ways);
  if ('undecided' in end) throw new Error(`held: ${JSON.stringify(end)}`);
  if ('held' in end) throw new SyncError(end.held.error);
  return end.result;
}

/** The same, where it may be held. */
export function syncEnd(table: TableSpec, ways: Ways): Promise<SyncEnd> {
  return sync(
    orderOf(table, ways),
    ways.openers ?? openers,
    ways.standing ?? newStanding(),
    ways.signal ?? new AbortController().signal,
  );
}

/** The summary of the SyncError that `work` ends with. Throws where it ends well or with anything else. */
export async function failureOf(work: Promise<unknown>): Promise<ErrorSummary> {
  const end = await work.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  if (end === null) throw new Error('it ended well');
  if (!(end.error instanceof SyncError)) throw end.error;
  return end.error.summary;
}

export type TextRow = readonly (string | null)[];

/** Everything a source has of a table, as text (bytes columns as hex), read without any destination. */
export async function readAll(source: Source, table: string, signal?: AbortSignal): Promise<readonly TextRow[]> {
  const { columns, batches } = await openRead(source, table, signal);
  const rows: TextRow[] = [];
  for await (const batch of batches) {
    if (batch.format !== 'cells') throw new Error('asked for cells');
    for (const row of batch.rows) rows.push(row.map((cell, i) => textOf(cell, columns[i] as Column)));
  }
  return rows;
}

export async function openRead(
  source: Source,
  table: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ readonly columns: readonly Column[]; readonly batches: AsyncIterable<Batch> }> {
  const name = { schema: null, name: table };
  const shape = await source.describe(name);
  if (shape === null) throw new Error(`no table ${table}`);
  const columns = shape.columns.map((column) => ({ column, as: 'value' as const }));
  const batches = source.read(
    { table: name, columns, where: null, window: null, format: 'cells', native: false, split: null },
    signal,
  );
  return { columns: shape.columns, batches };
}

function textOf(cell: Cell, column: Column): string | null {
  if (cell === null) return null;
  return Buffer.from(cell).toString(column.type === 'bytes' ? 'hex' : 'utf8');
}
