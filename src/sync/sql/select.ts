import type { Column, ReadColumn, ReadQuery } from '../types.ts';
import { type Dialect, literal, quote, quoteTable } from './quote.ts';
import { windowCondition } from './window.ts';

type Rows = Pick<ReadQuery, 'where' | 'window'> & { readonly columns: readonly { readonly column: Column }[] };

/** What the `redact` mask puts in place of a value; NULL stays NULL. */
const REDACTED = '[redacted]';

/** The one statement that reads a table; `more`: see rowFilter. */
export function selectStatement(dialect: Dialect, query: ReadQuery, more: readonly string[] = []): string {
  return `select ${columnExpressions(dialect, query)}\nfrom ${quoteTable(dialect, query.table)}${rowsAsked(dialect, query, more)}`;
}

/** The `where` of a statement over the rows of a query, or nothing; `more`: see rowFilter. */
export function rowsAsked(dialect: Dialect, query: Rows, more: readonly string[] = []): string {
  const filter = rowFilter(dialect, query, more);
  return filter === null ? '' : `\nwhere ${filter}`;
}

/** Which rows are read: those of `where` that are in the window and for which the connector's own conditions hold. Null: all. */
export function rowFilter(dialect: Dialect, query: Rows, more: readonly string[] = []): string | null {
  const parts = [
    ...(query.where === null ? [] : [condition(query.where)]),
    windowCondition(dialect, query),
    ...more,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('\n  and ');
}

export function columnExpressions(dialect: Dialect, query: Pick<ReadQuery, 'columns' | 'native'>): string {
  return query.columns.map((column) => expression(dialect, column, query.native)).join(',\n       ');
}

/** A `where` of tables.yml as one operand; one that may end in a comment cannot swallow what follows it. */
export function condition(where: string): string {
  return /--|#/.test(where) ? `(${where}\n)` : `(${where})`;
}

function expression(dialect: Dialect, { column, as }: ReadColumn, native: boolean): string {
  const name = quote(dialect, column.name);
  if (as === 'null') return `null as ${name}`;
  if (as === 'redact') return `case when ${name} is null then null else ${literal(dialect, REDACTED)} end as ${name}`;
  const printed = PRINTED[dialect](name, column, native);
  return printed === name ? name : `${printed} as ${name}`;
}

/** How a dialect is made to print a column exactly, where its plain name would not do. */
export const PRINTED: Readonly<
  Record<Dialect, (name: string, column: ReadColumn['column'], native: boolean) => string>
> = {
  mysql(name, column) {
    const word = column.native.toLowerCase();
    // The text protocol prints FLOAT with six digits; as a double it is printed with as many as it takes.
    if (word.startsWith('float')) return `(${name} + 0e0)`;
    if (word.startsWith('bit')) return `(${name} + 0)`;
    if (/^(geometry|point|linestring|polygon|multi|geomcollection|geometrycollection)/.test(word))
      // Without its reference system a point is another point: EWKT, as PostGIS reads it.
      return `case when st_srid(${name}) = 0 then st_astext(${name}) else concat('SRID=', st_srid(${name}), ';', st_astext(${name})) end`;
    return name;
  },
  postgres(name, column, native) {
    if (native) return name;
    // The shortest text of a 4-byte float names another 8-byte float.
    if (column.native === 'real') return `${name}::double precision`;
    if (!column.native.endsWith('[]')) return name;
    // JSON has no place for a first index other than 1: such an array arrives as PostgreSQL's own text.
    return `case when array_dims(${name}) ~ '\\[(?!1:)' then to_json(${name}::text) else to_json(${name}) end`;
  },
  // Nothing is read from BigQuery row by row.
  bigquery: (name) => name,
  sqlite: (name) => name,
};
