import type { ConfigLoad } from '../sync/index.ts';
import { createAfter } from './after.ts';
import { createAudit } from './audit.ts';
import { systemClock } from './clock.ts';
import { createColumns } from './columns.ts';
import { createDelivery } from './delivery.ts';
import { createDesk } from './desk.ts';
import { createDoctor } from './doctor.ts';
import { createDues, timedOf } from './due.ts';
import { createExecutor, EXECUTOR_LIMITS } from './executor.ts';
import { isHistoryError, openHistory } from './history.ts';
import { createHolds } from './holds.ts';
import { shortId, thisProcess } from './identity.ts';
import { createInspector } from './inspect.ts';
import { createJournal } from './journal.ts';
import { createListeners, rests } from './listeners.ts';
import type { JobsOptions } from './options.ts';
import { createPast } from './past-desk.ts';
import { createPauses } from './pauses.ts';
import { createPermitDesk } from './permit-desk.ts';
import { createPins } from './pin-desk.ts';
import { createProcesses, LOOK_MS } from './processes.ts';
import { createQuiet } from './quiet.ts';
import { recover } from './recover.ts';
import { watchFiles } from './reload.ts';
import { createRunner } from './runner.ts';
import { createScheduler } from './scheduler.ts';
import { createSettler } from './settle.ts';
import type { Jobs, Run } from './types.ts';
import { createWatch } from './watch.ts';

export { askerText } from './asker.ts';
export { type Clock, systemClock } from './clock.ts';
export { changeConfig, loadConfig } from './config.ts';
export { type Concerns, dangersOf } from './danger.ts';
export type { ConnectionHealth, Health } from './doctor.ts';
export * from './engine.ts';
export type { ExecutorLimits } from './executor.ts';
export {
  bareTable,
  bareWord,
  type Keyword,
  type KnownTable,
  knownTable,
  type Meant,
  meant,
  prefixOf,
} from './selector.ts';
export * from './types.ts';
export { USUAL_MS, unusual, usualOf } from './usual.ts';

const TICK_MS = 1000;
/** A terminal leaves what is expired to the bot, which tells the channel, as long as there may be one. */
const EXPIRE_GRACE_MS = 60_000;

