import { dirname, isAbsolute, resolve } from 'node:path';
import { limitsOf } from './connection-limits.ts';
import type { Report } from './mistakes.ts';
import { CONNECTIONS } from './raw.ts';
import { hasUnknown, readShape } from './shape.ts';
import type { BigQueryCredentials, BigQuerySpec } from './spec.ts';
import type { WrittenMap } from './written.ts';

const MAX_WRITERS = 4;

/** Reads a connection of type bigquery; null where a mistake was reported. */
export function readBigQuery(name: string, map: WrittenMap, report: Report): BigQuerySpec | null {
  const raw = readShape(map, CONNECTIONS.bigquery, report);
  const mayMiss = !hasUnknown(map, CONNECTIONS.bigquery.shape);
  for (const key of ['project', 'dataset']) {
    if (mayMiss && !map.entries.has(key)) report.at(map, `no ${key}; write the ${key} that tables are written to`);
  }
  if (raw.project === undefined || raw.dataset === undefined) return null;
  return {
    ...limitsOf(name, raw, MAX_WRITERS),
    type: 'bigquery',
    project: raw.project,
    dataset: raw.dataset,
    location: raw.location ?? null,
    credentials: credentialsOf(raw, map),
    impersonate: raw.impersonate ?? null,
    endpoint: raw.endpoint ?? null,
    staging: raw.staging === undefined ? null : stagingOf(raw.staging),
    maxBytesBilled: raw.max_bytes_billed ?? null,
    pricePerTib: raw.price_per_tib ?? null,
  };
}

function credentialsOf(
  raw: { readonly key?: string | undefined; readonly key_file?: string | undefined },
  map: WrittenMap,
): BigQueryCredentials {
  if (raw.key !== undefined) return { kind: 'json', key: raw.key };
  if (raw.key_file === undefined) return { kind: 'default' };
  const path = isAbsolute(raw.key_file) ? raw.key_file : resolve(dirname(map.place.file), raw.key_file);
  return { kind: 'file', path };
}

function stagingOf(written: string): BigQuerySpec['staging'] {
  const [bucket = '', ...path] = written.replace(/^gs:\/\//, '').split('/');
  return { bucket, prefix: path.join('/').replace(/\/+$/, '') };
}
