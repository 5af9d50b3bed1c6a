import {
  type Config,
  type ConnectionSpec,
  type DiffReport,
  failure,
  type Order,
  type Outcome,
  type PlanReport,
  SyncError,
  type TableSpec,
  targetAt,
  type UndoReport,
  type VerifyReport,
} from '../sync/index.ts';
import type { Clock } from './clock.ts';
import type { Execution, Executor } from './executor.ts';
import type { History } from './history.ts';
import { lastMoment } from './moment.ts';
import type { Unused } from './types.ts';
import { askedOf, unusedOf } from './unused.ts';

type Ports = {
  readonly executor: Executor;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly history: Pick<History, 'cursor' | 'lastCopied' | 'costs' | 'lastSuccess'>;
};
/** The record of months of queries may be a large one. */
const USAGE_MS = 600_000;
const DAY_MS = 86_400_000;

type Question = 'plan' | 'diff' | 'verify' | 'plan-undo';

/** Questions that a worker answers by looking at both databases. They change nothing and leave no trace in the history. */
export function createInspector({ executor, clock, config, history }: Ports) {
  const asking = new Set<Execution>();
  const verifying = new Map<string, Promise<VerifyReport>>();
  let closing = false;

  async function ask<Q extends Question>(todo: Q, name: string): Promise<Extract<Outcome, { do: Q }>> {
    const { connections, tables } = config();
    const declared = tables[name] as TableSpec;
    // What stands in the target is what the last run wrote; what would be written is of now.
    const now = clock.now();
    const due =
      todo === 'verify' || todo === 'plan-undo' ? lastMoment(name, now, history) : new Date(now).toISOString();
    const table = targetAt(declared, due);
    const order = {
      do: todo,
      ...(todo === 'plan' ? { cursor: history.cursor(name) } : {}),
      table,
      due,
      source: connections[table.source.connection],
      destination: connections[table.destination.connection],
    } as Extract<Order, { do: Q }>;
    return carryOut(order, table.timeoutMs);
  }

  async function carryOut<Q extends Order['do']>(
    order: Extract<Order, { do: Q }>,
    timeoutMs: number,
  ): Promise<Extract<Outcome, { do: Q }>> {
    const execution = executor.execute(order, () => {});
    asking.add(execution);
    let late = false;
    const stopWaiting = clock.after(timeoutMs, () => {
      // A shutdown that came before is the reason that is told.
      if (closing) return;
      late = true;
      execution.cancel();
    });
    const end = await execution.ending;
    stopWaiting();
    asking.delete(execution);
    if (end.ok) return end.outcome as Extract<Outcome, { do: Q }>;
    if (!late) throw new SyncError(end.error);
    const facts = { seconds: timeoutMs / 1000 };
    throw failure('local.timeout', { side: 'local', stage: end.error.stage, facts });
  }

  return {
    plan: async (name: string): Promise<PlanReport> => (await ask('plan', name)).report,
    diff: async (name: string): Promise<DiffReport> => (await ask('diff', name)).report,
    planUndo: async (name: string): Promise<UndoReport> => (await ask('plan-undo', name)).report,
    /** Asks the destination's own record of queries who reads the tables of the data sets that are written. */
    async unused(connection: string, days: number): Promise<Unused> {
      const destination = config().connections[connection] as ConnectionSpec;
      const tables = askedOf(config(), connection);
      const { report } = await carryOut<'usage'>({ do: 'usage', destination, tables, days }, USAGE_MS);
      const now = clock.now();
      return unusedOf(report, connection, config(), {
        costs: history.costs(now - days * DAY_MS, now),
        lastSuccess: history.lastSuccess,
      });
    },
    /** Reads both tables from end to end: whoever asks while it goes on gets the same answer. */
    verify(name: string): Promise<VerifyReport> {
      const known = verifying.get(name);
      if (known !== undefined) return known;
      const report = ask('verify', name)
        .then((outcome) => outcome.report)
        .finally(() => verifying.delete(name));
      verifying.set(name, report);
      return report;
    },
    /** Stops what is being asked, on the servers too. */
    async close(): Promise<void> {
      closing = true;
      for (const execution of asking) execution.cancel();
      await Promise.all([...asking].map((execution) => execution.ending));
    },
  };
}
