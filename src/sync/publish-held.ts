import { checked } from './checks.ts';
import { failure } from './classify.ts';
import type { TableSpec } from './config/spec.ts';
import { billed, closeBilled } from './cost.ts';
import { connectionFacts, tableText } from './facts.ts';
import { maskedOtherwise } from './mask.ts';
import type { OrderTo, Pending, SyncResult } from './orders.ts';
import { phrase, type Word } from './phrase.ts';
import { nameKey } from './sql/name-key.ts';
import type { Destination, Plan, Published } from './types.ts';
import { type Openers, type Standing, sessionLabel, whereabouts } from './whereabouts.ts';

/**
 * Publishes what a held run has staged, in one instant like any run. Before that it looks whether everything is as it
 * was when the run was held; where it is not, it throws `guard.changed`. Staging is never dropped here: whoever asked
 * for this settles the attempt. Throws SyncError only.
 */
export async function publishHeld(
  order: OrderTo<'publish'>,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<SyncResult> {
  return billed(await publishStaged(order, openers, standing, signal), standing);
}

async function publishStaged(
  order: OrderTo<'publish'>,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<SyncResult> {
  const { plan, staged, over } = order.pending;
  const at = whereabouts(order, standing);
  const facts = { ...connectionFacts(order.destination), table: tableText(plan.destination.table) };
  const changed = (because: Word) =>
    failure('guard.changed', { side: 'destination', stage: 'commit', facts: { ...facts, because } });
  let destination: Destination | null = null;
  try {
    const otherwise = declaredOtherwise(order.table, plan);
    if (otherwise !== null) throw changed(otherwise);
    destination = await at.destination('connect', () =>
      openers.destination(order.destination, sessionLabel(order.token)),
    );
    const to = destination;
    const load = await at.destination('check', () => to.resume(plan, order.token));
    if (load === null) throw changed(phrase`its staging table is gone`);
    const { rows } = await at.destination('check', () => load.finish());
    if (rows !== staged.rowsStaged)
      throw changed(phrase`${staged.rowsStaged} rows were staged, and ${rows} are there now`);
    const lacking = await at.destination('check', () => lackedByNow(plan, to));
    if (lacking !== null) throw changed(lacking);
    const { current } = await at.destination('check', () => to.generations(plan.destination.table));
    if ((current?.token ?? null) !== over) throw changed(phrase`the table was replaced in the meantime`);
    signal.throwIfAborted();
    const published = await at
      .destination('commit', () => load.commit())
      .catch((error) => confirmed(order, openers, standing, error));
    return resultOf(staged, published);
  } catch (error) {
    if (signal.aborted) throw failure('local.canceled', { side: 'local', stage: standing.stage, facts: {} });
    throw error;
  } finally {
    await closeBilled(destination, standing);
  }
}

/** What a commit came to that threw: where its connection broke it may have happened. Staging stays, for another try. */
async function confirmed(
  order: OrderTo<'publish'>,
  openers: Openers,
  standing: Standing,
  error: unknown,
): Promise<Published> {
  const { plan } = order.pending;
  const { table } = plan.destination;
  let destination: Destination | null = null;
  try {
    destination = await openers.destination(order.destination, 'sync-bot settle');
    // Staging is gone where it was published, or where somebody dropped it: then settling drops nothing.
    const gone = (await destination.resume(plan, order.token)) === null;
    const published = gone ? (await destination.settle(table, order.token)).published : null;
    const method = plan.mode === 'replace' ? 'swap' : plan.mode;
    if (published !== null) return { rows: published.rows, method, changes: null };
  } catch {
    standing.left = true;
  } finally {
    await closeBilled(destination, standing);
  }
  throw error;
}

/** What the target has not any more that a run which read only what is new cannot bring back; null where nothing. */
async function lackedByNow(
  { mode, cursor, window, columns, destination }: Plan,
  to: Destination,
): Promise<string | null> {
  if (mode === 'replace' || cursor === null || window === null || window.from === null) return null;
  const shape = await to.describe(destination.table);
  if (shape === null) return 'the table is gone, and only what was new is staged';
  const key = (name: string): string => nameKey(to.kind, name);
  const had = new Set(shape.columns.map((column) => key(column.name)));
  const lost = mode === 'merge' ? columns.find(({ name }) => !had.has(key(name))) : undefined;
  return lost === undefined ? null : `the table lacks ${lost.name} now, which the rows that are there would not get`;
}

/** The result of a load that was published. */
export function resultOf(staged: Pending['staged'], published: Published): SyncResult {
  const { rows, method, changes, previous, kept, estimatedBytes } = published;
  return {
    ...staged,
    rowsWritten: rows,
    checks: [
      ...staged.checks,
      checked(
        'published',
        rows === staged.rowsStaged,
        phrase`${staged.rowsStaged} rows staged`,
        phrase`${rows} rows published`,
      ),
    ],
    method,
    changes,
    ...(previous === undefined ? {} : { previous }),
    ...(kept === undefined || kept.length === 0 ? {} : { kept }),
    ...(estimatedBytes === undefined ? {} : { estimatedBytes }),
  };
}

/** What tables.yml says now that it did not say when the rows were staged: they may hold what is to be hidden now. */
function declaredOtherwise(table: TableSpec, plan: Plan): string | null {
  const { connection, table: target } = table.destination;
  const moved = connection !== plan.destination.connection || tableText(target) !== tableText(plan.destination.table);
  if (moved) return 'tables.yml names another destination now';
  if (table.mode !== plan.mode) return 'tables.yml names another mode now';
  const hidden = plan.columns.find(({ name, mask }) => maskedOtherwise(table, name, mask?.how ?? null));
  return hidden === undefined ? null : `tables.yml masks or hides ${hidden.name} in another way now`;
}
