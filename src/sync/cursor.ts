import type { TableName } from './config/spec.ts';

// From where to where a run of an incremental table reads, and what is remembered for the next one: plain data.

/** What of a table a run reads. */
export type Scope =
  /** What is due by the table's mode: all of it for replace, what is new since the cursor for the others. */
  | { readonly kind: 'due' }
  /** Everything, as if there were no cursor. */
  | { readonly kind: 'full' }
  /** `from <= incremental_key < to`, in the source's own notation; null is open. Leaves the cursor where it is. */
  | { readonly kind: 'window'; readonly from: string | null; readonly to: string | null }
  /** The keys of everything, to find rows that were missed and rows that are gone. Leaves the cursor where it is. */
  | { readonly kind: 'gaps' };

/**
 * What a source said of its incremental_key just before a run took its snapshot, in this order: the newest value that
 * is no later than the server's clock, then the transactions that were open. Once none of those is open any more,
 * every row that will still appear was stamped after `newest`, whatever clock or sequence stamps it.
 */
export type Mark = {
  /** By the server's clock, ISO 8601 in UTC. */
  readonly at: string;
  /** Null where there is no value yet. */
  readonly newest: string | null;
  /** Names of the transactions that were open, unique over the life of the server; the run's own left out. */
  readonly open: readonly string[];
  /** Since when the oldest of them is open, ISO 8601 in UTC; null where that is not known or none is open. */
  readonly oldestOpenSince: string | null;
};

/** A mark, and what else was seen of the incremental_key while it was taken. */
export type Marked = {
  readonly mark: Mark;
  /** Rows without a value, or with one that no cursor reaches; 0 where that was not asked for. */
  readonly nulls: number;
  /** Rows that are stamped later than the server's clock. */
  readonly future: number;
  /**
   * Why the open transactions could not be asked for: the user lacks a privilege, or they are those of another server,
   * whose replica this one is. Null: they were.
   */
  readonly hidden: 'privilege' | 'replica' | null;
};

/**
 * What a mark is taken of: the rows that `where` selects. `exact`: for windows that end at the mark. Then rows without a
 * value are counted too, and transactions that began just now get a moment to end.
 */
export type MarkQuery = {
  readonly table: TableName;
  readonly column: string;
  readonly where: string | null;
  readonly exact: boolean;
};

/**
 * The name of every prepared transaction (two-phase commit): it has lost the name that it was open under, so while there
 * is any, it may be each of those that were open at a mark.
 */
export const PREPARED = 'prepared';

/** From where the next run of a table reads, stored together with the success of the run that found it out. */
export type Cursor = {
  /** The incremental_key it is a value of. */
  readonly column: string;
  /**
   * What it was found out of and for: a fingerprint of both tables, `where` and the key. Under another one the cursor
   * says nothing, and everything is read.
   */
  readonly of: string;
  /** Null until one mark is settled: the next run reads everything again. */
  readonly value: string | null;
  /** Marks that wait for transactions to end, oldest first. */
  readonly marks: readonly Mark[];
};

/** The part of a table that a query reads: `from <= column < to`, and rows without a value where `nulls` says so. Values are their exact text, timestamps in UTC with `+00` behind. */
export type Window = {
  readonly column: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly nulls: boolean;
};
