import { isPublishing } from './held-attempt.ts';
import type { RunChange, StoredRun } from './history.ts';

/** How a run goes from its queue into its next try, or into the publication of what it has staged. */
export function beginning(run: StoredRun, now: number): [RunChange, string] {
  const going = { nextAttemptAt: null, state: 'running' } as const;
  if (isPublishing(run)) return [{ ...going, stage: 'commit' }, 'publishing what was held'];
  const attempt = run.attempt + 1;
  return [
    { ...going, stage: 'connect', rowsRead: 0, bytes: 0, attempt, startedAt: run.startedAt ?? now },
    `attempt ${attempt} of ${run.attempts} started`,
  ];
}
