import { withBothEnds } from './ends.ts';
import { chooseLoadFormat } from './format/load-columns.ts';
import { planReading } from './incremental/mark.ts';
import type { OrderTo, PlanReport } from './orders.ts';
import { planFacts } from './pinned.ts';
import { readQuery } from './plan.ts';
import { refuseLoss } from './refuse-loss.ts';
import { examine } from './sentinel/examine.ts';
import { compareEnds, survey } from './survey.ts';
import type { Plan } from './types.ts';
import { newStanding, type Openers, whereabouts } from './whereabouts.ts';

/** Says what `sync` would do with the table as it is now, and changes nothing. Throws SyncError. */
export async function explain(order: OrderTo<'plan'>, openers: Openers): Promise<PlanReport> {
  const { table } = order;
  const at = whereabouts(order, newStanding());
  return withBothEnds(order, openers, at, 'sync-bot plan', async ({ source, destination }) => {
    const found = await survey(order, source, destination, at);
    const difference = await compareEnds(table, found, destination, at);
    refuseLoss(difference);
    const { suspicions, newColumns } = await examine(table, found, source, at, new AbortController().signal);
    const given = { scope: { kind: 'due' }, cursor: order.cursor ?? null, marked: null } as const;
    const plan = await planReading(table, found.plan, given, destination, at);
    const preview = await at.destination('plan', () => destination.preview(plan));
    const facts = planFacts(order, { ...found, publish: difference?.publish ?? 'create' });
    const query = source.explain(readQuery(plan));
    return { plan, query, preview, facts, ...loadOf(order, plan), suspicions, newColumns };
  });
}

function loadOf({ table, destination }: OrderTo<'plan'>, { columns }: Plan): Pick<PlanReport, 'load'> {
  if (destination.type !== 'bigquery') return {};
  const { staging } = destination;
  return {
    load: {
      staging: staging === null ? null : `gs://${[staging.bucket, staging.prefix].filter(Boolean).join('/')}`,
      unlike: chooseLoadFormat(columns, table.bigquery?.format ?? null).why,
    },
  };
}
