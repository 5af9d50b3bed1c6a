import type { CellCounts } from './cell-counts.ts';
import { masker } from './mask.ts';
import { readQuery } from './plan.ts';
import type { Load, Plan, Source } from './types.ts';
import type { ValueGuard } from './value-guard.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What is copied, from where to where, and what looks at the rows on their way. */
export type Copying = {
  readonly plan: Plan;
  /** The key of `hash`. */
  readonly maskKey: string | null;
  readonly source: Source;
  readonly load: Load;
  /** Sees every cell before it is masked. */
  readonly guard: ValueGuard;
  /** Sees every cell as it is staged; null where nothing is counted. */
  readonly counts: CellCounts | null;
  readonly at: Whereabouts;
  readonly signal: AbortSignal;
};

/** Reads what the plan asks for and writes it into staging, masked. Throws SyncError. */
export async function copy({ plan, maskKey, source, load, guard, counts, at, signal }: Copying): Promise<void> {
  const mask = masker(plan.columns, maskKey);
  const batches = source.read(readQuery(plan), signal)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await at.source('copy', () => batches.next());
      if (next.done) return guard.end();
      const batch = next.value;
      signal.throwIfAborted();
      if (batch.format === 'cells') guard.look(batch);
      if (!guard.broken) {
        if (batch.format === 'cells') {
          mask?.(batch.rows);
          counts?.add(batch.rows);
        }
        await at.destination('copy', () => load.write(batch));
      }
      at.standing.rowsRead += batch.format === 'cells' ? batch.rows.length : batch.lines;
      at.standing.bytes += batch.format === 'cells' ? batch.bytes : batch.data.length;
    }
  } finally {
    await batches.return?.();
  }
}
