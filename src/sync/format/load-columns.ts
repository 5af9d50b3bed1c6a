import type { LoadFormat } from '../config/spec.ts';
import { typeName } from '../sql/ddl.ts';
import type { Cell, Column, Plan } from '../types.ts';

/** A column of a load file. */
export type LoadColumn = {
  readonly name: string;
  /** As the destination gets it. */
  readonly to: Column;
  /** BigQuery's type: `NUMERIC(18,4)`. */
  readonly type: string;
  /** The same value in every row, in the notation of `Cell`; null: it comes with the rows. */
  readonly constant: string | null;
};

/**
 * Writes rows, in the plan's order of columns, as one load format. A result stays as it is while the next few are made: see
 * TAKEN_AT_ONCE.
 */
export type RowEncoder = (rows: readonly (readonly Cell[])[]) => Buffer;

/** The columns of a load file: those of the plan, then those that the run adds. */
export function loadColumns({ columns, added }: Pick<Plan, 'columns' | 'added'>): readonly LoadColumn[] {
  return [
    ...columns.map(({ name, to }) => ({ name, to, type: typeName('bigquery', to), constant: null })),
    ...added.map(({ column, value }) => ({
      name: column.name,
      to: column,
      type: typeName('bigquery', column),
      constant: value,
    })),
  ];
}

/** Names that Avro has: BigQuery takes more. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The format that a table is loaded in. `asked` is what tables.yml says of it. Avro is the smallest, is read by many workers
 * also where it is compressed, and knows NULL and bytes by itself, but not every name. NDJSON takes everything. CSV is chosen by
 * nobody but people: what becomes of a return character inside a value is documented nowhere. Pure.
 */
export function chooseLoadFormat(
  columns: readonly Pick<LoadColumn, 'name'>[],
  asked: LoadFormat | null,
): { readonly format: LoadFormat; readonly why: string | null } {
  const unnamed = columns.find(({ name }) => !PLAIN_NAME.test(name));
  if (unnamed === undefined) return { format: asked ?? 'avro', why: null };
  if (asked !== null && asked !== 'avro') return { format: asked, why: null };
  return { format: 'ndjson', why: `Avro has no column name like ${unnamed.name}` };
}
