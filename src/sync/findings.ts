import type { Mask, TableName } from './config/spec.ts';
import type { Window } from './cursor.ts';
import type { Column, Plan, PublishMethod } from './types.ts';

// What is found by looking at both ends of a table.

/** How a column of the source and its counterpart in the target differ. Types in the databases' own words. */
export type ColumnDiff = {
  readonly name: string;
  /** excluded, not_listed and ignored: of the source, and tables.yml leaves it out. */
  readonly kind: 'ignored' | 'only_source' | 'only_target' | 'type' | 'not_null' | 'excluded' | 'not_listed';
  /** Null too of a column that the run adds. */
  readonly source: string | null;
  /** What a run would make of it. */
  readonly made: string | null;
  readonly target: string | null;
  readonly mask: Mask | null;
  /** What the next run would do with it. */
  readonly next: 'added' | 'asked' | 'dropped' | 'retyped' | 'kept' | 'refused' | 'left_out';
  /** Of a column only the target has: the new column that may be this one under another name. */
  readonly renamed?: string;
};

/** What `/sync diff` shows. `publish: 'create'` where there is no target yet; `same` counts columns without a difference. */
export type DiffReport = {
  readonly table: string;
  readonly source: Plan['source'];
  readonly destination: Plan['destination'];
  readonly publish: PublishMethod;
  /** What hangs on a target whose rows are replaced in place. */
  readonly around?: readonly string[];
  readonly same: number;
  readonly columns: readonly ColumnDiff[];
};

/** How a column is compared: which figures are taken, and over which canonical form of its values. See docs/verify.md. */
export type Measure =
  | 'nulls'
  | 'number'
  | 'wide'
  | 'boolean'
  | 'double'
  | 'bits'
  | 'text'
  | 'bytes'
  | 'date'
  | 'time'
  | 'moment';
export type FigureName = 'nulls' | 'sum' | 'bytes' | 'hash' | 'min' | 'max';

/** What one side is asked: `column` is as this side has it. */
export type ProfileQuery = {
  readonly table: TableName;
  readonly columns: readonly { readonly column: Column; readonly measure: Measure }[];
  readonly where: string | null;
  /** See ReadQuery.window. */
  readonly window: Window | null;
  /** See ReadQuery.native. */
  readonly native: boolean;
  /**
   * `hash`: to find every difference. `quick`: in one cheap scan, asked only of a source whose bytes pass through
   * the worker unseen.
   */
  readonly depth: 'hash' | 'quick';
};

/** The figures of a whole table, column by column in the query's order. Null: there was nothing to take it of. */
export type Profile = {
  readonly rows: string;
  readonly columns: readonly Readonly<Partial<Record<FigureName, string | null>>>[];
};

/** `source` and `destination` are null for min and max, and for sum and hash of few rows: what says a value stays in the worker. */
export type FigurePair = {
  readonly name: FigureName;
  readonly equal: boolean;
  readonly source: string | null;
  readonly destination: string | null;
};
/**
 * What a run proved of one column before it published: these figures were equal over the rows that were read and over
 * those that were staged. Smallest and largest values are compared and not kept.
 */
export type ColumnReceipt = {
  readonly name: string;
  readonly nulls: string;
  readonly sum?: string;
  readonly bytes?: string;
  /** All that was compared, in this order. */
  readonly compared: readonly FigureName[];
};
export type ColumnVerdict = {
  readonly name: string;
  readonly equal: boolean;
  readonly mask: Mask | null;
  readonly figures: readonly FigurePair[];
  /** Why less than everything was compared; null where nothing was left out. */
  readonly note: string | null;
};

/** What `/sync verify` shows. `rows` is null where there is no target yet. */
export type VerifyReport = {
  readonly table: string;
  readonly source: Plan['source'];
  readonly destination: Plan['destination'];
  readonly rows: { readonly source: string; readonly destination: string } | null;
  readonly equal: boolean;
  readonly columns: readonly ColumnVerdict[];
};

/** A few rows of a table, as text, each value cut after its first characters. They never leave the worker. */
export type SampleQuery = {
  readonly table: TableName;
  readonly columns: readonly Column[];
  readonly where: string | null;
  /** The column whose largest values come first; null: whichever rows the database gives first. */
  readonly newest: string | null;
  readonly rows: number;
};
export type Sample = readonly (readonly (string | null)[])[];

/** What a column may hold. The words are in docs/sentinel.md. */
export const LOOKS = ['email', 'phone', 'address', 'postcode', 'card', 'my_number', 'name', 'birthday'] as const;
export type Looks = (typeof LOOKS)[number];

/** A column that looks like personal data, and by what: names and counts, never a value. */
export type Suspicion = {
  readonly column: string;
  /** In the source's words. */
  readonly type: string;
  readonly looks: Looks;
  /** Its name says so. */
  readonly named: boolean;
  /** Sampled values that look so, of those that were not empty. */
  readonly matched: number;
  readonly sampled: number;
  /** Masks that suit it, the best first. */
  readonly masks: readonly Mask[];
};

/** A column of the source that the target has not and nobody has decided about: it is not copied yet. */
export type NewColumn = {
  readonly name: string;
  readonly type: string;
  readonly masks: readonly Mask[];
  readonly suspicion: Suspicion | null;
};

/** What was read of one table by somebody who is not sync-bot, while `UsageReport` looked. */
export type TableUsage = {
  readonly dataset: string;
  readonly table: string;
  /** Stored bytes and rows; null where there is no such table. */
  readonly bytes: number | null;
  readonly rows: number | null;
  /** ISO 8601, UTC; null where nobody read it. */
  readonly lastReadAt: string | null;
  /** Queries that read it, and how many users and service accounts asked them. */
  readonly reads: number;
  readonly readers: number;
};
/** Who reads the tables of a warehouse. `since`: from when on queries were looked at, ISO 8601 in UTC. */
export type UsageReport = { readonly days: number; readonly since: string; readonly tables: readonly TableUsage[] };

/** A column that the run gave another type than the target had. */
export type Retyped = { readonly name: string; readonly from: string; readonly to: string };
