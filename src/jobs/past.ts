import type { ConnectionSpec, ErrorSummary } from '../sync/index.ts';
import type { Asker, Run } from './types.ts';

// What is known of failures of the past: names, codes and times, never a text. Times are epoch milliseconds.

/** One try that failed, or that a guard held. */
export type Failed = {
  readonly run: number;
  readonly attempt: number;
  readonly at: number;
  /** The same for the same kind of trouble: `src.refused shop`, `data.null users email`. */
  readonly trouble: string;
  readonly code: string;
  readonly side: ErrorSummary['side'];
  readonly stage: ErrorSummary['stage'];
  readonly table: string;
  readonly column: string | null;
  readonly native: string | null;
};

/** What became of a failure. */
export type Mended =
  /** The same run succeeded by itself, at a later try. */
  | { readonly kind: 'retried' }
  /** A person published what was held, or discarded it. */
  | { readonly kind: 'published' | 'discarded'; readonly by: string }
  /** A later run of the table succeeded. `changed`: its entry in tables.yml was changed in between, by whom. */
  | {
      readonly kind: 'later';
      readonly run: number;
      readonly by: Asker;
      readonly afterMs: number;
      readonly undo: boolean;
      readonly changed: Asker | null;
    }
  /** The run goes on, or no run of the table has succeeded since. */
  | { readonly kind: 'active' | 'open' };

export type Earlier = Failed & { readonly mended: Mended };

/** Everything that is known about why a run ended as it did. */
export type Explanation = {
  readonly run: Run;
  /** Of the database on whose side it failed; null where it was on neither. */
  readonly kind: ConnectionSpec['type'] | null;
  /** The tries of this run that failed, in their order. */
  readonly tries: readonly Failed[];
  /** The last runs before it in which the same happened, newest first: five at most. */
  readonly before: readonly Earlier[];
  /** Runs in which it happened within `days`, this one among them. */
  readonly times: number;
  readonly days: number;
};

/** Runs of one class within a while. */
export type ClassCount = {
  readonly code: string;
  readonly runs: number;
  /** Of these, those that succeeded by themselves at a later try. */
  readonly healed: number;
  readonly tables: readonly string[];
  readonly lastAt: number;
};

/** An error that has no class yet. */
export type Unclassified = {
  /** `fp-0123456789`: the same for the same error, whatever the row. */
  readonly fingerprint: string;
  /** What the driver gave, where it gave a code. */
  readonly native: string | null;
  readonly times: number;
  readonly tables: readonly string[];
  readonly side: ErrorSummary['side'];
  readonly stage: ErrorSummary['stage'];
  readonly firstAt: number;
  readonly lastAt: number;
};

/** Once a week, with the digest of Monday: what had no class. Never without any. */
export type PastEvent = {
  readonly type: 'unclassified';
  readonly channel: string;
  /** When the week ended. */
  readonly until: number;
  readonly found: readonly Unclassified[];
};

export type PastDesk = {
  /** Null where there is no such run. */
  explain(run: number): Explanation | null;
  /** Failures from `from` on and before `until`, by class: the most frequent first. */
  failureCounts(from: number, until: number): readonly ClassCount[];
  /** Those that have no class. */
  unclassified(from: number, until: number): readonly Unclassified[];
};
