import { failure } from '../classify.ts';
import { copy } from '../copy.ts';
import type { OpenEnds } from '../ends.ts';
import { SyncError } from '../errors.ts';
import type { Gaps, OrderTo } from '../orders.ts';
import { phrase } from '../phrase.ts';
import { quote } from '../sql/quote.ts';
import { condition } from '../sql/select.ts';
import type { Load, Plan } from '../types.ts';
import { valueGuard } from '../value-guard.ts';
import type { Whereabouts } from '../whereabouts.ts';

/** Rows that are asked for one by one; where more are missing, reading everything costs less. */
const MOST_KEYS = 100_000;
const KEYS_A_QUERY = 1_000;

/** What an audit found, and what is left to do: the queries that read the late rows, and the keys to delete by. */
export type Audit = {
  readonly gaps: Gaps;
  readonly plan: Plan;
  readonly parts: readonly Plan[];
  readonly keysRead: number;
};

type Run = OpenEnds & {
  readonly order: OrderTo<'sync'>;
  readonly at: Whereabouts;
  readonly signal: AbortSignal;
};

/**
 * Reads the keys of everything in the run's own snapshot and lets the destination compare them with its own. `begun` is
 * told of the staging table as soon as there is one: to drop it is the caller's. Null where there is no target: then
 * everything is read.
 */
export async function auditKeys(
  { order, source, destination, at, signal }: Run,
  plan: Plan,
  begun: (keys: Load) => void,
): Promise<Audit | null> {
  const target = await at.destination('plan', () => destination.describe(order.table.destination.table));
  if (target === null) return null;
  const incremental = order.table.incrementalKey as string;
  const needed = new Set([...plan.key, incremental]);
  const keyPlan = { ...plan, columns: plan.columns.filter((column) => needed.has(column.name)) };
  const token = `${order.token}_keys`;
  const keys = await at.destination('begin', () => destination.begin(keyPlan, token));
  begun(keys);
  const { maskKey } = order;
  const guard = valueGuard(keyPlan, order.table);
  await copy({ plan: keyPlan, maskKey, source, load: keys, guard, counts: null, at, signal });
  const staged = await at.destination('finish', () => keys.finish());
  const keysRead = at.standing.rowsRead;
  const facts = {
    ...at.sourceFacts,
    expected: phrase`${keysRead} keys read`,
    actual: phrase`${staged.rows} keys staged`,
  };
  if (staged.rows !== keysRead) throw failure('guard.parity', { side: 'source', stage: 'check', facts });
  // Everything gone at once is a mistake more often than the truth.
  if (keysRead === 0 && plan.deletes !== 'keep') {
    throw new SyncError({
      code: 'guard.empty',
      side: 'source',
      stage: 'check',
      message: `${plan.source.connection}.${plan.source.table.name} has no rows, and deletes: ${plan.deletes} would take every row of ${plan.destination.table.name} for gone`,
      hint: `Look at the table in the source and at where; if no rows are right, empty ${plan.destination.table.name} by hand or set deletes: keep.`,
      retry: 'wait',
    });
  }
  const asked = { incremental, limit: MOST_KEYS };
  const found = await at.destination('check', () => destination.compareKeys(plan, token, asked));
  const audited = { ...plan, keys: token };
  const parts =
    found.late > MOST_KEYS || !countable(plan) ? (found.late === 0 ? [] : [audited]) : inParts(audited, found.keys);
  return { gaps: { late: found.late, gone: found.gone }, plan: audited, parts, keysRead };
}

/** Whole numbers are the same in every database, and hold nothing that could be taken for SQL. */
function countable(plan: Plan): boolean {
  return plan.key.every((name) => {
    const column = plan.columns.find((each) => each.name === name);
    return column?.from.type === 'integer' && column.mask === null && column.to.type === 'integer';
  });
}

function inParts(plan: Plan, keys: readonly (readonly string[])[]): readonly Plan[] {
  const names = plan.key.map((name) => quote(plan.source.kind, name));
  const also = plan.where === null ? '' : `${condition(plan.where)}\n  and `;
  const parts: Plan[] = [];
  for (let start = 0; start < keys.length; start += KEYS_A_QUERY) {
    const rows = keys.slice(start, start + KEYS_A_QUERY).map((key) => key.map((value) => String(BigInt(value))));
    const these =
      names.length === 1
        ? `${names[0]} in (${rows.map((row) => row[0]).join(', ')})`
        : rows.map((row) => `(${names.map((name, i) => `${name} = ${row[i]}`).join(' and ')})`).join(' or ');
    parts.push({ ...plan, where: `${also}(${these})` });
  }
  return parts;
}
