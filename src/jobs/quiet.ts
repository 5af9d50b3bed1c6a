import type { Config } from '../sync/index.ts';
import { createAlertDesk } from './alert-desk.ts';
import type { Audit } from './audit.ts';
import { createBatches } from './batches.ts';
import type { Clock } from './clock.ts';
import { type History, isHistoryError } from './history.ts';
import { createLate } from './late.ts';
import type { JobsEvent, QuietDesk, Run } from './types.ts';
import { createWatches } from './watches.ts';

type Ports = {
  readonly history: History;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly audit: Audit;
  readonly emit: (event: JobsEvent) => void;
};

/** Lateness is a matter of minutes, and asks about every table. */
const LATE_EVERY_MS = 60_000;
const RECONCILE_EVERY_MS = 10_000;

/** What keeps a channel quiet: alerts instead of failures, one message a batch, lateness, and who watches what. */
export function createQuiet(ports: Ports) {
  const { clock } = ports;
  const alerts = createAlertDesk(ports);
  const batches = createBatches(ports);
  const late = createLate(ports);
  let lateAt = 0;
  let reconciledAt = 0;
  const desk: QuietDesk = { ...alerts.desk, ...batches.desk, ...createWatches(ports), late };
  return {
    desk,
    /** To be called with every change of a run; one that cannot be written now is found by the next look. */
    heard(run: Run): void {
      try {
        alerts.heard(run);
        alerts.tell();
      } catch (error) {
        if (!isHistoryError(error)) throw error;
      }
    },
    /** What time does, and what is not told yet. Called every second by the bot, and by nobody else. */
    look(): void {
      const now = clock.now();
      if (Math.abs(now - reconciledAt) >= RECONCILE_EVERY_MS) {
        reconciledAt = now;
        alerts.reconcile();
      }
      // A clock that was put back must not silence this until it has caught up.
      if (Math.abs(now - lateAt) >= LATE_EVERY_MS) {
        lateAt = now;
        alerts.late(late());
      }
      alerts.look();
      batches.look();
      alerts.tell();
    },
  };
}
