import type { Clock } from './clock.ts';
import { upcomingTimes } from './scheduler.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 366 * 24 * HOUR_MS;
/** No question needs more moments of one table than this. */
const MOST_TIMES = 500;
/** Moments are looked up so far beyond what was asked for that the next questions need no new look. */
const AHEAD_MS = 6 * HOUR_MS;

type Key = { readonly expression: string; readonly timezone: string };
type Known = {
  readonly from: number;
  readonly until: number;
  readonly times: readonly number[];
  readonly all: boolean;
};

/**
 * The next moments of schedules, remembered: a library walks through minutes to find one, and 280 tables may have as many
 * schedules, which people ask for again and again.
 */
export function createNextTimes(clock: Pick<Clock, 'now'>) {
  const first = new Map<string, Known>();
  const ahead = new Map<string, Known>();

  function look({ expression, timezone }: Key, until: number, most: number): Known {
    const times = upcomingTimes({ expression, timezone }, until, most);
    return { from: clock.now(), until, times, all: times.length < most };
  }

  return {
    /** Null where there is none within a year. */
    next(expression: string, timezone: string): number | null {
      const now = clock.now();
      const key = `${expression} ${timezone}`;
      const known = first.get(key);
      if (known !== undefined && known.from <= now && now < (known.times[0] ?? known.from + HOUR_MS)) {
        return known.times[0] ?? null;
      }
      const found = look({ expression, timezone }, now + YEAR_MS, 1);
      first.set(key, found);
      return found.times[0] ?? null;
    },
    /** From now on, not behind `until` (epoch ms), 500 at most. */
    upcoming(expression: string, timezone: string, until: number): readonly number[] {
      const now = clock.now();
      const key = `${expression} ${timezone}`;
      const known = ahead.get(key);
      const fits = known?.all && known.from <= now && until <= known.until;
      const found = fits ? known : look({ expression, timezone }, until + AHEAD_MS, MOST_TIMES);
      ahead.set(key, found);
      return found.times.filter((time) => time <= until && (!fits || time > now));
    },
  };
}
