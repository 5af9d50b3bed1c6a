/** Which parts has a date or a time, and how is it read as a moment without a zone? */
import type { Expression } from './ast.ts';
import { invalid, type Place } from './refusal.ts';

export type Temporal = 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP';

/** PostgreSQL's types of them. */
export const MOMENT: Readonly<Record<string, string>> = {
  DATE: 'date',
  DATETIME: 'timestamp',
  TIME: 'time',
  TIMESTAMP: 'timestamptz',
};

const TIMES = ['MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR'];
const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
const DATES = ['DAY', 'WEEK', ...DAYS.map((day) => `WEEK(${day})`), 'ISOWEEK', 'MONTH', 'QUARTER', 'YEAR', 'ISOYEAR'];

/** The name of a part, `WEEK(MONDAY)` among them; a refusal where that kind of value does not have it. */
export function datePart(
  node: Expression,
  kind: Temporal,
  asked: { readonly name: string; readonly at: Place },
  more: readonly string[] = [],
): string {
  const part = written(node);
  const known = [...(kind === 'DATE' ? [] : TIMES), ...(kind === 'TIME' ? [] : [...DATES, ...more])];
  if (part !== null && known.includes(part)) return part;
  throw invalid(`${asked.name} does not support the ${part ?? ''} date part for a ${kind}`, node.at);
}

function written(node: Expression): string | null {
  if (node.is === 'path' && node.names.length === 1) return (node.names[0]?.text ?? '').toUpperCase();
  if (node.is !== 'call' || node.args.length !== 1) return null;
  const [day] = node.args;
  return day?.is === 'path' ? `${node.name}(${(day.names[0]?.text ?? '').toUpperCase()})` : null;
}

/** A timestamp in a zone, as a moment without one. */
export function zoned(sql: string, zone: string | null): string {
  return `((${sql}) at time zone ${zone === null ? "'UTC'" : `"$gq".zone(${zone})`})`;
}

export function moment(sql: string, kind: Temporal): string {
  if (kind === 'TIMESTAMP') return zoned(sql, null);
  return kind === 'TIME' ? `(date '2000-01-01' + ${sql})` : `(${sql})::timestamp`;
}

export function truncated(sql: string, kind: Temporal, part: string, zone: string | null): string {
  if (kind !== 'TIMESTAMP') return `("$gq".trunc(${moment(sql, kind)}, '${part}'))::${MOMENT[kind]}`;
  const at = zone === null ? "'UTC'" : `"$gq".zone(${zone})`;
  return `("$gq".trunc(${zoned(sql, zone)}, '${part}') at time zone ${at})`;
}
