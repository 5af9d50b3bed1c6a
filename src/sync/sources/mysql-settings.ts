import type { ConnectionOptions } from 'mysql2';
import type { MysqlSpec } from '../config/spec.ts';

const CONNECT_TIMEOUT_MS = 15_000;

/**
 * The driver's settings for one connection. Of the URL's query: `ssl=true` (certificate checked), `ssl=skip-verify`,
 * `socket=/path`.
 */
export function mysqlSettings(spec: MysqlSpec, label: string): ConnectionOptions {
  const url = new URL(spec.url);
  const ssl = url.searchParams.get('ssl');
  const socketPath = url.searchParams.get('socket');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableKeepAlive: true,
    // A 3-byte character set would read an emoji as '?'.
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    connectAttributes: { program_name: label },
    ...(socketPath === null ? {} : { socketPath }),
    ...(ssl === null || ssl === 'false' ? {} : { ssl: { rejectUnauthorized: ssl !== 'skip-verify' } }),
  };
}

/**
 * Statements that make the server end what runs, or idles, for longer than `limitMs`. A limit of a statement that its
 * DBA has set lower stays; the two servers have it under two names and units.
 */
export function serverLimits(version: string, limitMs: number): readonly string[] {
  const seconds = Math.ceil(limitMs / 1000);
  const [name, limit] = /mariadb/i.test(version) ? ['max_statement_time', seconds] : ['max_execution_time', limitMs];
  return [
    `set session ${name} = if(@@${name} = 0, ${limit}, least(@@${name}, ${limit}))`,
    `set session wait_timeout = ${seconds}`,
  ];
}
