import type { ConnectionSpec } from '../config/spec.ts';
import type { Destination } from '../types.ts';
import type { Warehouse } from '../warehouse.ts';

/** Connects to a destination. `label` names the attempt to whoever looks at the server's sessions. Throws the driver's error. */
export async function openDestination(spec: ConnectionSpec, label: string): Promise<Destination> {
  switch (spec.type) {
    case 'postgres':
      return (await import('./postgres.ts')).openPostgresDestination(spec, label);
    case 'sqlite':
      return (await import('./sqlite.ts')).openSqliteDestination(spec);
    case 'bigquery':
      return (await import('./bigquery/index.ts')).openBigQueryDestination(spec);
    case 'mysql':
      throw new Error('mysql is no destination: the configuration is checked before');
  }
}

/** Connects to what carries out the queries of models. Throws the driver's error. */
export async function openWarehouse(spec: ConnectionSpec): Promise<Warehouse> {
  if (spec.type === 'bigquery') return (await import('./bigquery/warehouse.ts')).openBigQueryWarehouse(spec);
  throw new Error(`${spec.type} carries out no models: the configuration is checked before`);
}
