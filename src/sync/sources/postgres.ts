import { to as copyTo } from 'pg-copy-streams';
import type { PostgresSpec } from '../config/spec.ts';
import { openPostgres, type PostgresSession } from '../drivers/postgres.ts';
import { describePostgres, postgresTableNames } from '../drivers/postgres-catalog.ts';
import { copyDecoder, countLines } from '../format/pg-copy.ts';
import { selectStatement } from '../sql/select.ts';
import type { Batch, ReadQuery, Source } from '../types.ts';

const BATCH_BYTES = 256 * 1024;

/** PostgreSQL as a source: COPY (SELECT …) TO STDOUT within one read-only snapshot. */
export async function openPostgresSource(spec: PostgresSpec, label: string): Promise<Source> {
  const session = await openPostgres(spec, label);
  await session.query('begin isolation level repeatable read read only');
  return {
    kind: 'postgres',
    formats: ['pg-copy', 'cells'],
    describe: (table) => describePostgres(session, table.schema ?? spec.schema, table.name),
    tableNames: () => postgresTableNames(session, spec.schema),
    explain: (query) => statement(query, spec),
    read: (query, signal) => read(session, statement(query, spec), query, signal),
    close: () => session.close(),
  };
}

function statement(query: ReadQuery, spec: PostgresSpec): string {
  const table = { schema: query.table.schema ?? spec.schema, name: query.table.name };
  return selectStatement('postgres', { ...query, table });
}

async function* read(
  session: PostgresSession,
  select: string,
  query: ReadQuery,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  const stream = session.client.query(copyTo(`copy (${select}) to stdout`));
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
  try {
    const decoder = copyDecoder(query.columns.map(({ column }) => column));
    for await (const data of pieces(stream)) {
      if (query.format === 'pg-copy') yield { format: 'pg-copy', data, lines: countLines(data) };
      else yield { format: 'cells', rows: decoder.push(data), bytes: data.length };
    }
    signal.throwIfAborted();
    decoder.end();
    ended = true;
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    // Nobody reads on: the server shall not go on either.
    if (!ended) await session.cancel().catch(() => {});
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
