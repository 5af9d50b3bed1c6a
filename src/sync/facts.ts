import { basename } from 'node:path';
import type { FailureFacts } from './classify.ts';
import type { ConnectionSpec, TableName } from './config/spec.ts';

const PORTS = { mysql: '3306', postgres: '5432' } as const;

/** What a failure may say of a connection: where it points and who it logs in as, never the password. */
export function connectionFacts(spec: ConnectionSpec): FailureFacts {
  if (spec.type === 'sqlite') {
    const file = basename(spec.path);
    return { connection: spec.name, kind: spec.type, address: file, database: file };
  }
  if (spec.type === 'bigquery') {
    return {
      connection: spec.name,
      kind: spec.type,
      address: `BigQuery project ${spec.project}`,
      database: spec.dataset,
    };
  }
  const url = new URL(spec.url);
  return {
    connection: spec.name,
    kind: spec.type,
    address: `${url.hostname}:${url.port === '' ? PORTS[spec.type] : url.port}`,
    user: decodeURIComponent(url.username),
    database: decodeURIComponent(url.pathname.slice(1)),
  };
}

export function tableText(table: TableName): string {
  return table.schema === null ? table.name : `${table.schema}.${table.name}`;
}
