import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { Asker, Audited } from './types.ts';

export type Audit = ReturnType<typeof createAudit>;

/** The one place that writes down what people do. What a schedule does is in the history of the runs already. */
export function createAudit({ history, clock }: { readonly history: History; readonly clock: Clock }) {
  return {
    /** To be called before the thing is done: what cannot be written down is not done, and this throws. */
    write(what: Audited, by: Asker, table: string, run: number | null, why: string | null = null): void {
      if (by.kind !== 'schedule') {
        history.audit({ at: clock.now(), by, what, table, run, why, decision: by.decision ?? null });
      }
    },
  };
}
