import type { PlanFacts, PlanReport } from '../sync/index.ts';
import type { Asker } from './asker.ts';

/** A plan as it was shown: what runs later is exactly this, or nothing. */
export type Pin = {
  /** `p-7k3f`: short enough to be typed. */
  readonly id: string;
  readonly table: string;
  readonly by: Asker;
  readonly madeAt: number;
  readonly expiresAt: number;
  /** What the plan was made of. */
  readonly facts: PlanFacts;
};
export type PinDesk = {
  /** Keeps a plan for half an hour, so that it can be run as it was shown. */
  pin(report: PlanReport, by: Asker): Pin;
  /** Null where nobody knows it (any more); one that has expired is told with its time. */
  pinned(id: string): Pin | null;
};
