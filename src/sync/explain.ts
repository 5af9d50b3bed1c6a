import { planReading } from './incremental/mark.ts';
import type { OrderTo, PlanReport } from './orders.ts';
import { readQuery } from './plan.ts';
import { examine } from './sentinel/examine.ts';
import { compareEnds, refuseLoss, survey } from './survey.ts';
import type { Destination, Source } from './types.ts';
import { newStanding, type Openers, statementLimitMs, whereabouts } from './whereabouts.ts';

/** Says what `sync` would do with the table as it is now, and changes nothing. Throws SyncError. */
export async function explain(order: OrderTo<'plan'>, openers: Openers): Promise<PlanReport> {
  const standing = newStanding();
  const at = whereabouts(order, standing);
  let source: Source | null = null;
  let destination: Destination | null = null;
  try {
    source = await at.source('connect', () =>
      openers.source(order.source, 'sync-bot plan', statementLimitMs(order.table)),
    );
    destination = await at.destination('connect', () => openers.destination(order.destination, 'sync-bot plan'));
    const found = await survey(order.table, source, destination, at);
    refuseLoss(await compareEnds(order.table, found, destination, at));
    const { suspicions, newColumns } = await examine(order.table, found, source, at, new AbortController().signal);
    const given = { scope: { kind: 'due' }, cursor: order.cursor ?? null, marked: null } as const;
    const plan = await planReading(order.table, found.plan, given, destination, at);
    const to = destination;
    const preview = await at.destination('plan', () => to.preview(plan));
    return { plan, query: source.explain(readQuery(plan)), preview, suspicions, newColumns };
  } finally {
    await source?.close();
    await destination?.close();
  }
}
