import type { Dialect } from './quote.ts';

/**
 * A name as this database tells it from others: two names with the same key are one column, or one table, to it. SQLite
 * takes the two cases of an ASCII letter for the same, and of no other letter; BigQuery those of any letter, of columns.
 */
export function nameKey(dialect: Dialect, name: string): string {
  if (dialect === 'bigquery') return name.toLowerCase();
  return dialect === 'sqlite' ? name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : name;
}
