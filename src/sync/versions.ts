import type { Mask } from './config/spec.ts';
import type { Cursor } from './cursor.ts';

// What a publication comes to, the versions of a target that a destination keeps, and figures of one not published yet.

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

/**
 * How the new rows got into the target: as a first table, by a swap of tables, by replacing the rows inside the table, or
 * beside the rows that are there.
 */
export type PublishMethod = 'create' | 'swap' | 'in_place' | 'append' | 'merge';
/** Rows of the target: new ones, ones with other values now, ones that were left as they are, ones that were taken away. */
export type Changes = {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly deleted: number;
};
/** One job that a warehouse ran, by the id under which its own console shows it. */
export type BilledJob = {
  readonly id: string;
  /** What it was for. */
  readonly what: 'load' | 'copy' | 'query';
  /** Bytes read by queries, and bytes that are billed; 0 for loads and copies, which are free. */
  readonly bytesProcessed: number;
  readonly bytesBilled: number;
  /** Slot time in ms. */
  readonly slotMs: number;
};
/** What a session with a warehouse that bills by work has cost. */
export type Cost = {
  readonly bytesProcessed: number;
  readonly bytesBilled: number;
  readonly slotMs: number;
  readonly jobs: readonly BilledJob[];
};
/** `rows`: of staging. `changes`: null where everything was replaced. */
export type Published = {
  readonly rows: number;
  readonly method: PublishMethod;
  readonly changes: Changes | null;
  readonly previous?: Kept;
  /** What hangs on the target and stayed: grants, indexes, views, comments. Left out where there was nothing. */
  readonly kept?: readonly string[];
  /** Bytes that the publication was estimated to read before it ran; left out where nobody bills for them. */
  readonly estimatedBytes?: number;
};
export type Settlement = {
  /** `cursor`: what the run that published wanted to have remembered, kept beside its rows; null: leave it as it is. */
  readonly published: { readonly rows: number; readonly cursor: Cursor | null } | null;
  readonly dropped: readonly string[];
};

/** What publishing would do, for people to read. */
export type Preview = {
  readonly statements: readonly string[];
  readonly publish: PublishMethod;
  /** What hangs on the target, where that is why its rows are replaced in place. */
  readonly around?: readonly string[];
  /**
   * Bytes that publishing would read at most, as a dry run estimates, and the most that may be billed (null: no limit);
   * left out where nobody bills for them.
   */
  readonly estimate?: { readonly bytes: number; readonly limit: number | null };
};
