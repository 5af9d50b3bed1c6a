import type { DeliveryStore } from '../jobs/index.ts';
import { type Log, traceOf } from './log.ts';

const KEEP_MS = 10 * 60_000;

/**
 * Tells whether a key comes for the first time in ten minutes, over restarts. Slack and its transports deliver the same
 * click, command or event more than once, and so does whoever recorded a signed request; each of them has to act once.
 */
export function createSeen(store: Pick<DeliveryStore, 'firstTime'>, log: Log): (key: string, now: number) => boolean {
  const known = new Map<string, number>();
  return (key, now) => {
    // A Map keeps the order of insertion: the oldest are at the front.
    for (const [old, at] of known) {
      if (now - at < KEEP_MS) break;
      known.delete(old);
    }
    if (known.has(key)) return false;
    known.set(key, now);
    try {
      return store.firstTime(key, KEEP_MS);
    } catch (error) {
      // A history that cannot be written for a while silences nobody.
      log.warn(traceOf(error), 'what was heard could not be written down');
      return true;
    }
  };
}
