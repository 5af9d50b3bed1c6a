/** tables.yml as it is meant: every default filled, every name resolved. Nothing downstream asks "is it set?". */

import type { SlackSpec } from './slack-spec.ts';

export const MASKS = ['hash', 'redact', 'null', 'email', 'last4', 'year'] as const;
export type Mask = (typeof MASKS)[number];

/** What becomes of a value that the destination cannot hold exactly. */
export const ON_INVALID = ['fail', 'null', 'text'] as const;
export type OnInvalid = (typeof ON_INVALID)[number];

export const MODES = ['replace', 'append', 'merge'] as const;
export type Mode = (typeof MODES)[number];

/** What becomes of rows of the target whose key is gone from the source, when the keys are compared. */
export const DELETES = ['keep', 'soft', 'hard'] as const;
export type Deletes = (typeof DELETES)[number];

/** How far behind the cursor a run reads again: a length of time, or a count for keys that are whole numbers. */
export type Lookback = { readonly by: 'time'; readonly ms: number } | { readonly by: 'number'; readonly count: number };
/** What a run proves before it publishes: figures of every column, or the number of rows alone. */
export const RECEIPTS = ['columns', 'rows'] as const;
export type Receipt = (typeof RECEIPTS)[number];
/** What becomes of a column that the source has and the target has not, where nothing else is said of it. */
export const ON_NEW_COLUMN = ['ask', 'add', 'ignore'] as const;
export type OnNewColumn = (typeof ON_NEW_COLUMN)[number];

/** Whether undecided columns that look like personal data hold a run. */
export const SENTINEL = ['hold', 'off'] as const;
export type Sentinel = (typeof SENTINEL)[number];

export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type TableName = { readonly schema: string | null; readonly name: string };

type Common = {
  readonly name: string;
  /** Sessions of runs that may read from this connection at once; a run has as many as its table has readers. */
  readonly maxReaders: number;
  /** Runs that may write to this connection at once. */
  readonly maxWriters: number;
};
export type MysqlSpec = Common & { readonly type: 'mysql'; readonly url: string };
export type PostgresSpec = Common & { readonly type: 'postgres'; readonly url: string; readonly schema: string };
/** `path` is absolute. `maxBytes`: how large a run may make the file; null: as large as the disk allows. */
export type SqliteSpec = Common & { readonly type: 'sqlite'; readonly path: string; readonly maxBytes: number | null };
/** Where a BigQuery connection takes its identity from. */
export type BigQueryCredentials =
  /** Application Default Credentials: whatever the machine has. */
  | { readonly kind: 'default' }
  /** A key file; `path` is absolute. */
  | { readonly kind: 'file'; readonly path: string }
  /** The JSON of a key, out of an environment variable. */
  | { readonly kind: 'json'; readonly key: string };
export type BigQuerySpec = Common & {
  readonly type: 'bigquery';
  readonly project: string;
  /** Where tables without a dataset of their own go. */
  readonly dataset: string;
  /** Where data sets are and jobs run, like asia-northeast1; null: wherever the data set is. */
  readonly location: string | null;
  readonly credentials: BigQueryCredentials;
  /** A service account to act as. */
  readonly impersonate: string | null;
  /** Another address of the API. One of plain http is an emulator: no real token is ever sent there. */
  readonly endpoint: string | null;
  /** Where files are staged, `gs://bucket/prefix`; null: rows are uploaded to BigQuery itself. */
  readonly staging: { readonly bucket: string; readonly prefix: string } | null;
  /** Bytes that one query may bill at most; null: no limit. */
  readonly maxBytesBilled: number | null;
  /** What one TiB billed costs, in whatever money the reader thinks in; null: costs are told in bytes only. */
  readonly pricePerTib: number | null;
};
export type ConnectionSpec = MysqlSpec | PostgresSpec | SqliteSpec | BigQuerySpec;
export type ConnectionType = ConnectionSpec['type'];

export const GRAINS = ['hour', 'day', 'month', 'year'] as const;
export type Grain = (typeof GRAINS)[number];
/** How a BigQuery table is partitioned. */
export type Partitioning = {
  /** Null: by the time at which rows arrived. */
  readonly column: string | null;
  /** By a length of time, or by ranges of a whole number. */
  readonly by:
    | { readonly kind: 'time'; readonly grain: Grain; readonly expireDays: number | null }
    | { readonly kind: 'range'; readonly start: number; readonly end: number; readonly interval: number };
  /** Whether every query has to say which partitions it reads. */
  readonly requireFilter: boolean;
};
export const LOAD_FORMATS = ['ndjson', 'csv', 'avro'] as const;
export type LoadFormat = (typeof LOAD_FORMATS)[number];
/** What only BigQuery knows of a table. */
export type BigQueryTable = {
  readonly partitionBy: Partitioning | null;
  readonly clusterBy: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string | null;
  /** Days after which BigQuery drops the whole table; null: never. */
  readonly expireDays: number | null;
  /** Null: what suits the columns. */
  readonly format: LoadFormat | null;
  /** Bytes that one query may bill at most; null: as the connection says. */
  readonly maxBytesBilled: number | null;
};
/** Columns that a run adds to those of the source. `synced_at`: the moment the run stands for, the same for all its tries. */
export const ADDED_COLUMNS = ['synced_at'] as const;
export type AddedColumn = (typeof ADDED_COLUMNS)[number];

