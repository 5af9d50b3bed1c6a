import type { ReadColumn, ReadQuery } from '../types.ts';
import { type Dialect, literal, quote, quoteTable } from './quote.ts';

/** What the `redact` mask puts in place of a value; NULL stays NULL. */
export const REDACTED = '[redacted]';

/** The one statement that reads a table. */
export function selectStatement(dialect: Dialect, query: ReadQuery): string {
  const columns = query.columns.map((column) => expression(dialect, column, query.native));
  const where = query.where === null ? '' : `\nwhere (${query.where}\n)`;
  return `select ${columns.join(',\n       ')}\nfrom ${quoteTable(dialect, query.table)}${where}`;
}

function expression(dialect: Dialect, { column, as }: ReadColumn, native: boolean): string {
  const name = quote(dialect, column.name);
  if (as === 'null') return `null as ${name}`;
  if (as === 'redact') return `case when ${name} is null then null else ${literal(dialect, REDACTED)} end as ${name}`;
  const printed = PRINTED[dialect](name, column, native);
  return printed === name ? name : `${printed} as ${name}`;
}

/** How a dialect is made to print a column exactly, where its plain name would not do. */
const PRINTED: Readonly<Record<Dialect, (name: string, column: ReadColumn['column'], native: boolean) => string>> = {
  mysql(name, column) {
    const word = column.native.toLowerCase();
    // The text protocol prints FLOAT with six digits; as a double it is printed with as many as it takes.
    if (word.startsWith('float')) return `(${name} + 0e0)`;
    if (word.startsWith('bit')) return `(${name} + 0)`;
    if (/^(geometry|point|linestring|polygon|multi|geomcollection|geometrycollection)/.test(word))
      return `st_astext(${name})`;
    return name;
  },
  postgres(name, column, native) {
    return !native && column.native.endsWith('[]') ? `to_json(${name})` : name;
  },
  // Every value arrives with its storage class, so that the reader can refuse one that its column's type does not
  // promise; text as bytes, because the driver would replace bytes that are not UTF-8.
  sqlite(name, column) {
    if (NUMBERS.has(column.type)) return name;
    const kept = column.type === 'bytes' ? 'blob' : 'text';
    return `case typeof(${name}) when 'null' then null when '${kept}' then cast(${name} as blob) else 0 end`;
  },
};

const NUMBERS = new Set<string>(['integer', 'double', 'boolean', 'decimal']);
