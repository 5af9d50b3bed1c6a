import type { Config, Scope, TableSpec } from '../sync/index.ts';
import type { Danger } from './permits.ts';

/** Which rules concern a command: what reads or writes rows, what only changes how a table is copied. */
export type Concerns = 'rows' | 'words';

export type Asked = {
  readonly tables: readonly TableSpec[];
  readonly concerns: Concerns;
  /** What of the tables is read. */
  readonly scope: Scope;
  /** Rows that would be read; null where nobody can tell. */
  readonly rows: (table: string) => number | null;
  readonly now: number;
};

const DAY_MS = 86_400_000;

/** The rules of `danger` that this trips, table by table; none where one person is enough. Pure. */
export function dangersOf(rules: Config['danger'], asked: Asked): readonly Danger[] {
  return asked.tables.flatMap((table) => [
    ...(asked.concerns === 'rows' ? inRows(rules, table, asked) : []),
    ...table.tags
      .filter((tag) => rules.tags.includes(tag))
      .map((tag): Danger => ({ rule: 'tag', table: table.name, found: tag, allowed: rules.tags.join(', ') })),
  ]);
}

function inRows(rules: Config['danger'], table: TableSpec, { scope, rows, now }: Asked): readonly Danger[] {
  const found: Danger[] = [];
  const days = scope.kind === 'window' ? daysOf(scope.from, scope.to, now) : null;
  if (rules.days !== null && days !== null && days !== 'numbers' && !(days <= rules.days)) {
    const told = Number.isFinite(days) ? String(Math.ceil(days)) : null;
    found.push({ rule: 'days', table: table.name, found: told, allowed: String(rules.days) });
  }
  // A window that the days are asked of is not asked for the rows of the whole table as well.
  const measured = rules.days !== null && typeof days === 'number';
  if (rules.rows !== null && !measured && scope.kind !== 'gaps') {
    const count = rows(table.name);
    if (count === null || count > rules.rows) {
      found.push({
        rule: 'rows',
        table: table.name,
        found: count === null ? null : String(count),
        allowed: String(rules.rows),
      });
    }
  }
  if (rules.hours !== null && within(rules.hours, minuteOf(now, table.timezone))) {
    const { from, to } = rules.hours;
    found.push({
      rule: 'hours',
      table: table.name,
      found: `${clock(minuteOf(now, table.timezone))} ${table.timezone}`,
      allowed: `${clock(from)}-${clock(to)}`,
    });
  }
  return found;
}

/** How long a window is in days; infinite where an end is open or no date; `numbers` where its bounds are no times. */
function daysOf(from: string | null, to: string | null, now: number): number | 'numbers' {
  if ([from, to].some((bound) => bound !== null && /^[-+]?\d+(?:\.\d+)?$/.test(bound.trim()))) return 'numbers';
  const start = from === null ? Number.NaN : timeOf(from);
  const end = to === null ? now : timeOf(to);
  const days = (end - start) / DAY_MS;
  return Number.isNaN(days) ? Number.POSITIVE_INFINITY : days;
}

/** A date with or without a time, as if it were UTC: the length of a window is the same in every zone but for an hour. */
function timeOf(bound: string): number {
  const [, date, time = '00:00'] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?/.exec(bound.trim()) ?? [];
  return date === undefined ? Number.NaN : Date.parse(`${date}T${time}Z`);
}

const within = ({ from, to }: { readonly from: number; readonly to: number }, minute: number): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to;

function minuteOf(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return (parts.get('hour') ?? 0) * 60 + (parts.get('minute') ?? 0);
}

const two = (n: number): string => String(n).padStart(2, '0');
const clock = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
