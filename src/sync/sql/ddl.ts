import type { Column, DestinationKind, PlannedColumn } from '../types.ts';
import { quote } from './quote.ts';

/** The column list of CREATE TABLE, one column a line. `native`: the source's own types are the destination's too. */
export function columnList(
  kind: DestinationKind,
  columns: readonly PlannedColumn[],
  native: { readonly native: boolean },
): string {
  return columns
    .map((column) => {
      const { name, to } = column;
      return `  ${quote(kind, name)} ${madeType(kind, column, native)}${to.nullable ? '' : ' not null'}`;
    })
    .join(',\n');
}

/** The type of a planned column in the destination. */
export function madeType(
  kind: DestinationKind,
  { to, mask }: PlannedColumn,
  { native }: { readonly native: boolean },
): string {
  return native && mask === null ? to.native : typeName(kind, to);
}

/** The type that holds every value of the column exactly. The pairs are listed in docs/types.md. */
export function typeName(kind: DestinationKind, column: Column): string {
  return TYPES[kind](column);
}

const TYPES: Readonly<Record<DestinationKind, (column: Column) => string>> = {
  postgres(column) {
    switch (column.type) {
      case 'integer':
        return postgresInteger(column.length ?? 8, column.unsigned ?? false);
      case 'decimal':
        return column.precision === undefined ? 'numeric' : `numeric(${column.precision},${column.scale ?? 0})`;
      case 'double':
        return column.length === 4 ? 'real' : 'double precision';
      case 'string':
        // Beyond PostgreSQL's own limit of varchar(n) there is only text.
        return column.length !== undefined && column.length <= 10_485_760 && column.length > 0
          ? `character varying(${column.length})`
          : 'text';
      case 'bytes':
        return 'bytea';
      case 'time':
        return `time${digits(column)} without time zone`;
      case 'datetime':
        return `timestamp${digits(column)} without time zone`;
      case 'timestamp':
        return `timestamp${digits(column)} with time zone`;
      case 'boolean':
      case 'date':
      case 'json':
        return column.type;
    }
  },
  sqlite(column) {
    switch (column.type) {
      case 'boolean':
        return 'INTEGER';
      case 'integer':
        // INTEGER ends at 2^63-1 and would turn a larger value into a rounded REAL.
        return column.unsigned && (column.length ?? 8) === 8 ? 'TEXT' : 'INTEGER';
      case 'double':
        return 'REAL';
      case 'bytes':
        return 'BLOB';
      default:
        // Decimals too: NUMERIC affinity would store them as binary floating point.
        return 'TEXT';
    }
  },
  bigquery(column) {
    switch (column.type) {
      case 'boolean':
        return 'BOOL';
      case 'integer':
        // INT64 ends at 2^63-1.
        return column.unsigned && (column.length ?? 8) === 8 ? 'NUMERIC(20)' : 'INT64';
      case 'decimal':
        return googleDecimal(column.precision, column.scale ?? 0);
      case 'double':
        return 'FLOAT64';
      case 'bytes':
        return 'BYTES';
      case 'date':
      case 'time':
      case 'datetime':
      case 'timestamp':
        return column.type.toUpperCase();
      case 'string':
        return column.length !== undefined && column.length > 0 ? `STRING(${column.length})` : 'STRING';
      case 'json':
        // The type JSON sorts, rounds and drops; its functions take a STRING too.
        return 'STRING';
    }
  },
};

/**
 * NUMERIC has 29 digits before the point and 9 behind it, BIGNUMERIC 38 and 38. What is larger than both is refused value by
 * value. PostgreSQL also has scales that are negative, or larger than the precision.
 */
function googleDecimal(precision: number | undefined, scale: number): string {
  if (precision === undefined) return 'BIGNUMERIC';
  const [behind, before] = [Math.max(scale, 0), Math.max(precision - scale, 0)];
  const digits = Math.max(before + behind, 1);
  const size = behind === 0 ? `(${digits})` : `(${digits},${behind})`;
  if (behind <= 9 && before <= 29) return `NUMERIC${size}`;
  return behind <= 38 && before <= 38 ? `BIGNUMERIC${size}` : 'BIGNUMERIC';
}

function digits(column: Column): string {
  return column.precision === undefined ? '' : `(${column.precision})`;
}

function postgresInteger(bytes: number, unsigned: boolean): string {
  const needed = unsigned ? bytes + 1 : bytes;
  if (needed <= 2) return 'smallint';
  if (needed <= 4) return 'integer';
  return needed <= 8 ? 'bigint' : 'numeric(20,0)';
}
