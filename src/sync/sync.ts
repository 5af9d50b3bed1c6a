import { cellCounts } from './cell-counts.ts';
import { checkLoad, figuresFor, guardFailure, NO_CHECKS, parity } from './checks.ts';
import { classify, failure } from './classify.ts';
import { copy } from './copy.ts';
import { SyncError } from './errors.ts';
import { auditKeys } from './gaps.ts';
import { guardOf } from './guard.ts';
import { resultOf } from './hold.ts';
import { checkMarked, markChecks, markOf, planReading } from './incremental.ts';
import type { Order, Staged, SyncEnd } from './orders.ts';
import { compareReceipt, finishAndMeasure, receiptMeasures, refuseDifferences } from './receipt.ts';
import { examine } from './sentinel/examine.ts';
import { confirmCommit } from './settle.ts';
import { compareEnds, refuseLoss, retypedBy, survey } from './survey.ts';
import type { Destination, Load, Source } from './types.ts';
import { type Openers, type Standing, sessionLabel, statementLimitMs, whereabouts } from './whereabouts.ts';

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
  let keys: Load | null = null;
  try {
    // Before the snapshot: what is not in it yet is then known to be stamped later, or to be open now.
    const marked = await markOf(order, openers, at);
    signal.throwIfAborted();
    source = await at.source('connect', () =>
      openers.source(order.source, sessionLabel(order.token), statementLimitMs(order.table)),
    );
    destination = await at.destination('connect', () =>
      openers.destination(order.destination, sessionLabel(order.token)),
    );
    signal.throwIfAborted();
    const found = await survey(order.table, source, destination, at);
    checkMarked(order, found.plan, marked, at);
    at.planned(found.plan);
    const difference = await compareEnds(order.table, found, destination, at);
    refuseLoss(difference);
    signal.throwIfAborted();
    const { suspicions, newColumns } = await examine(order.table, found, source, at, signal);
    if (suspicions.length > 0) return { undecided: suspicions };
    const { scope, cursor } = order;
    const reading = await planReading(order.table, found.plan, { scope, cursor, marked }, destination, at);
    standing.estimatedRows = reading.estimatedRows;
    signal.throwIfAborted();
    const to = destination;
    const audit =
      scope.kind === 'gaps'
        ? await auditKeys(order, reading, { source, destination }, at, signal, (staged) => {
            keys = staged;
          })
        : null;
    const plan = audit?.plan ?? reading;
    load = await at.destination('begin', () => to.begin(plan, order.token));
    const guard = guardOf(plan, order.table);
    // A gap audit reads rows by their keys, piece by piece: the figures of the whole table say nothing of them.
    const measures = order.table.receipt === 'columns' && audit === null ? receiptMeasures(plan) : null;
    const counts = measures !== null && plan.format === 'cells' ? cellCounts(measures) : null;
    for (const part of audit?.parts ?? [plan]) await copy(part, order.maskKey, guard, counts, source, load, at, signal);
    const rowsRead = standing.rowsRead - (audit?.keysRead ?? 0);
    const staging = load;
    const ends = { source, load, at, signal };
    const { staged, figures } = await finishAndMeasure(plan, measures, counts, ends);
    signal.throwIfAborted();
    standing.stage = 'check';
    const { table } = order;
    const lost = guardFailure([parity(rowsRead, staged)], at.sourceFacts);
    if (lost !== null) throw new SyncError(lost);
    // Of an audit only the late rows are staged, and there should be none; and a window of a person may be an old one.
    const whole = scope.kind === 'window' ? { ...table.checks, freshWithin: null } : table.checks;
    const declared = audit === null ? whole : NO_CHECKS;
    const asked = staged === 0 ? [] : figuresFor(declared, table.timezone);
    const checks = checkLoad({
      read: rowsRead,
      staged,
      previous: order.previousRows,
      checks: declared,
      // Nothing new is fine; nothing at all instead of what was there is not.
      allowEmpty: table.allowEmpty || plan.mode !== 'replace',
      figures: await at.destination('check', () => staging.measure(asked)),
    });
    const receipt = figures === null ? null : compareReceipt(plan, measures ?? [], figures);
    if (receipt !== null) refuseDifferences(receipt, at);
    const altered = guard.altered();
    const retyped = retypedBy(difference);
    const ready: Staged = {
      rowsRead,
      rowsStaged: staged,
      bytes: standing.bytes,
      checks: [...checks, ...markChecks(plan, marked)],
      masks: table.mask,
      ...(Object.keys(altered).length === 0 ? {} : { altered }),
      ...(receipt === null ? {} : { receipt: receipt.columns }),
      gaps: audit?.gaps ?? null,
      ...(newColumns.length === 0 ? {} : { newColumns }),
      ...(retyped.length === 0 ? {} : { retyped }),
      window: plan.window,
      cursor: plan.cursor,
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
    keys = null;
    return { result: resultOf(ready, published) };
  } catch (error) {
    if (signal.aborted) throw failure('local.canceled', { side: 'local', stage: standing.stage, facts: {} });
    throw error instanceof SyncError ? error : classify(error, { side: 'local', stage: standing.stage, facts: {} });
  } finally {
    await load?.abort().catch(() => {
      standing.left = true;
    });
    await (keys as Load | null)?.abort().catch(() => {
      standing.left = true;
    });
    await source?.close();
    await destination?.close();
  }
}
