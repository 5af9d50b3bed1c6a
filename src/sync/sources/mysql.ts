import type { Socket } from 'node:net';
import mysql from 'mysql2';
import type { MysqlSpec } from '../config/spec.ts';
import type { Profile } from '../findings.ts';
import { inParts, joinParts, profileStatement, readProfile } from '../sql/profile.ts';
import { sampleStatement } from '../sql/sample.ts';
import { selectStatement } from '../sql/select.ts';
import type { Batch, Cell, Column, ReadQuery, Source } from '../types.ts';
import { describeMysql, mysqlTableNames } from './mysql-catalog.ts';
import { beginHeld } from './mysql-held.ts';
import { mysqlSettings, serverLimits } from './mysql-settings.ts';

const BATCH_BYTES = 256 * 1024;

// One notation for every value, one meaning for `where`, and no cut-off while a slow destination makes us wait.
const SESSION = [
  "set session time_zone = '+00:00'",
  "set session sql_mode = ''",
  'set session net_write_timeout = 3600',
  'set session transaction isolation level repeatable read',
];

/** MySQL or MariaDB as a source: one streamed SELECT in the text protocol, within one read-only snapshot. */
export async function openMysqlSource(spec: MysqlSpec, label: string, limitMs: number | null): Promise<Source> {
  const connection = mysql.createConnection(mysqlSettings(spec, label));
  connection.on('error', () => {});
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    new Promise((resolve, reject) =>
      connection.query(sql, values, (error, rows) => (error ? reject(error) : resolve(rows as Row[]))),
    );
  if (limitMs !== null) {
    const [server] = await query<{ version: string }>('select version() as version');
    for (const statement of serverLimits(server?.version ?? '', limitMs)) await query(statement);
  }
  const stoppable = async <Row>(sql: string, signal: AbortSignal): Promise<Row[]> => {
    signal.throwIfAborted();
    const stop = (): void => void killQuery(spec, label, connection.threadId as number);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await query<Row>(sql);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
  for (const statement of SESSION) await query(statement);
  const hold = await beginHeld(query);
  const database = decodeURIComponent(new URL(spec.url).pathname.slice(1));
  return {
    kind: 'mysql',
    formats: ['cells'],
    async describe(table) {
      const schema = table.schema ?? database;
      await hold({ schema, name: table.name });
      return describeMysql(query, schema, table.name);
    },
    tableNames: () => mysqlTableNames(query, database),
    explain: (read) => selectStatement('mysql', read),
    read: (read, signal) => rows(connection, spec, label, read, signal),
    async sample(asked, signal) {
      const rows = await stoppable<Record<string, unknown>>(sampleStatement('mysql', asked), signal);
      return rows.map((row) =>
        asked.columns.map((_, i) => {
          const value = row[`s${i}`];
          return value === null || value === undefined ? null : String(value);
        }),
      );
    },
    async profile(asked, signal) {
      const parts: Profile[] = [];
      for (const part of inParts(asked)) {
        const [row] = await stoppable<Record<string, unknown>>(profileStatement('mysql', part), signal);
        parts.push(readProfile(part, row ?? {}));
      }
      return joinParts(parts);
    },
    async close() {
      // destroy() of the driver leaves the socket half open until the server answers.
      socketOf(connection).destroy();
    },
  };
}

/** `KILL QUERY` by a second connection: closing ours would leave the statement running until it wants to write. */
function killQuery(spec: MysqlSpec, label: string, thread: number): Promise<void> {
  return new Promise((resolve) => {
    const second = mysql.createConnection(mysqlSettings(spec, label));
    const done = (): void => {
      second.destroy();
      resolve();
    };
    second.on('error', done);
    second.query(`kill query ${thread}`, done);
  });
}

/**
 * The driver's 'result' events as an iteration. Rows are Buffers (`typeCast: false`), so no value passes through a JS
 * number or Date; the socket is paused while a full batch waits to be taken.
 */
async function* rows(
  connection: mysql.Connection,
  spec: MysqlSpec,
  label: string,
  query: ReadQuery,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  const moments = query.columns.flatMap(({ column, as }, index) =>
    as === 'value' && MOMENTS.has(column.type)
      ? [{ index, zoned: column.type === 'timestamp', padded: (column.precision ?? 0) > 0 }]
      : [],
  );
  const full: Batch[] = [];
  let batch: Cell[][] = [];
  let bytes = 0;
  let ended = false;
  let failure: unknown = null;
  let wake = (): void => {};

  const cut = (): void => {
    if (batch.length === 0) return;
    full.push({ format: 'cells', rows: batch, bytes });
    batch = [];
    bytes = 0;
    if (full.length > 1) connection.pause();
    wake();
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    wake();
  };
  const lost = (): void => fail(Object.assign(new Error('connection lost'), { code: 'PROTOCOL_CONNECTION_LOST' }));
  const stop = (): void => {
    killQuery(spec, label, connection.threadId as number).finally(() => fail(signal.reason));
  };

  // A connection that dies under a streaming query tells the connection alone and never the query (mysql2 issue 3082).
  connection.on('error', fail);
  connection.on('end', lost);
  const socket = socketOf(connection);
  socket.once('close', lost);
  signal.addEventListener('abort', stop, { once: true });
  try {
    connection
      .query({ sql: selectStatement('mysql', query), rowsAsArray: true, typeCast: false })
      .on('error', fail)
      .on('result', (row) => {
        const cells = row as unknown as Cell[];
        for (const { index, zoned, padded } of moments) {
          const cell = cells[index];
          if (!cell) continue;
          const short = padded ? withoutZeros(cell) : cell;
          // The driver prints a timestamp of a session in UTC without its zone.
          cells[index] = zoned ? Buffer.concat([short, UTC]) : short;
        }
        for (const cell of cells) if (cell !== null) bytes += cell.length;
        bytes += cells.length;
        batch.push(cells);
        if (bytes >= BATCH_BYTES) cut();
      })
      .on('end', () => {
        ended = true;
        cut();
        wake();
      });
    for (;;) {
      // Of a cancelled statement the server may speak first.
      if (failure !== null) throw signal.aborted ? signal.reason : failure;
      const next = full.shift();
      if (next) {
        yield next;
      } else if (ended) {
        return;
      } else {
        const news = new Promise<void>((resolve) => {
          wake = resolve;
        });
        connection.resume();
        await news;
      }
    }
  } finally {
    // Nobody reads on: the server shall not go on either.
    if (!ended && failure === null) await killQuery(spec, label, connection.threadId as number);
    // A thread that waits for us to read notices no KILL before its socket is gone.
    if (!ended) socket.destroy();
    signal.removeEventListener('abort', stop);
    connection.removeListener('error', fail);
    connection.removeListener('end', lost);
    socket.removeListener('close', lost);
  }
}

function socketOf(connection: mysql.Connection): Socket {
  return (connection as unknown as { readonly stream: Socket }).stream;
}

const UTC = Buffer.from('+00', 'latin1');
const MOMENTS: ReadonlySet<Column['type']> = new Set(['time', 'datetime', 'timestamp']);

/** One text for one moment, whatever digits its column has: without needless zeros, as PostgreSQL prints it. */
function withoutZeros(cell: Uint8Array): Uint8Array {
  let end = cell.length;
  while (cell[end - 1] === 0x30) end--;
  if (cell[end - 1] === 0x2e) end--;
  return cell.subarray(0, end);
}
