import type Database from 'better-sqlite3';
import { quote, quoteList } from '../sql/quote.ts';
import type { Figure } from '../types.ts';

/** The figures of the staged rows. */
export function measure(
  database: Database.Database,
  staging: string,
  figures: readonly Figure[],
): readonly (number | null)[] {
  const s = quote('sqlite', staging);
  const one = (sql: string): unknown => database.prepare(sql).pluck(true).get();
  const measured = (figure: Figure): number | null => {
    switch (figure.kind) {
      case 'nulls':
        return one(`select count(*) from ${s} where ${quote('sqlite', figure.column)} is null`) as number;
      case 'duplicates': {
        const given = figure.columns.map((name) => `${quote('sqlite', name)} is not null`).join(' and ');
        const by = quoteList('sqlite', figure.columns);
        return one(
          `select coalesce(sum(n - 1), 0) from (select count(*) as n from ${s} where ${given} group by ${by})`,
        ) as number;
      }
      case 'age': {
        const newest = one(`select max(${quote('sqlite', figure.column)}) from ${s}`);
        const now = one("select strftime('%Y-%m-%d %H:%M:%fZ', 'now')");
        const [then, moment] = [momentOf(String(newest), figure.zone), momentOf(String(now), 'UTC')];
        return then === null || moment === null ? null : (moment - then) / 1000;
      }
    }
  };
  return figures.map(measured);
}

/** Epoch ms of a date or date-time as staging holds it; what has no zone is read in `zone`. Null where it is none. */
function momentOf(text: string, zone: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?(Z|\+00)?$/.exec(text);
  if (parts === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second) + Number(parts[7] ?? 0) * 1000;
  if (parts[8] !== undefined) return wall;
  // The offset that holds at the moment itself is found at the second look, on either side of a change of clocks.
  return wall - offsetAt(wall - offsetAt(wall, zone), zone);
}

/** How far the clocks of `zone` are ahead of UTC at `at`, ms. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(at / 1000) * 1000;
}
