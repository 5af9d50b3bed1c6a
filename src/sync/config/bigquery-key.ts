import { dirname, isAbsolute, resolve } from 'node:path';
import type { Report } from './mistakes.ts';
import type { ConfigPorts } from './ports.ts';
import { show } from './shape.ts';
import type { BigQueryCredentials } from './spec.ts';
import type { WrittenMap } from './written.ts';

/** What each kind of Google's credentials holds besides its `type`. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  service_account: ['client_email', 'private_key'],
  authorized_user: ['client_id', 'client_secret', 'refresh_token'],
  external_account: ['audience', 'token_url'],
  external_account_authorized_user: ['audience', 'token_url'],
  impersonated_service_account: ['source_credentials', 'service_account_impersonation_url'],
};

/**
 * Whose key a connection uses: one of `key`, `key_file`, or whatever the machine has. Null where a mistake was reported.
 * No message quotes a key, or anything out of one.
 */
export function bigQueryKey(
  map: WrittenMap,
  raw: { readonly key?: string | undefined; readonly key_file?: string | undefined },
  { read, purpose }: Pick<ConfigPorts, 'read' | 'purpose'>,
  report: Report,
): BigQueryCredentials | null {
  const [key, file] = [map.entries.get('key'), map.entries.get('key_file')];
  if (key !== undefined && file !== undefined) {
    report.at(file, 'key says already who writes; drop key_file, or drop key');
    return null;
  }
  if (key !== undefined) {
    if (raw.key === undefined || key.broken) return null;
    const wrong = keyMistake(raw.key);
    if (wrong === null) return { kind: 'json', key: raw.key };
    report.at(key, `the value ${wrong}`);
    return null;
  }
  if (file === undefined) return { kind: 'default' };
  if (raw.key_file === undefined || file.broken) return null;
  const path = isAbsolute(raw.key_file) ? raw.key_file : resolve(dirname(map.place.file), raw.key_file);
  // Who only looks may be on a machine without it.
  const wrong = purpose === 'look' ? null : fileMistake(path, read);
  if (wrong === null) return { kind: 'file', path };
  report.at(file, `${show(file)} ${wrong}`);
  return null;
}

function fileMistake(path: string, read: ConfigPorts['read']): string | null {
  let text: string;
  try {
    text = read(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return 'is not there; a relative path begins at the folder of this file';
    return `cannot be read (${code}); it has to be a file that this user may read`;
  }
  const wrong = keyMistake(text);
  return wrong === null ? null : `holds no key: it ${wrong}`;
}

/** What is wrong with the text of a key, without a word of it. */
function keyMistake(text: string): string | null {
  const key = objectIn(text);
  if (key === null) return 'is not the JSON of a key, as the Google Cloud console downloads it';
  const kind = 'type' in key && typeof key.type === 'string' ? key.type : '';
  const needed = Object.hasOwn(PARTS, kind) ? PARTS[kind] : undefined;
  if (needed === undefined) return `has no type that is known (allowed: ${Object.keys(PARTS).join(', ')})`;
  const missing = needed.filter((part) => !(part in key));
  return missing.length === 0 ? null : `has the type ${kind} and no ${missing.join(', ')}; download it anew`;
}

function objectIn(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
