import type { Column, ColumnType, TableShape } from '../types.ts';

type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

type Row = {
  readonly name: string;
  readonly data_type: string;
  readonly column_type: string;
  readonly nullable: string;
  readonly digits: string | number | null;
  readonly scale: string | number | null;
  readonly characters: string | number | null;
  readonly fraction: string | number | null;
  readonly in_key: string;
  readonly comment: string;
};

/** A table or view as information_schema has it; null where it does not exist or may not be seen. */
export async function describeMysql(query: Query, schema: string, table: string): Promise<TableShape | null> {
  const columns = await query<Row>(
    `select column_name as name, data_type as data_type, column_type as column_type, is_nullable as nullable,
            numeric_precision as digits, numeric_scale as scale, character_maximum_length as characters,
            datetime_precision as fraction, column_key as in_key, column_comment as comment
       from information_schema.columns where table_schema = ? and table_name = ? order by ordinal_position`,
    [schema, table],
  );
  if (columns.length === 0) return null;
  // Of a view it says VIEW there, which is no comment of anybody.
  const [facts] = await query<{ rows: string | number | null; comment: string | null }>(
    `select table_rows as \`rows\`, case when table_type like '%VIEW' then '' else table_comment end as comment
       from information_schema.tables where table_schema = ? and table_name = ?`,
    [schema, table],
  );
  const keys = await query<{ name: string }>(
    `select column_name as name from information_schema.key_column_usage
      where table_schema = ? and table_name = ? and constraint_name = 'PRIMARY' order by ordinal_position`,
    [schema, table],
  );
  const rows = facts?.rows ?? null;
  return {
    columns: columns.map(toColumn),
    primaryKey: keys.map((key) => key.name),
    estimatedRows: rows === null ? null : Number(rows),
    ...commented(facts?.comment),
  };
}

function commented(comment: string | null | undefined): { readonly comment?: string } {
  return comment ? { comment } : {};
}

export async function mysqlTableNames(query: Query, schema: string): Promise<readonly string[]> {
  const rows = await query<{ name: string }>(
    'select table_name as name from information_schema.tables where table_schema = ? order by 1',
    [schema],
  );
  return rows.map((row) => row.name);
}

const INTEGERS: Readonly<Record<string, number>> = {
  tinyint: 1,
  smallint: 2,
  mediumint: 3,
  int: 4,
  bigint: 8,
  year: 2,
};
const BYTES = new Set(['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob']);
const SIMPLE: Readonly<Record<string, ColumnType>> = { date: 'date', json: 'json' };
const TIMES: Readonly<Record<string, ColumnType>> = { time: 'time', datetime: 'datetime', timestamp: 'timestamp' };

function toColumn(row: Row): Column {
  const native = row.column_type;
  const base = { name: row.name, nullable: row.nullable === 'YES', native, ...commented(row.comment) };
  const integer = INTEGERS[row.data_type];
  if (integer !== undefined) {
    return { ...base, type: 'integer', length: integer, unsigned: native.toLowerCase().includes('unsigned') };
  }
  const time = TIMES[row.data_type];
  if (time !== undefined) return { ...base, type: time, precision: Number(row.fraction ?? 0) };
  const simple = SIMPLE[row.data_type];
  if (simple !== undefined) return { ...base, type: simple };
  if (BYTES.has(row.data_type)) return { ...base, type: 'bytes' };
  switch (row.data_type) {
    case 'decimal':
      return { ...base, type: 'decimal', precision: Number(row.digits), scale: Number(row.scale ?? 0) };
    case 'float':
      return { ...base, type: 'double', length: 4 };
    case 'double':
      return { ...base, type: 'double', length: 8 };
    case 'bit':
      return { ...base, type: 'integer', length: 8, unsigned: Number(row.digits) > 63 };
    case 'char':
    case 'varchar':
      return { ...base, type: 'string', length: Number(row.characters) };
    default:
      // text, enum, set, inet6, uuid, geometry (as WKT): their text is the value.
      return { ...base, type: 'string' };
  }
}
