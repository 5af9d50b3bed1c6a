import { checked } from '../checks.ts';
import { failure } from '../classify.ts';
import type { TableSpec } from '../config/spec.ts';
import type { Cursor, Marked, Scope } from '../cursor.ts';
import type { Check, OrderTo } from '../orders.ts';
import { phrase } from '../phrase.ts';
import { nameKey } from '../sql/name-key.ts';
import type { Destination, Plan } from '../types.ts';
import { type Openers, sessionLabel, type Whereabouts } from '../whereabouts.ts';
import { readingOf } from './window.ts';

/**
 * Takes the mark of a run, before its snapshot is opened; null where the run leaves the cursor as it is. Throws a
 * SyncError where the open transactions cannot be asked for and tables.yml does not say how long they may be.
 */
export async function markOf(order: OrderTo<'sync'>, openers: Openers, at: Whereabouts): Promise<Marked | null> {
  const { table, scope } = order;
  const column = table.incrementalKey;
  if (table.mode === 'replace' || column === null || (scope.kind !== 'due' && scope.kind !== 'full')) return null;
  const marked = await at.source('connect', () =>
    openers.mark(order.source, sessionLabel(order.token), {
      table: table.source.table,
      column,
      where: table.where,
      exact: table.mode === 'append',
    }),
  );
  if (marked !== null && marked.hidden !== null && table.maxTransactionMs === null) {
    const code = marked.hidden === 'replica' ? 'src.replica_transactions' : 'src.transactions';
    throw failure(code, { side: 'source', stage: 'connect', facts: at.sourceFacts });
  }
  return marked;
}

/** The plan with what this run reads; see `readingOf`. Looks whether the target is there and has rows. */
export async function planReading(
  table: TableSpec,
  plan: Plan,
  given: { readonly scope: Scope; readonly cursor: Cursor | null; readonly marked: Marked | null },
  destination: Destination,
  at: Whereabouts,
): Promise<Plan> {
  // A snapshot replaces its own day only: nothing of the target is asked, which would be billed.
  if (table.mode === 'replace' || plan.snapshot !== null) return readingOf(table, plan, { ...given, target: null });
  const target = await at.destination('plan', async () => {
    const shape = await destination.describe(table.destination.table);
    if (shape === null) return null;
    const key = (name: string): string => nameKey(destination.kind, name);
    const had = new Set(shape.columns.map((column) => key(column.name)));
    const lacks = plan.columns.some((column) => !had.has(key(column.name)));
    // Only where rows could be doubled is it worth counting them.
    if (plan.key.length > 0) return { rows: false, lacks };
    const asked = { table: table.destination.table, where: null, window: null, native: false, depth: 'quick' } as const;
    // Of no column: nothing is read, or billed, but the number of rows.
    const { rows } = await destination.profile({ ...asked, columns: [] }, new AbortController().signal);
    return { rows: rows !== '0', lacks };
  });
  return readingOf(table, plan, { ...given, target });
}

/** A run that needs a mark and has none was planned on a table that came in between. */
export function checkMarked(order: OrderTo<'sync'>, plan: Plan, marked: Marked | null, at: Whereabouts): void {
  const { table, scope } = order;
  if (table.mode === 'replace' || table.incrementalKey === null || marked !== null) return;
  if (scope.kind === 'due' || scope.kind === 'full')
    throw failure('src.changed_midway', {
      side: 'source',
      stage: 'plan',
      facts: { ...at.sourceFacts, table: plan.table },
    });
}

/** What is worth knowing of a mark and stops nothing. */
export function markChecks(plan: Plan, marked: Marked | null): readonly Check[] {
  if (marked === null) return [];
  const { mark, future } = marked;
  const found: Check[] = [];
  if (future > 0) {
    const expected = phrase`no row stamped later than the clock of the source`;
    const actual =
      future === 1
        ? phrase`1 row is; the cursor stays before them`
        : phrase`${future} rows are; the cursor stays before them`;
    found.push(checked('future stamps', true, expected, actual));
  }
  if (plan.cursor !== null && plan.cursor.value !== mark.newest) {
    const open = mark.open.length;
    const since = mark.oldestOpenSince;
    const what =
      open === 0
        ? phrase`max_transaction has not passed yet`
        : since === null
          ? phrase`${open} open`
          : phrase`${open} open, the oldest since ${since}`;
    const expected = phrase`no transaction of the source that may still commit older rows`;
    found.push(checked('open transactions', true, expected, phrase`${what}; the cursor waits`));
  }
  return found;
}
