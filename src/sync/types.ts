import type { Batch, BatchFormat } from './batches.ts';
import type { BigQueryTable, Deletes, LoadFormat, Mask, Mode, TableName } from './config/spec.ts';
import type { Cursor, Window } from './cursor.ts';
import type { Measure, Profile, ProfileQuery, Sample, SampleQuery, UsageReport } from './findings.ts';
import type { Cost, Figure, Generations, Preview, Published, Settlement } from './versions.ts';

export type { Batch, BatchFormat, Cell, CellBatch, OddCell } from './batches.ts';
export type {
  Changes,
  Cost,
  Figure,
  Generation,
  Generations,
  Kept,
  Preview,
  Published,
  PublishMethod,
  Settlement,
} from './versions.ts';

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
  /** What the database's own catalog says about it; left out where it says nothing. */
  readonly comment?: string;
  /** Its binary form is the same in every server of this kind. */
  readonly portable?: true;
};

/** A table as it stands now. `estimatedRows` comes from the catalog and may be far off. */
export type TableShape = {
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly estimatedRows: number | null;
  /** What the database's own catalog says about the table; left out where it says nothing. */
  readonly comment?: string;
  /** Whether ranges of its blocks can be read without reading the others. */
  readonly blockRanges?: boolean;
};

/** By what a table is divided among several sessions that read it at once, in one snapshot. */
export type Split =
  | { readonly readers: number; readonly by: 'blocks' }
  | { readonly readers: number; readonly by: 'key'; readonly column: string };

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
  /** Null: one session reads it all. */
  readonly split: Split | null;
};

/** `bigquery` reads for models only: their rows never leave it. */
export type SourceKind = 'mysql' | 'postgres' | 'sqlite' | 'bigquery';
export type DestinationKind = 'postgres' | 'sqlite' | 'bigquery';

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
   * Compares the keys that are staged under `token` with those of the target: which the target lacks, or, under merge,
   * has with another incremental value (`limit` of them at most are named), and how many it has besides.
   */
  compareKeys(
    plan: Plan,
    token: string,
    asked: { readonly incremental: string; readonly limit: number },
  ): Promise<KeyComparison>;
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
  /**
   * Who read these tables in the last `days` days, sync-bot's own work left out; null where the database keeps no
   * record of its readers.
   */
  usage(asked: UsageQuery, signal: AbortSignal): Promise<UsageReport | null>;
  /** What this session has cost so far; null where nobody is billed for it. */
  spent(): Cost | null;
  close(): Promise<void>;
};

/** Which tables a usage is asked of. A `*` at the end of a name stands for any ending, alone for the rest of the data set. */
export type UsageQuery = { readonly tables: readonly TableName[]; readonly days: number };

/** One load into one staging table. Only `commit` changes what a reader of the target sees, and in one instant. */
export type Load = {
  write(batch: Batch): Promise<void>;
  /**
   * Ends the writing and counts what is staged by asking the destination. Where that is a matter of minutes an abort ends
   * it, on the server too, and makes this throw.
   */
  finish(signal?: AbortSignal): Promise<{ readonly rows: number }>;
  /** Figures of the staged rows, in the order in which they are asked for; after `finish`. */
  measure(figures: readonly Figure[]): Promise<readonly (number | null)[]>;
  /** Takes the quick figures of what is staged, column by column in the plan's order. Only after `finish`. */
  profile(measures: readonly Measure[], signal: AbortSignal): Promise<Profile>;
  commit(): Promise<Published>;
  /** Drops the staging table. Safe at any stage, also after an error, and after a commit (then it does nothing). */
  abort(): Promise<void>;
};

export type KeyComparison = {
  readonly late: number;
  readonly gone: number;
  /** Of the late ones, each in the order of the plan's key. */
  readonly keys: readonly (readonly string[])[];
};

/** The column that `deletes: soft` adds to a target: when a row was found to be gone, by the destination's clock. */
export const DELETED_AT = '_deleted_at';

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

/** A column that the run adds, and its value in the notation of `Cell`. */
export type AddedValue = { readonly column: Column; readonly value: string };

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
  /** See ReadQuery.split. */
  readonly split: Split | null;
  /** Why one session reads it all though the table asks for more. */
  readonly unsplit: string | null;
  readonly primaryKey: readonly string[];
  /** The columns by which append and merge know a row again; empty for replace, and where a table has no key. */
  readonly key: readonly string[];
  /** What to remember once this is published; null: leave it as it is. */
  readonly cursor: Cursor | null;
  readonly deletes: Deletes;
  /** The token under which the keys of everything are staged, by which publishing finds rows that are gone; else null. */
  readonly keys: string | null;
  readonly estimatedRows: number | null;
  /** Whether the version that is replaced is kept for an undo. */
  readonly keepPrevious: boolean;
  /** Columns that are not the source's: the same value in every row. */
  readonly added: readonly AddedValue[];
  /**
   * Every run appends everything there is, beside what earlier runs appended: rows of the target whose `column` is from
   * `from` on and before `to` (ISO 8601, UTC) are an earlier copy of the same day and are replaced. Else null.
   */
  readonly snapshot: { readonly column: string; readonly from: string; readonly to: string } | null;
  /** What only BigQuery knows, with the format that was chosen; null for every other destination. */
  readonly bigquery: (BigQueryTable & { readonly format: LoadFormat }) | null;
  /** The columns are listed by name in tables.yml: one that is not there any more was taken out by a person. */
  readonly listed: boolean;
};
