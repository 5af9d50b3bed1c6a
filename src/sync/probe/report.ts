import type { ErrorSummary } from '../errors.ts';

/** A step of the way to a database. */
export type ProbeStep = {
  readonly name: 'dns' | 'tcp' | 'tls' | 'login' | 'read';
  readonly ok: boolean;
  readonly error: ErrorSummary | null;
};
/** How far the way went. `at`: the server's clock, epoch ms; `encrypted`: its session. Null where nobody knows. */
export type ProbeReport = {
  readonly steps: readonly ProbeStep[];
  readonly at: number | null;
  readonly encrypted: boolean | null;
};
