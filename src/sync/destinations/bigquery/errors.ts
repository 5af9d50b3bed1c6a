/** What BigQuery says of one thing that went wrong, reduced to its codes. */
export type ApiReason = { readonly reason: string; readonly location?: string; readonly message?: string };

/**
 * An error of BigQuery, of a request or of a job. `reason` is the API's own word, like `notFound`; of credentials it is
 * OAuth's, like `invalid_grant`, or one of ours, like `noCredentials`. The message is the server's: it may quote values
 * of rows and is never shown.
 */
export class BigQueryError extends Error {
  readonly reason: string;
  /** Of the answer; null of a job that failed, and where nothing was asked. */
  readonly status: number | null;
  /** The job that failed; null of a request. */
  readonly job: string | null;
  /** All that is said, the main one first. */
  readonly reasons: readonly ApiReason[];
  /** What a Retry-After asks for, in ms. */
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    said: {
      readonly reason: string;
      readonly status?: number | null;
      readonly job?: string | null;
      readonly reasons?: readonly ApiReason[];
      readonly retryAfterMs?: number | null;
    },
    cause?: unknown,
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'BigQueryError';
    this.reason = said.reason;
    this.status = said.status ?? null;
    this.job = said.job ?? null;
    this.reasons = said.reasons ?? [];
    this.retryAfterMs = said.retryAfterMs ?? null;
  }
}

/** The error that an answer with a status of 400 or more stands for; `body` as it came, or what its JSON says. */
export function answerError(status: number, body: unknown, retryAfter: string | null): BigQueryError {
  const said = parsed(body);
  const reasons = said.errors ?? [];
  const seconds = Number(retryAfter ?? Number.NaN);
  return new BigQueryError(said.message ?? `HTTP ${status}`, {
    // A token that is not taken has many words and one meaning.
    reason: status === 401 ? 'authError' : (reasons[0]?.reason ?? said.status ?? `http${status}`),
    status,
    reasons,
    retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null,
  });
}

type Said = { readonly message?: string; readonly status?: string; readonly errors?: readonly ApiReason[] };

/** A proxy between us and the API answers with a page of its own. */
function parsed(body: unknown): Said {
  const { error } = (typeof body === 'string' ? jsonOf(body) : (body ?? {})) as { readonly error?: unknown };
  return typeof error === 'object' && error !== null ? (error as Said) : {};
}

function jsonOf(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Whether BigQuery says that it knows no such thing. */
export function isMissing(error: unknown): boolean {
  return error instanceof BigQueryError && error.job === null && error.status === 404;
}

/** Whether BigQuery says that what is to be made is there already. */
export function isDuplicate(error: unknown): boolean {
  return (
    error instanceof BigQueryError && error.job === null && error.status === 409 && error.reason !== 'backendError'
  );
}
