import type { TableName } from '../config/spec.ts';

export type Dialect = 'mysql' | 'postgres' | 'sqlite';

/** An identifier as the dialect writes it, whatever is in it. */
export function quote(dialect: Dialect, name: string): string {
  const mark = dialect === 'mysql' ? '`' : '"';
  return mark + name.replaceAll(mark, mark + mark) + mark;
}

export function quoteTable(dialect: Dialect, table: TableName): string {
  const name = quote(dialect, table.name);
  return table.schema === null ? name : `${quote(dialect, table.schema)}.${name}`;
}

export function quoteList(dialect: Dialect, names: readonly string[]): string {
  return names.map((name) => quote(dialect, name)).join(', ');
}

/** A string literal. Only for constants of ours and catalog names: values of rows are bound, never written into SQL. */
export function literal(dialect: Dialect, text: string): string {
  const doubled = text.replaceAll("'", "''");
  return dialect === 'mysql' ? `'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}
