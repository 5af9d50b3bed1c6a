import cron, { type ScheduledTask } from 'node-cron';

const MINUTE_MS = 60_000;
/** A due moment is made up for within this; one that is missed by more is told by the digest. */
const LATE_MS = 59_000;

/** Something that happens by a cron expression in a time zone. */
export type Timed = { readonly key: string; readonly expression: string; readonly timezone: string };

/** What may stand in each field, in the words of a crontab. */
const FIELDS: Readonly<Record<string, readonly [name: string, allowed: string]>> = {
  second: ['second', '0-59'],
  minute: ['minute', '0-59'],
  hour: ['hour', '0-23'],
  dayOfMonth: ['day of the month', '1-31'],
  month: ['month', '1-12 or jan-dec'],
  dayOfWeek: ['day of the week', '0-7 or sun-sat'],
};

/** What is wrong with a cron expression, by node-cron's own reading of it; null where it is valid. */
export function cronProblem(expression: string): string | null {
  const { valid, errors } = cron.validateDetailed(expression);
  if (valid) return null;
  const [first] = errors;
  const [name, allowed] = FIELDS[first?.field ?? ''] ?? [];
  if (first?.value !== undefined && name !== undefined) {
    return first.message.includes('impossible')
      ? `no month of those named has a ${name} ${first.value}`
      : `${first.value} is not a valid ${name} (${allowed})`;
  }
  const fields = expression.trim().split(/\s+/).filter(Boolean).length;
  if (fields < 5 || fields > 6)
    return `${fields} ${fields === 1 ? 'field' : 'fields'} instead of 5 (or 6, with seconds first)`;
  return 'there are characters in it that no field takes';
}

/** Calls `due` at every moment of every timed thing, with the moment it was due (epoch ms). */
export function createScheduler(due: (key: string, at: number) => void) {
  const tasks = new Map<string, { readonly task: ScheduledTask; readonly signature: string }>();

  function drop(key: string): void {
    void tasks.get(key)?.task.destroy();
    tasks.delete(key);
  }

  return {
    /** Makes the schedule exactly this; what did not change keeps running. */
    set(timed: readonly Timed[]): void {
      const wanted = new Map(timed.map((one) => [one.key, one]));
      for (const key of [...tasks.keys()]) if (!wanted.has(key)) drop(key);
      for (const { key, expression, timezone } of timed) {
        const signature = `${expression} ${timezone}`;
        if (tasks.get(key)?.signature === signature) continue;
        drop(key);
        const task = cron.schedule(expression, (context) => due(key, wholeSecond(context.date)), {
          timezone,
          name: key,
          unref: true,
          // A process that was busy or stopped for a moment is late, and has not forgotten.
          missedExecutionTolerance: LATE_MS,
          suppressMissedWarning: true,
        });
        tasks.set(key, { task, signature });
      }
    },
    stop(): void {
      for (const key of [...tasks.keys()]) drop(key);
    },
  };
}

/** The moments of an expression between now and `until` (epoch ms), at most `most` of them. */
export function upcomingTimes(timed: Omit<Timed, 'key'>, until: number, most: number): readonly number[] {
  const task = cron.createTask(timed.expression, () => {}, { timezone: timed.timezone });
  try {
    let count = 1;
    for (;;) {
      const times = task.getNextRuns(count).map((date) => date.getTime());
      const within = times.filter((time) => time <= until);
      // A last one beyond the window, or none at all, shows that nothing was left out.
      if (within.length < count || count >= most) return within;
      count = Math.min(most, count * 4);
    }
  } finally {
    void task.destroy();
  }
}

/** The moments of an expression in a past window (epoch ms, `until` left out), to the minute. */
export function pastTimes(timed: Omit<Timed, 'key'>, from: number, until: number): readonly number[] {
  const task = cron.createTask(timed.expression, () => {}, { timezone: timed.timezone });
  try {
    const times: number[] = [];
    const mayBe = minutesOf(timed.expression);
    for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at < until; at += MINUTE_MS) {
      if (mayBe(at) && task.match(new Date(at))) times.push(at);
    }
    return times;
  } finally {
    void task.destroy();
  }
}

/** The last moment of an expression behind `from` and not behind `until` (epoch ms), to the minute; null where there is none. */
export function lastTime(timed: Omit<Timed, 'key'>, from: number, until: number): number | null {
  const mayBe = minutesOf(timed.expression);
  const minutes: number[] = [];
  for (let at = Math.floor(until / MINUTE_MS) * MINUTE_MS; at > from; at -= MINUTE_MS) if (mayBe(at)) minutes.push(at);
  // A task of the library is dear: it takes 100 kB, and whoever asks again a moment later needs none.
  if (minutes.length === 0) return null;
  const task = cron.createTask(timed.expression, () => {}, { timezone: timed.timezone });
  try {
    return minutes.find((at) => task.match(new Date(at))) ?? null;
  } finally {
    void task.destroy();
  }
}

/**
 * Whether a minute may be one of an expression's, told without its zone, which takes a library some microseconds: zones
 * differ by quarters of an hour.
 */
function minutesOf(expression: string): (at: number) => boolean {
  const minutes = expression.trim().split(/\s+/).at(-5) ?? '*';
  if (!/^\d+(,\d+)*$/.test(minutes)) return () => true;
  const quarters = new Set(minutes.split(',').map((minute) => Number(minute) % 15));
  return (at) => quarters.has((at / MINUTE_MS) % 15);
}

function wholeSecond(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000;
}
