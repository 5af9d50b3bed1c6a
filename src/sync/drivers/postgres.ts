import pg from 'pg';
import type { PostgresSpec } from '../config/spec.ts';

export type PostgresSession = {
  readonly client: pg.Client;
  readonly schema: string;
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs a statement that changes rows and says how many it changed. */
  change(text: string): Promise<number>;
  /** Stops what this session runs, on the server, by a second connection. Resolves also where nothing was running. */
  cancel(): Promise<void>;
  close(): Promise<void>;
};

const CONNECT_TIMEOUT_MS = 15_000;

// One notation for every value whatever the server's or the role's defaults are.
const SESSION = [
  "set timezone = 'UTC'",
  "set datestyle = 'ISO, YMD'",
  "set intervalstyle = 'iso_8601'",
  "set bytea_output = 'hex'",
  // Servers before 12 print a double exactly only with all three.
  'set extra_float_digits = 3',
  // A policy that hides rows from us makes the statement fail instead of giving fewer rows.
  'set row_security = off',
  "set client_encoding = 'UTF8'",
  'set standard_conforming_strings = on',
].join('; ');

/**
 * Opens one session. `label` is its application_name: who looks into pg_stat_activity sees which run it is. The server
 * ends a statement, and a session that is idle inside a transaction, after `limitMs`; null: never.
 */
export async function openPostgres(
  spec: PostgresSpec,
  label: string,
  limitMs: number | null,
): Promise<PostgresSession> {
  const client = new pg.Client(settings(spec, label));
  // A server that ends the session while it is idle says why to this event alone: the next query shall say it again.
  let ended: unknown = null;
  client.on('error', (error) => {
    ended ??= error;
  });
  await client.connect();
  const pid = Number((await client.query('select pg_backend_pid() as pid')).rows[0]?.pid);
  const limits = ['statement_timeout', 'idle_in_transaction_session_timeout'].map(
    (name) => `set ${name} = ${limitMs ?? 0}`,
  );
  await client.query([SESSION, ...limits].join('; '));
  return {
    client,
    schema: spec.schema,
    async query(text, values) {
      try {
        return (await client.query(text, values as unknown[])).rows;
      } catch (error) {
        throw ended ?? error;
      }
    },
    async change(text) {
      try {
        return (await client.query(text)).rowCount ?? 0;
      } catch (error) {
        throw ended ?? error;
      }
    },
    async cancel() {
      const second = new pg.Client(settings(spec, label));
      second.on('error', () => {});
      await second.connect();
      try {
        await second.query('select pg_cancel_backend($1)', [pid]);
      } finally {
        await second.end();
      }
    },
    async close() {
      await client.end().catch(() => {});
    },
  };
}

function settings(spec: PostgresSpec, label: string): pg.ClientConfig {
  return {
    connectionString: spec.url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: label.slice(0, 63),
    keepAlive: true,
    // Identity for every type: a value is its text.
    types: { getTypeParser: () => (text: unknown) => text },
  };
}
