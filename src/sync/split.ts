import type { TableSpec } from './config/spec.ts';
import type { Split, TableShape } from './types.ts';

/**
 * How a table that asks for several readers is divided among them, or why it is read by one. Ranges of blocks are of
 * one size whatever the keys are, and are read in the order of the disk; ranges of keys are for tables without them.
 */
export function splitOf(
  table: Pick<TableSpec, 'readers'>,
  shape: TableShape,
): { readonly split: Split | null; readonly unsplit: string | null } {
  const { readers } = table;
  if (readers === 1) return { split: null, unsplit: null };
  if (shape.blockRanges === true) return { split: { readers, by: 'blocks' }, unsplit: null };
  const [name, ...more] = shape.primaryKey;
  const key = shape.columns.find((column) => column.name === name);
  if (key?.type === 'integer' && more.length === 0) {
    return { split: { readers, by: 'key', column: key.name }, unsplit: null };
  }
  return {
    split: null,
    unsplit: 'it is no ordinary table of PostgreSQL 14 or later, and its primary key is not one whole number',
  };
}
