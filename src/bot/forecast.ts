import type { Due, TableSpec } from '../jobs/index.ts';
import type { Estimate } from './estimates.ts';

/** What the next hours bring, as far as the past lets one say. Pure. */

export type Forecast = {
  readonly table: string;
  /** When it starts; of a model, when what it runs after is expected to be done. */
  readonly at: number;
  /** Null where no run of the table has succeeded yet, or it will not run. */
  readonly until: number | null;
  readonly paused: boolean;
  readonly what: 'run' | 'gap audit' | 'model';
  /** How many others read the same connection at the same time, and which connection. */
  readonly beside: { readonly connection: string; readonly others: number } | null;
};

type Specs = Readonly<Record<string, TableSpec>>;

export function forecast(
  due: readonly Due[],
  specs: Specs,
  estimate: (table: string) => Estimate | null,
  until: number,
): readonly Forecast[] {
  const runs = due.map(
    (one): Forecast => ({ ...one, until: endOf(one.at, one.paused, estimate(one.table)), beside: null }),
  );
  const all = [...runs, ...models(runs, specs, estimate, until)];
  return all
    .map((one) => ({ ...one, beside: besideOf(one, all, specs) }))
    .sort((a, b) => a.at - b.at || a.table.localeCompare(b.table));
}

const endOf = (at: number, paused: boolean, estimate: Estimate | null): number | null =>
  paused || estimate === null ? null : at + estimate.ms;

/** Models start when the last of what they run after is done; each once, and models after models too. */
function models(runs: readonly Forecast[], specs: Specs, estimate: (table: string) => Estimate | null, until: number) {
  const found: Forecast[] = [];
  const first = new Map<string, Forecast>();
  for (const run of runs) if (run.what === 'run' && !run.paused && !first.has(run.table)) first.set(run.table, run);
  let open = Object.values(specs).filter(({ model, schedule }) => schedule === null && (model?.after.length ?? 0) > 0);
  for (;;) {
    const ready = open.filter(({ model }) => model?.after.every((name) => first.get(name)?.until != null));
    if (ready.length === 0) return found;
    for (const { name, model } of ready) {
      const at = Math.max(...(model?.after ?? []).map((other) => first.get(other)?.until ?? 0));
      const one: Forecast = {
        table: name,
        at,
        until: endOf(at, false, estimate(name)),
        paused: false,
        what: 'model',
        beside: null,
      };
      first.set(name, one);
      if (at <= until) found.push(one);
    }
    open = open.filter((spec) => !ready.includes(spec));
  }
}

/** A model reads the warehouse; what it shares with others is theirs to limit. */
function besideOf(one: Forecast, all: readonly Forecast[], specs: Specs): Forecast['beside'] {
  const connection = sourceOf(one, specs);
  if (connection === null || one.paused) return null;
  const others = all.filter(
    (other) => other !== one && !other.paused && sourceOf(other, specs) === connection && overlaps(one, other),
  );
  return others.length === 0 ? null : { connection, others: others.length };
}

function sourceOf({ table, what }: Forecast, specs: Specs): string | null {
  const spec = specs[table];
  return spec === undefined || what === 'model' || spec.model !== null ? null : spec.source.connection;
}

/** What nobody knows the length of is taken for an instant. */
const overlaps = (a: Forecast, b: Forecast): boolean =>
  a.at === b.at || (a.at < (b.until ?? b.at) && b.at < (a.until ?? a.at));
