import type { Config, Scope, TableSpec } from '../sync/index.ts';
import type { Clock } from './clock.ts';
import { dayOf } from './days.ts';
import type { History } from './history.ts';
import type { Glance } from './history-sums.ts';
import type { Run, Waits } from './types.ts';

type Ports = {
  readonly history: Pick<History, 'glances' | 'active' | 'run' | 'lastSuccess'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly config: () => Config;
};

const DAY_MS = 86_400_000;
/** Two days and what a change of the clock may add. */
const LOOK_BACK_MS = 2 * DAY_MS + 7_200_000;
const DUE: Scope = { kind: 'due' };

/** One table on one day: when its schedule first had it due, and what became of that. */
export type Standing = { readonly dueAt: number; readonly done: boolean; readonly run: number };

/**
 * How a table stands on a day of its calendar; null where its schedule has not had it due. A run by hand counts from the
 * first scheduled one on: it is how people mend one that failed. Pure.
 */
function standingOn(day: string, zone: string, glances: readonly Glance[]): Standing | null {
  const copies = glances.filter(({ kind, scope }) => kind === 'sync' && (scope === 'due' || scope === 'full'));
  const ofDay = copies.filter(({ dueAt, queuedAt }) => dayOf(dueAt ?? queuedAt, zone) === day);
  const first = ofDay.find(({ dueAt }) => dueAt !== null);
  if (first === undefined || first.dueAt === null) return null;
  const since = ofDay.filter(({ id }) => id >= first.id);
  const success = since.find(({ state }) => state === 'success');
  const last = success ?? since.at(-1) ?? first;
  return { dueAt: first.dueAt, done: success !== undefined, run: last.id };
}

/** Models that run after others: which may start, and what the rest wait for. All of it is read from the history. */
export function createAfter({ history, clock, config }: Ports) {
  function daysOf({ timezone }: TableSpec): readonly [string, string] {
    const now = clock.now();
    return [dayOf(now, timezone), dayOf(now - DAY_MS, timezone)];
  }

  function standings(model: TableSpec, day: string, seen: (table: string) => readonly Glance[]) {
    return (model.model?.after ?? []).map((table) => ({ table, on: standingOn(day, model.timezone, seen(table)) }));
  }

  /** Of this look only: a run may end any moment. */
  function reader(): (table: string) => readonly Glance[] {
    const from = clock.now() - LOOK_BACK_MS;
    const known = new Map<string, readonly Glance[]>();
    return (table) => {
      const found = known.get(table) ?? history.glances(table, from);
      known.set(table, found);
      return found;
    };
  }

  const waitsForOthers = (): readonly TableSpec[] =>
    Object.values(config().tables).filter(({ model }) => model !== null && model.after.length > 0);

  return {
    /** Models whose tables have all succeeded for a day on which the model itself has not had its turn. */
    startable(): readonly { readonly table: string; readonly at: number; readonly scope: Scope }[] {
      const seen = reader();
      return waitsForOthers().flatMap((model) => {
        // What is under way, or held, ends first; the day that waits is not lost by it.
        if (history.active(model.name) !== null) return [];
        const [today, yesterday] = daysOf(model);
        // A model that never ran was not there yet, as far as the history knows: it makes up for nothing.
        const days = history.lastSuccess(model.name) === null ? [today] : [yesterday, today];
        const day = days.find((each) => {
          const all = standings(model, each, seen);
          return (
            all.every(({ on }) => on?.done === true) && standingOn(each, model.timezone, seen(model.name)) === null
          );
        });
        if (day === undefined) return [];
        const at = Math.max(...standings(model, day, seen).map(({ on }) => on?.dueAt ?? 0));
        return [{ table: model.name, at, scope: DUE }];
      });
    },
    /** What a model waits for, of the last day on which one of its tables was due; null where it waits for nothing. */
    waits(model: TableSpec): Waits | null {
      const seen = reader();
      for (const day of daysOf(model)) {
        const all = standings(model, day, seen);
        if (all.every(({ on }) => on === null)) continue;
        if (standingOn(day, model.timezone, seen(model.name)) !== null) return null;
        const open = all.filter(({ on }) => on?.done !== true);
        const runOf = (id: number | undefined): Run | null => (id === undefined ? null : history.run(id));
        return open.length === 0 ? null : { day, for: open.map(({ table, on }) => ({ table, run: runOf(on?.run) })) };
      }
      return null;
    },
    waitsForOthers,
  };
}
