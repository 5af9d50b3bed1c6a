import type { TableName } from '../config/spec.ts';
import { quoteTable } from '../sql/quote.ts';

type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;
type Name = TableName & { readonly schema: string };

const LOCK_WAIT_S = 60;
/** No such table or database, no right to read it, a view of something that is gone: for the statements after this to say. */
const NO_LOCK = new Set([1044, 1049, 1142, 1143, 1146, 1356]);

/**
 * Begins a read-only transaction. The function holds a table and then begins the snapshot; a second call does nothing.
 * In this order, because a snapshot shows only what was committed before it, and a name is looked up when it is read: a
 * table that was filled elsewhere and renamed into place in between would come with the rows of its half, or with none.
 * LIMIT 0 takes the lock on the name (and on the tables of a view) without reading, and so without a snapshot.
 */
export async function beginHeld(query: Query): Promise<(table: Name) => Promise<void>> {
  await query(`set session lock_wait_timeout = ${LOCK_WAIT_S}`);
  await query('start transaction read only');
  let fresh = true;
  return async (table) => {
    if (!fresh) return;
    fresh = false;
    const from = `select 1 from ${quoteTable('mysql', table)}`;
    try {
      await query(`${from} limit 0`);
    } catch (error) {
      if (!NO_LOCK.has(Number((error as { readonly errno?: unknown }).errno))) throw error;
      return;
    }
    const [kind] = await query<{ type: string }>(
      'select table_type as type from information_schema.tables where table_schema = ? and table_name = ?',
      [table.schema, table.name],
    );
    // One row of a view may cost as much as all: its snapshot begins when it is read.
    if (kind !== undefined && kind.type !== 'VIEW') await query(`${from} limit 1`);
  };
}
