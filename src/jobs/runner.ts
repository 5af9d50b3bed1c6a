import { type Config, failure, type Progress, type TableSpec } from '../sync/index.ts';
import { type Attempt, type AttemptEnd, createAttempts } from './attempt.ts';
import type { Clock } from './clock.ts';
import { endingOf, type Stop } from './ending.ts';
import type { Executor } from './executor.ts';
import type { History, RunChange, StoredRun } from './history.ts';
import { startable } from './slots.ts';
import type { Asker, Cancellation, Run, RunRequest, Submission } from './types.ts';

export type RunnerPorts = {
  readonly history: History;
  readonly executor: Executor;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly maskKey: string | null;
  /** This process's name in the history. */
  readonly owner: string;
  readonly changed: (run: Run, change: 'state' | 'progress') => void;
};

type Going = { readonly attempt: Attempt; stop: Stop | null };

export type Runner = ReturnType<typeof createRunner>;

/** Takes requests, starts attempts as slots allow, and records what becomes of them. */
export function createRunner(ports: RunnerPorts) {
  const { history, clock, owner } = ports;
  const attempts = createAttempts(ports);
  const going = new Map<number, Going>();
  const waits = new Map<number, () => void>();
  let draining = false;

  function record(run: StoredRun, change: RunChange, text: string | null): StoredRun {
    const updated = history.update(run.id, change);
    if (text !== null) history.event(run.id, { at: clock.now(), attempt: updated.attempt, text });
    ports.changed(updated, 'state');
    return updated;
  }

  function submit(request: RunRequest): Submission {
    if (draining) return { kind: 'draining' };
    const spec = ports.config().tables[request.table] as TableSpec;
    const run = history.insert({
      table: request.table,
      state: 'queued',
      by: request.by,
      note: request.note ?? null,
      dueAt: request.dueAt ?? null,
      queuedAt: clock.now(),
      attempts: spec.retries + 1,
      owner,
    });
    if (run === null) {
      const active = history.active(request.table);
      // Between the refusal and this look the other run may have ended: then the way is free.
      return active === null && request.dueAt === undefined
        ? submit(request)
        : { kind: 'already', run: active ?? (history.ofTable(request.table, 1)[0] as Run) };
    }
    const queued = record(run, {}, `queued by ${askerText(request.by)}`);
    pump();
    return { kind: 'accepted', run: history.run(run.id) ?? queued };
  }

  /** Starts whatever may start. Called after every change. */
  function pump(): void {
    if (draining) return;
    const config = ports.config();
    const claims = (runs: readonly StoredRun[]) =>
      runs.flatMap((run) => {
        const spec = config.tables[run.table];
        return spec ? [{ id: run.id, source: spec.source.connection, destination: spec.destination.connection }] : [];
      });
    const mine = history.allActive().filter((run) => run.owner === owner);
    const waiting = mine.filter((run) => run.state === 'queued' && !going.has(run.id));
    const running = mine.filter((run) => going.has(run.id));
    const chosen = startable(claims(waiting), claims(running), {
      total: config.maxRunning,
      readers: (name) => config.connections[name]?.maxReaders ?? 1,
      writers: (name) => config.connections[name]?.maxWriters ?? 1,
    });
    for (const id of chosen) start(waiting.find((run) => run.id === id) as StoredRun);
    for (const run of waiting) if (config.tables[run.table] === undefined) undeclared(run);
  }

  function undeclared(run: StoredRun): void {
    const facts = { because: `table ${run.table} is no longer declared` };
    const error = failure('config', { side: 'config', stage: 'connect', facts }).summary;
    record(run, { state: 'failed', finishedAt: clock.now(), error }, 'the table is no longer in tables.yml');
  }

  function start(queued: StoredRun): void {
    const spec = ports.config().tables[queued.table] as TableSpec;
    const number = queued.attempt + 1;
    const run = record(
      queued,
      {
        state: 'running',
        attempt: number,
        startedAt: queued.startedAt ?? clock.now(),
        nextAttemptAt: null,
        stage: 'connect',
        rowsRead: 0,
        bytes: 0,
      },
      null,
    );
    history.event(run.id, { at: clock.now(), attempt: number, text: `attempt ${number} of ${run.attempts} started` });
    const attempt = attempts.start(run, spec, (progress) => progressed(run.id, progress));
    const entry: Going = { attempt, stop: null };
    going.set(run.id, entry);
    const endTimeout = clock.after(spec.timeoutMs, () => {
      entry.stop ??= 'timeout';
      attempt.cancel();
    });
    void attempt.end.then((end) => {
      endTimeout();
      going.delete(run.id);
      ended(history.run(run.id) as StoredRun, spec, entry, end);
      pump();
    });
  }

  function progressed(id: number, progress: Progress): void {
    const before = history.run(id);
    if (before?.state !== 'running') return;
    if (before.stage !== progress.stage) {
      history.event(id, {
        at: clock.now(),
        attempt: before.attempt,
        text: `stage ${progress.stage}, ${progress.rowsRead} rows read`,
      });
    }
    const run = history.update(id, {
      stage: progress.stage,
      rowsRead: progress.rowsRead,
      bytes: progress.bytes,
      estimatedRows: progress.estimatedRows,
    });
    ports.changed(run, 'progress');
  }

  function ended(run: StoredRun, spec: TableSpec, entry: Going, end: AttemptEnd): void {
    const { change, text, retryInMs } = endingOf(run, spec, {
      end,
      stop: entry.stop,
      draining,
      now: clock.now(),
      random: clock.random(),
    });
    record(run, change, text);
    if (retryInMs === null) return;
    waits.set(
      run.id,
      clock.after(retryInMs, () => requeue(run.id)),
    );
  }

  function requeue(id: number): void {
    waits.delete(id);
    const run = history.run(id);
    if (run?.state === 'retry_wait') record(run, { state: 'queued', nextAttemptAt: null }, null);
    pump();
  }

  function cancel(id: number, by: Asker): Cancellation {
    const run = history.run(id);
    if (run === null) return { kind: 'unknown' };
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
    if (run.state !== 'queued' && run.state !== 'retry_wait' && run.state !== 'held') return { kind: 'over', run };
    waits.get(id)?.();
    waits.delete(id);
    const change = {
      state: 'canceled',
      finishedAt: clock.now(),
      canceledBy: askerText(by),
      nextAttemptAt: null,
    } as const;
    return { kind: 'canceling', run: record(run, change, `canceled by ${askerText(by)}`) };
  }

  return {
    submit,
    cancel,
    pump,
    /** Cancels that other processes asked for. */
    heedCancels(): void {
      for (const [id, entry] of going) {
        const asked = history.run(id)?.canceledBy;
        if (asked == null || entry.stop !== null) continue;
        entry.stop = { by: asked };
        entry.attempt.cancel();
      }
    },
    /** Makes a run that another process left queued this process's own. */
    adopt(run: StoredRun): void {
      record(run, { owner, state: 'queued', nextAttemptAt: null }, 'taken over after a restart');
    },
    /** Cleans up what is unsettled in the destination; see attempt.ts. */
    settle: attempts.settle,
    /** Nothing new from here on; resolves when no attempt goes on. After `graceMs` what still goes on is cancelled. */
    async drain(graceMs: number): Promise<void> {
      draining = true;
      const hurry = clock.after(graceMs, () => {
        for (const entry of going.values()) {
          entry.stop ??= 'shutdown';
          entry.attempt.cancel();
        }
      });
      await Promise.all([...going.values()].map((entry) => entry.attempt.end));
      hurry();
      for (const endWait of waits.values()) endWait();
      waits.clear();
    },
  };
}

/** Who asked, for logs and messages: `U0123`, `terminal kim`, `the schedule`. */
export function askerText(by: Asker): string {
  if (by.kind === 'schedule') return 'the schedule';
  return by.kind === 'terminal' ? `${by.id} in a terminal` : by.id;
}
