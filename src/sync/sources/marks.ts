import type { ConnectionSpec } from '../config/spec.ts';
import type { Marked, MarkQuery } from '../cursor.ts';

/**
 * Asks a source, in this order, for the newest value of an incremental key that is not later than the server's clock
 * and then for the transactions that are open. Null where the table or the column is not there, or where its type is
 * none for an incremental key. Throws the driver's error.
 */
export async function takeMark(spec: ConnectionSpec, label: string, asked: MarkQuery): Promise<Marked | null> {
  switch (spec.type) {
    case 'mysql':
      return (await import('./mysql-mark.ts')).takeMysqlMark(spec, label, asked);
    case 'postgres':
      return (await import('./postgres-mark.ts')).takePostgresMark(spec, label, asked);
    case 'sqlite':
      return (await import('./sqlite-mark.ts')).takeSqliteMark(spec, asked);
    case 'bigquery':
      throw new Error('bigquery is no source: the configuration is checked before');
  }
}
