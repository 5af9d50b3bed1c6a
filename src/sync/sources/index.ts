import type { ConnectionSpec } from '../config/spec.ts';
import type { Source } from '../types.ts';

/**
 * Connects to a source. `label` names the run to whoever looks at the server's sessions. No statement, and no pause
 * between two, goes on for longer than `limitMs` on the server (null: no limit of ours). Throws the driver's error.
 */
export async function openSource(spec: ConnectionSpec, label: string, limitMs: number | null): Promise<Source> {
  // Loaded when needed: a worker that only ever reads SQLite carries no MySQL driver.
  switch (spec.type) {
    case 'mysql':
      return (await import('./mysql.ts')).openMysqlSource(spec, label, limitMs);
    case 'postgres':
      return (await import('./postgres.ts')).openPostgresSource(spec, label, limitMs);
    case 'sqlite':
      return (await import('./sqlite.ts')).openSqliteSource(spec);
    case 'bigquery':
      throw new Error('bigquery is no source: the configuration is checked before');
  }
}
