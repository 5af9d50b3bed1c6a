import { classify, failure } from './classify.ts';
import { misconfigured } from './errors.ts';
import { connectionFacts } from './facts.ts';
import type { UsageReport } from './findings.ts';
import type { OrderTo } from './orders.ts';
import type { Destination } from './types.ts';
import type { Openers } from './whereabouts.ts';

/**
 * Says who read the tables of a destination, as its own record of queries has it, and changes nothing. Throws SyncError;
 * an abort of `signal` stops the question and throws `local.canceled`.
 */
export async function usage(order: OrderTo<'usage'>, openers: Openers, signal: AbortSignal): Promise<UsageReport> {
  const facts = connectionFacts(order.destination);
  let destination: Destination | null = null;
  try {
    destination = await openers.destination(order.destination, 'sync-bot usage');
    const report = await destination.usage({ tables: order.tables, days: order.days }, signal);
    if (report === null) throw unrecorded(order);
    return report;
  } catch (error) {
    if (signal.aborted) throw failure('local.canceled', { side: 'local', stage: 'plan', facts: {} });
    throw classify(error, { side: 'destination', stage: destination === null ? 'connect' : 'plan', facts });
  } finally {
    await destination?.close();
  }
}

function unrecorded({ destination }: OrderTo<'usage'>) {
  return misconfigured(
    'plan',
    `${destination.name} is ${destination.type === 'sqlite' ? 'SQLite' : destination.type === 'postgres' ? 'PostgreSQL' : 'MySQL'}, which keeps no record of who reads a table`,
    'Ask for a connection of type bigquery, whose own job history says who reads what.',
  );
}
