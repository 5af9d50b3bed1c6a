import { ACTIVE_STATES, type JobsEvent, type Run } from './types.ts';

/** Who hears what happens: listeners to all events, and those who wait for one run. */
export function createListeners() {
  const listeners = new Set<(event: JobsEvent) => void>();
  const waiting = new Map<number, ((run: Run) => void)[]>();
  return {
    emit(event: JobsEvent): void {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch {
          // A listener that throws must not hurt a run; it has its own log.
        }
      }
    },
    on(listener: (event: JobsEvent) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Resolves with the run when `rested` is told that it rests. */
    waitFor: (id: number): Promise<Run> =>
      new Promise((resolve) => waiting.set(id, [...(waiting.get(id) ?? []), resolve])),
    rested(run: Run): void {
      for (const tell of waiting.get(run.id) ?? []) tell(run);
      waiting.delete(run.id);
    },
    /** Runs that somebody waits for: another process may end them. */
    awaited: (): readonly number[] => [...waiting.keys()],
  };
}

/** It is over, or waits for a person. */
export function rests(run: Run): boolean {
  return run.state === 'held' || !(ACTIVE_STATES as readonly string[]).includes(run.state);
}
