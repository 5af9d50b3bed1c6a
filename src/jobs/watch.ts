import type { History } from './history.ts';
import type { Run, RunState } from './types.ts';

type Ports = { readonly history: History; readonly changed: (run: Run, change: 'state') => void };

/** Held runs wait for days, and any process may decide about them: tells what others did, so that no message lies. */
export function createWatch({ history, changed }: Ports) {
  const told = new Map<number, RunState>();
  return {
    /** To be called with every change that is told. */
    heard(run: Run): void {
      if (run.finishedAt !== null) told.delete(run.id);
      else if (run.state === 'held' || told.has(run.id)) told.set(run.id, run.state);
    },
    look(): void {
      for (const run of history.allActive()) {
        if (run.state === 'held' && !told.has(run.id)) told.set(run.id, run.state);
      }
      for (const [id, state] of [...told]) {
        const run = history.run(id);
        if (run === null) told.delete(id);
        else if (run.state !== state) changed(run, 'state');
      }
    },
  };
}
