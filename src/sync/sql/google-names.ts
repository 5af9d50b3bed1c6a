import { quote } from './quote.ts';

/** A table of BigQuery by its full name, as a statement names it. */
export function googleTable({
  project,
  dataset,
  name,
}: {
  readonly project: string;
  readonly dataset: string;
  readonly name: string;
}): string {
  return quote('bigquery', `${project}.${dataset}.${name}`);
}

/** Columns, each with what stands for their table before it. */
export function columnsOf(alias: string, names: readonly string[]): string {
  return names.map((name) => `${alias}.${quote('bigquery', name)}`).join(', ');
}

/** The condition under which two rows have the same key. */
export function sameKey(key: readonly string[], a: string, b: string): string {
  return key.map((name) => `${a}.${quote('bigquery', name)} = ${b}.${quote('bigquery', name)}`).join(' AND ');
}
