import type { Cost, Destination } from './types.ts';

// What work in a warehouse that bills by work comes to.

/** The sum of what two sessions cost; null where neither is billed. */
export function addCosts(one: Cost | null, other: Cost | null): Cost | null {
  if (one === null || other === null) return one ?? other;
  return {
    bytesProcessed: one.bytesProcessed + other.bytesProcessed,
    bytesBilled: one.bytesBilled + other.bytesBilled,
    slotMs: one.slotMs + other.slotMs,
    jobs: [...one.jobs, ...other.jobs],
  };
}

/** Closes a session, and notes what it cost where the order stands: an order that fails has cost something too. */
export async function closeBilled(
  session: Pick<Destination, 'spent' | 'close'> | null,
  standing: { cost: Cost | null },
): Promise<void> {
  if (session === null) return;
  standing.cost = addCosts(standing.cost, session.spent());
  await session.close();
}

/** A result with what its order cost; as it is where nothing is billed. */
export function billed<Result extends object>(
  result: Result,
  { cost }: { readonly cost: Cost | null },
): Result & { readonly cost?: Cost } {
  return cost === null ? result : { ...result, cost };
}
