import type { Changed, Mask, NewColumn, Pending, Suspicion } from '../sync/index.ts';
import type { Asker, Run } from './types.ts';

// What waits for a person to decide, what became of it, and what is written down of what people do.

/** What a person said about a held run. */
export type Decision = { readonly what: 'publish' | 'discard'; readonly by: string; readonly at: number };

type Waiting = {
  readonly since: number;
  /** When it is discarded by itself. */
  readonly expiresAt: number;
  readonly decision: Decision | null;
};
/** What a held run waits for a person to decide, by the kind of question. Kept when it is decided. */
export type Held =
  /** A guard tripped: rows are staged, and may be published all the same or discarded. */
  | (Waiting & { readonly kind: 'guard'; readonly pending: Pending })
  /** Columns look like personal data and nobody has decided about them: nothing is staged. */
  | (Waiting & { readonly kind: 'columns'; readonly columns: readonly Suspicion[] });

/** A new column that the channel is asked about, once. */
export type Question = {
  readonly table: string;
  readonly column: NewColumn;
  readonly run: number;
  readonly askedAt: number;
};

export type ColumnDecision =
  | { readonly what: 'mask'; readonly mask: Mask }
  /** Not copied. */
  | { readonly what: 'exclude' }
  /** Copied as it is. */
  | { readonly what: 'unmasked' };

/** What somebody changed in tables.yml from here. */
export type ConfigChange = {
  readonly id: number;
  readonly at: number;
  readonly by: Asker;
  readonly table: string;
  readonly column: string;
  readonly file: string;
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly undone: { readonly at: number; readonly by: string } | null;
};

/** What became of a decision about a column. */
export type ColumnOutcome =
  | {
      readonly kind: 'written';
      /** Its number among the changes. */
      readonly change: number;
      readonly file: string;
      readonly line: number;
      /** The lines as they were and as they are; empty where a line holds more than the table. */
      readonly removed: readonly string[];
      readonly added: readonly string[];
      /** The run that waited for it: it goes on, or waits for the columns that are left. */
      readonly run: Run | null;
      /** Columns of the table that still wait. */
      readonly left: readonly string[];
    }
  /** tables.yml says something of it already, and was not changed. */
  | { readonly kind: 'already'; readonly said: string }
  /** The table has no such column, or there is no such change. */
  | { readonly kind: 'unknown'; readonly known: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly why: Extract<Changed, { ok: false }>['why'];
      readonly said: string;
      readonly byHand: readonly string[];
    };

export type Verdict =
  /** `publish`: the run goes on, and its end arrives as an event. `discard`: staging is dropped, and the run canceled. */
  | { readonly kind: 'decided'; readonly run: Run }
  /** It is not held (any more); `run.held` says what was decided, by whom. */
  | { readonly kind: 'not_held'; readonly run: Run }
  /** It waits for decisions about its columns: nothing is staged that could be published. */
  | { readonly kind: 'columns'; readonly run: Run }
  | { readonly kind: 'unknown' };

/** What people do that changes something, as the audit names it. */
export type Audited = 'run' | 'cancel' | 'pause' | 'resume' | 'publish' | 'discard' | 'undo' | 'column' | AlertAudited;
type AlertAudited = 'ack' | 'snooze' | 'escalate' | 'watch' | 'unwatch';

/** One line of the audit: written before what it says was done. */
export type AuditEntry = {
  readonly at: number;
  readonly by: Asker;
  readonly what: Audited;
  readonly table: string;
  readonly run: number | null;
  readonly why: string | null;
  /** The decision that let them; null where nobody had to be asked. */
  readonly decision: number | null;
};

/** A message that a run has in a channel, so that a restart finds it again. */
export type RunPost = { readonly runId: number; readonly channel: string; readonly ts: string };
export type Posts = {
  save(post: RunPost): void;
  of(runId: number): readonly RunPost[];
  /** The run whose message this is; null where it is none of a run. */
  at(channel: string, ts: string): number | null;
};
