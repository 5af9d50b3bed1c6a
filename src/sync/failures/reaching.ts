import { type Phrase, phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';
import type { Words } from './words.ts';

/** Why a database cannot be reached, or was lost on the way. */
export const REACHING = [
  {
    codes: { source: 'src.refused', destination: 'dst.refused' },
    retry: 'backoff',
    title: (w) => phrase`${w.Side} refuses connections`,
    message: (w) => phrase`nothing listens on ${w.address} (${w.connection})`,
    hint: (w) =>
      w.kind === 'bigquery'
        ? reachGoogle(w)
        : phrase`Start the database of ${w.connection}, or correct host and port of its url in tables.yml.`,
    signs: [
      { node: ['ECONNREFUSED'] },
      // A UNIX socket that is not there, or is nobody's any more.
      { node: ['ENOENT', 'EACCES'], when: (raw) => raw.syscall === 'connect' },
    ],
  },
  {
    codes: { source: 'src.dns', destination: 'dst.dns' },
    retry: 'backoff',
    title: (w) => phrase`${w.Side} host not found`,
    message: (w) => phrase`the host name of ${w.address} cannot be resolved (${w.connection})`,
    hint: (w) =>
      w.kind === 'bigquery'
        ? reachGoogle(w)
        : phrase`Check the host in the url of ${w.connection} for a typing mistake, then the name server of this machine.`,
    signs: [{ node: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_FAIL'] }],
  },
  {
    codes: { source: 'src.connect_timeout', destination: 'dst.connect_timeout' },
    retry: 'backoff',
    title: (w) => phrase`${w.Side} does not answer`,
    message: (w) => phrase`no answer from ${w.address}${w.after} (${w.connection})`,
    hint: (w) =>
      w.kind === 'bigquery'
        ? reachGoogle(w)
        : phrase`Check firewall, VPN and peering between this machine and ${w.address}.`,
    signs: [
      { node: ['UND_ERR_CONNECT_TIMEOUT'] },
      { node: ['ETIMEDOUT'], when: (raw) => raw.syscall === undefined || raw.syscall === 'connect' },
      { node: ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN'] },
      { text: [/^timeout expired$/] },
    ],
  },
  {
    codes: { source: 'src.reset', destination: 'dst.reset' },
    retry: 'backoff',
    title: (w) => phrase`${w.Side} connection dropped`,
    message: (w) => phrase`the connection to ${w.address} broke at stage ${w.stage} (${w.connection})`,
    hint: (w) =>
      w.kind === 'bigquery'
        ? reachGoogle(w)
        : phrase`Look whether ${w.connection} was restarted; if it breaks after the same time again, raise the idle timeout of the proxy between.`,
    signs: [
      {
        node: [
          'ECONNRESET',
          'EPIPE',
          'ECONNABORTED',
          'ETIMEDOUT',
          'PROTOCOL_CONNECTION_LOST',
          'PROTOCOL_PACKETS_OUT_OF_ORDER',
          'UND_ERR_SOCKET',
          'UND_ERR_HEADERS_TIMEOUT',
          'UND_ERR_BODY_TIMEOUT',
        ],
      },
      {
        mysql: [1152, 1158, 1159, 1160, 1161, 1184, 1927, 2006, 2013],
        sqlstate: ['08000', '08001', '08003', '08004', '08006', '08007'],
      },
      {
        text: [
          /^Connection terminated( unexpectedly)?$/,
          /^Connection terminated due to connection timeout$/,
          /connection is in closed state$/,
          /^Client was closed and is not queryable$/,
          /^Client has encountered a connection error and is not queryable$/,
          /^Can't write in closed state$/,
        ],
      },
    ],
  },
  {
    codes: { source: 'src.too_many_conn', destination: 'dst.too_many_conn' },
    retry: 'backoff',
    title: (w) => phrase`${w.Side} connections used up`,
    message: (w) => phrase`${w.connection} has no free connection for ${w.user}`,
    hint: (w) =>
      phrase`Lower ${w.side === 'destination' ? 'max_writers' : 'max_readers'} of ${w.connection} in tables.yml, or ask its DBA for more connections.`,
    signs: [{ mysql: [1040, 1203, 1226], sqlstate: ['53300'] }],
  },
  {
    codes: { source: 'src.starting', destination: 'dst.starting' },
    retry: 'backoff',
    title: (w) => phrase`${w.Side} starting or stopping`,
    message: (w) => phrase`${w.connection} is starting up or shutting down and takes no queries`,
    hint: (w) => phrase`Wait a few minutes and run the table again; if it stays so, ask the DBA of ${w.connection}.`,
    signs: [{ mysql: [1053], sqlstate: ['57P03'] }],
  },
  {
    codes: { source: 'src.failover', destination: 'dst.failover' },
    retry: 'backoff',
    title: (w) => phrase`${w.Side} restarted or read-only`,
    message: (w) => phrase`${w.connection} was restarted or became read-only at stage ${w.stage}, as in a failover`,
    hint: (w) => phrase`Check that the url of ${w.connection} leads to the server that is primary now.`,
    signs: [{ mysql: [1290, 1836, 1792], sqlstate: ['57P01', '57P02', '25006'] }],
  },
  {
    codes: { any: 'tls' },
    retry: 'never',
    title: () => 'TLS not agreed',
    message: (w) => phrase`${w.address} and this machine agree on no encrypted connection (${w.connection})`,
    hint: (w) => {
      const off = w.kind === 'mysql' ? 'ssl' : 'sslmode';
      return phrase`Set ${off} in the url of ${w.connection} to what the server offers, and check that its certificate is valid and its CA known here.`;
    },
    signs: [
      {
        node: [
          'HANDSHAKE_NO_SSL_SUPPORT',
          'HANDSHAKE_SSL_ERROR',
          'CERT_HAS_EXPIRED',
          'CERT_NOT_YET_VALID',
          'DEPTH_ZERO_SELF_SIGNED_CERT',
          'SELF_SIGNED_CERT_IN_CHAIN',
          'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
          'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
          'ERR_TLS_CERT_ALTNAME_INVALID',
          'EPROTO',
        ],
        mysql: [3159],
      },
      {
        text: [/^The server does not support SSL connections$/, /^There was an error establishing an SSL connection$/],
      },
    ],
  },
] as const satisfies readonly FailureRow[];

/** BigQuery has no host of its own in tables.yml, and nobody restarts it. */
function reachGoogle(w: Words): Phrase {
  return phrase`Check that this machine reaches bigquery.googleapis.com and oauth2.googleapis.com (name server, firewall, proxy), or the endpoint of ${w.connection} in tables.yml where it has one; then look at status.cloud.google.com.`;
}
