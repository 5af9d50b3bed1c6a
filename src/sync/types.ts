import type { Mask, Mode, TableName } from './config/spec.ts';
import type { Window } from './cursor.ts';
import type { Profile, ProfileQuery, Sample, SampleQuery } from './findings.ts';

/** What a value is, whatever the database calls it. */
export type ColumnType =
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'string'
  | 'bytes'
  | 'date'
  | 'time'
  | 'datetime'
  | 'timestamp'
  | 'json';

/** One column as a source or a destination describes it. */
export type Column = {
  readonly name: string;
  readonly type: ColumnType;
  /** decimal: all digits; date-times: digits of the second. */
  readonly precision?: number;
  /** decimal: digits behind the point. */
  readonly scale?: number;
  /** string: characters at most; integer and double: bytes of storage. */
  readonly length?: number;
  readonly unsigned?: boolean;
  readonly nullable: boolean;
  /** The type in the database's own words: `bigint(20) unsigned`, `timestamp with time zone`. */
  readonly native: string;
};

/** A table as it stands now. `estimatedRows` comes from the catalog and may be far off. */
export type TableShape = {
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly estimatedRows: number | null;
};

/**
 * One value: its exact text (UTF-8) as the database prints it, or the bytes of a bytes column. Never a JS number, never
 * a Date. boolean: `t` or `f`. date `YYYY-MM-DD`. datetime `YYYY-MM-DD HH:MM:SS[.ffffff]`. timestamp: the same in UTC
 * with `+00` behind it.
 */
export type Cell = Uint8Array | null;

/** Rows of cells in the plan's order of columns. Masks change the rows in place. */
export type CellBatch = {
  readonly format: 'cells';
  readonly rows: Cell[][];
  readonly bytes: number;
  /** Cells that are not of their column's type, where the source's columns may hold anything. */
  readonly odd?: readonly OddCell[];
};

/** `row` and `column` are positions in the batch; `found` says what stands there instead, never its value. */
export type OddCell = { readonly row: number; readonly column: number; readonly found: string };

/** Bytes of PostgreSQL's COPY text format, cut anywhere; `lines` counts the line ends in them, and a line is a row. */
export type CopyBatch = { readonly format: 'pg-copy'; readonly data: Uint8Array; readonly lines: number };

/** A bounded piece of a table, bounded by bytes (about 256 KiB) and not by rows. */
export type Batch = CellBatch | CopyBatch;
export type BatchFormat = Batch['format'];

/** How the source shall print a column: as it is, or already masked by its own query. */
export type ReadColumn = { readonly column: Column; readonly as: 'value' | 'null' | 'redact' };

export type ReadQuery = {
  readonly table: TableName;
  readonly columns: readonly ReadColumn[];
  /** SQL of the source's dialect, as written in tables.yml. */
  readonly where: string | null;
  /** The part of the table that is read; null: all of it. */
  readonly window: Window | null;
  readonly format: BatchFormat;
  /**
   * True: values in the database's own notation, for a destination that speaks it. False: the notation of `Cell`, with
   * what only this database knows (arrays) as JSON.
   */
  readonly native: boolean;
};

export type SourceKind = 'mysql' | 'postgres' | 'sqlite';
export type DestinationKind = 'postgres' | 'sqlite';

/** A database that is read. All calls of one Source see one snapshot. Errors are the driver's own; sync.ts classifies. */
export type Source = {
  readonly kind: SourceKind;
  readonly formats: readonly BatchFormat[];
  /** Null where the table does not exist or may not be seen. */
  describe(table: TableName): Promise<TableShape | null>;
  /** Every table that may be read, for the message about one that is missing. */
  tableNames(): Promise<readonly string[]>;
  /** The statement that `read` would run, for people to read. */
  explain(query: ReadQuery): string;
  /**
   * Streams the rows. An abort stops the statement on the server and makes the iteration throw. The consumer's pace
   * is the reader's pace: nothing is read ahead beyond one batch and the socket's buffers.
   */
  read(query: ReadQuery, signal: AbortSignal): AsyncIterable<Batch>;
  /** Reads a few rows. One that fails leaves the snapshot as it was. */
  sample(query: SampleQuery, signal: AbortSignal): Promise<Sample>;
  /** Takes the figures of a whole table. An abort stops the statement on the server and makes this throw. */
  profile(query: ProfileQuery, signal: AbortSignal): Promise<Profile>;
  close(): Promise<void>;
};

