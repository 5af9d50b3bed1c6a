import type { Plan } from '../types.ts';
import { typeName } from './ddl.ts';
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
  return key.map((name) => `${a}.${quote('bigquery', name)} = ${b}.${quote('bigquery', name)}`).join(' and ');
}

export type StagedColumn = {
  readonly name: string;
  readonly type: string;
  /** It is the run's and not the source's: a row with another value in it alone has not changed. */
  readonly added?: true;
};

/** The columns of a load as they are staged: those of the source, then those that the run adds. */
export function stagedColumns(plan: Pick<Plan, 'columns' | 'added'>): readonly StagedColumn[] {
  return [
    ...plan.columns.map(({ name, to }) => ({ name, type: typeName('bigquery', to) })),
    ...plan.added.map(({ column }) => ({
      name: column.name,
      type: typeName('bigquery', column),
      added: true as const,
    })),
  ];
}

/** Rows of these columns that are none: what stands for a table that is not there yet. */
export function standIn(columns: readonly { readonly name: string; readonly type: string }[]): string {
  const nothing = columns.map(({ name, type }) => `cast(null as ${bareType(type)}) as ${quote('bigquery', name)}`);
  return `(select ${nothing.join(', ')} from unnest(array<int64>[]) as n)`;
}

/** A type without its sizes, which a cast has no use for. */
export function bareType(type: string): string {
  return type.replace(/\(.*$/, '');
}
