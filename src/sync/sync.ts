import { classify, failure } from './classify.ts';
import { copy } from './copy.ts';
import { billed } from './cost.ts';
import type { Marked } from './cursor.ts';
import { type OpenEnds, withBothEnds } from './ends.ts';
import { SyncError } from './errors.ts';
import { auditKeys } from './incremental/gaps.ts';
import { checkMarked, markChecks, markOf, planReading } from './incremental/mark.ts';
import type { OrderTo, Staged, SyncEnd } from './orders.ts';
import { refuseOtherPlan } from './pinned.ts';
import { prove } from './prove.ts';
import { resultOf } from './publish-held.ts';
import { finishLoad, measuringOf } from './receipt.ts';
import { refuseLoss } from './refuse-loss.ts';
import { examine } from './sentinel/examine.ts';
import { confirmCommit } from './settle.ts';
import { compareEnds, retypedBy, survey } from './survey.ts';
import type { Load } from './types.ts';
import { valueGuard } from './value-guard.ts';
import { type Openers, type Standing, sessionLabel, type Whereabouts, whereabouts } from './whereabouts.ts';

/** What the stages of one run work with. */
type Run = OpenEnds & {
  readonly order: OrderTo<'sync'>;
  readonly openers: Openers;
  readonly at: Whereabouts;
  readonly signal: AbortSignal;
  /** Taken before the snapshot; null where the run needs none. */
  readonly marked: Marked | null;
  /** Staging tables that are dropped when the run ends; one that is published or held is taken out. */
  readonly staging: Set<Load>;
};

/**
 * Moves one table once: connect, plan, begin, copy, finish, check, commit. On any error, at any stage, staging is
 * dropped and the target is as it was. Where a guard trips the load ends held: staging stays, and nothing is
 * published. Columns that look like personal data and that nobody decided about end it before anything is written.
 * Throws SyncError only; an abort of `signal` throws `local.canceled` unless the commit was already under way.
 */
export async function sync(
  order: OrderTo<'sync'>,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<SyncEnd> {
  const at = whereabouts(order, standing);
  try {
    // Before the snapshot: what is not in it yet is then known to be stamped later, or to be open now.
    const marked = await markOf(order, openers, at);
    signal.throwIfAborted();
    const end = await withBothEnds(order, openers, at, sessionLabel(order.token), async (ends) => {
      const staging = new Set<Load>();
      try {
        return await move({ ...ends, order, openers, at, signal, marked, staging });
      } finally {
        // The last first: its rows may still be on their way.
        for (const load of [...staging].reverse()) {
          await load.abort().catch(() => {
            standing.left = true;
          });
        }
      }
    });
    return 'result' in end ? { result: billed(end.result, standing) } : end;
  } catch (error) {
    if (signal.aborted) throw failure('local.canceled', { side: 'local', stage: standing.stage, facts: {} });
    throw error instanceof SyncError ? error : classify(error, { side: 'local', stage: standing.stage, facts: {} });
  }
}

/** The stages between connecting and closing. */
async function move(run: Run): Promise<SyncEnd> {
  const { order, openers, source, destination, at, signal, marked, staging } = run;
  const { table, scope, cursor, maskKey } = order;
  signal.throwIfAborted();
  const found = await survey(order, source, destination, at);
  checkMarked(order, found.plan, marked, at);
  at.planned(found.plan);
  // What changed is named before the change itself is refused.
  refuseOtherPlan(order, found, null, at);
  const difference = await compareEnds(table, found, destination, at);
  refuseOtherPlan(order, found, difference?.publish ?? 'create', at);
  refuseLoss(difference);
  signal.throwIfAborted();
  const { suspicions, newColumns } = await examine(table, found, source, at, signal);
  if (suspicions.length > 0) return { undecided: suspicions };
  const reading = await planReading(table, found.plan, { scope, cursor, marked }, destination, at);
  at.standing.estimatedRows = reading.estimatedRows;
  signal.throwIfAborted();
  const audit = scope.kind === 'gaps' ? await auditKeys(run, reading, (keys) => staging.add(keys)) : null;
  const plan = audit?.plan ?? reading;

  const load = await at.destination('begin', () => destination.begin(plan, order.token));
  staging.add(load);
  const guard = valueGuard(plan, table);
  // A gap audit reads rows by their keys, piece by piece: the figures of the whole table say nothing of them.
  const measuring = table.receipt === 'columns' && audit === null ? measuringOf(plan) : null;
  const counts = measuring?.counts ?? null;
  for (const part of audit?.parts ?? [plan]) {
    await copy({ plan: part, maskKey, source, load, guard, counts, at, signal });
  }
  const read = at.standing.rowsRead - (audit?.keysRead ?? 0);
  const { staged, receipt } = await finishLoad(plan, measuring, { source, load, at, signal });
  signal.throwIfAborted();

  const audited = audit !== null;
  const { checks, tripped } = await prove({ order, plan, load, at }, { read, staged, receipt, audited });
  const altered = guard.altered();
  const retyped = retypedBy(difference);
  const ready: Staged = {
    rowsRead: read,
    rowsStaged: staged,
    bytes: at.standing.bytes,
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
  signal.throwIfAborted();
  if (tripped !== null) {
    const { current } = await at.destination('check', () => destination.generations(table.destination.table));
    // From here on it belongs to whoever decides.
    staging.delete(load);
    return { held: { plan, staged: ready, over: current?.token ?? null, error: tripped } };
  }
  const published = await at
    .destination('commit', () => load.commit())
    .catch((error) => confirmCommit(order, openers, at.standing, error));
  staging.clear();
  return { result: resultOf(ready, published) };
}
