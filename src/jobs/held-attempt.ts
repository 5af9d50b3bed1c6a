import type { Cost } from '../sync/index.ts';
import type { AttemptEnd } from './attempt.ts';
import type { Executor } from './executor.ts';
import type { StoredRun } from './history.ts';
import { resultOf, unexpected } from './results.ts';
import { confirmed, type Place, type Settler, stagingText } from './settle.ts';

/** How a try hears that it is stopped. */
export type Control = {
  readonly onCancel: (cancel: () => void) => void;
  readonly canceled: () => boolean;
  /** To be told what the try has cost, whatever its end. */
  readonly spent: (cost: Cost | null) => void;
};

type Ports = { readonly executor: Executor; readonly settler: Settler; readonly seconds: () => number };

/** After this error the staged rows cannot be published any more; after any other the run is held again. */
const FINAL = 'guard.changed';

/** Whether the run goes on to publish what it has staged. */
export function isPublishing(run: StoredRun): boolean {
  return run.held?.kind === 'guard' && run.held.decision?.what === 'publish' && run.unsettledToken !== null;
}

/** One try to publish what a held run has staged, because a person said so. */
export async function publishStaged(
  { executor, settler, seconds }: Ports,
  run: StoredRun,
  place: Place,
  onProgress: Parameters<Executor['execute']>[1],
  control: Control,
): Promise<AttemptEnd> {
  const { held, unsettledToken: token } = run;
  if (held?.kind !== 'guard' || token === null) throw new Error('only a held run is published');
  const { pending } = held;
  const publishedBy = held.decision?.by ?? 'nobody';
  const { ending, cancel } = executor.execute({ do: 'publish', ...place, token, pending }, onProgress);
  control.onCancel(cancel);
  const end = await ending;
  control.spent(end.cost);
  if (end.ok && end.outcome.do === 'publish') {
    const { result } = end.outcome;
    return { ok: true, result: { ...resultOf(result, seconds()), publishedBy }, cursor: result.cursor, left: [] };
  }
  const error = end.ok ? unexpected() : end.error;
  const lost = end.ok || end.unsettled || error.code === FINAL || control.canceled();
  if (!lost) return { ok: null, held: { ...held, decision: null }, error, left: [] };
  const settled = await settler.ask(run, place);
  if (!settled.ok) return { ok: false, error, left: [stagingText(token, place.table)] };
  if (settled.published === null) return { ok: false, error, left: [] };
  const result = { ...confirmed(settled.published.rows, seconds(), place.table), publishedBy };
  return { ok: true, result, cursor: settled.published.cursor, left: [] };
}
