import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { JobsEvent } from './types.ts';

type Ports = {
  readonly history: Pick<History, 'takeEndedPauses'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly emit: (event: JobsEvent) => void;
};

/** Tells of pauses whose time is over, each once, whichever process sees it first; also of those that ended while no bot was there. */
export function createPauses({ history, clock, emit }: Ports): () => void {
  return () => {
    const over = history.takeEndedPauses(clock.now());
    if (over.length > 0) emit({ type: 'pauses over', pauses: over });
  };
}
