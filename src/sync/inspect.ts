import { bothSides } from './both-sides.ts';
import { classify, failure } from './classify.ts';
import { diffTables } from './diff.ts';
import { withBothEnds } from './ends.ts';
import { SyncError } from './errors.ts';
import type { DiffReport, VerifyReport } from './findings.ts';
import type { OrderTo } from './orders.ts';
import { compareEnds, survey } from './survey.ts';
import { compareProfiles, destinationQuery, pairColumns, sourceQuery } from './verify.ts';
import { newStanding, type Openers, type Standing, whereabouts } from './whereabouts.ts';

/** Compares the source's columns with the target's, and changes nothing. Throws SyncError. */
export async function diff(order: OrderTo<'diff'>, openers: Openers): Promise<DiffReport> {
  const { table } = order;
  const at = whereabouts(order, newStanding());
  return withBothEnds(order, openers, at, 'sync-bot diff', async ({ source, destination }) => {
    const found = await survey(order, source, destination, at);
    const publish = 'create';
    return (await compareEnds(table, found, destination, at)) ?? diffTables(table, found.plan, { ...found, publish });
  });
}

/**
 * Compares the whole table as both ends have it now, figure by figure, each taken by the database itself. Throws
 * SyncError; an abort of `signal` stops both statements and throws `local.canceled`.
 */
export async function verify(
  order: OrderTo<'verify'>,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const { table } = order;
  const at = whereabouts(order, standing);
  try {
    return await withBothEnds(order, openers, at, 'sync-bot verify', async ({ source, destination }) => {
      signal.throwIfAborted();
      const { plan, target: shape } = await survey(order, source, destination, at);
      if (shape === null) {
        return {
          table: plan.table,
          source: plan.source,
          destination: plan.destination,
          rows: null,
          equal: false,
          columns: [],
        };
      }
      const pairs = pairColumns(table, plan, shape);
      at.planned(plan);
      const [here, there] = await bothSides(
        signal,
        (either) => at.source('check', () => source.profile(sourceQuery(plan, pairs), either)),
        (either) => at.destination('check', () => destination.profile(destinationQuery(plan, pairs, shape), either)),
      );
      return compareProfiles(plan, pairs, { source: here, destination: there });
    });
  } catch (error) {
    if (signal.aborted) throw failure('local.canceled', { side: 'local', stage: standing.stage, facts: {} });
    throw error instanceof SyncError ? error : classify(error, { side: 'local', stage: standing.stage, facts: {} });
  }
}
