/** How are the values of BigQuery kept in PostgreSQL, and how many bytes does BigQuery count for them? */
import pg from 'pg';
import type { Field, FieldType } from './catalog.ts';

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
  const column = pg.escapeIdentifier(field.name);
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
