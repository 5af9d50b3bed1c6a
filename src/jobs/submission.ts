import type { Scope } from '../sync/index.ts';
import type { Asker } from './asker.ts';
import type { Run, SaidIn } from './types.ts';

// What asks for a run, and what may become of asking.

export type RunRequest = {
  readonly table: string;
  /** `sync` where nothing is said. */
  readonly kind?: Run['kind'];
  readonly by: Asker;
  readonly note?: string;
  readonly dueAt?: number;
  /** What of the table is read; what is due where nothing is said. */
  readonly scope?: Scope;
  /** Of a plan that was shown. */
  readonly pin?: string | null;
  /** Where its message belongs; remembered with the run, so that it appears there after a crash too. */
  readonly place?: SaidIn | null;
};
export type Submission =
  | { readonly kind: 'accepted'; readonly run: Run }
  /** The table has a run already; nothing was started. */
  | { readonly kind: 'already'; readonly run: Run }
  /** The process is shutting down and takes no new runs. */
  | { readonly kind: 'draining' };

export type Cancellation =
  /** The run is being stopped; its end arrives as an event. */
  | { readonly kind: 'canceling'; readonly run: Run }
  /** It was over already. */
  | { readonly kind: 'over'; readonly run: Run }
  | { readonly kind: 'unknown' };
