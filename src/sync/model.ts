import { classify, failure } from './classify.ts';
import { modelStatement } from './config/model-sql.ts';
import type { ConnectionSpec, ModelSpec, TableSpec } from './config/spec.ts';
import { billed, closeBilled } from './cost.ts';
import { SyncError } from './errors.ts';
import { placeOf, planModel, refuseQuery } from './model-plan.ts';
import type { OrderTo, PlanReport, Staged, SyncEnd } from './orders.ts';
import { phrase } from './phrase.ts';
import { planFacts, refuseOtherPlan } from './pinned.ts';
import { prove } from './prove.ts';
import { resultOf } from './publish-held.ts';
import { confirmCommit } from './settle.ts';
import type { Destination, Load } from './types.ts';
import type { Asked, Warehouse } from './warehouse.ts';
import {
  newStanding,
  type Openers,
  type Standing,
  sessionLabel,
  type Whereabouts,
  whereabouts,
} from './whereabouts.ts';

type Model = TableSpec & { readonly model: ModelSpec };
type Ends = { readonly warehouse: Warehouse; readonly destination: Destination };

/** Whether a table is made by a query in the warehouse. */
export function isModel(table: TableSpec): table is Model {
  return table.model !== null;
}

/**
 * Carries out the query of a model once: connect, plan (a dry run), copy (the query, into staging), finish, check,
 * commit. As with a sync, readers notice the commit alone, a guard that trips ends it held, and on any error staging is
 * dropped and the target is as it was. Throws SyncError only.
 */
export async function runModel(
  order: OrderTo<'sync'>,
  openers: Openers,
  standing: Standing,
  signal: AbortSignal,
): Promise<SyncEnd> {
  const at = whereabouts(order, standing);
  try {
    const end = await withWarehouse(order.destination, openers, at, sessionLabel(order.token), async (ends) => {
      const staging = new Set<Pick<Load, 'abort'>>();
      try {
        return await make({ ...ends, order, openers, at, signal, staging });
      } finally {
        for (const load of staging) {
          await load.abort().catch(() => {
            standing.left = true;
          });
        }
      }
    });
    return 'result' in end ? { result: billed(end.result, standing) } : end;
  } catch (error) {
    if (signal.aborted) throw failure('local.canceled', { side: 'local', stage: standing.stage, facts: {} });
    throw error instanceof SyncError ? error : classify(error, { side: 'local', stage: standing.stage, facts: {} });
  }
}

/** Says what `runModel` would do now, and changes nothing. Throws SyncError. */
export async function explainModel(order: OrderTo<'plan'>, openers: Openers): Promise<PlanReport> {
  const at = whereabouts(order, newStanding());
  return withWarehouse(order.destination, openers, at, 'sync-bot plan', async ({ warehouse, destination }) => {
    const { table } = order;
    const { plan, asked, statement } = await survey(table as Model, order.due, warehouse, at);
    const preview = await at.destination('plan', () => destination.preview(plan));
    const { table: declared, destination: to } = order;
    const facts = planFacts({ table: declared, destination: to }, await foundBy(order, asked, destination, at));
    const { parameters } = statement;
    const after = table.model?.after ?? [];
    const model = { bytes: asked.bytes, limit: limitOf(table as Model, warehouse), parameters, after };
    return { plan, query: statement.sql, preview, facts, model };
  });
}

async function make(
  run: Ends & {
    readonly order: OrderTo<'sync'>;
    readonly openers: Openers;
    readonly at: Whereabouts;
    readonly signal: AbortSignal;
    readonly staging: Set<Pick<Load, 'abort'>>;
  },
): Promise<SyncEnd> {
  const { order, openers, warehouse, destination, at, signal, staging } = run;
  const table = order.table as Model;
  signal.throwIfAborted();
  const { plan, asked, statement } = await survey(table, order.due, warehouse, at);
  refuseQuery(table, asked, limitOf(table, warehouse));
  if (order.pinned !== null) {
    refuseOtherPlan(order, await foundBy(order, asked, destination, at), null, at);
  }
  signal.throwIfAborted();
  // Dropped by its token, which is all that is known of it until the load is taken up.
  const drop = { abort: async () => void (await destination.settle(table.destination.table, order.token)) };
  staging.add(drop);
  const maxBytesBilled = limitOf(table, warehouse);
  const query = { token: order.token, statement, asked, maxBytesBilled };
  const { rows: read } = await at.destination('copy', () => warehouse.fill(plan, query, signal));
  at.standing.rowsRead = read;
  const load = await at.destination('finish', () => destination.resume(plan, order.token));
  if (load === null) throw failure('local.crash', lostStaging(at));
  staging.delete(drop);
  staging.add(load);
  const { rows: staged } = await at.destination('finish', () => load.finish());
  const { checks, tripped } = await prove({ order, plan, load, at }, { read, staged, receipt: null, audited: false });
  const ready: Staged = {
    rowsRead: read,
    rowsStaged: staged,
    bytes: 0,
    checks,
    masks: {},
    gaps: null,
    window: null,
    cursor: null,
  };
  signal.throwIfAborted();
  if (tripped !== null) {
    const { current } = await at.destination('check', () => destination.generations(table.destination.table));
    staging.clear();
    return { held: { plan, staged: ready, over: current?.token ?? null, error: tripped } };
  }
  const published = await at
    .destination('commit', () => load.commit())
    .catch((error) => confirmCommit(order, openers, at.standing, error));
  staging.clear();
  return { result: { ...resultOf(ready, published), estimatedBytes: asked.bytes + (published.estimatedBytes ?? 0) } };
}

/** What the query would give, as a dry run says, and the plan that comes of it. */
async function survey(table: Model, due: string, warehouse: Warehouse, at: Whereabouts) {
  const statement = modelStatement(table.model.sql, due, table.timezone);
  const asked: Asked = await at.destination('plan', () => warehouse.ask(statement, placeOf(table)));
  const plan = planModel(table, asked);
  at.planned(plan);
  return { statement, asked, plan };
}

/** What the plan of a model is made of: what its query gives, and the target. */
async function foundBy({ table }: { readonly table: TableSpec }, { columns }: Asked, to: Destination, at: Whereabouts) {
  const target = await at.destination('plan', () => to.describe(table.destination.table));
  return { source: { columns, primaryKey: [] }, target, publish: 'swap' } as const;
}

function limitOf({ bigquery }: Model, { maxBytesBilled }: Warehouse): number | null {
  return bigquery?.maxBytesBilled ?? maxBytesBilled;
}

async function withWarehouse<T>(
  spec: ConnectionSpec,
  openers: Openers,
  at: Whereabouts,
  label: string,
  work: (ends: Ends) => Promise<T>,
): Promise<T> {
  let warehouse: Warehouse | null = null;
  let destination: Destination | null = null;
  try {
    warehouse = await at.destination('connect', () => openers.warehouse(spec, label));
    destination = await at.destination('connect', () => openers.destination(spec, label));
    return await work({ warehouse, destination });
  } finally {
    await closeBilled(warehouse, at.standing);
    await closeBilled(destination, at.standing);
  }
}

function lostStaging({ standing }: Whereabouts) {
  const facts = { because: phrase`the staging table was dropped by somebody else` };
  return { side: 'local', stage: standing.stage, facts } as const;
}
