import type { Run, TableCost } from '../../jobs/index.ts';
import {
  type Cell,
  command,
  type Field,
  field,
  list,
  type Message,
  message,
  say,
  type Text,
  text,
} from '../message.ts';
import { bytes, count, duration, plural } from './quantities.ts';

const TIB = 2 ** 40;
/** Rows of a table that one message shows; all of them are in the terminal's --json. */
const SHOWN = 40;

/** A table's month with its price; null where tables.yml gives none. */
export type PricedCost = TableCost & { readonly money: number | null };

/** `1.2 GB read, 1.2 GB billed, 34 s of slot time, 3 jobs`: nothing where nobody is billed. */
export function costFields({ cost }: Pick<Run, 'cost'>): readonly Field[] {
  if (cost === null || cost.jobs === 0) return [];
  const words = [
    say`${bytes(cost.bytesProcessed)} read`,
    say`${bytes(cost.bytesBilled)} billed`,
    say`${duration(cost.slotMs)} of slot time`,
    plural(cost.jobs, 'job'),
  ];
  return [field(['BigQuery'], list(words))];
}

/** What bytes billed come to at a price for one TiB. */
export const moneyOf = (bytesBilled: number, pricePerTib: number): number => (bytesBilled / TIB) * pricePerTib;

/** What every table and model was billed for in a month, and the sum of it. */
export function costMessage(month: string, costs: readonly PricedCost[], filter: string | null): Message {
  const context = [
    say`The month before: ${command(`status --cost ${before(month)}`)} · one run: ${command('log RUN')}`,
  ];
  if (costs.length === 0) {
    return message(
      'neutral',
      filter === null ? say`Cost in ${month}: nothing` : say`Cost of ${filter} in ${month}: nothing`,
      {
        parts: [
          text(say`No run that ended in it was billed by BigQuery. Other databases do not bill for the work of a run.`),
        ],
        context,
      },
    );
  }
  const priced = costs.some(({ money }) => money !== null);
  const total = sum(costs);
  const shown = costs.slice(0, SHOWN);
  const rest = costs.slice(SHOWN);
  const cells = (name: Cell, one: Omit<PricedCost, 'table' | 'connection'>): readonly Cell[] => [
    name,
    count(one.runs),
    bytes(one.bytesProcessed),
    bytes(one.bytesBilled),
    one.slotMs === 0 ? say`${0} s` : duration(one.slotMs),
    ...(priced ? [one.money === null ? '–' : price(one.money)] : []),
  ];
  const billed = worth(total);
  const title = filter === null ? say`Cost in ${month}: ${billed}` : say`Cost of ${filter} in ${month}: ${billed}`;
  return message('neutral', title, {
    parts: [
      {
        kind: 'table',
        columns: [
          { title: 'table' },
          { title: 'runs', align: 'right' },
          { title: 'read', align: 'right' },
          { title: 'billed', align: 'right' },
          { title: 'slot time', align: 'right' },
          ...(priced ? [{ title: 'estimate', align: 'right' as const }] : []),
        ],
        rows: [
          ...shown.map((one) => cells(one.table, one)),
          ...(rest.length === 0 ? [] : [cells(plural(rest.length, 'other'), sum(rest))]),
          cells(say`sum`, total),
        ],
      },
      text(
        priced
          ? say`The estimate is bytes billed times price_per_tib of the connection; storage, and what other tools ask, is not in it.`
          : say`Bytes as BigQuery bills them; loads and copies are free. For an estimate in money write price_per_tib into the connection.`,
      ),
    ],
    context,
  });
}

/** All of them together. Money is known where one of them has it. */
export function sum(costs: readonly PricedCost[]): Omit<PricedCost, 'table' | 'connection'> {
  const add = (of: (cost: PricedCost) => number): number => costs.reduce((all, cost) => all + of(cost), 0);
  return {
    runs: add(({ runs }) => runs),
    bytesProcessed: add(({ bytesProcessed }) => bytesProcessed),
    bytesBilled: add(({ bytesBilled }) => bytesBilled),
    slotMs: add(({ slotMs }) => slotMs),
    jobs: add(({ jobs }) => jobs),
    money: costs.some(({ money }) => money !== null) ? add(({ money }) => money ?? 0) : null,
  };
}

/** `2025-12` of `2026-01`. */
function before(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
}

const worth = ({ bytesBilled, money }: Pick<PricedCost, 'bytesBilled' | 'money'>): Text =>
  money === null ? say`${bytes(bytesBilled)} billed` : say`${bytes(bytesBilled)} billed, about ${price(money)}`;

/** Little is not nothing. */
const price = (money: number): string => (money > 0 && money < 0.005 ? '<0.01' : money.toFixed(2));
