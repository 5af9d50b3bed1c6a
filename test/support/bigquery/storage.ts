/** How are the values of BigQuery kept in PostgreSQL, and how many bytes does BigQuery count for them? */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { CatalogTable, Field, FieldType } from './catalog.ts';

/** PostgreSQL's type for a column of BigQuery. */
export const STORED_AS: Readonly<Record<FieldType, string>> = {
  BOOLEAN: 'boolean',
  INTEGER: 'bigint',
  NUMERIC: 'numeric',
  BIGNUMERIC: 'numeric',
  FLOAT: 'double precision',
  STRING: 'text',
  BYTES: 'bytea',
  DATE: 'date',
  DATETIME: 'timestamp(6)',
  TIMESTAMP: 'timestamp(6) with time zone',
  TIME: 'time(6)',
  JSON: 'text',
  INTERVAL: 'text',
};

/** The hidden column of a table that is partitioned by ingestion time. */
export const PARTITION_TIME = '_PARTITIONTIME';

/** PostgreSQL has no NUL in text: this noncharacter stands for it, and is refused as a value of its own. */
export const NUL = '\uffff';

/** A PostgreSQL expression for the logical bytes of one value of a column, NULL being 0. */
export function bytesOf(field: Pick<Field, 'name' | 'type'>): string {
  const column = stored(field.name);
  const fixed = FIXED[field.type];
  if (fixed !== undefined) return `(case when ${column} is null then 0 else ${fixed} end)`;
  // 2 bytes and the bytes of the value; a NUL is one byte, and its stand-in three.
  if (field.type === 'BYTES') return `coalesce(2 + octet_length(${column}), 0)`;
  return `coalesce(2 + octet_length(replace(${column}, U&'\\FFFF', ' ')), 0)`;
}

const FIXED: Partial<Record<FieldType, number>> = {
  BOOLEAN: 1,
  INTEGER: 8,
  NUMERIC: 16,
  BIGNUMERIC: 32,
  FLOAT: 8,
  DATE: 8,
  DATETIME: 8,
  TIMESTAMP: 8,
  TIME: 8,
  INTERVAL: 16,
};

/** PostgreSQL has them in every table already. `$` is in no name of BigQuery's. */
const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid']);

/** The name of a column, table or schema in PostgreSQL, which cuts names beyond 63 bytes: those end in a digest instead. */
export function storedName(name: string): string {
  if (SYSTEM_COLUMNS.has(name)) return `${name}$`;
  if (Buffer.byteLength(name) <= 63) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 10);
  let start = name;
  while (Buffer.byteLength(start) > 52) start = start.slice(0, -1);
  return `${start}_${digest}`;
}

/** The same, quoted. */
export function stored(name: string): string {
  return pg.escapeIdentifier(storedName(name));
}

/** The column list of CREATE TABLE. */
export function columnDefinitions(table: Pick<CatalogTable, 'fields' | 'timePartitioning'>): string {
  const columns = table.fields.map(columnDefinition);
  return [...columns, ...(hasPartitionTime(table) ? [`${stored(PARTITION_TIME)} ${STORED_AS.TIMESTAMP}`] : [])].join(
    ', ',
  );
}

export function columnDefinition(field: Field): string {
  const type = STORED_AS[field.type];
  const required = field.mode === 'REQUIRED' ? ' not null' : '';
  return `${stored(field.name)} ${type}${type === 'text' ? ' collate "C"' : ''}${required}`;
}

/** Whether the table is partitioned by ingestion time. */
export function hasPartitionTime(table: Pick<CatalogTable, 'timePartitioning'>): boolean {
  return table.timePartitioning !== undefined && table.timePartitioning.field === undefined;
}
