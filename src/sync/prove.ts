import { checkLoad, figuresFor, guardFailure, NO_CHECKS, parity } from './checks.ts';
import { type ErrorSummary, SyncError } from './errors.ts';
import type { Check, OrderTo } from './orders.ts';
import { type Receipt, refuseDifferences } from './receipt.ts';
import type { Load, Plan } from './types.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What was counted of a load. */
export type Counted = {
  readonly read: number;
  readonly staged: number;
  /** Null where no figures of columns were taken. */
  readonly receipt: Receipt | null;
  /** The run was a gap audit: only late rows are staged, and there should be none. */
  readonly audited: boolean;
};

/**
 * What is proven of a load before its commit. `tripped`: a guard of tables.yml does not hold, and a person has to decide.
 * Throws a SyncError where rows or figures are not the same on both sides: that nobody can decide away.
 */
export async function prove(
  {
    order,
    plan,
    load,
    at,
  }: {
    readonly order: OrderTo<'sync'>;
    readonly plan: Plan;
    readonly load: Load;
    readonly at: Whereabouts;
  },
  { read, staged, receipt, audited }: Counted,
): Promise<{ readonly checks: readonly Check[]; readonly tripped: ErrorSummary | null }> {
  at.standing.stage = 'check';
  const lost = guardFailure([parity(read, staged)], at.sourceFacts);
  if (lost !== null) throw new SyncError(lost);
  const { table } = order;
  // A window that a person asked for may well be an old one.
  const whole = order.scope.kind === 'window' ? { ...table.checks, freshWithin: null } : table.checks;
  const declared = audited ? NO_CHECKS : whole;
  const asked = staged === 0 ? [] : figuresFor(declared, table.timezone);
  const checks = checkLoad({
    read,
    staged,
    previous: order.previousRows,
    checks: declared,
    // Nothing new is fine; nothing at all instead of what was there is not.
    allowEmpty: table.allowEmpty || (plan.mode !== 'replace' && plan.snapshot === null),
    figures: await at.destination('check', () => load.measure(asked)),
  });
  if (receipt !== null) refuseDifferences(receipt, at);
  return { checks, tripped: guardFailure(checks, at.sourceFacts) };
}
