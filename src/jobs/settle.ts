import {
  type Config,
  type ConnectionSpec,
  type ErrorSummary,
  type Settlement,
  type TableSpec,
  targetAt,
} from '../sync/index.ts';
import type { Clock } from './clock.ts';
import type { Executor } from './executor.ts';
import type { History, StoredRun } from './history.ts';
import type { Journal } from './journal.ts';
import { momentOf } from './moment.ts';
import { targetName } from './results.ts';
import type { RunResult } from './types.ts';

/** Where an attempt wrote. */
export type Place = { readonly table: TableSpec; readonly destination: ConnectionSpec };

/** As much of it as settling needs. */
type Written = { readonly table: Pick<TableSpec, 'destination'>; readonly destination: ConnectionSpec };

/** What the destination says of an attempt. Not ok: it could not be asked; null where there is no error to tell. */
export type Settled =
  | { readonly ok: true; readonly published: Settlement['published'] }
  | { readonly ok: false; readonly error: ErrorSummary | null };

type Ports = {
  readonly history: History;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly journal: Journal;
};

export type Settler = ReturnType<typeof createSettler>;

/** Cleans up in the destination what an attempt left that could not do it itself, and hears whether it had published. */
export function createSettler({ history, executor, clock, config, journal }: Ports) {
  function placeOf(run: StoredRun): Written | null {
    // What is held was staged where tables.yml said then, whatever became of the table in it.
    const declared = config().tables[run.table];
    const wrote =
      run.held?.kind === 'guard'
        ? run.held.pending.plan.destination
        : declared && targetAt(declared, momentOf(run, history)).destination;
    const destination = wrote && config().connections[wrote.connection];
    return wrote && destination ? { table: { destination: wrote }, destination } : null;
  }

  async function ask(run: StoredRun, place: Written | null): Promise<Settled> {
    const token = run.unsettledToken;
    if (token === null) return { ok: true, published: null };
    if (place === null) return { ok: false, error: null };
    const end = await executor.execute({ do: 'settle', ...place, token }, () => {}).ending;
    if (!end.ok) return { ok: false, error: end.error };
    return end.outcome.do === 'settle'
      ? { ok: true, published: end.outcome.settlement.published }
      : { ok: false, error: null };
  }

  return {
    /** Asks and leaves the history as it is: whoever carries the run out records its end. */
    ask,
    /** Asks, and makes the history of a run that nobody carries out true: one that had published is a success. */
    async settle(run: StoredRun): Promise<Settled> {
      const settled = await ask(run, placeOf(run));
      if (!settled.ok || run.unsettledToken === null) return settled;
      if (settled.published !== null && run.state !== 'success') publishedAfterAll(run, settled.published);
      else history.settled(run.id, run.unsettledToken);
      return settled;
    },
  };

  function publishedAfterAll(run: StoredRun, { rows, cursor }: NonNullable<Settlement['published']>): void {
    const now = clock.now();
    const finishedAt = run.finishedAt ?? now;
    const seconds = (finishedAt - (run.startedAt ?? finishedAt)) / 1000;
    const declared = config().tables[run.table];
    const result = {
      ...confirmed(rows, seconds, declared ?? { mask: {}, mode: 'replace' }),
      ...(declared && targetName(declared, targetAt(declared, momentOf(run, history)))),
    };
    const over = { finishedAt, nextAttemptAt: null, left: [], unsettledToken: null } as const;
    journal.record(
      run,
      { ...over, state: 'success', result, error: null, canceledBy: null },
      `the destination says that ${rows} rows were published`,
      cursor,
    );
  }
}

/** The result of a run whose worker published and then died before it could say so. */
export function confirmed(rows: number, seconds: number, table: Pick<TableSpec, 'mask' | 'mode'>): RunResult {
  return {
    rowsRead: rows,
    rowsWritten: rows,
    bytes: 0,
    seconds,
    checks: [
      { name: 'row parity', ok: true, expected: 'checked before the commit', actual: 'checked before the commit' },
      { name: 'published', ok: true, expected: 'named in the destination', actual: `${rows} rows published` },
    ],
    masks: table.mask,
    method: table.mode === 'replace' ? 'swap' : table.mode,
    changes: null,
    gaps: null,
    window: null,
  };
}

/** What could not be dropped, for people to find it. */
export function stagingText(token: string, table: TableSpec): string {
  return `_sync_bot_${token} in ${table.destination.connection}`;
}
