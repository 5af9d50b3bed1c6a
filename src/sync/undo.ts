import { failure } from './classify.ts';
import type { TableSpec } from './config/spec.ts';
import { billed, closeBilled } from './cost.ts';
import { SyncError } from './errors.ts';
import { connectionFacts, tableText } from './facts.ts';
import { maskedOtherwise } from './mask.ts';
import type { OrderTo, Undone, UndoReport } from './orders.ts';
import { phrase, type Word } from './phrase.ts';
import type { Destination, Generation, Generations } from './types.ts';
import { newStanding, type Openers, type Standing, sessionLabel, whereabouts } from './whereabouts.ts';

/** Says whether the previous version of a table can be put back, and changes nothing. Throws SyncError. */
export async function planUndo(order: OrderTo<'plan-undo'>, openers: Openers): Promise<UndoReport> {
  const at = whereabouts(order, newStanding());
  let destination: Destination | null = null;
  try {
    destination = await at.destination('connect', () => openers.destination(order.destination, 'sync-bot undo'));
    const to = destination;
    const generations = await at.destination('plan', () => to.generations(order.table.destination.table));
    const target = tableText(order.table.destination.table);
    return { target, generations, refused: refusal(order, generations)?.summary ?? null };
  } finally {
    await destination?.close();
  }
}

/** Puts the previous version of a table back, in one instant. Throws a SyncError where it cannot be put back. */
export async function undo(
  order: OrderTo<'undo'>,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<Undone> {
  return billed(await putBack(order, openers, standing, signal), standing);
}

async function putBack(
  order: OrderTo<'undo'>,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<Undone> {
  const at = whereabouts(order, standing);
  const { table } = order.table.destination;
  let destination: Destination | null = null;
  try {
    destination = await at.destination('connect', () =>
      openers.destination(order.destination, sessionLabel(order.token)),
    );
    const to = destination;
    const was = await at.destination('check', () => to.generations(table));
    const refused = refusal(order, was);
    if (refused !== null) throw refused;
    signal.throwIfAborted();
    // Where the connection breaks in the middle, only the destination knows what happened.
    standing.left = true;
    const { rows, method } = await at.destination('commit', () => to.undo(table, order.token, was));
    standing.left = false;
    return { rows, method, restored: was.previous as Generation, replaced: was.current as Generation };
  } catch (error) {
    if (signal.aborted && !(error instanceof SyncError)) {
      throw failure('local.canceled', { side: 'local', stage: standing.stage, facts: {} });
    }
    throw error;
  } finally {
    await closeBilled(destination, standing);
  }
}

/** Why these generations cannot be exchanged; null where they can. */
function refusal(order: OrderTo<'undo' | 'plan-undo'>, { current, previous, altered }: Generations): SyncError | null {
  const facts = { ...connectionFacts(order.destination), table: tableText(order.table.destination.table) };
  const refuse = (code: 'undo.none' | 'undo.altered' | 'undo.masked', because: Word) =>
    failure(code, { side: 'destination', stage: 'check', facts: { ...facts, because } });
  if (order.table.mode !== 'replace') return refuse('undo.none', phrase`mode ${order.table.mode} keeps none`);
  if (altered !== null) return refuse('undo.altered', altered);
  if (current === null)
    return refuse('undo.none', phrase`sync-bot has not published it yet, or not since it keeps versions`);
  if (previous === null) return refuse('undo.none', phrase`none was kept when it was published last`);
  const hidden = hiddenNow(order.table, previous);
  return hidden.length === 0 ? null : refuse('undo.masked', phrase`${hidden.join(', ')} had another mask, or none`);
}

/** Columns of a version that tables.yml does not allow as they are in it. */
function hiddenNow(table: TableSpec, { masks }: Generation): readonly string[] {
  return Object.entries(masks)
    .filter(([name, mask]) => maskedOtherwise(table, name, mask))
    .map(([name]) => name);
}