/** Opens the history and makes the jobs layer. Nothing runs before `start`. Throws where the history cannot be opened. */
export function createJobs(options: JobsOptions): Jobs {
  const clock = options.clock ?? systemClock;
  let config = options.config;
  const listeners = createListeners();
  const { emit } = listeners;
  const history = openHistory(options.history, () => shortId(clock));
  const executor = createExecutor(clock, { ...EXECUTOR_LIMITS, ...options.limits });
  const me = thisProcess(clock);
  const processes = createProcesses({ history, me });
  const stops: (() => void)[] = [];
  let recovering: Promise<void> | null = null;

  const changed = (run: Run, change: 'state' | 'progress'): void => {
    if (change === 'state') noticed(run);
    past.heard(run);
    if (change === 'state') quiet.heard(run);
    watch.heard(run);
    emit({ type: 'run', run, change });
    if (rests(run)) {
      listeners.rested(run);
      if (run.state !== 'held') dues.over(run.table);
      if (run.state === 'success') follow();
    }
  };

  const watch = createWatch({ history, changed });
  const tellPauses = createPauses({ history, clock, emit });
  const journal = createJournal({ history, clock, changed });
  const ports = { history, executor, clock, config: () => config, journal };
  const settler = createSettler(ports);
  const { maskKey } = options;
  const audit = createAudit(ports);
  const owner = me.id;
  const holds = createHolds({ ...ports, settler, audit, owner, pump: () => runner.pump() });
  const { dead } = processes;
  const runner = createRunner({ ...ports, settler, maskKey, owner, dead, changed, audit, cancelHeld: holds.cancel });
  const after = createAfter(ports);
  const past = createPast({ ...ports, emit });
  const quiet = createQuiet({ ...ports, audit, emit });
  const desk = createDesk({ ...ports, audit, after });
  const { look: tellPermits, ...permits } = createPermitDesk({ ...ports, emit, pump: () => runner.pump() });
  const inspector = createInspector(ports);
  const { noticed, tell, release, ...columns } = createColumns({
    ...ports,
    audit,
    owner,
    emit,
    reload,
    change: options.change,
    plan: inspector.plan,
    pump: () => runner.pump(),
  });
  const dues = createDues({
    ...ports,
    runner,
    owner,
    changed,
    after,
    digest(at) {
      const { channel } = config.slack;
      if (channel === null || !history.claimDigest(channel, at)) return;
      emit({ type: 'digest', channel, digest: desk.digest(at - 86_400_000, at) });
      past.digested(channel, at);
    },
  });
  const scheduler = createScheduler(dues.due);
  const schedule = (): void => scheduler.set(timedOf(config));

  function reload(): ConfigLoad {
    const load = options.reload();
    if (load.ok) {
      config = load.config;
      if (started) schedule();
      release();
      follow();
    }
    emit({ type: 'reload', load });
    return load;
  }

  /** One at a time: a destination that answers slowly takes longer than the time between two looks. */
  const recoverNow = (): Promise<void> => {
    recovering ??= recover({ ...ports, runner, settler, processes, adopts: started })
      .catch(() => {})
      .finally(() => {
        recovering = null;
      });
    return recovering;
  };
  const beat = (): void => history.beat(me, clock.now());
  /** A history that cannot be written for a while ends no process. */
  const tick = (): void => {
    try {
      beat();
      runner.heedOthers();
      watch.look();
      holds.expire(started ? 0 : EXPIRE_GRACE_MS);
      if (started) for (const now of [tell, tellPermits, tellPauses, quiet.look]) now();
      runner.pump();
      for (const id of listeners.awaited()) {
        const run = history.run(id);
        if (run && rests(run)) changed(run, 'state');
      }
    } catch (error) {
      if (!isHistoryError(error)) throw error;
    }
  };

  let started = false;
  /** Only who keeps the schedules starts what follows them; what cannot be written now waits for the next look. */
  function follow(): void {
    if (!started) return;
    try {
      dues.follow();
    } catch (error) {
      if (!isHistoryError(error)) throw error;
    }
  }
  return {
    config: () => config,
    now: () => clock.now(),
    async start({ schedules }) {
      started = schedules;
      beat();
      stops.push(
        clock.every(TICK_MS, tick),
        clock.every(LOOK_MS, () => void recoverNow()),
        clock.every(LOOK_MS, follow),
      );
      await recoverNow();
      if (!schedules) return;
      schedule();
      // Somebody may have decided in the file while no bot was there, and models may have had their turn.
      release();
      follow();
      stops.push(watchFiles(() => config.files, clock, reload));
    },
    async stop(graceMs, farewell) {
      scheduler.stop();
      await runner.drain(graceMs);
      await holds.close();
      await inspector.close();
      await recovering;
      for (const stop of stops) stop();
      await executor.close();
      await farewell?.();
      history.forgetProcess(me.id);
      history.close();
    },
    reload,
    submit: runner.submit,
    cancel: runner.cancel,
    decide: (id, what, by, why) => holds.decide(id, what, by, why ?? null),
    planUndo: inspector.planUndo,
    ...columns,
    plan: inspector.plan,
    diff: inspector.diff,
    verify: inspector.verify,
    unused: inspector.unused,
    ...desk,
    ...past.desk,
    ...quiet.desk,
    ...createDelivery(ports),
    ...createDoctor({ ...ports, file: options.history }),
    settings: history.settings,
    saveSettings: history.saveSettings,
    ...permits,
    ...createPins(ports),
    run: (id) => history.run(id),
    activeRun: (table) => history.active(table),
    activeRuns: () => history.allActive(),
    history: (table, limit) => history.ofTable(table, limit),
    log: (id) => history.events(id),
    audit: (table, from) => history.audits(table, from),
    finished(id) {
      const run = history.run(id);
      if (run && rests(run)) return Promise.resolve(run);
      return listeners.waitFor(id);
    },
    on: listeners.on,
    posts: { save: history.savePost, of: history.posts, at: history.postAt },
  };
}
