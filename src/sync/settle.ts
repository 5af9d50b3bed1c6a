import { classify } from './classify.ts';
import { connectionFacts } from './facts.ts';
import type { OrderTo } from './orders.ts';
import type { Destination, Published, Settlement } from './types.ts';
import type { Openers, Standing } from './whereabouts.ts';

/** Cleans up after an attempt that cannot do so itself, and says whether it had published. Throws SyncError. */
export async function settle(order: OrderTo<'settle'>, openers: Openers): Promise<Settlement> {
  const facts = connectionFacts(order.destination);
  let destination: Destination | null = null;
  try {
    destination = await openers.destination(order.destination, 'sync-bot settle');
    return await destination.settle(order.table.destination.table, order.token);
  } catch (error) {
    throw classify(error, { side: 'destination', stage: destination === null ? 'connect' : 'commit', facts });
  } finally {
    await destination?.close();
  }
}

/**
 * What a commit came to whose connection broke: that leaves it open whether it happened, and the destination knows.
 * Throws `error` where it did not happen, or where the destination cannot be asked: then it is noted as left to settle.
 */
export async function confirmCommit(
  order: OrderTo<'sync'>,
  openers: Openers,
  standing: Standing,
  error: unknown,
): Promise<Published> {
  const settlement = await settle({ ...order, do: 'settle' }, openers).catch(() => {
    // It may be published, or still become so: somebody has to ask again, whatever can be dropped now.
    standing.left = true;
    return null;
  });
  const { mode } = order.table;
  if (settlement?.published)
    return { rows: settlement.published.rows, method: mode === 'replace' ? 'swap' : mode, changes: null };
  throw error;
}
