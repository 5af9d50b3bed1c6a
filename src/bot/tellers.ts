import type { Jobs, JobsEvent } from '../jobs/index.ts';
import { createAlertTeller } from './alert-teller.ts';
import { createBatchTeller } from './batch-teller.ts';
import { createKept } from './kept.ts';
import type { Language } from './language/index.ts';
import type { Log } from './log.ts';
import type { Outbox } from './outbox.ts';
import type { Timers } from './timers.ts';

type Ports = {
  readonly jobs: Jobs;
  readonly outbox: Outbox;
  /** What is said in a channel. */
  readonly languageOf: (channel: string) => Language;
  readonly timers: Timers;
  readonly log: Log;
};

/** Tells of what is about more than one run: trouble, and what the schedule starts together. */
export function createTellers(ports: Ports) {
  const kept = createKept(ports);
  const alerts = createAlertTeller({ ...ports, kept });
  const batches = createBatchTeller({ ...ports, kept });
  let stopped = false;
  return {
    hear(event: JobsEvent): void {
      if (stopped) return;
      if (event.type === 'alert') alerts.hear(event.alert);
      if (event.type === 'batch') batches.hear(event.batch);
      if (event.type === 'run') alerts.follow(event.run);
    },
    /** Resolves when everything that was heard is told, or cannot be. */
    async idle(): Promise<void> {
      await alerts.idle();
      await batches.idle();
      await kept.idle();
    },
    stop(): void {
      stopped = true;
      kept.stop();
    },
  };
}
