import type { ReadColumn, ReadQuery } from '../types.ts';
import { type Dialect, literal, quote, quoteTable } from './quote.ts';

/** What the `redact` mask puts in place of a value; NULL stays NULL. */
export const REDACTED = '[redacted]';

/** The one statement that reads a table; `more`: see rowsAsked. */
export function selectStatement(dialect: Dialect, query: ReadQuery, more: readonly string[] = []): string {
  return `select ${columnExpressions(dialect, query)}\nfrom ${quoteTable(dialect, query.table)}${rowsAsked(query, more)}`;
}

/** The `where` of a statement over the rows of a query, or nothing; `more` are conditions of the connector's own. */
export function rowsAsked(query: Pick<ReadQuery, 'where' | 'window'>, more: readonly string[] = []): string {
  const all = [...(query.where === null ? [] : [condition(query.where)]), ...more];
  return all.length === 0 ? '' : `\nwhere ${all.join('\n  and ')}`;
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
    return column.native.endsWith('[]') ? `to_json(${name})` : name;
  },
  sqlite: (name) => name,
};