/** A database that is written. */
export type Destination = {
  readonly kind: DestinationKind;
  readonly modes: readonly Mode[];
  readonly formats: readonly BatchFormat[];
  /** Sources whose native types and notation it takes as they are. */
  readonly natives: readonly SourceKind[];
  /** The target as readers see it now; null where there is none yet. */
  describe(table: TableName): Promise<TableShape | null>;
  /** The same as a source's, of the target as readers see it now. */
  profile(query: ProfileQuery, signal: AbortSignal): Promise<Profile>;
  /** The statements that `begin` and `commit` would run, for people to read. Changes nothing. */
  preview(plan: Plan): Promise<Preview>;
  /** Makes an empty staging table that belongs to `token` alone. */
  begin(plan: Plan, token: string): Promise<Load>;
  /**
   * Ends whatever an earlier worker left under `token` and tells the truth about it: drops the staging table (which
   * also keeps a worker that still lives from publishing) and then looks whether `token` was published before that.
   */
  settle(table: TableName, token: string): Promise<Settlement>;
  /** Takes up the load of an earlier worker, which `finish`ed it; null where its staging table is gone. */
  resume(plan: Plan, token: string): Promise<Load | null>;
  /** The version that readers see and the one before it, as far as this destination knows them. */
  generations(table: TableName): Promise<Generations>;
  /**
   * Puts `was.previous` in the place of `was.current`, which becomes the previous one, in one instant. Throws a
   * SyncError where they are not the same any more.
   */
  undo(table: TableName, token: string, was: Generations): Promise<Published>;
  close(): Promise<void>;
};

/** One load into one staging table. Only `commit` changes what a reader of the target sees, and in one instant. */
export type Load = {
  write(batch: Batch): Promise<void>;
  /** Ends the writing and counts what is staged by asking the destination. */
  finish(): Promise<{ readonly rows: number }>;
  /** Figures of the staged rows, in the order in which they are asked for; after `finish`. */
  measure(figures: readonly Figure[]): Promise<readonly (number | null)[]>;
  commit(): Promise<Published>;
  /** Drops the staging table. Safe at any stage, also after an error, and after a commit (then it does nothing). */
  abort(): Promise<void>;
};

export type Preview = {
  readonly statements: readonly string[];
  readonly publish: PublishMethod;
  /** What hangs on the target, where that is why its rows are replaced in place. */
  readonly around?: readonly string[];
};

/** How the new rows took the place of the old: a first table, a swap of tables, or rows replaced inside the table. */
export type PublishMethod = 'create' | 'swap' | 'in_place';
export type Published = { readonly rows: number; readonly method: PublishMethod; readonly previous?: Kept };

/** Whether the version that was there before is kept for an undo; `why` says why it is not. */
export type Kept = { readonly kept: boolean; readonly why: string | null };

/** One version of a target. */
export type Generation = {
  /** The attempt that put it where it is now: a run, or an undo. */
  readonly token: string;
  /** The attempt that copied it from the source. */
  readonly origin: string;
  readonly rows: number;
  /** When it was published for the first time, by the destination's clock, ISO 8601 in UTC. */
  readonly publishedAt: string;
  /** Its columns, each with the mask it was written under. */
  readonly masks: Readonly<Record<string, Mask | null>>;
};

export type Generations = {
  readonly current: Generation | null;
  readonly previous: Generation | null;
  /** What somebody did to the target since it was published; null where it is as it was. */
  readonly altered: string | null;
};

/** A figure of staged rows. */
export type Figure =
  /** Rows without a value. */
  | { readonly kind: 'nulls'; readonly column: string }
  /** Rows that have the same values as an earlier one; a NULL is like no other value. */
  | { readonly kind: 'duplicates'; readonly columns: readonly string[] }
  /** Seconds between the newest value and the destination's own clock; null without any value. */
  | { readonly kind: 'age'; readonly column: string; readonly zone: string };
export type Settlement = { readonly published: { readonly rows: number } | null; readonly dropped: readonly string[] };

/** Where a mask is applied: in the source's own query, or in the worker before the first byte is written. */
export type MaskPlace = 'source' | 'worker';
export type PlannedColumn = {
  readonly name: string;
  /** As the source has it. */
  readonly from: Column;
  /** As the destination gets it (a hash of an integer is a string). */
  readonly to: Column;
  readonly mask: { readonly how: Mask; readonly at: MaskPlace } | null;
};

/** Everything a load will do, as data, decided before anything is written. */
export type Plan = {
  readonly table: string;
  readonly mode: Mode;
  readonly source: { readonly kind: SourceKind; readonly connection: string; readonly table: TableName };
  readonly destination: { readonly kind: DestinationKind; readonly connection: string; readonly table: TableName };
  readonly columns: readonly PlannedColumn[];
  /** Columns of the source that are not copied. */
  readonly left: readonly string[];
  readonly where: string | null;
  /** The part of the table that is read; null: all of it. */
  readonly window: Window | null;
  readonly format: BatchFormat;
  /** See ReadQuery.native. */
  readonly native: boolean;
  readonly primaryKey: readonly string[];
  /** The columns by which append and merge know a row again; empty for replace, and where a table has no key. */
  readonly key: readonly string[];
  readonly estimatedRows: number | null;
  /** Whether the version that is replaced is kept for an undo. */
  readonly keepPrevious: boolean;
  /** The columns are listed by name in tables.yml: one that is not there any more was taken out by a person. */
  readonly listed: boolean;
};
