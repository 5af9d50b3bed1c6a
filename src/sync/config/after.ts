import type { Report } from './mistakes.ts';
import { choices } from './nearest.ts';
import type { Mistake, TableSpec } from './spec.ts';
import type { ReadTable } from './tables.ts';
import type { Written } from './written.ts';

/**
 * Reports names in `after` that are nothing, models that wait for themselves in a circle, and time zones in which a due
 * date would not be the same day.
 */
export function checkAfter(tables: ReadonlyMap<string, ReadTable>, allKnown: boolean, report: Report): void {
  const names = [...tables.keys()];
  const circled = new Set<string>();
  for (const [name, { node, spec }] of tables) {
    for (const [other, item] of namesIn(node.entries.get('after'))) {
      const waited = tables.get(other);
      if (waited === undefined) {
        const rest = names.filter((each) => each !== name);
        if (allKnown) report.at(item, `"${other}" is an unknown table or model${choices(other, rest)}`);
        continue;
      }
      const way = circled.has(name) ? null : wayBack(other, name, tables);
      if (way !== null) {
        for (const each of way) circled.add(each);
        report.at(item, `${[name, ...way].join(' waits for ')}: this circle never starts; take one out`);
      }
      const zone = waited.spec?.timezone;
      if (spec === null || zone === undefined || zone === spec.timezone) continue;
      const told = `${other} is due by the days of ${zone}, and this model by those of ${spec.timezone}`;
      report.at(item, `${told}; write timezone: ${zone} here`);
    }
  }
}

/** Models that nothing ever starts but people, since what they wait for has no schedule. */
export function neverStarted(tables: readonly TableSpec[]): readonly Mistake[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  return tables.flatMap(({ name, model, file, line }) =>
    (model?.after ?? []).flatMap((other) => {
      const waited = byName.get(other);
      if (waited === undefined || waited.schedule !== null || (waited.model?.after.length ?? 0) > 0) return [];
      const message = `models.${name}.after: ${other} has no schedule, so that only people start ${name}`;
      return [{ file, line, message }];
    }),
  );
}

function namesIn(node: Written | undefined): readonly (readonly [string, Written])[] {
  if (node?.kind !== 'list' || node.broken) return [];
  return node.items.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' && !item.broken ? [[item.value, item] as const] : [],
  );
}

/** From `start` to `goal` along `after`, both included; null where there is no way. */
function wayBack(start: string, goal: string, tables: ReadonlyMap<string, ReadTable>): readonly string[] | null {
  const seen = new Set<string>();
  const walk = (at: string): readonly string[] | null => {
    if (at === goal) return [at];
    if (seen.has(at)) return null;
    seen.add(at);
    for (const [next] of namesIn(tables.get(at)?.node.entries.get('after'))) {
      const way = walk(next);
      if (way !== null) return [at, ...way];
    }
    return null;
  };
  return walk(start);
}
