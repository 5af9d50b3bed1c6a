import { english, type Phrase } from './phrase.ts';

/** The stages of one sync, in order. A failure says where it stood. */
export const STAGES = ['connect', 'plan', 'begin', 'copy', 'finish', 'check', 'commit'] as const;
export type Stage = (typeof STAGES)[number];

/** Who has to act: the database read from, the one written to, this machine, or tables.yml. */
export type Side = 'source' | 'destination' | 'local' | 'config';

/**
 * What a retry can be worth. `backoff`: the cause passes by itself. `once`: one more try tells.
 * `never`: the same try fails the same way. `wait`: a person has to decide first.
 */
export type RetryRule = 'backoff' | 'once' | 'never' | 'wait';

/** An error as it is stored, posted and printed: plain words made from codes and names, never a row's value. */
export type ErrorSummary = {
  /** Failure class, `side.cause`: `src.password`, `data.null`, `local.crash` … */
  readonly code: string;
  readonly side: Side;
  readonly stage: Stage;
  /** One sentence that says what happened. */
  readonly message: string;
  /** The next action, as an imperative sentence. */
  readonly hint: string;
  /** The same two for whoever says them in another language; of runs of older versions, and of some mistakes, there is English only. */
  readonly said?: { readonly message: Phrase; readonly hint: Phrase };
  readonly retryable: boolean;
  readonly retry: RetryRule;
  readonly column?: string;
  /** The number or word the database gave, for whoever wants to look it up: `1045`, `28P01`, `ECONNREFUSED`. */
  readonly native?: string;
};

/** The one error type that leaves the engine. `cause` keeps the driver's own error and must not be stored or posted. */
export class SyncError extends Error {
  readonly summary: ErrorSummary;

  constructor(summary: Omit<ErrorSummary, 'retryable'>, cause?: unknown) {
    super(summary.message, { cause });
    this.name = 'SyncError';
    this.summary = { ...summary, retryable: summary.retry === 'backoff' || summary.retry === 'once' };
  }
}

/** What tables.yml asks for cannot be done with the tables as they are. `message` names it, `hint` what to write instead. */
export function misconfigured(stage: Stage, message: Phrase | string, hint: Phrase | string): SyncError {
  const said = typeof message === 'string' || typeof hint === 'string' ? {} : { said: { message, hint } };
  const words = { message: english(message), hint: english(hint), ...said };
  return new SyncError({ code: 'config', side: 'config', stage, ...words, retry: 'never' });
}
