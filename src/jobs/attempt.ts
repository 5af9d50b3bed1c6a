import { type Config, type ErrorSummary, failure, type Progress, type TableSpec } from '../sync/index.ts';
import type { Clock } from './clock.ts';
import type { Executor } from './executor.ts';
import type { History, StoredRun } from './history.ts';
import type { RunResult } from './types.ts';

/** How one try ended. `left` names what could not be cleaned away in the destination. */
export type AttemptEnd =
  | { readonly ok: true; readonly result: RunResult; readonly left: readonly string[] }
  | { readonly ok: false; readonly error: ErrorSummary; readonly left: readonly string[] };

export type Attempt = { readonly end: Promise<AttemptEnd>; cancel(): void };

type Ports = {
  readonly history: History;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly maskKey: string | null;
};

/**
 * One try of one run, and the cleaning up after tries that could not do it themselves. A token is noted in the history
 * before the try begins and struck out when the destination is known to be clean, so that no crash, of the worker or of
 * the bot, leaves a staging table or a wrong word behind.
 */
export function createAttempts({ history, executor, clock, config, maskKey }: Ports) {
  /** Null where the destination could not be asked. */
  async function settle(run: StoredRun): Promise<{ readonly published: { readonly rows: number } | null } | null> {
    const token = run.unsettledToken;
    const table = config().tables[run.table];
    const destination = table && config().connections[table.destination.connection];
    if (token === null) return { published: null };
    if (!destination) return null;
    const { ending } = executor.execute({ do: 'settle', table, destination, token }, () => {});
    const end = await ending;
    if (!end.ok || end.outcome.do !== 'settle') return null;
    history.update(run.id, { unsettledToken: null, left: [] });
    return { published: end.outcome.settlement.published };
  }

  async function settleTable(table: string, except: number): Promise<void> {
    const open = history.unsettled().filter((run) => run.table === table && run.id !== except);
    for (const run of open) await settle(run);
  }

  async function carryOut(
    run: StoredRun,
    table: TableSpec,
    onProgress: (progress: Progress) => void,
    onCancel: (cancel: () => void) => void,
  ): Promise<AttemptEnd> {
    const began = clock.now();
    const token = history.token(run.id, run.attempt);
    // What an earlier run left could still be published by a worker that lives on: first that, then ours.
    await settleTable(run.table, run.id);
    const { connections } = config();
    const source = connections[table.source.connection];
    const destination = connections[table.destination.connection];
    if (!source || !destination) throw new Error('the configuration was checked before');
    history.update(run.id, { unsettledToken: token });
    const previousRows = history.lastSuccess(run.table)?.result?.rowsWritten ?? null;
    const { ending, cancel } = executor.execute(
      { do: 'sync', table, source, destination, token, maskKey, previousRows },
      onProgress,
    );
    onCancel(cancel);
    const end = await ending;
    const seconds = (clock.now() - began) / 1000;
    if (end.ok && end.outcome.do === 'sync') {
      history.update(run.id, { unsettledToken: null });
      const { rowsStaged: _, ...result } = end.outcome.result;
      return { ok: true, result: { ...result, seconds }, left: [] };
    }
    const error = end.ok ? unexpected() : end.error;
    if (end.ok || !end.unsettled) {
      history.update(run.id, { unsettledToken: null });
      return { ok: false, error, left: [] };
    }
    const settled = await settle(history.run(run.id) as StoredRun);
    if (settled?.published) {
      return { ok: true, result: confirmed(settled.published.rows, seconds, table), left: [] };
    }
    return { ok: false, error, left: settled === null ? [stagingText(token, table)] : [] };
  }

  return {
    settle,
    start(run: StoredRun, table: TableSpec, onProgress: (progress: Progress) => void): Attempt {
      let canceled = false;
      let cancel = (): void => {};
      const end = carryOut(run, table, onProgress, (stop) => {
        cancel = stop;
        if (canceled) stop();
      }).catch((): AttemptEnd => ({ ok: false, error: unexpected(), left: [] }));
      return {
        end,
        cancel() {
          canceled = true;
          cancel();
        },
      };
    },
  };
}

/** The result of a run whose worker published and then died before it could say so. */
export function confirmed(rows: number, seconds: number, table: Pick<TableSpec, 'mask'>): RunResult {
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
    method: 'swap',
  };
}

export function stagingText(token: string, table: TableSpec): string {
  return `_sync_bot_${token} in ${table.destination.connection}`;
}

function unexpected(): ErrorSummary {
  return failure('unknown', { side: 'local', stage: 'connect', facts: {} }).summary;
}
