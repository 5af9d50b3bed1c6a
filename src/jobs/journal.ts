import type { Cursor } from '../sync/index.ts';
import type { Clock } from './clock.ts';
import { type History, isHistoryError, type RunChange, type StoredRun } from './history.ts';
import type { Run } from './types.ts';

type Ports = {
  readonly history: History;
  readonly clock: Clock;
  readonly changed: (run: Run, change: 'state') => void;
};

/** After so long what could not be written into the history is written again, ms. */
export const RECORD_AGAIN_MS = 5_000;

export type Journal = ReturnType<typeof createJournal>;

/** How a change of a run is recorded: in the history, in the run's log, and to whoever listens. */
export function createJournal({ history, clock, changed }: Ports) {
  /** A line of the log that cannot be written stops no run. */
  function note(run: StoredRun, text: string): void {
    try {
      history.event(run.id, { at: clock.now(), attempt: run.attempt, text });
    } catch (error) {
      if (!isHistoryError(error)) throw error;
    }
  }
  return {
    note,
    /** Null where the run is no longer what `seen` says: another process has it, or somebody was faster. */
    record(seen: StoredRun, change: RunChange, text: string | null, next: Cursor | null = null): StoredRun | null {
      const run = history.advance(seen, change, next);
      if (run === null) return null;
      if (text !== null) note(run, text);
      changed(run, 'state');
      return run;
    },
  };
}
