import type { Pending } from '../sync/index.ts';
import type { Asker, Run } from './types.ts';

// What people decide about a run, and what is written down of what they do.

/** What a person said about a held run. */
export type Decision = { readonly what: 'publish' | 'discard'; readonly by: string; readonly at: number };

/** What a held run waits for a person to decide, by the kind of question. Kept when it is decided. */
export type Held = {
  /** A guard tripped: rows are staged, and may be published all the same or discarded. */
  readonly kind: 'guard';
  readonly pending: Pending;
  readonly since: number;
  /** When it is discarded by itself. */
  readonly expiresAt: number;
  readonly decision: Decision | null;
};

export type Verdict =
  /** `publish`: the run goes on, and its end arrives as an event. `discard`: staging is dropped, and the run canceled. */
  | { readonly kind: 'decided'; readonly run: Run }
  /** It is not held (any more); `run.held` says what was decided, by whom. */
  | { readonly kind: 'not_held'; readonly run: Run }
  | { readonly kind: 'unknown' };

/** What people do that changes something, as the audit names it. */
export const AUDITED = ['run', 'cancel', 'pause', 'resume', 'publish', 'discard', 'undo'] as const;
export type Audited = (typeof AUDITED)[number];

/** One line of the audit: written before what it says was done. */
export type AuditEntry = {
  readonly at: number;
  readonly by: Asker;
  readonly what: Audited;
  readonly table: string;
  readonly run: number | null;
  readonly why: string | null;
};
