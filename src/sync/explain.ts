import { failure } from './classify.ts';
import { nearest } from './config/nearest.ts';
import type { TableSpec } from './config/spec.ts';
import { refuseUnmeasurable } from './measurable.ts';
import type { Order, PlanReport } from './orders.ts';
import { makePlan, readQuery } from './plan.ts';
import type { Destination, Plan, Source } from './types.ts';
import { newStanding, type Openers, type Whereabouts, whereabouts } from './whereabouts.ts';

/** Says what `sync` would do with the table as it is now, and changes nothing. Throws SyncError. */
export async function explain(order: Extract<Order, { do: 'plan' }>, openers: Openers): Promise<PlanReport> {
  const standing = newStanding();
  const at = whereabouts(order, standing);
  let source: Source | null = null;
  let destination: Destination | null = null;
  try {
    source = await at.source('connect', () => openers.source(order.source, 'sync-bot plan'));
    destination = await at.destination('connect', () => openers.destination(order.destination, 'sync-bot plan'));
    const plan = await planTable(order.table, source, destination, at);
    const to = destination;
    const preview = await at.destination('plan', () => to.preview(plan));
    return { plan, query: source.explain(readQuery(plan)), preview };
  } finally {
    await source?.close();
    await destination?.close();
  }
}

/** Describes the source's table and plans; throws a SyncError where it is not there. */
export async function planTable(
  table: TableSpec,
  source: Source,
  destination: Destination,
  at: Whereabouts,
): Promise<Plan> {
  return at.source('plan', async () => {
    const shape = await source.describe(table.source.table);
    if (shape === null) {
      const meant = nearest(table.source.table.name, await source.tableNames());
      const near = meant === null ? [] : [meant];
      throw failure('src.table_missing', { side: 'source', stage: 'plan', facts: { ...at.sourceFacts, near } });
    }
    const plan = makePlan(table, shape, { source, destination });
    refuseUnmeasurable(table, plan);
    return plan;
  });
}
