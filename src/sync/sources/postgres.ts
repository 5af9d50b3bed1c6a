import { to as copyTo } from 'pg-copy-streams';
import type { PostgresSpec, TableName } from '../config/spec.ts';
import { openPostgres, type PostgresSession } from '../drivers/postgres.ts';
import { describePostgres, postgresTableNames } from '../drivers/postgres-catalog.ts';
import { profilePostgres, samplePostgres } from '../drivers/postgres-profile.ts';
import { binaryRows } from '../format/pg-binary.ts';
import { copyDecoder, countLines } from '../format/pg-copy.ts';
import { selectStatement } from '../sql/select.ts';
import type { Batch, ReadQuery, Source } from '../types.ts';
import { beginHeld } from './postgres-held.ts';
import { type ReadPart, readSplit } from './postgres-readers.ts';

const BATCH_BYTES = 256 * 1024;

/** PostgreSQL as a source: COPY (SELECT …) TO STDOUT within one read-only snapshot. */
export async function openPostgresSource(spec: PostgresSpec, label: string, limitMs: number | null): Promise<Source> {
  const session = await openPostgres(spec, label, limitMs);
  const held = await beginHeld(session);
  return {
    kind: 'postgres',
    formats: ['pg-binary', 'pg-copy', 'cells'],
    async describe(table) {
      await held.lock(inSchema(table, spec));
      return describePostgres(session, table.schema ?? spec.schema, table.name);
    },
    tableNames: () => postgresTableNames(session, spec.schema),
    explain: (query) => selectStatement('postgres', named(query, spec)),
    read(asked, signal) {
      const query = named(asked, spec);
      const part: ReadPart = (by, condition, either) =>
        read(by, selectStatement('postgres', query, condition === null ? [] : [condition]), query, either);
      const { split } = query;
      const rows =
        split === null
          ? part(session, null, signal)
          : readSplit(session, () => openPostgres(spec, label, limitMs), { ...query, split }, part, signal);
      return held.unchanged(inSchema(asked.table, spec), rows);
    },
    sample: (query, signal) => samplePostgres(session, { ...query, table: inSchema(query.table, spec) }, signal),
    profile: (query, signal) => profilePostgres(session, { ...query, table: inSchema(query.table, spec) }, signal),
    close: () => session.close(),
  };
}

function named(query: ReadQuery, spec: PostgresSpec): ReadQuery {
  return { ...query, table: inSchema(query.table, spec) };
}

function inSchema(table: TableName, spec: PostgresSpec): TableName & { readonly schema: string } {
  return { schema: table.schema ?? spec.schema, name: table.name };
}

async function* read(
  session: PostgresSession,
  select: string,
  query: ReadQuery,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  const binary = query.format === 'pg-binary';
  const stream = session.client.query(copyTo(`copy (${select}) to stdout${binary ? ' with (format binary)' : ''}`));
  const stop = (): void => {
    session
      .cancel()
      .catch(() => {})
      .finally(() => stream.destroy(signal.reason as Error));
  };
  signal.addEventListener('abort', stop, { once: true });
  const lost = (): void => void stream.destroy(new Error('Connection terminated unexpectedly'));
  session.client.once('end', lost);
  let ended = false;
  let whole = false;
  try {
    const decoder = copyDecoder(
      // What a mask puts in the place of bytes is text.
      query.columns.map(({ column, as }) => (as === 'value' ? column : { type: 'string' })),
    );
    const found = binaryRows();
    for await (const data of pieces(stream)) {
      if (binary) {
        const rows = found.push(data);
        if (rows !== null) yield { format: 'pg-binary', data: rows.data, lines: rows.rows };
      } else if (query.format === 'pg-copy') yield { format: 'pg-copy', data, lines: countLines(data) };
      else yield { format: 'cells', rows: decoder.push(data), bytes: data.length };
    }
    signal.throwIfAborted();
    if (binary) found.end();
    decoder.end();
    ended = true;
    whole = true;
  } catch (error) {
    ended = true;
    // Of a cancelled statement the server may speak first.
    throw signal.aborted ? signal.reason : error;
  } finally {
    // Nobody reads on: the server shall not go on either.
    if (!ended) await session.cancel().catch(() => {});
    // A backend that waits for us to read hears no cancel before its socket is gone.
    if (!whole) await session.close();
    signal.removeEventListener('abort', stop);
    session.client.removeListener('end', lost);
  }
}

/** Joins the stream's small chunks: what follows costs per piece, not per byte. */
async function* pieces(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes >= BATCH_BYTES) {
      yield Buffer.concat(held, bytes);
      held = [];
      bytes = 0;
    }
  }
  if (bytes > 0) yield Buffer.concat(held, bytes);
}
