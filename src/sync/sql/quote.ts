import type { TableName } from '../config/spec.ts';

export type Dialect = 'mysql' | 'postgres' | 'sqlite' | 'bigquery';

/** An identifier as the dialect writes it, whatever is in it. */
export function quote(dialect: Dialect, name: string): string {
  // Between backquotes GoogleSQL reads escapes as in a text.
  if (dialect === 'bigquery') return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
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
  if (dialect === 'bigquery') return googleLiteral(text);
  const doubled = text.replaceAll("'", "''");
  return dialect === 'mysql' ? `'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** GoogleSQL escapes with a backslash, and a text in single quotes ends with its line. */
function googleLiteral(text: string): string {
  const escaped = text.replaceAll(/[\\'\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '\\' || character === "'"
      ? `\\${character}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${escaped}'`;
}
