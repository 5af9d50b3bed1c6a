import type { Clock } from '../jobs/index.ts';

/** As much of the clock as the bot needs. */
export type Timers = Pick<Clock, 'now' | 'after'>;

/** What the promise comes to, or null where that takes longer than `ms`. */
export async function within<T>(timers: Timers, ms: number, promise: Promise<T>): Promise<T | null> {
  let endWait = () => {};
  const late = new Promise<null>((resolve) => {
    endWait = timers.after(ms, () => resolve(null));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    endWait();
  }
}
