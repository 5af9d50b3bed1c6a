import type { Report } from './mistakes.ts';
import { CONNECTIONS } from './raw.ts';
import { hasUnknown } from './shape.ts';
import type { ConnectionSpec } from './spec.ts';
import type { WrittenMap } from './written.ts';

const SCHEMES = { mysql: ['mysql:', 'mariadb:'], postgres: ['postgres:', 'postgresql:'] } as const;
const PORTS = { mysql: '3306', postgres: '5432' } as const;

type ServerType = keyof typeof SCHEMES;
type Parts = {
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database?: string | undefined;
};

/**
 * The URL of a database server, as written or made of host, port, user, password and database. Null where a mistake
 * was reported. No message quotes a URL: it holds a password.
 */
export function serverUrl(type: ServerType, map: WrittenMap, parts: Parts, report: Report): string | null {
  const mayMiss = !hasUnknown(map, CONNECTIONS[type].shape);
  const urlNode = map.entries.get('url');
  const beside = ['host', 'port', 'user', 'password', 'database'].find((key) => map.entries.has(key));
  if (urlNode !== undefined && beside !== undefined) {
    report.at(map.entries.get(beside) ?? map, `url says this already; drop ${beside} or url`);
  }
  if (urlNode !== undefined) {
    if (parts.url === undefined) return null;
    const wrong = urlMistake(type, parts.url);
    if (wrong === null) return parts.url;
    urlNode.broken = true;
    report.at(urlNode, wrong);
    return null;
  }
  if (beside === undefined) {
    if (mayMiss)
      report.at(map, 'no url; write the name of an environment variable that holds it, or host and database');
    return null;
  }
  for (const key of ['host', 'database']) {
    if (mayMiss && !map.entries.has(key)) report.at(map, `no ${key} beside ${beside}; write ${key}, or a url instead`);
  }
  if (parts.host === undefined || parts.database === undefined) return null;
  return urlOf(type, parts.host, parts);
}

function urlOf(type: ServerType, host: string, parts: Parts): string {
  const code = encodeURIComponent;
  const password = parts.password === undefined ? '' : `:${code(parts.password)}`;
  const login = parts.user === undefined ? '' : `${code(parts.user)}${password}@`;
  const address = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `${type}://${login}${address}:${parts.port ?? PORTS[type]}/${code(parts.database ?? '')}`;
}

function urlMistake(type: ServerType, written: string): string | null {
  const form = `${type}://USER:PASSWORD@HOST:${PORTS[type]}/DATABASE`;
  if (!URL.canParse(written)) {
    return `the value is not a URL like ${form}; in a password, write @ : / ? # % as %40 %3A %2F %3F %23 %25`;
  }
  const url = new URL(written);
  const schemes: readonly string[] = SCHEMES[type];
  if (!schemes.includes(url.protocol)) {
    const other = [...SCHEMES.mysql, ...SCHEMES.postgres].find((scheme) => scheme === url.protocol);
    const found = other === undefined ? 'another scheme' : `${other}//`;
    return `the URL begins with ${found} (allowed for ${type}: ${schemes.map((scheme) => `${scheme}//`).join(', ')})`;
  }
  // PostgreSQL takes the user's name where none is given; MySQL would fail at every run.
  if (type === 'mysql' && url.pathname.length < 2) return `the URL names no database; it must be like ${form}`;
  return null;
}

/** What two connections have in common when they lead to the same database, whoever logs in. */
export function databaseOf(spec: ConnectionSpec): string {
  if (spec.type === 'sqlite') return `sqlite ${spec.path}`;
  if (spec.type === 'bigquery') return `bigquery ${spec.endpoint ?? ''}`;
  const url = new URL(spec.url);
  return `${spec.type} ${url.hostname}:${url.port || PORTS[spec.type]}${url.pathname}${url.searchParams.get('host') ?? ''}`;
}
