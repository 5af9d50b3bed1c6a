import type { Cost } from '../sync/index.ts';
import type { RunCost } from './types.ts';

/** What all tries of a run have cost so far, when another one has ended. Pure; null where nobody is billed. */
export function costSoFar(before: RunCost | null, now: Cost | null, connection: string): RunCost | null {
  if (now === null) return before;
  return {
    connection,
    bytesProcessed: (before?.bytesProcessed ?? 0) + now.bytesProcessed,
    bytesBilled: (before?.bytesBilled ?? 0) + now.bytesBilled,
    slotMs: (before?.slotMs ?? 0) + now.slotMs,
    jobs: (before?.jobs ?? 0) + now.jobs.length,
  };
}
