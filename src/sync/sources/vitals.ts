import type { ConnectionSpec, MysqlSpec, PostgresSpec } from '../config/spec.ts';
import type { Vitals } from '../probe/probe.ts';

/** Logs in by a short session and asks for the server's clock and for TLS. Throws the driver's error. */
export async function takeVitals(spec: ConnectionSpec, label: string): Promise<Vitals> {
  switch (spec.type) {
    case 'mysql':
      return ofMysql(spec, label);
    case 'postgres':
      return ofPostgres(spec, label);
    case 'sqlite': {
      const { openSqlite } = await import('../drivers/sqlite.ts');
      openSqlite(spec.path, { writable: false }).close();
      return { at: null, encrypted: null };
    }
    case 'bigquery':
      throw new Error('bigquery is no source: its own opener logs in');
  }
}

async function ofMysql(spec: MysqlSpec, label: string): Promise<Vitals> {
  const { createConnection } = await import('mysql2/promise');
  const { mysqlSettings } = await import('./mysql-settings.ts');
  const connection = await createConnection(mysqlSettings(spec, label));
  connection.on('error', () => {});
  try {
    const [clock] = await connection.query('select cast(unix_timestamp(now(6)) * 1000 as char) as at');
    const [cipher] = await connection.query("show session status like 'Ssl_cipher'");
    const at = Number((clock as { readonly at: string }[])[0]?.at);
    return { at, encrypted: ((cipher as { readonly Value: string }[])[0]?.Value ?? '') !== '' };
  } finally {
    await connection.end();
  }
}

async function ofPostgres(spec: PostgresSpec, label: string): Promise<Vitals> {
  const { openPostgres } = await import('../drivers/postgres.ts');
  const session = await openPostgres(spec, label, 30_000);
  try {
    const [clock] = await session.query<{ readonly at: string }>(
      'select cast(floor(extract(epoch from clock_timestamp()) * 1000) as bigint)::text as at',
    );
    const [tls] = await session
      .query<{ readonly ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
      .catch(() => []);
    return { at: Number(clock?.at), encrypted: tls?.ssl ?? null };
  } finally {
    await session.close();
  }
}
