import { type Config, failure, phrase, type TableSpec } from '../sync/index.ts';
import { askerText } from './asker.ts';
import { type Attempt, createAttempts } from './attempt.ts';
import type { Audit } from './audit.ts';
import { beginning } from './beginning.ts';
import type { Clock } from './clock.ts';
import { costSoFar } from './cost.ts';
import { endingOf, type Stop } from './ending.ts';
import type { Executor } from './executor.ts';
import { type History, isHistoryError, type StoredRun } from './history.ts';
import { type Journal, RECORD_AGAIN_MS } from './journal.ts';
import { createProgress } from './progress.ts';
import { createRetryWaits } from './retry-waits.ts';
import type { Settler } from './settle.ts';
import { claimsOf, limitsOf, startable } from './slots.ts';
import { ACTIVE_STATES, type Asker, type Cancellation, type Run, type RunRequest, type Submission } from './types.ts';

export type RunnerPorts = {
  readonly history: History;
  readonly executor: Executor;
  readonly settler: Settler;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly maskKey: string | null;
  /** This process's name in the history. */
  readonly owner: string;
  /** Whether a process of that name is gone. */
  readonly dead: (owner: string) => boolean;
  readonly changed: (run: Run, change: 'state' | 'progress') => void;
  readonly audit: Audit;
  /** What `cancel` means for a held run; null where it is not held any more. */
  readonly cancelHeld: (run: StoredRun, by: Asker) => Cancellation | null;
};

type Ended = Awaited<Attempt['end']>;
type Going = { readonly attempt: Attempt; stop: Stop | null; readonly recorded: Promise<void> };

export type Runner = ReturnType<typeof createRunner>;

/** Takes requests, starts attempts as slots allow, and records what becomes of them. */
export function createRunner(ports: RunnerPorts) {
  const { history, clock, owner } = ports;
  const { record, note } = ports.journal;
  const attempts = createAttempts(ports);
  const progressed = createProgress(ports);
  const going = new Map<number, Going>();
  const retries = createRetryWaits({ ...ports, pump });
  let draining = false;

  function submit(request: RunRequest): Submission {
    if (draining) return { kind: 'draining' };
    const {
      table,
      kind = 'sync',
      by,
      note: why = null,
      dueAt = null,
      scope = { kind: 'due' },
      place = null,
      pin = null,
    } = request;
    const spec = ports.config().tables[table] as TableSpec;
    const asked = { table, kind, by, note: why, dueAt, scope, queuedAt: clock.now(), owner, place, pin } as const;
    // What is put back is put back once: a person looks before another try.
    const attempts = kind === 'undo' ? 1 : spec.retries + 1;
    const run = history.together(() => {
      const made = history.insert({ ...asked, state: 'queued', attempts });
      if (made !== null) ports.audit.write(kind === 'undo' ? 'undo' : 'run', by, table, made.id, why);
      return made;
    });
    if (run === null) {
      const active = history.active(table);
      // A run that waits for a process that is gone is carried on by who asks for it again.
      const waits = active?.state === 'queued' || active?.state === 'retry_wait';
      if (active && waits && ports.dead(active.owner)) {
        adopt(active);
        pump();
      }
      // Between the refusal and this look the other run may have ended: then the way is free.
      return active === null && dueAt === null
        ? submit(request)
        : { kind: 'already', run: active ?? (history.ofTable(table, 1)[0] as Run) };
    }
    const approval = history.approvalOf(run.id);
    const approved = approval?.decided
      ? `, approved by ${askerText(approval.decided.by)} (request ${approval.id})`
      : '';
    note(run, `queued by ${askerText(by)}${approved}`);
    ports.changed(run, 'state');
    pump();
    return { kind: 'accepted', run: history.run(run.id) ?? run };
  }

  /** Starts whatever may start. Called after every change and every second; what cannot be written now waits for the next. */
  function pump(): void {
    if (draining) return;
    try {
      startWhatMay();
    } catch (error) {
      if (!isHistoryError(error)) throw error;
    }
  }

  function startWhatMay(): void {
    // What is asked for, or retried, while everything is frozen waits for the end of that.
    if (history.frozen() !== null) return;
    const config = ports.config();
    const active = history.allActive();
    const waiting = active.filter((run) => run.owner === owner && run.state === 'queued');
    const chosen = startable(claimsOf(waiting, config), claimsOf(active.filter(isRunning), config), limitsOf(config));
    for (const run of waiting) if (chosen.includes(run.id)) start(run);
    for (const run of waiting) if (config.tables[run.table] === undefined) undeclared(run);
  }

  function undeclared(run: StoredRun): void {
    const facts = { because: phrase`table ${run.table} is no longer declared` };
    const error = failure('config', { side: 'config', stage: 'connect', facts }).summary;
    record(run, { state: 'failed', finishedAt: clock.now(), error }, 'the table is no longer in tables.yml');
  }

  function start(queued: StoredRun): void {
    const spec = ports.config().tables[queued.table] as TableSpec;
    const run = record(queued, ...beginning(queued, clock.now()));
    if (run === null) return;
    const carried = attempts.start(run, spec, (progress) => progressed(run.id, progress));
    const endTimeout = clock.after(spec.timeoutMs, () => {
      entry.stop ??= 'timeout';
      carried.cancel();
    });
    const recorded = carried.end.then((end) => {
      endTimeout();
      return conclude(run.id, spec, entry, end);
    });
    const entry: Going = { attempt: carried, stop: null, recorded };
    going.set(run.id, entry);
  }

  /** What became of a run must not be lost: where the history cannot be written it is tried again, a drain excepted. */
  async function conclude(id: number, spec: TableSpec, entry: Going, end: Ended): Promise<void> {
    for (;;) {
      going.delete(id);
      try {
        ended(history.run(id) as StoredRun, spec, entry, end);
        break;
      } catch (error) {
        if (!isHistoryError(error)) throw error;
        if (draining) return;
        going.set(id, entry);
      }
      await new Promise<void>((resolve) => clock.after(RECORD_AGAIN_MS, resolve));
    }
    pump();
  }

  function ended(run: StoredRun, spec: TableSpec, entry: Going, end: Ended): void {
    const asked = run.canceledBy === null ? null : { by: run.canceledBy };
    const { change, text, retryInMs } = endingOf(run, spec, {
      end,
      stop: entry.stop ?? asked,
      draining,
      now: clock.now(),
      random: clock.random(),
    });
    const mine = run.state === 'running' && run.owner === owner;
    // Another process took this one for dead and ended the run. It holds, but for rows that are published after all.
    if (!mine && !(end.ok && (run.state === 'failed' || run.state === 'canceled'))) return;
    const cost = costSoFar(run.cost, end.cost, spec.destination.connection);
    if (record(run, { ...change, cost }, text, end.ok ? end.cursor : null) === null || retryInMs === null) return;
    retries.wait(run.id, retryInMs);
  }

  function adopt(run: StoredRun): void {
    record(run, { owner, state: 'queued', nextAttemptAt: null }, 'taken over after a restart');
  }

  function cancel(id: number, by: Asker): Cancellation {
    const run = history.run(id);
    if (run === null) return { kind: 'unknown' };
    if (isActive(run)) ports.audit.write('cancel', by, run.table, id);
    return stop(run, by);
  }

  function stop(run: StoredRun, by: Asker): Cancellation {
    const { id } = run;
    const entry = going.get(id);
    if (entry) {
      entry.stop ??= { by: askerText(by) };
      entry.attempt.cancel();
      return { kind: 'canceling', run };
    }
    if (run.owner !== owner && run.state === 'running') {
      // Another process carries it out; it looks for this word once a second.
      history.update(id, { canceledBy: askerText(by) });
      return { kind: 'canceling', run };
    }
    if (run.state === 'held') return ports.cancelHeld(run, by) ?? stop(history.run(id) ?? run, by);
    if (run.state !== 'queued' && run.state !== 'retry_wait') return { kind: 'over', run };
    retries.end(id);
    const change = {
      state: 'canceled',
      finishedAt: clock.now(),
      canceledBy: askerText(by),
      nextAttemptAt: null,
    } as const;
    const canceled = record(run, change, `canceled by ${askerText(by)}`);
    // It was started, or ended, in this very moment.
    return canceled === null ? stop(history.run(id) ?? run, by) : { kind: 'canceling', run: canceled };
  }

  return {
    submit,
    cancel,
    pump,
    /** Stops what other processes asked to cancel, and what is no longer ours: we were taken for dead. */
    heedOthers(): void {
      for (const [id, entry] of going) {
        const run = history.run(id);
        if (run === null || entry.stop !== null) continue;
        if (run.state === 'running' && run.owner === owner && run.canceledBy === null) continue;
        entry.stop = { by: run.canceledBy ?? 'another sync-bot, which took it over' };
        entry.attempt.cancel();
      }
    },
    /** Makes a run that another process left waiting this process's own. */
    adopt,
    /** Nothing new from here on; resolves when no attempt goes on. After `graceMs` what still goes on is cancelled. */
    async drain(graceMs: number): Promise<void> {
      draining = true;
      const hurry = clock.after(graceMs, () => {
        for (const entry of going.values()) {
          entry.stop ??= 'shutdown';
          entry.attempt.cancel();
        }
      });
      await Promise.all([...going.values()].map((entry) => entry.recorded));
      hurry();
      retries.endAll();
    },
  };
}

const isActive = (run: Run): boolean => (ACTIVE_STATES as readonly string[]).includes(run.state);
const isRunning = (run: Run): boolean => run.state === 'running';
