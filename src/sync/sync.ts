import { basename } from 'node:path';
import { checkFailure, checkLoad } from './checks.ts';
import { classify, type FailureFacts, failure } from './classify.ts';
import { nearest } from './config/nearest.ts';
import type { ConnectionSpec, TableSpec } from './config/spec.ts';
import { type Side, type Stage, SyncError } from './errors.ts';
import { connectionFacts, tableText } from './facts.ts';
import { type Guard, guardOf } from './guard.ts';
import { masker } from './mask.ts';
import { makePlan, readQuery } from './plan.ts';
import type { Destination, Load, Order, Plan, PlanReport, Progress, Settlement, Source, SyncResult } from './types.ts';

/** How connections are opened: given from outside, so that this file knows no database by name. */
export type Openers = {
  source(spec: ConnectionSpec, label: string): Promise<Source>;
  destination(spec: ConnectionSpec, label: string): Promise<Destination>;
};

/** Where the run stands, kept up to date in place; whoever wants to know reads it. */
export type Standing = { -readonly [K in keyof Progress]: Progress[K] } & {
  /** Staging could not be dropped. */
  left: boolean;
};

export function newStanding(): Standing {
  return { stage: 'connect', rowsRead: 0, bytes: 0, estimatedRows: null, left: false };
}

type SyncOrder = Extract<Order, { do: 'sync' }>;

/** What the application_name (or its like) of every session of an attempt says. */
export function sessionLabel(token: string): string {
  return `sync-bot ${token}`;
}

/**
 * Moves one table once: connect, plan, begin, copy, finish, check, commit. On any error, at any stage, staging is
 * dropped and the target is as it was. Throws SyncError only; an abort of `signal` throws `local.canceled` unless the
 * commit was already under way.
 */
export async function sync(
  order: SyncOrder,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<SyncResult> {
  const at = whereabouts(order, standing);
  let source: Source | null = null;
  let destination: Destination | null = null;
  let load: Load | null = null;
  try {
    source = await at.source('connect', () => openers.source(order.source, sessionLabel(order.token)));
    destination = await at.destination('connect', () =>
      openers.destination(order.destination, sessionLabel(order.token)),
    );
    signal.throwIfAborted();
    const plan = await planTable(order.table, source, destination, at);
    at.planned(plan);
    standing.estimatedRows = plan.estimatedRows;
    signal.throwIfAborted();
    const to = destination;
    load = await at.destination('begin', () => to.begin(plan, order.token));
    const guard = guardOf(plan, order.table);
    await copy(order, plan, guard, source, load, at, signal);
    const staging = load;
    const staged = await at.destination('finish', () => staging.finish());
    signal.throwIfAborted();
    standing.stage = 'check';
    const checks = checkLoad({
      read: standing.rowsRead,
      staged: staged.rows,
      previous: order.previousRows,
      checks: order.table.checks,
      allowEmpty: order.table.allowEmpty,
    });
    const broken = checks.find((check) => !check.ok);
    if (broken) throw checkFailure(broken, at.sourceFacts);
    signal.throwIfAborted();
    const published = await at
      .destination('commit', () => staging.commit())
      .catch((error) =>
        // A connection that breaks during the commit leaves it open whether it happened: the destination knows.
        confirmCommit(order, openers, error),
      );
    load = null;
    const altered = guard.altered();
    return {
      rowsRead: standing.rowsRead,
      rowsStaged: staged.rows,
      rowsWritten: published.rows,
      bytes: standing.bytes,
      checks: [
        ...checks,
        {
          name: 'published',
          ok: published.rows === staged.rows,
          expected: `${staged.rows} rows staged`,
          actual: `${published.rows} rows published`,
        },
      ],
      masks: order.table.mask,
      ...(Object.keys(altered).length === 0 ? {} : { altered }),
      method: published.method,
    };
  } catch (error) {
    if (signal.aborted) throw failure('local.canceled', { side: 'local', stage: standing.stage, facts: {} });
    throw error instanceof SyncError ? error : classify(error, { side: 'local', stage: standing.stage, facts: {} });
  } finally {
    await load?.abort().catch(() => {
      standing.left = true;
    });
    await source?.close();
    await destination?.close();
  }
}

/** Says what `sync` would do with the table as it is now, and changes nothing. Throws SyncError. */
export async function explain(order: Extract<Order, { do: 'plan' }>, openers: Openers): Promise<PlanReport> {
  const standing = newStanding();
  const at = whereabouts(order, standing);
  let source: Source | null = null;
  let destination: Destination | null = null;
  try {
    source = await at.source('connect', () => openers.source(order.source, 'sync-bot plan'));
    destination = await at.destination('connect', () => openers.destination(order.destination, 'sync-bot plan'));
    const plan = await planTable(order.table, source, destination, at);
    const to = destination;
    const preview = await at.destination('plan', () => to.preview(plan));
    return { plan, query: source.explain(readQuery(plan)), preview };
  } finally {
    await source?.close();
    await destination?.close();
  }
}

/** Cleans up after an attempt that cannot do so itself, and says whether it had published. Throws SyncError. */
export async function settle(order: Extract<Order, { do: 'settle' }>, openers: Openers): Promise<Settlement> {
  const facts = connectionFacts(order.destination);
  let destination: Destination | null = null;
  try {
    destination = await openers.destination(order.destination, 'sync-bot settle');
    return await destination.settle(order.table.destination.table, order.token);
  } catch (error) {
    throw classify(error, { side: 'destination', stage: destination === null ? 'connect' : 'commit', facts });
  } finally {
    await destination?.close();
  }
}

/** Describes the source's table and plans; throws a SyncError where it is not there. */
export async function planTable(
  table: TableSpec,
  source: Source,
  destination: Destination,
  at: Whereabouts,
): Promise<Plan> {
  return at.source('plan', async () => {
    const shape = await source.describe(table.source.table);
    if (shape === null) {
      const meant = nearest(table.source.table.name, await source.tableNames());
      const near = meant === null ? [] : [meant];
      throw failure('src.table_missing', { side: 'source', stage: 'plan', facts: { ...at.sourceFacts, near } });
    }
    return makePlan(table, shape, { source, destination });
  });
}

async function copy(
  order: SyncOrder,
  plan: Plan,
  guard: Guard,
  source: Source,
  load: Load,
  at: Whereabouts,
  signal: AbortSignal,
): Promise<void> {
  const mask = masker(plan.columns, order.maskKey);
  const batches = source.read(readQuery(plan), signal)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await at.source('copy', () => batches.next());
      if (next.done) return guard.end();
      const batch = next.value;
      signal.throwIfAborted();
      if (batch.format === 'cells') guard.look(batch);
      if (!guard.broken) {
        if (batch.format === 'cells') mask?.(batch.rows);
        await at.destination('copy', () => load.write(batch));
      }
      at.standing.rowsRead += batch.format === 'cells' ? batch.rows.length : batch.lines;
      at.standing.bytes += batch.format === 'cells' ? batch.bytes : batch.data.length;
    }
  } finally {
    await batches.return?.();
  }
}

