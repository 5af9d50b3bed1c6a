import type { Report } from './mistakes.ts';
import type { RawTable } from './raw.ts';
import type { TableSpec } from './spec.ts';
import type { WrittenMap } from './written.ts';

/** The checks of one table, as they are meant. What is missing in them was reported by `checkGuards`. */
export function checksOf(table: WrittenMap, raw: RawTable['checks']): TableSpec['checks'] {
  const { column = incrementalKey(table), within } = raw?.fresh_within ?? {};
  return {
    minRows: raw?.min_rows ?? null,
    maxDrop: raw?.max_drop ?? null,
    maxGrowth: raw?.max_growth ?? null,
    freshWithin: column === null || within === undefined ? null : { column, seconds: within / 1000 },
    nullRate: raw?.null_rate ?? {},
    unique: raw?.unique ?? [],
  };
}

/** Reports what is wrong with `checks`, `hold_for` and `keep_previous` of one table together with its other keys. */
export function checkGuards(table: WrittenMap, report: Report): void {
  const checks = table.entries.get('checks');
  if (checks?.kind === 'map' && !checks.broken) checkFreshness(table, checks, report);
  const keep = table.entries.get('keep_previous');
  const mode = table.entries.get('mode');
  if (keep?.kind !== 'scalar' || keep.broken || mode?.kind !== 'scalar' || mode.broken) return;
  if (mode.value !== 'replace' && Number(keep.value) !== 0) {
    report.at(keep, `mode ${String(mode.value)} changes the table row by row and has no previous version (allowed: 0)`);
  }
}

function checkFreshness(table: WrittenMap, checks: WrittenMap, report: Report): void {
  const fresh = checks.entries.get('fresh_within');
  if (fresh === undefined || fresh.broken) return;
  const named = fresh.kind === 'map' && fresh.entries.has('column');
  if (!named && incrementalKey(table) === null) {
    report.at(fresh, 'of which column? Write { column: updated_at, within: 26h }');
  }
  if (fresh.kind === 'map' && !fresh.entries.has('within')) report.at(fresh, 'within is missing, like within: 26h');
}

function incrementalKey(table: WrittenMap): string | null {
  const node = table.entries.get('incremental_key');
  return node?.kind === 'scalar' && !node.broken && typeof node.value === 'string' ? node.value : null;
}
