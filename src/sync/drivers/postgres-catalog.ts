import type { Column, ColumnType, TableShape } from '../types.ts';
import type { PostgresSession } from './postgres.ts';

type Row = {
  readonly name: string;
  readonly not_null: string;
  readonly native: string;
  readonly typname: string;
  readonly builtin: string;
  readonly is_array: string;
  readonly typmod: string;
  readonly comment: string | null;
};

/** A table, view or foreign table as the catalog has it; null where there is none. */
export async function describePostgres(
  session: PostgresSession,
  schema: string,
  table: string,
): Promise<TableShape | null> {
  const [relation] = await session.query<{ oid: string; rows: string; block_ranges: string; comment: string | null }>(
    `select c.oid, c.reltuples::bigint as rows, pg_catalog.obj_description(c.oid, 'pg_class') as comment,
            c.relkind in ('r', 'm') and current_setting('server_version_num')::int >= 140000 as block_ranges
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')`,
    [schema, table],
  );
  if (!relation) return null;
  const columns = await session.query<Row>(
    `select a.attname as name, a.attnotnull as not_null, its.typmod as typmod,
            pg_catalog.format_type(t.oid, its.typmod) as native, t.typname as typname,
            space.nspname = 'pg_catalog' as builtin, t.typcategory = 'A' as is_array,
            pg_catalog.col_description(a.attrelid, a.attnum) as comment
       from pg_catalog.pg_attribute a
       cross join lateral (
              with recursive base (type, typmod) as (
                     select a.atttypid, a.atttypmod
                      union all
                     select d.typbasetype, d.typtypmod from base
                       join pg_catalog.pg_type d on d.oid = base.type and d.typtype = 'd')
              select base.type, base.typmod from base
                join pg_catalog.pg_type b on b.oid = base.type and b.typtype <> 'd') its
       join pg_catalog.pg_type t on t.oid = its.type
       join pg_catalog.pg_namespace space on space.oid = t.typnamespace
      where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
      order by a.attnum`,
    [relation.oid],
  );
  const keys = await session.query<{ name: string }>(
    `select a.attname as name
       from pg_catalog.pg_index i
       join lateral unnest(i.indkey) with ordinality k(attnum, position) on true
       join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where i.indrelid = $1 and i.indisprimary
      order by k.position`,
    [relation.oid],
  );
  const estimate = Number(relation.rows);
  return {
    columns: columns.map(toColumn),
    primaryKey: keys.map((key) => key.name),
    // -1: never analysed.
    estimatedRows: estimate < 0 ? null : estimate,
    blockRanges: relation.block_ranges === 't',
    ...commented(relation.comment),
  };
}

function commented(comment: string | null): { readonly comment?: string } {
  return comment ? { comment } : {};
}

const TYPES: Readonly<Record<string, Partial<Column> & { readonly type: ColumnType }>> = {
  bool: { type: 'boolean' },
  int2: { type: 'integer', length: 2 },
  int4: { type: 'integer', length: 4 },
  int8: { type: 'integer', length: 8 },
  oid: { type: 'integer', length: 4, unsigned: true },
  float4: { type: 'double', length: 4 },
  float8: { type: 'double', length: 8 },
  bytea: { type: 'bytes' },
  date: { type: 'date' },
  json: { type: 'json' },
  jsonb: { type: 'json' },
};

/** Binary forms that have not changed since PostgreSQL 9, and do not depend on how a server was built. */
const PORTABLE = new Set(
  'bool int2 int4 int8 float4 float8 numeric text varchar bpchar bytea date time timestamp timestamptz interval uuid json jsonb'.split(
    ' ',
  ),
);

function toColumn(row: Row): Column {
  const typmod = Number(row.typmod);
  const nullable = row.not_null !== 't';
  const builtin = row.builtin === 't';
  // A domain is its base type. An enum or an extension's type need not exist in the destination: it travels as text.
  const native = builtin ? row.native : row.is_array === 't' ? 'text[]' : 'text';
  const portable = builtin && PORTABLE.has(row.typname) ? ({ portable: true } as const) : {};
  const base = { name: row.name, nullable, native, ...portable, ...commented(row.comment) };
  const known = TYPES[row.typname];
  if (known && builtin) return { ...base, ...known };
  if (native.endsWith('[]')) return { ...base, type: 'json' };
  const digits = typmod >= 0 ? { precision: typmod } : {};
  switch (row.typname) {
    case 'numeric':
      if (typmod < 4) return { ...base, type: 'decimal' };
      // pg_attribute.atttypmod of numeric: (precision << 16 | scale) + 4; the scale has 11 bits and a sign.
      return { ...base, type: 'decimal', precision: (typmod - 4) >> 16, scale: (((typmod - 4) & 0x7ff) ^ 1024) - 1024 };
    case 'varchar':
    case 'bpchar':
      return typmod < 4 ? { ...base, type: 'string' } : { ...base, type: 'string', length: typmod - 4 };
    case 'time':
      return { ...base, ...digits, type: 'time' };
    case 'timestamp':
      return { ...base, ...digits, type: 'datetime' };
    case 'timestamptz':
      return { ...base, ...digits, type: 'timestamp' };
    default:
      return { ...base, type: 'string' };
  }
}

/** Tables and views of the schema, for "did you mean". */
export async function postgresTableNames(session: PostgresSession, schema: string): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(
    `select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`,
    [schema],
  );
  return rows.map((row) => row.name);
}
