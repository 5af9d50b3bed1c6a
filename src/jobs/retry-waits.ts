import type { Clock } from './clock.ts';
import { type History, isHistoryError } from './history.ts';
import { type Journal, RECORD_AGAIN_MS } from './journal.ts';

type Ports = {
  readonly history: History;
  readonly clock: Clock;
  readonly journal: Journal;
  /** This process's name in the history. */
  readonly owner: string;
  /** Something is queued, perhaps. */
  readonly pump: () => void;
};

/** The runs of this process that wait for their next try. */
export function createRetryWaits({ history, clock, journal, owner, pump }: Ports) {
  const ends = new Map<number, () => void>();

  function wait(id: number, ms: number): void {
    ends.set(
      id,
      clock.after(ms, () => requeue(id)),
    );
  }

  function requeue(id: number): void {
    ends.delete(id);
    try {
      const run = history.run(id);
      if (run?.state === 'retry_wait' && run.owner === owner) {
        journal.record(run, { state: 'queued', nextAttemptAt: null }, null);
      }
    } catch (error) {
      if (!isHistoryError(error)) throw error;
      wait(id, RECORD_AGAIN_MS);
    }
    pump();
  }

  return {
    /** Queues the run again after `ms`, if it still waits then and still is this process's own. */
    wait,
    /** Waits for this run no more. */
    end(id: number): void {
      ends.get(id)?.();
      ends.delete(id);
    },
    endAll(): void {
      for (const end of ends.values()) end();
      ends.clear();
    },
  };
}
