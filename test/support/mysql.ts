/** How does a test get a real MariaDB, and an empty database in it? */
import { randomBytes } from 'node:crypto';
import mysql, { type FieldPacket, type RowDataPacket } from 'mysql2/promise';
import { cannotStart } from './cannot-start.ts';
import { eventually } from './eventually.ts';
import { accountInsteadOfRoot, freePort, keep, serverDirectory } from './keep.ts';
import { mariadbPrograms } from './mariadb-program.ts';
import type { RunningServer } from './servers.ts';

/** Every value as the server prints it; binary columns as their bytes. */
export type MysqlRow = Readonly<Record<string, string | Buffer | null>>;

/** An empty database for one test file. */
export interface FreshMysql {
  readonly url: string;
  /** Runs one statement with parameters, or several without (the rows are then those of the last one). */
  query(sql: string, parameters?: readonly (string | number | Buffer | null)[]): Promise<readonly MysqlRow[]>;
  /** Drops the database. */
  drop(): Promise<void>;
}

/** The administrator's URL of this run's MariaDB or MySQL, or null where it has none. */
export function mysqlUrl(): string | null {
  return process.env.TEST_MYSQL_URL ?? null;
}

/** Makes an empty utf8mb4 database, named `name` and something unique. Throws where this run has no server: see `needs`. */
export async function freshMysql(name: string): Promise<FreshMysql> {
  const server = mysqlUrl();
  if (server === null) throw new Error("TEST_MYSQL_URL is not set: give the test needs('mysql')");
  const database = `${name}_${randomBytes(4).toString('hex')}`;
  const quoted = mysql.escapeId(database, true);
  await query(server, `create database ${quoted} character set utf8mb4`);
  const url = Object.assign(new URL(server), { pathname: `/${encodeURIComponent(database)}` }).href;
  return {
    url,
    query: (sql, parameters) => query(url, sql, parameters),
    drop: async () => {
      await query(server, `drop database if exists ${quoted}`);
    },
  };
}

/**
 * Starts a MariaDB of its own on a free port of 127.0.0.1, which ends with this process at the latest; installs
 * MariaDB first where the machine has none and lets us. With `given`, checks that URL and starts nothing. Rejects
 * with an error that has `fix`.
 */
export async function startMysql(given?: string): Promise<RunningServer> {
  if (given !== undefined) {
    const product = await version(given).catch((error: unknown) => {
      throw cannotStart(`connecting to TEST_MYSQL_URL: ${reason(error)}`, 'unset TEST_MYSQL_URL');
    });
    return { url: given, product, stop: async () => {} };
  }
  const programs = await mariadbPrograms();
  const account = accountInsteadOfRoot('mysql');
  const directory = serverDirectory('mysql', account);
  const port = await freePort();
  const kept = keep({
    directory,
    account,
    signal: 'KILL', // an orderly shutdown writes what is about to be thrown away
    command: ['/bin/sh', '-c', script, 'mariadb', programs.install, programs.server, directory, String(port)],
  });
  const password = randomBytes(16).toString('hex');
  const root = `mysql://root@127.0.0.1:${port}/`;
  try {
    const product = await eventually(
      'MariaDB accepts connections',
      () => {
        if (kept.ended()) throw new Error(`MariaDB ended while starting: ${kept.printed().slice(-600)}`);
        return version(root).catch(() => null);
      },
      60_000,
    );
    await query(root, `set password = password('${password}')`);
    return { url: `mysql://root:${password}@127.0.0.1:${port}/`, product, stop: kept.stop };
  } catch (error) {
    await kept.stop();
    throw cannotStart(reason(error), 'set TEST_MYSQL_URL=mysql://user:password@host:3306/');
  }
}

/** Without name resolution 127.0.0.1 is 127.0.0.1, and no anonymous user of localhost stands before the others. */
const script = `
"$1" --no-defaults --datadir="$3/data" --auth-root-authentication-method=normal --skip-test-db &&
exec "$2" --no-defaults --datadir="$3/data" --socket="$3/my.sock" --pid-file="$3/my.pid" --tmpdir="$3" --port="$4" \
  --bind-address=127.0.0.1 --skip-name-resolve --max-connections=200 --character-set-server=utf8mb4 \
  --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync`;

async function version(url: string): Promise<string> {
  const [row] = await query(url, 'select version() as version');
  const text = String(row?.version);
  return text.includes('MariaDB') ? `MariaDB ${text.replace(/-MariaDB.*/, '')}` : `MySQL ${text}`;
}

/** One connection for one call: nothing stays open that could keep a test process alive. */
async function query(
  url: string,
  sql: string,
  parameters: readonly (string | number | Buffer | null)[] = [],
): Promise<readonly MysqlRow[]> {
  const connection = await mysql.createConnection({
    uri: url,
    charset: 'utf8mb4',
    multipleStatements: true,
    connectTimeout: 5000,
    typeCast: false, // the bytes of every value, as the server sent them
  });
  try {
    const [results, fields] = await connection.query<RowDataPacket[] | RowDataPacket[][]>(sql, [...parameters]);
    // Several statements answer with a list of results and a list of their fields, undefined for one without rows.
    const several = Array.isArray(fields) && fields.some((of) => of === undefined || Array.isArray(of));
    const rows: unknown = several ? results.at(-1) : results;
    const columns = (several ? fields.at(-1) : fields) as readonly FieldPacket[] | undefined;
    if (!Array.isArray(rows) || columns === undefined) return [];
    return rows.map((row: Readonly<Record<string, Buffer | null>>) =>
      Object.fromEntries(columns.map((column) => [column.name, printed(column, row[column.name] ?? null)])),
    );
  } finally {
    await connection.end();
  }
}

const BINARY = 63;
const FIRST_OF_BYTES = 249; // TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, BLOB, VAR_STRING, STRING, GEOMETRY
const BIT = 16;

function printed(column: FieldPacket, value: Buffer | null): string | Buffer | null {
  const type = column.columnType ?? 0;
  const bytes = column.characterSet === BINARY && (type >= FIRST_OF_BYTES || type === BIT);
  return value === null || bytes ? value : value.toString('utf8');
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
