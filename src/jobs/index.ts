import { hostname } from 'node:os';
import {
  type Config,
  type ConfigLoad,
  type ConfigPorts,
  loadConfigFile,
  type Order,
  type PlanReport,
  SyncError,
  type TableSpec,
} from '../sync/index.ts';
import { type Clock, systemClock } from './clock.ts';
import { createDesk } from './desk.ts';
import { createExecutor, EXECUTOR_LIMITS, type ExecutorLimits } from './executor.ts';
import { openHistory } from './history.ts';
import { recover } from './recover.ts';
import { watchFiles } from './reload.ts';
import { createRunner } from './runner.ts';
import { createScheduler, cronProblem } from './scheduler.ts';
import { ACTIVE_STATES, type Jobs, type JobsEvent, type Run } from './types.ts';

export type {
  Check,
  Config,
  ConfigLoad,
  ErrorSummary,
  Mask,
  Mistake,
  Plan,
  PlannedColumn,
  PlanReport,
  Role,
  Stage,
  TableSpec,
} from '../sync/index.ts';
export { classTitle, nearest, printMistake, STAGES, SyncError, tableText } from '../sync/index.ts';
export { type Clock, systemClock } from './clock.ts';
export type { ExecutorLimits } from './executor.ts';
export { askerText } from './runner.ts';
export * from './types.ts';

const DIGEST = 'digest';
const TICK_MS = 1000;
const RECOVER_MS = 30_000;

export type JobsOptions = {
  readonly config: Config;
  /** The history file; made where there is none. */
  readonly history: string;
  /** The key of `mask: hash`. */
  readonly maskKey: string | null;
  /** Reads the configuration anew; called when its files change and by `reload`. */
  readonly reload: () => ConfigLoad;
  readonly clock?: Clock;
  readonly limits?: Partial<ExecutorLimits>;
};

/** tables.yml from the disk, cron expressions checked by the scheduler's own library. Never throws for its content. */
export function loadConfig(file: string, env: ConfigPorts['env']): ConfigLoad {
  return loadConfigFile(file, { env, cron: cronProblem });
}

/** Opens the history and makes the jobs layer. Nothing runs before `start`. Throws where the history cannot be opened. */
export function createJobs(options: JobsOptions): Jobs {
  const clock = options.clock ?? systemClock;
  let config = options.config;
  const listeners = new Set<(event: JobsEvent) => void>();
  const history = openHistory(options.history, () => shortId(clock));
  const executor = createExecutor(clock, { ...EXECUTOR_LIMITS, ...options.limits });
  const owner = `${process.pid}-${shortId(clock)}`;
  const host = hostname();
  const stops: (() => void)[] = [];
  const waiting = new Map<number, ((run: Run) => void)[]>();
  let recovering: Promise<void> = Promise.resolve();

  function emit(event: JobsEvent): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch {
        // A listener that throws must not hurt a run; it has its own log.
      }
    }
  }
  const changed = (run: Run, change: 'state' | 'progress'): void => {
    emit({ type: 'run', run, change });
    if (over(run)) {
      for (const tell of waiting.get(run.id) ?? []) tell(run);
      waiting.delete(run.id);
    }
  };

  const runner = createRunner({
    history,
    executor,
    clock,
    config: () => config,
    maskKey: options.maskKey,
    owner,
    changed,
  });
  const desk = createDesk({ history, clock, config: () => config });
  const scheduler = createScheduler(due);

  function due(key: string, at: number): void {
    if (key === DIGEST) {
      const { channel } = config.slack;
      if (channel === null || !history.claimDigest(channel, at)) return;
      emit({ type: 'digest', channel, digest: desk.digest(at - 86_400_000, at) });
      return;
    }
    const by = { kind: 'schedule', id: 'schedule' } as const;
    const pause = history.pauses(clock.now()).find((one) => one.table === key);
    const active = history.active(key);
    if (pause === undefined && active === null) {
      runner.submit({ table: key, by, dueAt: at });
      return;
    }
    const now = clock.now();
    const run = history.insert({
      table: key,
      state: 'skipped',
      by,
      note: null,
      dueAt: at,
      queuedAt: now,
      attempts: 0,
      owner,
    });
    if (run === null) return;
    const why = pause === undefined ? `run ${active?.id} was still going on` : `paused: ${pause.why}`;
    history.event(run.id, { at: now, attempt: 0, text: `skipped, ${why}` });
    changed(history.update(run.id, { finishedAt: now }), 'state');
  }

  function schedule(): void {
    const { digest: expression } = config.slack;
    scheduler.set([
      { key: DIGEST, expression, timezone: config.timezone },
      ...Object.values(config.tables).flatMap((table) =>
        table.schedule === null ? [] : [{ key: table.name, expression: table.schedule, timezone: table.timezone }],
      ),
    ]);
  }

  function reload(): ConfigLoad {
    const load = options.reload();
    if (load.ok) {
      config = load.config;
      if (started) schedule();
      runner.pump();
    }
    emit({ type: 'reload', load });
    return load;
  }

  const recoverNow = (): Promise<void> => {
    recovering = recovering
      .then(() => recover({ history, runner, clock, config: () => config, owner, host, alive, changed }))
      .catch(() => {});
    return recovering;
  };
  const beat = (): void => history.beat({ id: owner, pid: process.pid, host }, clock.now());

  let started = false;
  return {
    config: () => config,
    now: () => clock.now(),
    async start({ schedules }) {
      beat();
      stops.push(
        clock.every(TICK_MS, () => {
          beat();
          runner.heedCancels();
          for (const id of waiting.keys()) {
            const run = history.run(id);
            if (run && over(run)) changed(run, 'state');
          }
        }),
        clock.every(RECOVER_MS, () => void recoverNow()),
      );
      await recoverNow();
      if (!schedules) return;
      started = true;
      schedule();
      stops.push(watchFiles(() => config.files, clock, reload));
    },
    async stop(graceMs) {
      scheduler.stop();
      await runner.drain(graceMs);
      await recovering;
      for (const stop of stops) stop();
      await executor.close();
      history.forgetProcess(owner);
      history.close();
    },
    reload,
    submit: runner.submit,
    cancel: runner.cancel,
    async plan(name) {
      const table = config.tables[name] as TableSpec;
      const order = {
        do: 'plan',
        table,
        source: config.connections[table.source.connection],
        destination: config.connections[table.destination.connection],
      } as Extract<Order, { do: 'plan' }>;
      const end = await executor.execute(order, () => {}).ending;
      if (end.ok) return (end.outcome as { readonly report: PlanReport }).report;
      throw new SyncError(end.error);
    },
    ...desk,
    run: (id) => history.run(id),
    activeRun: (table) => history.active(table),
    activeRuns: () => history.allActive(),
    history: (table, limit) => history.ofTable(table, limit),
    log: (id) => history.events(id),
    finished(id) {
      const run = history.run(id);
      if (run && over(run)) return Promise.resolve(run);
      return new Promise((resolve) => waiting.set(id, [...(waiting.get(id) ?? []), resolve]));
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    posts: { save: history.savePost, of: history.posts },
  };
}

function over(run: Run): boolean {
  return !(ACTIVE_STATES as readonly string[]).includes(run.state);
}

/** Six letters and digits: enough to tell processes and histories apart. */
function shortId(clock: Clock): string {
  return Math.floor(clock.random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
