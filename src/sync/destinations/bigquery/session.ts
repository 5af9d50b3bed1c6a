import type { TableName } from '../../config/spec.ts';
import type { Cost } from '../../types.ts';

// What the parts of the BigQuery destination ask of one connection.

/** A table by its full name. */
export type TableId = { readonly project: string; readonly dataset: string; readonly name: string };

/** A request of the JSON API. `path` is below `/bigquery/v2/`, each part encoded: `projects/p/datasets/d/tables/t`. */
export type ApiRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
};

/** The `configuration` of a job with one of `load`, `copy` and `query` in it, as the API has it. */
export type JobConfiguration = Readonly<Record<string, unknown>>;

/** A job that is done without an error; `statistics` as the API gives them. */
export type DoneJob = {
  readonly id: string;
  readonly configuration: JobConfiguration;
  readonly statistics: Readonly<Record<string, unknown>>;
};

/** One statement of GoogleSQL. `parameters` are bound by name; values of rows are never written into a statement. */
export type Statement = {
  readonly sql: string;
  /** Bytes that it may bill at most; null: no limit. Left out: what the connection says. */
  readonly maxBytesBilled?: number | null;
  readonly parameters?: readonly {
    readonly name: string;
    /** STRING, INT64, TIMESTAMP … */
    readonly type: string;
    readonly value: string | null;
  }[];
};

/** Rows of a query; every value as the API's text, NULL as null. Arrays and structs are not asked for. */
export type Answer = {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly job: DoneJob;
};

/**
 * One connection to BigQuery. Errors thrown are `BigQueryError`s, with the API's own reason, HTTP status and location;
 * their message is the server's, and is never shown.
 */
export type BigQuerySession = {
  readonly project: string;
  /** The default data set. */
  readonly dataset: string;
  /** Bytes that one query may bill at most; null: no limit. */
  readonly maxBytesBilled: number | null;
  /** `dataset.table` or `project.dataset.table`, or a table of the default data set. */
  resolve(table: TableName): TableId;
  /** One request, asked again with growing pauses where that is safe and the answer was that of a moment (429, 5xx, rateLimitExceeded). */
  request<T>(request: ApiRequest, signal?: AbortSignal): Promise<T>;
  /** The same; null where the answer is 404. */
  find<T>(request: ApiRequest, signal?: AbortSignal): Promise<T | null>;
  /** Headers that authorise a request of another kind, as an upload is. */
  authorization(): Promise<Readonly<Record<string, string>>>;
  /** The address of the API without a path: `https://bigquery.googleapis.com`. */
  readonly address: string;
  /**
   * Carries out a job under an id of ours: where BigQuery knows the id already, that job is waited for instead of
   * another one being made. An abort cancels the job on the server and throws. Throws the job's own error.
   */
  run(id: string, configuration: JobConfiguration, signal?: AbortSignal): Promise<DoneJob>;
  /** Waits for a job that was made already, by an upload for one. Null where BigQuery knows no such job. */
  wait(id: string, signal?: AbortSignal): Promise<DoneJob | null>;
  /** Runs a query under an id of ours, `maximumBytesBilled` included, and reads all its rows. */
  query(id: string, statement: Statement, signal?: AbortSignal): Promise<Answer>;
  /** Bytes that a query would read, without running it. */
  estimate(statement: Statement): Promise<number>;
  /** The server's own clock, as of its last answer. Epoch ms. */
  now(): number;
  /** What all jobs of this session have cost so far. */
  spent(): Cost;
  close(): Promise<void>;
};

/** The id of a job of an attempt. The same step of the same attempt has the same id, so that no retry does it twice. */
export function jobId(token: string, step: string): string {
  return `sync_bot_${token}_${step}`;
}
