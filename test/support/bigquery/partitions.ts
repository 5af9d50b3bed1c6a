/** In which partition is a row, and what is a partition called? */
import { ApiError, unknownToLoopback } from './api-error.ts';
import type { CatalogTable, RangePartitioning } from './catalog.ts';
import { PARTITION_TIME, STORED_AS, stored } from './storage.ts';

type Partitioned = Pick<CatalogTable, 'fields' | 'timePartitioning' | 'rangePartitioning'>;
type Unit = 'HOUR' | 'DAY' | 'MONTH' | 'YEAR';

/** The digits of a partition's id, by the unit of partitioning. */
const ID = { HOUR: 'YYYYMMDDHH24', DAY: 'YYYYMMDD', MONTH: 'YYYYMM', YEAR: 'YYYY' } as const;
const DIGITS = { HOUR: 10, DAY: 8, MONTH: 6, YEAR: 4 } as const;

/** A PostgreSQL expression for the id of a row's partition, as `$` decorators have it; null: the table has none. */
export function partitionIdOf(table: Partitioned): string | null {
  const { timePartitioning: time, rangePartitioning: range } = table;
  if (time !== undefined) {
    const column = stored(time.field ?? PARTITION_TIME);
    return `coalesce(to_char(${column}, '${ID[time.type]}'), '__NULL__')`;
  }
  if (range === undefined) return null;
  return rangeId(range);
}

function rangeId({ field, range }: RangePartitioning): string {
  const column = stored(field);
  const { start, end, interval } = range;
  return `(case when ${column} is null then '__NULL__'
    when ${column} < ${start} or ${column} >= ${end} then '__UNPARTITIONED__'
    else (${start}::bigint + (${column} - ${start}::bigint) / ${interval} * ${interval})::text end)`;
}

/** How partitioning is told in the API's own refusals. */
export function partitioningInWords(table: Omit<Partitioned, 'fields'>): string {
  const { timePartitioning: time, rangePartitioning: range } = table;
  if (time !== undefined) {
    return `interval(type:${time.type.toLowerCase()}${time.field === undefined ? '' : `,field:${time.field}`})`;
  }
  if (range === undefined) return 'none';
  const { start, end, interval } = range.range;
  return `range(field:${range.field},start:${start},end:${end},interval:${interval})`;
}

/** Checks a decorator against the table, `20260102` for one that is partitioned by day. */
export function checkDecorator(table: Partitioned, id: string, name: string): void {
  const { timePartitioning: time, rangePartitioning: range } = table;
  if (time === undefined && range === undefined) {
    throw new ApiError('invalid', `Cannot write to a partition of ${name}: the table is not partitioned`);
  }
  if (id === '__NULL__' || id === '__UNPARTITIONED__') throw unknownToLoopback(`writing to the partition ${id}`);
  if (range !== undefined) {
    const { start, end, interval } = range.range;
    const value = /^-?\d+$/.test(id) ? BigInt(id) : null;
    const fits = value !== null && value >= BigInt(start) && value < BigInt(end);
    if (fits && (value - BigInt(start)) % BigInt(interval) === 0n) return;
    throw new ApiError('invalid', `Invalid partition id ${id} of ${name}: expects ${partitioningInWords(table)}`);
  }
  if (time !== undefined && startOf(id, time.type) !== null) return;
  throw new ApiError('invalid', `Invalid time partition id ${id} of ${name}: expects ${partitioningInWords(table)}`);
}

/** The first moment of a partition; null where the id is not one of that unit. */
export function startOf(id: string, unit: Unit): string | null {
  if (!/^\d+$/.test(id) || id.length !== DIGITS[unit]) return null;
  const [year, month = '01', day = '01', hour = '00'] = [id.slice(0, 4), ...(id.slice(4).match(/../g) ?? [])];
  const text = `${year}-${month}-${day}T${hour}:00:00.000Z`;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || date.toISOString() !== text ? null : text;
}

/** Conditions under which a row's partition has expired at `now`; null: none ever does. */
export function expired(table: Partitioned, now: number): string | null {
  const time = table.timePartitioning;
  if (time?.expirationMs === undefined) return null;
  const column = stored(time.field ?? PARTITION_TIME);
  const start = `date_trunc('${time.type.toLowerCase()}', ${column}::${STORED_AS.DATETIME})`;
  const end = new Date(now).toISOString().slice(0, -1);
  return `${start} + interval '${Number(time.expirationMs)} milliseconds' <= '${end}'`;
}