async function confirmCommit(
  order: SyncOrder,
  openers: Openers,
  error: unknown,
): Promise<{ readonly rows: number; readonly method: SyncResult['method'] }> {
  const settlement = await settle({ ...order, do: 'settle' }, openers).catch(() => null);
  if (settlement?.published) return { rows: settlement.published.rows, method: 'swap' };
  throw error;
}

type Whereabouts = {
  readonly standing: Standing;
  /** From here on a failure may name a column of the plan. */
  planned(plan: Plan): void;
  readonly sourceFacts: FailureFacts;
  source<T>(stage: Stage, step: () => Promise<T>): Promise<T>;
  destination<T>(stage: Stage, step: () => Promise<T>): Promise<T>;
};

/** Runs a step at a stage and turns whatever it throws into a SyncError that knows side, stage, connection and table. */
export function whereabouts(order: Exclude<Order, { do: 'settle' }>, standing: Standing): Whereabouts {
  const { table } = order;
  const sourceFacts: FailureFacts = {
    ...connectionFacts(order.source),
    table: tableText(table.source.table),
    ...(table.where === null ? {} : { where: { line: table.line, file: basename(table.file) } }),
  };
  const destinationFacts = { ...connectionFacts(order.destination), table: tableText(table.destination.table) };
  let columns: readonly string[] = [];
  const step = async <T>(side: Side, stage: Stage, facts: FailureFacts, work: () => Promise<T>): Promise<T> => {
    standing.stage = stage;
    try {
      return await work();
    } catch (error) {
      throw classify(error, { side, stage, facts: { ...facts, columns } });
    }
  };
  return {
    standing,
    planned(plan) {
      columns = plan.columns.map((column) => column.name);
    },
    sourceFacts,
    source: (stage, work) => step('source', stage, sourceFacts, work),
    destination: (stage, work) => step('destination', stage, destinationFacts, work),
  };
}
