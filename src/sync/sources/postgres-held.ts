import type { TableName } from '../config/spec.ts';
import type { PostgresSession } from '../drivers/postgres.ts';
import { SyncError } from '../errors.ts';
import { quoteTable } from '../sql/quote.ts';
import type { Batch } from '../types.ts';

type Name = TableName & { readonly schema: string };

/** One read-only snapshot in which a table cannot be written anew behind our back. */
export type Held = {
  /** Before the first query of the snapshot: keeps others from truncating, rewriting or swapping the table. Else does nothing. */
  lock(table: Name): Promise<void>;
  /** The batches as they are; throws after the last where the table was written anew although it could not be locked. */
  unchanged(table: Name, batches: AsyncIterable<Batch>): AsyncIterable<Batch>;
};

const BEGIN = 'begin isolation level repeatable read read only';
const LOCK_WAIT = '60s';
/** No such table or schema, no right to lock it (SELECT of some columns alone), or something that takes no lock. */
const NO_LOCK = new Set(['42P01', '3F000', '42501', '42809']);

/**
 * Begins the transaction. TRUNCATE, REFRESH, VACUUM FULL and ALTER TABLE do not keep the old rows for older snapshots:
 * a table that one of them writes anew after our snapshot looks empty to it. LOCK TABLE is the one statement that comes
 * before the snapshot (postgresql.org/docs/current/sql-lock.html), so whatever is locked is read as it is then.
 */
export async function beginHeld(session: PostgresSession): Promise<Held> {
  await session.query(BEGIN);
  let fresh = true;
  let locked: Name | null = null;
  return {
    async lock(table) {
      if (!fresh) return;
      fresh = false;
      try {
        await session.query(`set local lock_timeout = '${LOCK_WAIT}'`);
        await session.query(`lock table ${quoteTable('postgres', table)} in access share mode`);
        await session.query('set local lock_timeout to default');
        locked = table;
      } catch (error) {
        if (!NO_LOCK.has(String((error as { readonly code?: unknown }).code))) throw error;
        await session.query('rollback');
        await session.query(BEGIN);
      }
    },
    async *unchanged(table, batches) {
      yield* batches;
      const { schema, name } = table;
      if (locked?.schema === schema && locked.name === name) return;
      if (await rewritten(session, table)) throw changed(table);
    },
  };
}

/** The snapshot's catalog beside the current one, which the functions read. */
async function rewritten(session: PostgresSession, table: Name): Promise<boolean> {
  const found = await session.query(
    `select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = $1 and c.relname = $2
        and (pg_catalog.to_regclass($3)::oid is distinct from c.oid
             or pg_catalog.pg_relation_filenode(c.oid) is distinct from nullif(c.relfilenode, 0))`,
    [table.schema, table.name, quoteTable('postgres', table)],
  );
  return found.length > 0;
}

function changed(table: Name): SyncError {
  return new SyncError({
    code: 'src.changed_midway',
    side: 'source',
    stage: 'copy',
    message: `${table.schema}.${table.name} was written anew while it was read (TRUNCATE, REFRESH, VACUUM FULL, ALTER TABLE or a swap), so what was read may not be what it held`,
    hint: `Run the table again: it starts over. To keep others from doing so during a run, grant SELECT on the whole of ${table.schema}.${table.name} to this role.`,
    retry: 'once',
  });
}
