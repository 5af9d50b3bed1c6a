import { say, type Words } from '../message.ts';
import { costMessage, moneyOf, type PricedCost, sum } from '../views/cost.ts';
import { moment, wall } from '../when.ts';
import { type Context, type Reply, reply, unknownTable } from './command.ts';
import { iso } from './data.ts';

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** What a month's runs were billed for, of all tables or of one. `problem`: what was said is neither. */
export function costReply(context: Context, args: readonly string[]): Reply | { readonly problem: Words } {
  const { jobs, now } = context;
  const { timezone, connections } = jobs.config();
  const said = args.find((word) => MONTH.test(word));
  const [table, ...more] = args.filter((word) => word !== said);
  if (more.length > 0) return { problem: 'one table at a time, and one month, like --cost 2026-11' };
  if (table !== undefined && /^\d/.test(table) && jobs.config().tables[table] === undefined) {
    return { problem: say`${table} is not a month; write one like 2026-11` };
  }
  const unknown = table === undefined ? null : unknownTable(context, 'status --cost', [table]);
  if (unknown !== null) return unknown;
  const today = wall(now, timezone);
  const [, year, month] = MONTH.exec(said ?? '') ?? [];
  const of = {
    year: year === undefined ? today.year : Number(year),
    month: month === undefined ? today.month : Number(month),
  };
  const first = { ...of, day: 1, hour: 0, minute: 0, second: 0 };
  const from = moment(first, timezone);
  const next = of.month === 12 ? { ...first, year: of.year + 1, month: 1 } : { ...first, month: of.month + 1 };
  const until = moment(next, timezone);
  const costs = jobs
    .costs(from, until)
    .filter((cost) => table === undefined || cost.table === table)
    .map((cost): PricedCost => {
      const spec = connections[cost.connection];
      const price = spec?.type === 'bigquery' ? spec.pricePerTib : null;
      return { ...cost, money: price === null ? null : moneyOf(cost.bytesBilled, price) };
    });
  const name = `${of.year}-${String(of.month).padStart(2, '0')}`;
  return reply(costMessage(name, costs, table ?? null), {
    month: name,
    from: iso(from),
    until: iso(until),
    tables: costs,
    sum: sum(costs),
  });
}
