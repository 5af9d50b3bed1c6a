import { dirname, isAbsolute, resolve } from 'node:path';
import { readBigQuery } from './bigquery-connection.ts';
import { limitsOf } from './connection-limits.ts';
import type { Report } from './mistakes.ts';
import { nearest } from './nearest.ts';
import type { ConfigPorts } from './ports.ts';
import { CONNECTIONS } from './raw.ts';
import { hasUnknown, notOneOf, readShape, refuseKey } from './shape.ts';
import type { ConnectionSpec, ConnectionType } from './spec.ts';
import { serverUrl } from './urls.ts';
import type { Written, WrittenMap } from './written.ts';

const CONNECTION_TYPES = ['mysql', 'postgres', 'sqlite', 'bigquery'] as const satisfies readonly ConnectionType[];
export const SOURCE_TYPES: readonly ConnectionType[] = ['mysql', 'postgres', 'sqlite'];
export const DESTINATION_TYPES = ['postgres', 'sqlite', 'bigquery'] as const satisfies readonly ConnectionType[];

const MAX_WRITERS = 4;

/** A connection that is declared. `type` and `spec` are null where a mistake keeps them from being known. */
export type Declared = {
  readonly node: Written;
  readonly type: ConnectionType | null;
  readonly spec: ConnectionSpec | null;
};

/** Reads one connection and reports what is wrong with it. */
export function readConnection(
  name: string,
  node: Written,
  ports: Pick<ConfigPorts, 'read' | 'purpose'>,
  report: Report,
): Declared {
  if (node.kind !== 'map') {
    if (!node.broken) report.at(node, 'is not a map of type and url, or type and path');
    return { node, type: null, spec: null };
  }
  const { type, sure } = typeOf(node, report);
  // A type that is only guessed is good enough to check the other keys by it.
  const spec = type === null ? null : specOf(name, type, node, ports, report);
  return { node, type: sure ? type : null, spec: sure ? spec : null };
}

function typeOf(map: WrittenMap, report: Report): { readonly type: ConnectionType | null; readonly sure: boolean } {
  const known = [...new Set(Object.values(CONNECTIONS).flatMap((schema) => Object.keys(schema.shape)))];
  if (!map.entries.has('type')) {
    const misspelt = [...map.entries.keys()].find((key) => !known.includes(key) && nearest(key, known) === 'type');
    if (misspelt !== undefined) refuseKey(map, misspelt, known, report);
  }
  const node = map.entries.get('type');
  if (node === undefined) {
    report.at(map, `no type (allowed: ${CONNECTION_TYPES.join(', ')})`);
    return { type: null, sure: false };
  }
  if (node.broken) return { type: null, sure: false };
  const written = node.kind === 'scalar' ? String(node.value) : '';
  const type = CONNECTION_TYPES.find((each) => each === written);
  if (type !== undefined) return { type, sure: true };
  node.broken = true;
  if (written === 'mariadb')
    report.at(
      node,
      `"mariadb" is not allowed; write mysql, which is the same (allowed: ${CONNECTION_TYPES.join(', ')})`,
    );
  else report.at(node, notOneOf(node, CONNECTION_TYPES));
  return { type: written === 'mariadb' ? 'mysql' : nearest(written, CONNECTION_TYPES), sure: false };
}

function specOf(
  name: string,
  type: ConnectionType,
  map: WrittenMap,
  ports: Pick<ConfigPorts, 'read' | 'purpose'>,
  report: Report,
): ConnectionSpec | null {
  if (type === 'sqlite') {
    const raw = readShape(map, CONNECTIONS.sqlite, report);
    if (raw.path !== undefined) {
      const path = isAbsolute(raw.path) ? raw.path : resolve(dirname(map.place.file), raw.path);
      // SQLite lets one writer in at a time.
      return { ...limitsOf(name, raw, 1), type, path, maxBytes: raw.max_size ?? null };
    }
    if (!map.entries.has('path') && !hasUnknown(map, CONNECTIONS.sqlite.shape))
      report.at(map, 'no path; write the path of the SQLite file');
    return null;
  }
  if (type === 'bigquery') return readBigQuery(name, map, ports, report);
  if (type === 'mysql') {
    const raw = readShape(map, CONNECTIONS.mysql, report);
    const url = serverUrl(type, map, raw, report);
    return url === null ? null : { ...limitsOf(name, raw, MAX_WRITERS), type, url };
  }
  const raw = readShape(map, CONNECTIONS.postgres, report);
  const url = serverUrl(type, map, raw, report);
  return url === null ? null : { ...limitsOf(name, raw, MAX_WRITERS), type, url, schema: raw.schema ?? 'public' };
}
