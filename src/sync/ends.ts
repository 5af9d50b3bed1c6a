import { closeBilled } from './cost.ts';
import type { BothEnds } from './orders.ts';
import type { Destination, Source } from './types.ts';
import { type Openers, statementLimitMs, type Whereabouts } from './whereabouts.ts';

/** Both databases of an order, open. */
export type OpenEnds = { readonly source: Source; readonly destination: Destination };

/**
 * Opens the source and then the destination for `work`, and closes what was opened, whatever becomes of it. `label` is
 * what the servers show of the sessions. Throws what `work` throws, and a SyncError where one cannot be opened.
 */
export async function withBothEnds<T>(
  order: BothEnds,
  openers: Openers,
  at: Whereabouts,
  label: string,
  work: (ends: OpenEnds) => Promise<T>,
): Promise<T> {
  let source: Source | null = null;
  let destination: Destination | null = null;
  try {
    source = await at.source('connect', () => openers.source(order.source, label, statementLimitMs(order.table)));
    destination = await at.destination('connect', () => openers.destination(order.destination, label));
    return await work({ source, destination });
  } finally {
    await source?.close();
    await closeBilled(destination, at.standing);
  }
}
