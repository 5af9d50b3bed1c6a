import type { Socket } from 'node:net';
import mysql from 'mysql2';
import type { MysqlSpec } from '../config/spec.ts';
import { profileStatement, readProfile } from '../sql/profile.ts';
import { sampleStatement } from '../sql/sample.ts';
import { selectStatement } from '../sql/select.ts';
import type { Batch, Cell, ReadQuery, Source } from '../types.ts';
import { describeMysql, mysqlTableNames } from './mysql-catalog.ts';
import { mysqlSettings } from './mysql-settings.ts';

const BATCH_BYTES = 256 * 1024;

// One notation for every value, one meaning for `where`, and no cut-off while a slow destination makes us wait.
const SESSION = [
  "set session time_zone = '+00:00'",
  "set session sql_mode = ''",
  'set session net_write_timeout = 3600',
  'set session transaction isolation level repeatable read',
  'start transaction with consistent snapshot, read only',
];

/** MySQL or MariaDB as a source: one streamed SELECT in the text protocol, within one read-only snapshot. */
export async function openMysqlSource(spec: MysqlSpec, label: string): Promise<Source> {
  const connection = mysql.createConnection(mysqlSettings(spec, label));
  connection.on('error', () => {});
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    new Promise((resolve, reject) =>
      connection.query(sql, values, (error, rows) => (error ? reject(error) : resolve(rows as Row[]))),
    );
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
  const database = new URL(spec.url).pathname.slice(1);
  return {
    kind: 'mysql',
    formats: ['cells'],
    describe: (table) => describeMysql(query, table.schema ?? decodeURIComponent(database), table.name),
    tableNames: () => mysqlTableNames(query, decodeURIComponent(database)),
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
      const [row] = await stoppable<Record<string, unknown>>(profileStatement('mysql', asked), signal);
      return readProfile(asked, row ?? {});
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
  // The driver prints a timestamp of a session in UTC without its zone.
  const zoned = query.columns.flatMap(({ column, as }, i) =>
    as === 'value' && column.type === 'timestamp' ? [i] : [],
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
        for (const index of zoned) {
          const cell = cells[index];
          if (cell) cells[index] = Buffer.concat([cell, UTC]);
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
