/**
 * A thrown error reduced to its structured fields. `text` is the error's own message: it may quote values and be
 * localised, so it is only compared with words of drivers, hashed, and searched for names of columns.
 */
export type RawError = {
  readonly mysql?: number;
  readonly sqlstate?: string;
  readonly sqlite?: string;
  /** BigQuery: the reason, of the API, of OAuth or of our own session. */
  readonly bigquery?: string;
  /** BigQuery: the id of the job that failed; it is ours. */
  readonly job?: string;
  /** The name of an error of Amazon's SDK. */
  readonly aws?: string;
  /** The reason in an error of Google's client of Cloud Storage. */
  readonly gcs?: string;
  /** The number of a load error of Redshift. */
  readonly redshift?: number;
  /** Slack's own word. */
  readonly slack?: string;
  readonly node?: string;
  readonly syscall?: string;
  /** PostgreSQL: the server's function that raised it, the same in every language. */
  readonly routine?: string;
  readonly column?: string;
  readonly constraint?: string;
  /** PostgreSQL: the context of a COPY. Holds values. */
  readonly context?: string;
  readonly text: string;
};

const DEEPEST = 5;

/** The error itself, then what it wraps (`AggregateError.errors`, `cause`), outermost first. */
export function unwrap(thrown: unknown): readonly unknown[] {
  const found: unknown[] = [thrown];
  let layer: readonly unknown[] = [thrown];
  for (let depth = 0; depth < DEEPEST && layer.length > 0; depth++) {
    layer = layer.flatMap(wrapped).filter((inner) => inner != null && !found.includes(inner));
    found.push(...layer);
  }
  return found;
}

function wrapped(error: unknown): readonly unknown[] {
  if (typeof error !== 'object' || error === null) return [];
  const { errors, cause } = error as { readonly errors?: unknown; readonly cause?: unknown };
  return [...(Array.isArray(errors) ? errors : []), ...(cause === undefined ? [] : [cause])];
}

export function readRaw(thrown: unknown): RawError {
  if (typeof thrown !== 'object' || thrown === null) return { text: String(thrown) };
  const fields = thrown as Readonly<Record<string, unknown>>;
  const text = typeof fields.message === 'string' ? fields.message : '';
  const code = fields.code;
  const syscall = word(fields.syscall);

  if (fields.name === 'BigQueryError' && typeof fields.reason === 'string') {
    return { bigquery: fields.reason, text, ...given('job', fields.job) };
  }
  const elsewhere = readStore(fields, text);
  if (elsewhere !== null) return elsewhere;
  // mysql2 puts the server's number into errno (MariaDB's 1969 arrives with nothing else); Node's errno is negative.
  if (typeof fields.errno === 'number' && fields.errno > 0 && syscall === undefined) {
    return { mysql: fields.errno, text };
  }
  if (typeof code !== 'string' || !/^[A-Z0-9_]{1,60}$/.test(code)) {
    const name = word(fields.name);
    return name === 'AbortError' || name === 'TimeoutError' ? { node: name, text } : { text };
  }
  if (code.startsWith('SQLITE_')) return { sqlite: code, text };
  // EPIPE has five letters too, but a SQLSTATE always has a digit, and E2BIG a system call.
  if (/^[0-9A-Z]{5}$/.test(code) && /\d/.test(code) && syscall === undefined) {
    return {
      sqlstate: code,
      text,
      ...given('routine', fields.routine),
      ...given('column', fields.column),
      ...given('constraint', fields.constraint),
      ...given('context', fields.where),
    };
  }
  return { node: code, text, ...given('syscall', syscall) };
}

/** Stores, and Slack, say in a field of their own what is wrong; their `code` and `name` alone would not tell. */
function readStore(fields: Readonly<Record<string, unknown>>, text: string): RawError | null {
  if (typeof fields.$metadata === 'object' && typeof fields.name === 'string') return { aws: fields.name, text };
  if (typeof fields.err_code === 'number') return { redshift: fields.err_code, text };
  if (fields.name === 'ApiError' && Array.isArray(fields.errors)) {
    const [first] = fields.errors as readonly { readonly reason?: unknown }[];
    const reason = word(first?.reason) ?? (typeof fields.code === 'number' ? `http${fields.code}` : undefined);
    if (reason !== undefined) return { gcs: reason, text };
  }
  if (typeof fields.code !== 'string' || !fields.code.startsWith('slack_webapi_')) return null;
  const data = (fields.data ?? {}) as { readonly error?: unknown };
  return { slack: word(data.error) ?? fields.code.slice('slack_webapi_'.length), text };
}

/** What the driver gave, for whoever wants to look it up; undefined for an error without a code. */
export function nativeCode(raw: RawError): string | undefined {
  if (raw.bigquery !== undefined) return raw.job === undefined ? raw.bigquery : `${raw.bigquery} in job ${raw.job}`;
  return (
    raw.mysql?.toString() ??
    raw.sqlstate ??
    raw.sqlite ??
    raw.aws ??
    raw.gcs ??
    raw.redshift?.toString() ??
    raw.slack ??
    raw.node
  );
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function given<K extends string>(key: K, value: unknown): { readonly [k in K]?: string } {
  const text = word(value);
  return (text === undefined ? {} : { [key]: text }) as { readonly [k in K]?: string };
}
