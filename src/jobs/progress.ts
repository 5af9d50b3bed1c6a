import type { Progress } from '../sync/index.ts';
import { type History, isHistoryError } from './history.ts';
import type { Journal } from './journal.ts';
import type { Run } from './types.ts';

type Ports = {
  readonly history: History;
  readonly journal: Journal;
  readonly owner: string;
  readonly changed: (run: Run, change: 'progress') => void;
};

/** Records how far a run of this process is. */
export function createProgress({ history, journal, owner, changed }: Ports) {
  return (id: number, progress: Progress): void => {
    try {
      const before = history.run(id);
      if (before?.state !== 'running' || before.owner !== owner) return;
      const { stage, estimatedRows } = progress;
      if (before.stage !== stage) journal.note(before, `stage ${stage}, ${progress.rowsRead} rows read`);
      // A worker that only publishes or puts back reads nothing: what was read before stays true.
      const moved = progress.rowsRead > 0 ? { rowsRead: progress.rowsRead, bytes: progress.bytes } : {};
      const run = history.advance(before, { stage, estimatedRows, ...moved });
      if (run !== null) changed(run, 'progress');
    } catch (error) {
      // The next progress comes in a second.
      if (!isHistoryError(error)) throw error;
    }
  };
}
