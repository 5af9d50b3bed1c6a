import type { CellCounts } from './cell-counts.ts';
import { masker } from './mask.ts';
import { readQuery } from './plan.ts';
import type { Load, Plan, Source } from './types.ts';
import type { ValueGuard } from './value-guard.ts';
import type { Whereabouts } from './whereabouts.ts';

/** Reads what the plan asks for and writes it into staging, masked. Throws SyncError. */
export async function copy(
  plan: Plan,
  maskKey: string | null,
  guard: ValueGuard,
  counts: CellCounts | null,
  source: Source,
  load: Load,
  at: Whereabouts,
  signal: AbortSignal,
): Promise<void> {
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
