import { checkFailure, checkLoad } from './checks.ts';
import { classify, failure } from './classify.ts';
import { copy } from './copy.ts';
import { SyncError } from './errors.ts';
import { guardOf } from './guard.ts';
import type { Order, SyncEnd } from './orders.ts';
import { examine } from './sentinel/examine.ts';
import { confirmCommit } from './settle.ts';
import { compareEnds, refuseLoss, retypedBy, survey } from './survey.ts';
import type { Destination, Load, Source } from './types.ts';
import { type Openers, type Standing, sessionLabel, whereabouts } from './whereabouts.ts';

type SyncOrder = Extract<Order, { do: 'sync' }>;

/**
 * Moves one table once: connect, plan, begin, copy, finish, check, commit. On any error, at any stage, staging is
 * dropped and the target is as it was. Throws SyncError only; an abort of `signal` throws `local.canceled` unless the
 * commit was already under way. Columns that look like personal data and that nobody decided about end it before
 * anything is written.
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
    const checks = checkLoad({
      read: standing.rowsRead,
      staged: staged.rows,
      previous: order.previousRows,
      checks: order.table.checks,
      allowEmpty: order.table.allowEmpty,
    });
    const broken = checks.find((check) => !check.ok);
    if (broken) throw checkFailure(broken, at.sourceFacts);
    signal.throwIfAborted();
    const published = await at
      .destination('commit', () => staging.commit())
      .catch((error) => confirmCommit(order, openers, error));
    load = null;
    const altered = guard.altered();
    const retyped = retypedBy(difference);
    const result = {
      rowsRead: standing.rowsRead,
      rowsStaged: staged.rows,
      rowsWritten: published.rows,
      bytes: standing.bytes,
      checks: [
        ...checks,
        {
          name: 'published',
          ok: published.rows === staged.rows,
          expected: `${staged.rows} rows staged`,
          actual: `${published.rows} rows published`,
        },
      ],
      masks: order.table.mask,
      ...(Object.keys(altered).length === 0 ? {} : { altered }),
      ...(newColumns.length === 0 ? {} : { newColumns }),
      ...(retyped.length === 0 ? {} : { retyped }),
      method: published.method,
      window: plan.window,
      cursor: null,
    };
    return { result };
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
