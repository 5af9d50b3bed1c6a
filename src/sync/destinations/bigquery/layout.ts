import { SyncError } from '../../errors.ts';
import { tableText } from '../../facts.ts';
import type { Plan } from '../../types.ts';
import type { Field, Layout, TableResource } from './tables.ts';

// How the rows of a target are divided: what tables.yml asks for, and what is there.

const DAY_MS = 24 * 3600 * 1000;

/** How a table that the plan makes is divided: as tables.yml says, else as the target that is there. */
export function layoutOf(plan: Plan, target: TableResource | null): Layout {
  const asked = askedLayout(plan);
  const { timePartitioning, rangePartitioning } = divided(asked) ? asked : (target ?? {});
  const clustering = asked.clustering ?? target?.clustering;
  return {
    ...(timePartitioning === undefined ? {} : { timePartitioning }),
    ...(rangePartitioning === undefined ? {} : { rangePartitioning }),
    ...(clustering === undefined ? {} : { clustering }),
  };
}

/** What of a layout a table with these columns can have. */
export function layoutWith(
  { timePartitioning: time, rangePartitioning: ranges, clustering }: Layout,
  fields: readonly Field[],
): Layout {
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  const has = (name: string): boolean => names.has(name.toLowerCase());
  return {
    ...(time === undefined || (time.field !== undefined && !has(time.field)) ? {} : { timePartitioning: time }),
    ...(ranges === undefined || !has(ranges.field) ? {} : { rangePartitioning: ranges }),
    ...(clustering?.fields.every(has) ? { clustering } : {}),
  };
}

/** Refuses a partitioning that the target does not have: BigQuery cannot change that of a table that is there. */
export function refuseOtherPartitioning(plan: Plan, target: TableResource): void {
  const asked = askedLayout(plan);
  if (!divided(asked) || partitionText(asked) === partitionText(target)) return;
  const to = tableText(plan.destination.table);
  throw new SyncError({
    code: 'dst.partitioning',
    side: 'destination',
    stage: 'begin',
    message: `${to} is partitioned ${partitionText(target)}, and tables.yml asks for ${partitionText(asked)}: BigQuery cannot change that of a table that is there`,
    hint: `Write the partitioning of ${to} into tables.${plan.table} in tables.yml; or copy ${to} to another name, drop it, and run ${plan.table} with --full: it is made anew.`,
    retry: 'never',
  });
}

function divided(layout: Layout): boolean {
  return layout.timePartitioning !== undefined || layout.rangePartitioning !== undefined;
}

function askedLayout({ bigquery }: Plan): Layout {
  const { partitionBy, clusterBy = [] } = bigquery ?? {};
  const clustering = clusterBy.length === 0 ? {} : { clustering: { fields: clusterBy } };
  if (partitionBy == null) return clustering;
  const { by, column } = partitionBy;
  if (by.kind === 'time') {
    const type = by.grain.toUpperCase();
    return { ...clustering, timePartitioning: column === null ? { type } : { type, field: column } };
  }
  const range = { start: String(by.start), end: String(by.end), interval: String(by.interval) };
  return { ...clustering, rangePartitioning: { field: column ?? '', range } };
}

/** `by day of created_at`, `by range of id (0 to 1000 by 10)`, or `not at all`. */
export function partitionText({ timePartitioning: time, rangePartitioning: ranges }: Layout): string {
  if (time !== undefined) {
    return `by ${time.type.toLowerCase()} of ${time.field?.toLowerCase() ?? 'the time of arrival'}`;
  }
  if (ranges === undefined) return 'not at all';
  const { start, end, interval } = ranges.range;
  return `by range of ${ranges.field.toLowerCase()} (${start} to ${end} by ${interval})`;
}

/** The expiry of partitions that tables.yml asks for, in ms; null where it asks for none. */
export function partitionExpiry({ bigquery }: Plan): string | null {
  const by = bigquery?.partitionBy?.by;
  return by?.kind === 'time' && by.expireDays !== null ? String(by.expireDays * DAY_MS) : null;
}

/** When the whole table is to expire, by the server's clock; null where tables.yml says nothing. */
export function expiryOf({ bigquery }: Plan, now: number): string | null {
  return bigquery?.expireDays == null ? null : String(now + bigquery.expireDays * DAY_MS);
}
