import type { Clock } from '../jobs/index.ts';

/** As much of the clock as the bot needs. */
export type Timers = Pick<Clock, 'now' | 'after'>;

export const wait = (timers: Timers, ms: number): Promise<void> =>
  new Promise((resolve) => {
    timers.after(ms, resolve);
  });
