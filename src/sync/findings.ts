import type { Mask, TableName } from './config/spec.ts';
import type { Window } from './cursor.ts';
import type { Column, Plan, PublishMethod } from './types.ts';

// What is found by looking at both ends of a table.

/** How a column of the source and its counterpart in the target differ. Types in the databases' own words. */
export type ColumnDiff = {
  readonly name: string;
  /** excluded and not_listed: of the source, and tables.yml leaves it out. */
  readonly kind: 'only_source' | 'only_target' | 'type' | 'not_null' | 'excluded' | 'not_listed';
  readonly source: string | null;
  /** What a run would make of it. */
  readonly made: string | null;
  readonly target: string | null;
  readonly mask: Mask | null;
  /** What the next run would do with it. */
  readonly next: 'added' | 'dropped' | 'retyped' | 'kept' | 'refused' | 'left_out';
};

/** What `/sync diff` shows. `publish: 'create'` where there is no target yet; `same` counts columns without a difference. */
export type DiffReport = {
  readonly table: string;
  readonly source: Plan['source'];
  readonly destination: Plan['destination'];
  readonly publish: PublishMethod;
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

/** `source` and `destination` are null for min and max: those are values of rows, and stay in the worker. */
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
