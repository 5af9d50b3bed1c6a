import { literal, quote } from '../../sql/quote.ts';

// Which partitions a statement reads: as constants, which are all that BigQuery leaves partitions out by.

/** How a table is partitioned; `column` null: by the time at which rows arrived. */
export type Partition =
  | {
      readonly by: 'time';
      readonly column: string | null;
      readonly type: 'date' | 'datetime' | 'timestamp';
      readonly grain: 'hour' | 'day' | 'month' | 'year';
    }
  | {
      readonly by: 'range';
      readonly column: string;
      readonly start: bigint;
      readonly end: bigint;
      readonly interval: bigint;
    };

/** From `from` on and before `to`, in epoch ms or as whole numbers; null is open. */
type Stretch = { readonly from: bigint | null; readonly to: bigint | null };

/** So many stretches are a statement that a person can still read. */
const MOST = 24;

/** The column by which rows are in a partition, behind what stands for their table. */
export function partitionColumn({ column }: Partition, alias: string | null): string {
  const name = column === null ? '_PARTITIONTIME' : quote('bigquery', column);
  return alias === null ? name : `${alias}.${name}`;
}

/** A condition that every row fulfils, where queries of the table have to have one; null where they need none. */
export function demandedFilter(
  table: { readonly partition: Partition | null; readonly requireFilter: boolean } | null,
  alias: string | null,
): string | null {
  return table?.requireFilter && table.partition !== null ? everyPartition(table.partition, alias) : null;
}

/** The same for any partitioned table: BigQuery asks that a filter is there, not what it leaves out. */
function everyPartition(partition: Partition, alias: string | null): string {
  const column = partitionColumn(partition, alias);
  return `(${column} is not null or ${column} is null)`;
}

const FORMATS = { hour: '%E4Y-%m-%d %H', day: '%E4Y-%m-%d', month: '%E4Y-%m', year: '%E4Y' } as const;

/** The partition of a row, as text: `2026-11` or the first number of a range. NULL for a row without a value. */
export function periodOf(partition: Partition, alias: string): string {
  const column = partitionColumn(partition, alias);
  if (partition.by === 'time') {
    const zone = partition.type === 'timestamp' ? ", 'UTC'" : '';
    return `format_${partition.type}('${FORMATS[partition.grain]}', ${column}${zone})`;
  }
  const { start, end, interval } = partition;
  const first = `${start} + ${interval} * div(${column} - ${start}, ${interval})`;
  return `case when ${column} < ${start} then 'below' when ${column} >= ${end} then 'above' else cast(${first} as string) end`;
}

/** The stretches that these partitions make, each as `periodOf` names it, as few as a statement takes. */
export function stretches(partition: Partition, periods: readonly string[]): readonly Stretch[] {
  const each = [...new Set(periods)].map((period) => stretch(partition, period)).sort((a, b) => order(a.from, b.from));
  const joined: Stretch[] = [];
  for (const next of each) {
    const last = joined.at(-1);
    if (last !== undefined && last.to === next.from) joined[joined.length - 1] = { from: last.from, to: next.to };
    else joined.push(next);
  }
  while (joined.length > MOST) {
    let at = 0;
    for (let i = 1; i < joined.length - 1; i++) if (gap(joined, i) < gap(joined, at)) at = i;
    joined.splice(at, 2, { from: (joined[at] as Stretch).from, to: (joined[at + 1] as Stretch).to });
  }
  return joined;
}

/** The condition under which a row is in one of these stretches, or in none of them because it has no value. */
export function within(
  partition: Partition,
  alias: string,
  { stretches, nulls }: { readonly stretches: readonly Stretch[]; readonly nulls: boolean },
): string {
  const column = partitionColumn(partition, alias);
  const parts = stretches.map(({ from, to }) =>
    [
      ...(from === null ? [] : [`${column} >= ${constant(partition, from)}`]),
      ...(to === null ? [] : [`${column} < ${constant(partition, to)}`]),
    ].join(' and '),
  );
  // No partition at all has to be said too: by the one that costs the least.
  if (nulls || parts.length === 0) parts.push(`${column} is null`);
  return `(${parts.join(' or ')})`;
}

const AFTER_LAST_MS = 253_402_300_800_000n;

function stretch(partition: Partition, period: string): Stretch {
  if (partition.by === 'range') {
    if (period === 'below') return { from: null, to: partition.start };
    if (period === 'above') return { from: partition.end, to: null };
    const to = BigInt(period) + partition.interval;
    return { from: BigInt(period), to: to > partition.end ? partition.end : to };
  }
  const [year = 1, month = 1, day = 1, hour = 0] = period.split(/[- ]/).map(Number);
  const at = (y: number, m: number, d: number, h: number): bigint =>
    // Date.UTC takes years below 100 for those of the last century.
    BigInt(new Date(Date.UTC(2000, m - 1, d, h)).setUTCFullYear(y + (m > 12 ? 1 : 0), (m - 1) % 12, d));
  const from = at(year, month, day, hour);
  const DAY = 86_400_000n;
  const to = {
    hour: from + DAY / 24n,
    day: from + DAY,
    month: at(year, month + 1, 1, 0),
    year: at(year + 1, 1, 1, 0),
  }[partition.grain];
  return { from, to: to >= AFTER_LAST_MS ? null : to };
}

function order(a: bigint | null, b: bigint | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How far it is from one stretch to the next. Only the first is open below and only the last above. */
function gap(all: readonly Stretch[], i: number): bigint {
  return ((all[i + 1] as Stretch).from as bigint) - ((all[i] as Stretch).to as bigint);
}

function constant(partition: Partition, value: bigint): string {
  if (partition.by === 'range') return String(value);
  const text = new Date(Number(value)).toISOString();
  const [day, clock] = [text.slice(0, 10), text.slice(11, 19)];
  if (partition.type === 'date') return `date ${literal('bigquery', day)}`;
  return partition.type === 'datetime'
    ? `datetime ${literal('bigquery', `${day} ${clock}`)}`
    : `timestamp ${literal('bigquery', `${day} ${clock}+00`)}`;
}
