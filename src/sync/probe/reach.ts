import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionSpec } from '../config/spec.ts';

/** Where a connection points, as far as the network is concerned; null: a file, or a socket of this machine. */
export type Address = { readonly host: string; readonly port: number; readonly tls: boolean };

const PORTS = { mysql: 3306, postgres: 5432 } as const;
const TIMEOUT_MS = 10_000;
const BIGQUERY = 'https://bigquery.googleapis.com';

export function addressOf(spec: ConnectionSpec): Address | null {
  if (spec.type === 'sqlite') return null;
  if (spec.type === 'bigquery') {
    const url = new URL(spec.endpoint ?? BIGQUERY);
    const tls = url.protocol === 'https:';
    return { host: url.hostname, port: Number(url.port) || (tls ? 443 : 80), tls };
  }
  const url = new URL(spec.url);
  if (url.searchParams.has('socket') || url.searchParams.get('host')?.startsWith('/')) return null;
  // Databases agree on TLS inside their own protocol: what came of that is known once the bot is logged in.
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) || PORTS[spec.type], tls: false };
}

/** Throws the resolver's error. */
export async function resolveName({ host }: Address): Promise<void> {
  if (isIP(host) === 0) await lookup(host);
}

/** Opens a connection and closes it. Throws the system's error. */
export function knock({ host, port }: Address): Promise<void> {
  return opened(connect({ host, port, timeout: TIMEOUT_MS }), 'connect');
}

/** The same with TLS: the server's certificate has to be good. Throws the system's error. */
export function knockTls({ host, port }: Address): Promise<void> {
  const name = isIP(host) === 0 ? { servername: host } : {};
  return opened(connectTls({ host, port, timeout: TIMEOUT_MS, ...name }), 'secureConnect');
}

function opened(socket: ReturnType<typeof connect>, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('error', reject);
    socket.once('timeout', () =>
      reject(Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT', syscall: 'connect' })),
    );
  }).finally(() => socket.destroy());
}
