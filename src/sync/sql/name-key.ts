import type { Dialect } from './quote.ts';

/**
 * A name as this database tells it from others: two columns whose names have the same key are one to it, and in SQLite two
 * tables. SQLite takes the two cases of an ASCII letter for the same, BigQuery those of every letter.
 */
export function nameKey(dialect: Dialect, name: string): string {
  if (dialect === 'bigquery') return name.toLowerCase();
  return dialect === 'sqlite' ? name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : name;
}
