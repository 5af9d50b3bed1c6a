import type { Config } from '../sync/index.ts';
import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import { ACTIVE_STATES, type Batch, type BatchDesk, type JobsEvent, type Run } from './types.ts';

type Ports = {
  readonly history: History;
  readonly clock: Pick<Clock, 'now'>;
  readonly config: () => Config;
  readonly emit: (event: JobsEvent) => void;
};

/** A moment longer ago than this, of which nobody made a message, gets none: the digest tells of it. */
const NEW_MS = 3_600_000;
/** As long after its end a batch is looked at again: a model that waited for others runs for the same moment. */
const AFTER_MS = 12 * 3_600_000;

/** The runs that one moment of the schedule starts, told by one message: which there are, and what changed in them. */
export function createBatches({ history, clock, config, emit }: Ports) {
  /** What was told of each, by this process: what is the same is not told again. */
  const told = new Map<string, string>();

  function of(dueAt: number): Batch | null {
    const row = history.batchRow(dueAt);
    if (row === null) return null;
    const runs = history.dueBetween(dueAt, dueAt + 1);
    return { ...row, runs, over: runs.every(isOver) };
  }

  const desk: BatchDesk = {
    batch: of,
    batchPosted: history.batchPosted,
    batchOver: (channel, dueAt) => history.batchOver(channel, dueAt, clock.now()),
  };
  return {
    desk,
    /** Called every second by the bot. */
    look(): void {
      const { channel } = config().slack;
      const now = clock.now();
      if (channel !== null) {
        for (const dueAt of history.newBatches(channel, now - NEW_MS)) history.openBatch(channel, dueAt);
      }
      for (const row of history.batchRows(now - AFTER_MS)) {
        const key = `${row.channel} ${row.dueAt}`;
        const state = history.glanceOf(row.dueAt);
        if (told.get(key) === state) continue;
        const first = !told.has(key);
        told.set(key, state);
        const batch = of(row.dueAt);
        // After a restart: what is over is noted as over when its last edit had got through.
        if (batch === null || (first && row.over && batch.over)) continue;
        if (row.over && !batch.over) history.batchOver(row.channel, row.dueAt, null);
        emit({ type: 'batch', batch });
      }
      for (const key of told.keys())
        if (Number(key.slice(key.lastIndexOf(' ') + 1)) < now - 2 * AFTER_MS) told.delete(key);
    },
  };
}

const isOver = (run: Run): boolean => !(ACTIVE_STATES as readonly string[]).includes(run.state);