/** A table that a query in the warehouse makes. */
export type ModelSpec = {
  /** One query in GoogleSQL, `{{ … }}` as written. */
  readonly sql: string;
  /** The file that holds it, absolute; null: it stands in tables.yml itself. */
  readonly file: string | null;
  /** Tables and models that succeed for the same due date before it runs; empty: a schedule or people start it. */
  readonly after: readonly string[];
};

export type TableSpec = {
  readonly name: string;
  readonly source: { readonly connection: string; readonly table: TableName };
  readonly destination: { readonly connection: string; readonly table: TableName };
  readonly mode: Mode;
  /** The columns by which append and merge know a row again; null: the source's own primary key. */
  readonly primaryKey: readonly string[] | null;
  /** The column that says which rows are new; null: every run reads everything. */
  readonly incrementalKey: string | null;
  /** Null: what suits the type of the incremental key. */
  readonly lookback: Lookback | null;
  /** How long a transaction of the source stays open at most, replica lag included; null: the source is asked. */
  readonly maxTransactionMs: number | null;
  readonly deletes: Deletes;
  /** When all keys are compared, as a cron expression; null: only when people say so. */
  readonly gapAudit: string | null;
  /** Null: all columns the source has. */
  readonly columns: readonly string[] | null;
  readonly exclude: readonly string[];
  readonly mask: Readonly<Record<string, Mask>>;
  /** By column; `fail` where nothing is said. */
  readonly onInvalid: Readonly<Record<string, OnInvalid>>;
  readonly onNewColumn: OnNewColumn;
  /** Columns whose loss in the target, or whose other type there, is accepted. */
  readonly acceptChanges: readonly string[];
  readonly sentinel: Sentinel;
  /** Columns that somebody decided may be copied as they are. */
  readonly unmasked: readonly string[];
  readonly where: string | null;
  /** Whether a source without rows may leave the target without rows. */
  readonly allowEmpty: boolean;
  readonly receipt: Receipt;
  /** Sessions that read the table at once, in one snapshot. */
  readonly readers: number;
  readonly checks: {
    readonly minRows: number | null;
    /** The share of the last published rows that may be missing, 0 to 1. */
    readonly maxDrop: number | null;
    /** The share of the last published rows that may be added to them, from 0. */
    readonly maxGrowth: number | null;
    /** The newest value of the column must not be older than this. */
    readonly freshWithin: { readonly column: string; readonly seconds: number } | null;
    /** The share of rows that may be NULL, 0 to 1, by column. */
    readonly nullRate: Readonly<Record<string, number>>;
    /** Columns whose values, together, may occur once. */
    readonly unique: readonly (readonly string[])[];
  };
  /** Columns that every row gets besides. */
  readonly addColumns: readonly AddedColumn[];
  /** Null for a table that is copied. A model's `source` is the connection that carries its query out. */
  readonly model: ModelSpec | null;
  /** Null where the destination is not BigQuery. */
  readonly bigquery: BigQueryTable | null;
  /** How long a held run waits for a decision before it is discarded. */
  readonly holdForMs: number;
  /** How old the last good version may be; null: as old as it is. */
  readonly maxAgeMs: number | null;
  /** How late after its moment a scheduled run may start. */
  readonly startWithinMs: number;
  /** Versions that are kept for an undo. */
  readonly keepPrevious: 0 | 1;
  /** Cron expression, or null for a table that only people run. */
  readonly schedule: string | null;
  readonly timezone: string;
  /** Tries after the first. */
  readonly retries: number;
  readonly retryWaitMs: number;
  readonly timeoutMs: number;
  readonly tags: readonly string[];
  readonly owner: string | null;
  /** Where it is declared. */
  readonly file: string;
  readonly line: number;
};

/** What needs a second person. Null and an empty list: nothing does. */
export type Danger = {
  /** A run of more rows than this. */
  readonly rows: number | null;
  /** Rows of more days than this, told by --from and --to. */
  readonly days: number | null;
  /** Minutes of the day in the table's time zone; over midnight where `to` is before `from`. */
  readonly hours: { readonly from: number; readonly to: number } | null;
  /** Whatever changes a table of one of these tags. */
  readonly tags: readonly string[];
  /** How long a request waits for an answer. */
  readonly expiresMs: number;
};

export type Config = {
  /** Absolute path of the main file. */
  readonly file: string;
  /** The main file, every included one and the SQL of models, absolute: what to watch for a reload. */
  readonly files: readonly string[];
  readonly timezone: string;
  readonly slack: SlackSpec;
  /** Ids of Slack users, user groups and channels by role; `*` means everybody. Everybody is a viewer. */
  readonly roles: Readonly<Record<Exclude<Role, 'viewer'>, readonly string[]>>;
  readonly danger: Danger;
  /** Runs that go on at once, all tables together. */
  readonly maxRunning: number;
  readonly connections: Readonly<Record<string, ConnectionSpec>>;
  /** Tables and models, which share their names. */
  readonly tables: Readonly<Record<string, TableSpec>>;
  /** True things worth saying that are no mistakes. */
  readonly warnings: readonly Mistake[];
};

/** One mistake in tables.yml, at its place. */
export type Mistake = { readonly file: string; readonly line: number; readonly message: string };

/** What reading tables.yml gives: a configuration without a single mistake, or every mistake there is. */
export type ConfigLoad =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };
