import {
  type Config,
  type Cost,
  type Cursor,
  type ErrorSummary,
  failure,
  type Pending,
  type Progress,
  phrase,
  type Suspicion,
  type TableSpec,
  targetAt,
} from '../sync/index.ts';
import type { Clock } from './clock.ts';
import type { Executor } from './executor.ts';
import { type Control, isPublishing, publishStaged } from './held-attempt.ts';
import { type History, isHistoryError, type StoredRun } from './history.ts';
import { momentOf } from './moment.ts';
import { resultOf, targetName, undoResult, unexpected } from './results.ts';
import { confirmed, type Place, type Settler, stagingText } from './settle.ts';
import type { Held, RunResult } from './types.ts';

/**
 * How one try ended; `ok: null` leaves it open, because a person has to decide. `left` names what could not be cleaned
 * away in the destination.
 */
export type AttemptEnd =
  | { readonly ok: null; readonly held: Held; readonly error: ErrorSummary; readonly left: readonly string[] }
  | { readonly ok: true; readonly result: RunResult; readonly cursor: Cursor | null; readonly left: readonly string[] }
  | { readonly ok: false; readonly error: ErrorSummary; readonly left: readonly string[] };

/** `cost`: what the warehouse bills for the try, whatever its end; null where it does not, and where nobody knows. */
export type Attempt = { readonly end: Promise<AttemptEnd & { readonly cost: Cost | null }>; cancel(): void };

type Ports = {
  readonly history: History;
  readonly executor: Executor;
  readonly settler: Settler;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly maskKey: string | null;
};

/**
 * One try of one run. A token is noted in the history before the try begins and struck out together with the end of
 * the try, when the destination is known to be clean, so that no crash, of the worker or of the bot, leaves a staging
 * table or a wrong word behind.
 */
export function createAttempts({ history, executor, settler, clock, config, maskKey }: Ports) {
  async function carryOut(
    run: StoredRun,
    table: TableSpec,
    onProgress: (progress: Progress) => void,
    control: Control,
  ): Promise<AttemptEnd> {
    const due = momentOf(run, history);
    const began = clock.now();
    const seconds = (): number => (clock.now() - began) / 1000;
    const { connections } = config();
    const source = connections[table.source.connection];
    const destination = connections[table.destination.connection];
    if (!source || !destination) throw new Error('the configuration was checked before');
    const place: Place = { table, destination };
    if (isPublishing(run)) return publishStaged({ executor, settler, seconds }, run, place, onProgress, control);
    // What earlier tries left could still be published by a worker that lives on: first that, then ours.
    const earlier = await settleEarlier(run, place);
    if (earlier !== null) return earlier;
    const pin = run.pin === null ? null : history.pin(run.pin);
    if (run.pin !== null && pin === null) return { ok: false, error: forgotten(run.pin, run.table), left: [] };
    const token = history.token(run.id, run.attempt);
    // What was held before is not what this token stages.
    history.update(run.id, { unsettledToken: token, ...(run.held?.kind === 'guard' ? { held: null } : {}) });
    const cursor = history.cursor(run.table);
    const previousRows = rowsBefore(table, history.lastSuccess(run.table)?.result ?? null);
    const { ending, cancel } = executor.execute(
      run.kind === 'undo'
        ? { do: 'undo', ...place, token }
        : {
            do: 'sync',
            ...place,
            source,
            token,
            maskKey,
            due,
            scope: run.scope,
            cursor,
            pinned: pin?.facts ?? null,
            previousRows,
          },
      onProgress,
    );
    control.onCancel(cancel);
    const end = await ending;
    control.spent(end.cost);
    if (end.ok && end.outcome.do === 'sync') {
      const { result } = end.outcome;
      return { ok: true, result: resultOf(result, seconds()), cursor: result.cursor, left: [] };
    }
    if (end.ok && end.outcome.do === 'undo') {
      return { ok: true, result: undoResult(end.outcome.undone, seconds()), cursor: null, left: [] };
    }
    if (end.ok && end.outcome.do === 'undecided') return undecided(run, table, end.outcome.columns);
    if (end.ok && end.outcome.do === 'held') return held(run, token, place, end.outcome.held, control);
    const error = end.ok ? unexpected() : end.error;
    if (end.ok || !end.unsettled) return { ok: false, error, left: [] };
    const settled = await settler.ask({ ...run, unsettledToken: token }, place);
    if (!settled.ok) return { ok: false, error, left: [stagingText(token, table)] };
    if (settled.published === null) return { ok: false, error, left: [] };
    return {
      ok: true,
      result: confirmed(settled.published.rows, seconds(), table),
      cursor: settled.published.cursor,
      left: [],
    };
  }

  /** Nothing is staged: a person decides about columns, and the run begins again. */
  function undecided(run: StoredRun, table: TableSpec, columns: readonly Suspicion[]): AttemptEnd {
    const names = columns.map(({ column }) => column);
    const facts = { table: run.table, columns: names };
    const error = failure('guard.columns', { side: 'source', stage: 'plan', facts }).summary;
    const since = clock.now();
    const expiresAt = since + table.holdForMs;
    return { ok: null, held: { kind: 'columns', columns, since, expiresAt, decision: null }, error, left: [] };
  }

  /** A guard tripped: a person decides, unless one has said already that the run shall stop. */
  async function held(
    run: StoredRun,
    token: string,
    place: Place,
    pending: Pending,
    control: Control,
  ): Promise<AttemptEnd> {
    const { error } = pending;
    if (control.canceled()) {
      const settled = await settler.ask({ ...run, unsettledToken: token }, place);
      return { ok: false, error, left: settled.ok ? [] : [stagingText(token, place.table)] };
    }
    const since = clock.now();
    const expiresAt = since + place.table.holdForMs;
    return { ok: null, held: { kind: 'guard', pending, since, expiresAt, decision: null }, error, left: [] };
  }

  /** The end of this try where the run's last one had published, or where what it left cannot be cleaned up yet. */
  async function settleEarlier(run: StoredRun, place: Place): Promise<AttemptEnd | null> {
    for (const other of history.unsettled()) {
      // What is held waits for a person.
      if (other.table !== run.table || other.id === run.id || other.state === 'held') continue;
      const settled = await settler.settle(other);
      // It may have published: without its cursor the same rows would be read, and appended, a second time.
      if (!settled.ok && settled.error !== null) return { ok: false, error: settled.error, left: [] };
    }
    if (run.unsettledToken === null) return null;
    const settled = await settler.ask(run, place);
    if (!settled.ok) {
      const error = settled.error ?? unexpected();
      return { ok: false, error, left: [stagingText(run.unsettledToken, place.table)] };
    }
    if (settled.published === null) return null;
    return {
      ok: true,
      result: confirmed(settled.published.rows, 0, place.table),
      cursor: settled.published.cursor,
      left: [],
    };
  }

  return {
    start(run: StoredRun, declared: TableSpec, onProgress: (progress: Progress) => void): Attempt {
      let canceled = false;
      let cancel = (): void => {};
      const onCancel = (stop: () => void): void => {
        cancel = stop;
        if (canceled) stop();
      };
      let cost: Cost | null = null;
      const spent = (billed: Cost | null): void => {
        cost = billed;
      };
      const begin = async (): Promise<AttemptEnd> => {
        const table = targetAt(declared, momentOf(run, history));
        const end = await carryOut(run, table, onProgress, { onCancel, canceled: () => canceled, spent });
        return end.ok ? { ...end, result: { ...end.result, ...targetName(declared, table) } } : end;
      };
      const end = begin().catch(
        (error): AttemptEnd => ({
          ok: false,
          error: isHistoryError(error) ? notWritable() : unexpected(),
          left: [],
        }),
      );
      return {
        end: end.then((ended) => ({ ...ended, cost })),
        cancel() {
          canceled = true;
          cancel();
        },
      };
    },
  };
}

/** The rows that were published last, where that was all of them; null where it says nothing of the table. */
function rowsBefore({ mode }: TableSpec, last: RunResult | null): number | null {
  if (last === null || (mode === 'replace' && (last.method === 'append' || last.method === 'merge'))) return null;
  return last.rowsWritten;
}

const HERE = { side: 'local', stage: 'connect' } as const;

/** A run that was told to carry out a plan carries out no other. */
function forgotten(pin: string, table: string): ErrorSummary {
  const because = phrase`nobody knows plan ${pin} any more`;
  return failure('guard.plan_changed', { ...HERE, facts: { table, because } }).summary;
}

function notWritable(): ErrorSummary {
  return failure('local.history_locked', { ...HERE, facts: { address: 'the --history file' } }).summary;
}
