import { basename } from 'node:path';
import type { TableSpec } from './config/spec.ts';
import { misconfigured } from './errors.ts';
import { refuseUnpartitionable } from './partition.ts';
import type { Column, Plan } from './types.ts';
import type { Asked, ModelPlace } from './warehouse.ts';

/** Where people find the SQL of a model. */
export function placeOf({ name, model }: TableSpec): ModelPlace {
  return { table: name, file: model?.file == null ? `models.${name}.query in tables.yml` : basename(model.file) };
}

/**
 * What a run of a model will do, once a dry run has said what its query gives. Pure. Throws a SyncError where the columns
 * of `partition_by` and `cluster_by` are not among them, or not of a type for it.
 */
export function planModel(table: TableSpec, { kind, columns }: Asked): Plan {
  if (kind === 'SELECT') refuseMissing(table, columns);
  return {
    table: table.name,
    mode: 'replace',
    source: { kind: 'bigquery', ...table.source },
    destination: { kind: 'bigquery', ...table.destination },
    columns: columns.map((column) => ({ name: column.name, from: column, to: column, mask: null })),
    left: [],
    where: null,
    window: null,
    format: 'cells',
    native: false,
    split: null,
    unsplit: null,
    primaryKey: [],
    key: [],
    cursor: null,
    deletes: 'keep',
    keys: null,
    estimatedRows: null,
    keepPrevious: table.keepPrevious > 0,
    added: [],
    snapshot: null,
    bigquery: table.bigquery === null ? null : { ...table.bigquery, format: 'ndjson' },
    // What the query does not give any more is not wanted any more.
    listed: true,
  };
}

function refuseMissing(table: TableSpec, columns: readonly Column[]): void {
  const { partitionBy, clusterBy } = table.bigquery ?? { partitionBy: null, clusterBy: [] };
  const names = columns.map(({ name }) => name);
  const asked = [
    ...(partitionBy?.column == null ? [] : [['partition_by', partitionBy.column] as const]),
    ...clusterBy.map((name) => ['cluster_by', name] as const),
  ];
  const missing = asked.find(([, name]) => !names.includes(name));
  if (missing !== undefined) {
    const [key, name] = missing;
    const message = `${key} of models.${table.name} names ${name}, and the query gives ${names.join(', ')}`;
    throw misconfigured('plan', message, `Add ${name} to the query, or correct models.${table.name}.${key}.`);
  }
  const planned = columns.map((column) => ({ name: column.name, from: column, to: column, mask: null }));
  refuseUnpartitionable(table, planned, []);
}

/** Throws a SyncError where the SQL is no query, or would read more than may be billed. */
export function refuseQuery(table: TableSpec, { kind, columns, bytes }: Asked, limit: number | null): void {
  const where = placeOf(table).file;
  if (kind !== 'SELECT' || columns.length === 0) {
    const what = kind === 'SCRIPT' ? 'several statements' : `the statement ${kind}`;
    const message = `the SQL of ${table.name} is ${kind === 'SELECT' ? 'a query without columns' : what}, and a model is one query`;
    throw misconfigured('plan', message, `Write a single select into ${where}; sync-bot makes the table itself.`);
  }
  if (limit === null || bytes <= limit) return;
  const message = `the query of ${table.name} would read ${gigabytes(bytes)}, and max_bytes_billed allows ${gigabytes(limit)}`;
  const hint = `Read less (by partitions, or fewer columns) in ${where}, or raise max_bytes_billed of the connection ${table.destination.connection} or of the model in tables.yml.`;
  throw misconfigured('plan', message, hint);
}

function gigabytes(bytes: number): string {
  return bytes >= 1e12 ? `${(bytes / 1e12).toFixed(2)} TB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
