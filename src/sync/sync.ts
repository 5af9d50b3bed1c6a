import { checkLoad, figuresFor, guardFailure, parity } from './checks.ts';
import { classify, failure } from './classify.ts';
import { copy } from './copy.ts';
import { SyncError } from './errors.ts';
import { guardOf } from './guard.ts';
import { resultOf } from './hold.ts';
import type { Order, Staged, SyncEnd } from './orders.ts';
import { examine } from './sentinel/examine.ts';
import { confirmCommit } from './settle.ts';
import { compareEnds, refuseLoss, retypedBy, survey } from './survey.ts';
import type { Destination, Load, Source } from './types.ts';
import { type Openers, type Standing, sessionLabel, whereabouts } from './whereabouts.ts';

type SyncOrder = Extract<Order, { do: 'sync' }>;

/**
 * Moves one table once: connect, plan, begin, copy, finish, check, commit. On any error, at any stage, staging is
 * dropped and the target is as it was. Where a guard trips the load ends held: staging stays, and nothing is
 * published. Columns that look like personal data and that nobody decided about end it before anything is written.
 * Throws SyncError only; an abort of `signal` throws `local.canceled` unless the
 * commit was already under way.
 */
export async function sync(
  order: SyncOrder,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<SyncEnd> {
  const at = whereabouts(order, standing);
  let source: Source | null = null;
  let destination: Destination | null = null;
  let load: Load | null = null;
  try {
    source = await at.source('connect', () => openers.source(order.source, sessionLabel(order.token)));
    destination = await at.destination('connect', () =>
      openers.destination(order.destination, sessionLabel(order.token)),
    );
    signal.throwIfAborted();
    const found = await survey(order.table, source, destination, at);
    const { plan } = found;
    at.planned(plan);
    const difference = await compareEnds(order.table, found, destination, at);
    refuseLoss(difference);
    signal.throwIfAborted();
    const { suspicions, newColumns } = await examine(order.table, found, source, at, signal);
    if (suspicions.length > 0) return { undecided: suspicions };
    standing.estimatedRows = plan.estimatedRows;
    signal.throwIfAborted();
    const to = destination;
    load = await at.destination('begin', () => to.begin(plan, order.token));
    const guard = guardOf(plan, order.table);
    await copy(plan, order.maskKey, guard, source, load, at, signal);
    const staging = load;
    const staged = await at.destination('finish', () => staging.finish());
    signal.throwIfAborted();
    standing.stage = 'check';
    const { table } = order;
    const lost = guardFailure([parity(standing.rowsRead, staged.rows)], at.sourceFacts);
    if (lost !== null) throw new SyncError(lost);
    const figures = staged.rows === 0 ? [] : figuresFor(table.checks, table.timezone);
    const checks = checkLoad({
      read: standing.rowsRead,
      staged: staged.rows,
      previous: order.previousRows,
      checks: table.checks,
      allowEmpty: table.allowEmpty,
      figures: await at.destination('check', () => staging.measure(figures)),
    });
    const altered = guard.altered();
    const retyped = retypedBy(difference);
    const ready: Staged = {
      rowsRead: standing.rowsRead,
      rowsStaged: staged.rows,
      bytes: standing.bytes,
      checks,
      masks: table.mask,
      ...(Object.keys(altered).length === 0 ? {} : { altered }),
      ...(newColumns.length === 0 ? {} : { newColumns }),
      ...(retyped.length === 0 ? {} : { retyped }),
      window: plan.window,
      cursor: null,
    };
    const tripped = guardFailure(checks, at.sourceFacts);
    signal.throwIfAborted();
    if (tripped !== null) {
      const { current } = await at.destination('check', () => to.generations(table.destination.table));
      // From here on staging belongs to whoever decides.
      load = null;
      return { held: { plan, staged: ready, over: current?.token ?? null, error: tripped } };
    }
    const published = await at
      .destination('commit', () => staging.commit())
      .catch((error) => confirmCommit(order, openers, error));
    load = null;
    return { result: resultOf(ready, published) };
  } catch (error) {
    if (signal.aborted) throw failure('local.canceled', { side: 'local', stage: standing.stage, facts: {} });
    throw error instanceof SyncError ? error : classify(error, { side: 'local', stage: standing.stage, facts: {} });
  } finally {
    await load?.abort().catch(() => {
      standing.left = true;
    });
    await source?.close();
    await destination?.close();
  }
}
