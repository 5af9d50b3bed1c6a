import type { Config, TableSpec } from '../sync/index.ts';
import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import { lastTime } from './scheduler.ts';
import type { Late, Pause, Run } from './types.ts';

/** A moment longer ago than this is nobody's trouble any more: the table has had others, or `max_age` speaks. */
const LOOK_BACK_MS = 26 * 3_600_000;

export type LateFacts = {
  readonly spec: Pick<TableSpec, 'name' | 'maxAgeMs' | 'startWithinMs'>;
  /** The last moment of its schedule; null where there was none lately. */
  readonly dueAt: number | null;
  /** When the history first heard of the table; a table that it knows nothing of is not missed. */
  readonly knownSince: number | null;
  readonly lastSuccess: Run | null;
  /** The last run of it, whatever it came to. */
  readonly last: Run | null;
  readonly active: Run | null;
  readonly pause: Pause | null;
};

/** Whether a table is late: older than `max_age`, or not started within `start_within` of its moment. Pure. */
export function lateOf(facts: LateFacts, now: number): Omit<Late, 'downstream'> | null {
  const { spec, dueAt, knownSince, lastSuccess, last, active, pause } = facts;
  // Who held it back knows; the pause is in status and in the digest.
  if (pause !== null || knownSince === null) return null;
  const lastSuccessAt = goodAt(lastSuccess);
  const found = { table: spec.name, lastSuccessAt, run: active } as const;
  const old = spec.maxAgeMs === null ? null : (lastSuccessAt ?? knownSince) + spec.maxAgeMs;
  if (old !== null && old < now) return { ...found, why: 'age', since: old, dueAt };
  if (dueAt === null || knownSince > dueAt || dueAt + spec.startWithinMs >= now) return null;
  const since = dueAt + spec.startWithinMs;
  const answered = last !== null && Math.max(last.dueAt ?? 0, last.queuedAt) >= dueAt;
  if (!answered || (last.state === 'queued' && last.startedAt === null)) {
    return { ...found, why: 'not started', since, dueAt };
  }
  // The moment was skipped since an earlier run goes on.
  return last.state === 'skipped' && active !== null ? { ...found, why: 'not started', since, dueAt } : null;
}

/** From when the rows are that readers see: what was put back is as old as it was. */
function goodAt(run: Run | null): number | null {
  if (run === null) return null;
  const restored = run.result?.restored;
  return restored === undefined ? (run.finishedAt ?? run.queuedAt) : Date.parse(restored.publishedAt);
}

type Ports = {
  readonly history: Pick<History, 'lastSuccesses' | 'lasts' | 'allActive' | 'pauses' | 'knownSince'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly config: () => Pick<Config, 'tables'>;
};

/** Which tables are late now, the oldest version first. */
export function createLate({ history, clock, config }: Ports): () => readonly Late[] {
  /** By expression and zone: the last moment, and until when was looked for one. */
  const moments = new Map<string, { readonly at: number | null; readonly until: number }>();

  function lastDue({ schedule, timezone }: TableSpec, now: number): number | null {
    if (schedule === null) return null;
    const key = `${schedule} ${timezone}`;
    const known = moments.get(key);
    if (known !== undefined && known.until === now) return known.at;
    const from = Math.max(now - LOOK_BACK_MS, known?.until ?? 0);
    const at = lastTime({ expression: schedule, timezone }, from, now) ?? known?.at ?? null;
    moments.set(key, { at, until: now });
    return at === null || at < now - LOOK_BACK_MS ? null : at;
  }

  return () => {
    const now = clock.now();
    const by = (runs: readonly Run[]) => new Map(runs.map((run) => [run.table, run]));
    const successes = by(history.lastSuccesses());
    const lasts = by(history.lasts());
    const active = by(history.allActive());
    const knownSince = history.knownSince();
    const pauses = new Map(history.pauses(now).map((pause) => [pause.table, pause]));
    const { tables } = config();
    const models = Object.fromEntries(Object.entries(tables).filter(([, { model }]) => model !== null));
    return Object.values(tables)
      .flatMap((spec): readonly Late[] => {
        const late = lateOf(
          {
            spec,
            dueAt: lastDue(spec, now),
            knownSince: knownSince.get(spec.name) ?? null,
            lastSuccess: successes.get(spec.name) ?? null,
            last: lasts.get(spec.name) ?? null,
            active: active.get(spec.name) ?? null,
            pause: pauses.get(spec.name) ?? null,
          },
          now,
        );
        return late === null ? [] : [{ ...late, downstream: downstreamOf(spec.name, models) }];
      })
      .sort((a, b) => (a.lastSuccessAt ?? 0) - (b.lastSuccessAt ?? 0) || a.table.localeCompare(b.table));
  };
}

/** Models that run after a table, and those after them, nearest first. Pure. */
export function downstreamOf(table: string, tables: Config['tables']): readonly string[] {
  const found: string[] = [];
  for (let next = [table]; next.length > 0; ) {
    next = Object.values(tables).flatMap(({ name, model }) =>
      model?.after.some((one) => next.includes(one)) && !found.includes(name) ? [name] : [],
    );
    found.push(...next);
  }
  return found;
}
