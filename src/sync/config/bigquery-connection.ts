import { bigQueryKey } from './bigquery-key.ts';
import { DATASET, LOCATION, PROJECT } from './bigquery-raw.ts';
import { limitsOf } from './connection-limits.ts';
import type { Report } from './mistakes.ts';
import type { ConfigPorts } from './ports.ts';
import { CONNECTIONS } from './raw.ts';
import { hasUnknown, readShape, show } from './shape.ts';
import type { BigQuerySpec } from './spec.ts';
import type { WrittenMap } from './written.ts';

const MAX_WRITERS = 4;

/** Reads a connection of type bigquery; null where a mistake was reported. */
export function readBigQuery(
  name: string,
  map: WrittenMap,
  ports: Pick<ConfigPorts, 'read' | 'purpose'>,
  report: Report,
): BigQuerySpec | null {
  const raw = readShape(map, CONNECTIONS.bigquery, report);
  const mayMiss = !hasUnknown(map, CONNECTIONS.bigquery.shape);
  for (const key of ['project', 'dataset']) {
    if (mayMiss && !map.entries.has(key)) report.at(map, `no ${key}; write the ${key} that tables are written to`);
  }
  /** The value as it is meant, or null where it is none; an absent one is no mistake. */
  const read = <Value>(key: keyof typeof raw, rule: string, meant: (written: string) => Value | null): Value | null => {
    const node = map.entries.get(key);
    const written = raw[key];
    if (node === undefined || node.broken || typeof written !== 'string') return null;
    const value = meant(written);
    if (value !== null) return value;
    node.broken = true;
    report.at(node, `${show(node)} is not ${rule}`);
    return null;
  };
  const endpoint = read('endpoint', ENDPOINT, endpointOf);
  const emulated = endpoint?.startsWith('http:') === true;
  const project = read('project', PROJECT, (written) => matching(emulated ? ANY_PROJECT : A_PROJECT, written));
  const dataset = read('dataset', DATASET, (written) => matching(A_DATASET, written));
  const location = read('location', LOCATION, locationOf);
  const impersonate = read('impersonate', ACCOUNT, (written) => matching(AN_ACCOUNT, written));
  const staging = read('staging', STAGING, stagingOf);
  const credentials = bigQueryKey(map, raw, ports, report);
  const unused = ['key', 'key_file', 'impersonate'].find((key) => map.entries.has(key));
  if (emulated && unused !== undefined)
    report.warn(
      map.entries.get(unused) ?? map,
      `not used: endpoint is of plain http, an emulator, which is sent no credentials`,
    );
  if (project === null || dataset === null || credentials === null) return null;
  return {
    ...limitsOf(name, raw, MAX_WRITERS),
    type: 'bigquery',
    project,
    dataset,
    location,
    credentials,
    impersonate,
    endpoint,
    staging,
    maxBytesBilled: raw.max_bytes_billed ?? null,
    pricePerTib: raw.price_per_tib ?? null,
  };
}

/** Old projects have a domain in front. */
const A_PROJECT = /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
const ANY_PROJECT = /^([a-z0-9.-]+:)?[a-z0-9-]+$/;
const A_DATASET = /^[A-Za-z0-9_]{1,1024}$/;
const ACCOUNT = 'the e-mail address of a service account, like loader@my-project.iam.gserviceaccount.com';
const AN_ACCOUNT = /^[^@\s]+@[^@\s]+\.gserviceaccount\.com$/;
const ENDPOINT = 'an http or https URL without a path, a user or a query, like http://localhost:9050';
const STAGING = 'a bucket with or without a folder, like gs://my-bucket/sync-bot';
const A_BUCKET = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])((?:\/[^/*?[\]#\p{Cc}]+)*)\/?$/u;

function matching(pattern: RegExp, written: string): string | null {
  return pattern.test(written) ? written : null;
}

function locationOf(written: string): string | null {
  if (/^(us|eu)$/i.test(written)) return written.toUpperCase();
  return matching(/^([a-z]+-[a-z]+\d{1,2}|(aws|azure)-[a-z0-9-]+)$/, written);
}

function endpointOf(written: string): string | null {
  if (!URL.canParse(written)) return null;
  const { protocol, username, pathname, search, hash, origin } = new URL(written);
  const plain = username === '' && pathname === '/' && search === '' && hash === '';
  return plain && (protocol === 'http:' || protocol === 'https:') ? origin : null;
}

function stagingOf(written: string): BigQuerySpec['staging'] {
  const [, bucket, folder = ''] = A_BUCKET.exec(written) ?? [];
  return bucket === undefined ? null : { bucket, prefix: folder.slice(1) };
}
