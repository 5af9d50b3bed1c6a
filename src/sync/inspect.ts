import { bothSides } from './both.ts';
import { classify, failure } from './classify.ts';
import { diffTables } from './diff.ts';
import { SyncError } from './errors.ts';
import type { DiffReport, VerifyReport } from './findings.ts';
import type { Order } from './orders.ts';
import { compareEnds, survey } from './survey.ts';
import type { Destination, Source } from './types.ts';
import { compareProfiles, destinationQuery, pairColumns, sourceQuery } from './verify.ts';
import { newStanding, type Openers, type Standing, statementLimitMs, whereabouts } from './whereabouts.ts';

/** Compares the source's columns with the target's, and changes nothing. Throws SyncError. */
export async function diff(order: Extract<Order, { do: 'diff' }>, openers: Openers): Promise<DiffReport> {
  const { table } = order;
  const at = whereabouts(order, newStanding());
  let source: Source | null = null;
  let destination: Destination | null = null;
  try {
    source = await at.source('connect', () => openers.source(order.source, 'sync-bot diff', statementLimitMs(table)));
    destination = await at.destination('connect', () => openers.destination(order.destination, 'sync-bot diff'));
    const found = await survey(table, source, destination, at);
    const publish = 'create';
    return (await compareEnds(table, found, destination, at)) ?? diffTables(table, found.plan, { ...found, publish });
  } finally {
    await source?.close();
    await destination?.close();
  }
}

/**
 * Compares the whole table as both ends have it now, figure by figure, each taken by the database itself. Throws
 * SyncError; an abort of `signal` stops both statements and throws `local.canceled`.
 */
export async function verify(
  order: Extract<Order, { do: 'verify' }>,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const { table } = order;
  const at = whereabouts(order, standing);
  let source: Source | null = null;
  let destination: Destination | null = null;
  try {
    source = await at.source('connect', () => openers.source(order.source, 'sync-bot verify', statementLimitMs(table)));
    destination = await at.destination('connect', () => openers.destination(order.destination, 'sync-bot verify'));
    signal.throwIfAborted();
    const [from, to] = [source, destination];
    const { plan, target: shape } = await survey(table, from, to, at);
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
      (either) => at.source('check', () => from.profile(sourceQuery(plan, pairs), either)),
      (either) => at.destination('check', () => to.profile(destinationQuery(plan, pairs, shape), either)),
    );
    return compareProfiles(plan, pairs, { source: here, destination: there });
  } catch (error) {
    if (signal.aborted) throw failure('local.canceled', { side: 'local', stage: standing.stage, facts: {} });
    throw error instanceof SyncError ? error : classify(error, { side: 'local', stage: standing.stage, facts: {} });
  } finally {
    await source?.close();
    await destination?.close();
  }
}
