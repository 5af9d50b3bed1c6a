import type { TableName } from '../config/spec.ts';
import type { PostgresSession } from '../drivers/postgres.ts';
import { literal, quote, quoteTable } from '../sql/quote.ts';
import { rowsAsked } from '../sql/select.ts';
import type { Batch, ReadQuery, Split } from '../types.ts';

/** A reader with fewer blocks than this costs more to start than it saves. */
const LEAST_BLOCKS = 16n;

/** Reads the rows that one more condition leaves, by one session. */
export type ReadPart = (
  session: PostgresSession,
  condition: string | null,
  signal: AbortSignal,
) => AsyncIterable<Batch>;

/**
 * Reads a table by several sessions that share the snapshot of `main`, each its own range of it, so that every row is
 * read once. Batches are cut at the ends of rows, in whatever order they come. An error of one ends all.
 */
export async function* readSplit(
  main: PostgresSession,
  open: () => Promise<PostgresSession>,
  query: ReadQuery & { readonly split: Split },
  readPart: ReadPart,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  const conditions = await rangesOf(main, query);
  if (conditions.length < 2) {
    yield* readPart(main, null, signal);
    return;
  }
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const sessions = [main];
  try {
    const [snapshot] = await main.query<{ name: string }>('select pg_export_snapshot() as name');
    for (let i = 1; i < conditions.length; i++) {
      const session = await open();
      sessions.push(session);
      await session.query('begin isolation level repeatable read read only');
      await session.query(`set transaction snapshot ${literal('postgres', snapshot?.name ?? '')}`);
      signal.throwIfAborted();
    }
    const parts = sessions.map((session, i) => atRowEnds(readPart(session, conditions[i] ?? null, either)));
    yield* merged(parts, () => ended.abort());
  } finally {
    await Promise.all(sessions.slice(1).map((session) => session.close()));
  }
}

/** One condition a reader. The first and the last are open: whatever the bounds are, no row is left out. */
async function rangesOf(session: PostgresSession, query: ReadQuery & { readonly split: Split }): Promise<string[]> {
  const { split } = query;
  const readers = BigInt(split.readers);
  const table = quoteTable('postgres', query.table as TableName);
  if (split.by === 'blocks') {
    const [size] = await session.query<{ blocks: string }>(
      "select pg_relation_size($1::regclass) / current_setting('block_size')::bigint as blocks",
      [table],
    );
    const blocks = BigInt(size?.blocks ?? 0);
    const count = blocks / LEAST_BLOCKS < readers ? blocks / LEAST_BLOCKS : readers;
    return between(
      'ctid',
      bounds(0n, blocks, count).map((block) => `'(${block},0)'::tid`),
    );
  }
  const name = quote('postgres', split.column);
  const [ends] = await session.query<{ least: string | null; most: string | null }>(
    `select min(${name}) as least, max(${name}) as most from ${table}${rowsAsked('postgres', query)}`,
  );
  if (ends === undefined || ends.least === null || ends.most === null) return [];
  return between(name, bounds(BigInt(ends.least), BigInt(ends.most) + 1n, readers).map(String));
}

/** Where the second part begins, and every one after it; `end` is the first that is in none. */
function bounds(start: bigint, end: bigint, parts: bigint): readonly bigint[] {
  const all = Array.from(
    { length: Math.max(0, Number(parts) - 1) },
    (_, i) => start + ((end - start) * BigInt(i + 1)) / parts,
  );
  return [...new Set(all)].filter((bound) => bound > start && bound < end);
}

function between(name: string, bounds: readonly string[]): string[] {
  if (bounds.length === 0) return [];
  return [null, ...bounds].map((from, i) => {
    const to = bounds[i];
    return [from === null ? [] : `${name} >= ${from}`, to === undefined ? [] : `${name} < ${to}`].flat().join(' and ');
  });
}

const NEWLINE = 0x0a;

/** Bytes of several readers can stand behind one another only at the end of a row. */
async function* atRowEnds(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  let held: Uint8Array[] = [];
  for await (const batch of batches) {
    if (batch.format !== 'pg-copy') {
      yield batch;
      continue;
    }
    const end = batch.data.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      held.push(batch.data);
      continue;
    }
    const rest = batch.data.subarray(end);
    yield {
      ...batch,
      data:
        end === batch.data.length && held.length === 0
          ? batch.data
          : Buffer.concat([...held, batch.data.subarray(0, end)]),
    };
    held = rest.length === 0 ? [] : [rest];
  }
  if (held.length > 0) throw new Error('the COPY stream ended inside a row');
}

/** Whatever batch is there first; one of each reader is held at most. `stop` makes the others end when one fails. */
async function* merged(parts: readonly AsyncGenerator<Batch>[], stop: () => void): AsyncGenerator<Batch> {
  type Next = { readonly part: AsyncGenerator<Batch>; readonly result: IteratorResult<Batch, unknown> };
  const next = (part: AsyncGenerator<Batch>): Promise<Next> => {
    const news = part.next().then((result) => ({ part, result }));
    // It may fail while nobody looks; whoever looks next hears of it.
    news.catch(() => {});
    return news;
  };
  const waiting = new Map(parts.map((part) => [part, next(part)]));
  try {
    while (waiting.size > 0) {
      const { part, result } = await Promise.race(waiting.values());
      // Put behind the others, or the first reader would always be served first.
      waiting.delete(part);
      if (!result.done) {
        waiting.set(part, next(part));
        yield result.value;
      }
    }
  } finally {
    if (waiting.size > 0) stop();
    await Promise.allSettled([...waiting.values(), ...parts.map((part) => part.return(undefined))]);
  }
}
