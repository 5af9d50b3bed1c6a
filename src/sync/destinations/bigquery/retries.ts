import { createHash } from 'node:crypto';
import { BigQueryError } from './errors.ts';
import type { ApiRequest } from './session.ts';

// What is worth another try, and when. Pure.

/** Tries of one request, the first included. */
export const TRIES = 8;
const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** What passes by itself, of a request and of a job alike. */
const PASSING = [
  'rateLimitExceeded',
  'jobRateLimitExceeded',
  'backendError',
  'internalError',
  'jobBackendError',
  'jobInternalError',
  'tableUnavailable',
];

/** Not reached at all, for a reason that the next second does not change. */
const UNREACHABLE =
  /^(ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|CERT_|DEPTH_ZERO|UNABLE_TO|SELF_SIGNED|ERR_TLS|ERR_SSL|ERR_INVALID_URL)/;

/**
 * `no`: the same request would fail the same way. `later`: it was refused for now and had no effect. `unknown`: it may
 * have been carried out.
 */
export type Verdict = 'no' | 'later' | 'unknown';

/** What an error of a request says of asking again. `reached`: this address has answered before. */
export function verdictOf(error: unknown, { reached }: { readonly reached: boolean }): Verdict {
  if (error instanceof BigQueryError) {
    if (error.status === null) return 'no';
    if (error.status === 429 || (error.status === 403 && PASSING.includes(error.reason))) return 'later';
    return error.status >= 500 || error.status === 408 ? 'unknown' : 'no';
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'unknown';
  // The socket broke, or was never there.
  if (!(error instanceof Error) || !(error instanceof TypeError || error.name === 'FetchError')) return 'no';
  const code = codeOf(error) || codeOf(error.cause);
  return !reached && (code === '' || UNREACHABLE.test(code)) ? 'no' : 'unknown';
}

/** Whether a job that failed may succeed the next time. It changed nothing: jobs are carried out whole or not at all. */
export function passes(error: unknown): boolean {
  return error instanceof BigQueryError && error.job !== null && PASSING.includes(error.reason);
}

/** Whether a request may be carried out twice: it changes nothing, or what it makes has a name of ours. */
export function repeatable({ method, path, body }: ApiRequest): boolean {
  if (method !== 'POST') return true;
  if (path.endsWith('/cancel')) return true;
  const { jobReference, tableReference, configuration } = (body ?? {}) as {
    readonly jobReference?: { readonly jobId?: string };
    readonly tableReference?: { readonly tableId?: string };
    readonly configuration?: { readonly dryRun?: boolean };
  };
  return jobReference?.jobId !== undefined || tableReference?.tableId !== undefined || configuration?.dryRun === true;
}

/** How long to wait before try `next` (from 2) of `what`: growing, and spread so that two that failed at once do not meet again. */
export function waitOf(what: string, next: number, asked: number | null): number {
  const grown = Math.min(LONGEST_MS, FIRST_MS * 2 ** (next - 2));
  return Math.max(Math.min(asked ?? 0, 2 * LONGEST_MS), Math.round(grown * (0.75 + spread(`${what} ${next}`) / 2)));
}

/** From 0 to 1: the same for the same text, and unlike for others. */
function spread(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

function codeOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
