import { classify } from './classify.ts';
import { openDestination, openWarehouse } from './destinations/index.ts';
import { SyncError } from './errors.ts';
import { explain } from './explain.ts';
import { diff, verify } from './inspect.ts';
import { explainModel, isModel, runModel } from './model.ts';
import type { FromWorker, Order, Outcome, SyncEnd, ToWorker } from './orders.ts';
import { probe } from './probe/probe.ts';
import { publishHeld } from './publish-held.ts';
import { settle } from './settle.ts';
import { openSource } from './sources/index.ts';
import { takeMark } from './sources/marks.ts';
import { takeVitals } from './sources/vitals.ts';
import { sync } from './sync.ts';
import { planUndo, undo } from './undo.ts';
import { usage } from './usage.ts';
import { newStanding, type Openers, type Standing } from './whereabouts.ts';

// A worker process: one order at a time, for as long as its parent lives. It holds rows; the parent holds none.

/** How long after its parent's death a worker may clean up before it ends itself. */
const ORPHAN_MS = 10_000;

const openers: Openers = { source: openSource, destination: openDestination, warehouse: openWarehouse, mark: takeMark };
let current: { readonly standing: Standing; readonly abort: AbortController } | null = null;

function say(message: FromWorker): void {
  // The parent may be gone; then nobody is left to tell.
  if (process.connected) process.send?.(message, undefined, {}, () => {});
}

async function carryOut(order: Order, standing: Standing, signal: AbortSignal): Promise<Outcome> {
  switch (order.do) {
    case 'sync':
      return ended(await (isModel(order.table) ? runModel : sync)(order, openers, standing, signal));
    case 'publish':
      return { do: 'publish', result: await publishHeld(order, openers, standing, signal) };
    case 'plan-undo':
      return { do: 'plan-undo', report: await planUndo(order, openers) };
    case 'undo':
      return { do: 'undo', undone: await undo(order, openers, standing, signal) };
    case 'plan':
      return { do: 'plan', report: await (isModel(order.table) ? explainModel : explain)(order, openers) };
    case 'diff':
      return { do: 'diff', report: await diff(order, openers) };
    case 'verify':
      return { do: 'verify', report: await verify(order, openers, standing, signal) };
    case 'usage':
      return { do: 'usage', report: await usage(order, openers, signal) };
    case 'probe':
      return { do: 'probe', report: await probe(order, { ...openers, vitals: takeVitals }) };
    case 'settle':
      return { do: 'settle', settlement: await settle(order, openers) };
  }
}

function ended(end: SyncEnd): Outcome {
  if ('undecided' in end) return { do: 'undecided', columns: end.undecided };
  return 'held' in end ? { do: 'held', held: end.held } : { do: 'sync', result: end.result };
}

async function take(order: Order): Promise<void> {
  const abort = new AbortController();
  const standing = newStanding();
  current = { standing, abort };
  try {
    const outcome = await carryOut(order, standing, abort.signal);
    current = null;
    say({ type: 'done', outcome, cost: standing.cost });
  } catch (error) {
    current = null;
    const known =
      error instanceof SyncError ? error : classify(error, { side: 'local', stage: standing.stage, facts: {} });
    say({ type: 'failed', error: known.summary, left: standing.left, cost: standing.cost });
  }
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'order') void take(message.order);
  else if (message.type === 'cancel') current?.abort.abort();
  else say({ type: 'progress', progress: current?.standing ?? null });
});

// The bot is gone: stop, drop staging, and leave. Whatever is not done by then is settled by the next bot.
process.on('disconnect', () => {
  current?.abort.abort();
  if (current === null) process.exit(0);
  setTimeout(() => process.exit(1), ORPHAN_MS).unref();
});
// Ctrl-C in a terminal reaches the whole group; the parent decides what it means for a run.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('unhandledRejection', () => process.exit(70));

say({ type: 'ready' });
