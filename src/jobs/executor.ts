import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import {
  type Cost,
  type ErrorSummary,
  type FromWorker,
  failure,
  type Order,
  type Outcome,
  type Progress,
  phrase,
  type Stage,
  workerModule,
} from '../sync/index.ts';
import type { Clock } from './clock.ts';

/**
 * How an order ended. `unsettled`: the worker could not clean up in the destination, and whether it published is open.
 * `cost`: what it is billed for; null where nothing is, and where the worker died and nobody knows.
 */
export type Ending = { readonly cost: Cost | null } & (
  | { readonly ok: true; readonly outcome: Outcome }
  | { readonly ok: false; readonly error: ErrorSummary; readonly unsettled: boolean }
);

export type Execution = {
  readonly ending: Promise<Ending>;
  /** Stops the order on the server; a worker that does not obey in time is killed. */
  cancel(): void;
};

export type ExecutorLimits = {
  /** A worker's heap, MiB. Beyond it the worker dies, never the bot. */
  readonly heapMb: number;
  /** Silence after which a worker counts as hanging, ms. */
  readonly silenceMs: number;
  /** How long a cancelled worker may take to stop and clean up, ms. */
  readonly cancelMs: number;
  /** How long an idle worker is kept for the next order, ms. */
  readonly idleMs: number;
};

export const EXECUTOR_LIMITS: ExecutorLimits = { heapMb: 1024, silenceMs: 120_000, cancelMs: 20_000, idleMs: 60_000 };

/**
 * Cells die young: V8 would let their space grow until a copy from MySQL takes 250 MB. Measured: 180 MB with this limit
 * and the same CPU; half of it takes 148 MB and an eighth more CPU.
 */
export const WORKER_ARGUMENTS: readonly string[] = ['--max-semi-space-size=32'];

/** How often a worker is asked how far it is, ms. */
const WATCH_MS = 1000;

type Lane = { readonly child: ChildProcess; busy: boolean; stopIdle: () => void };

export type Executor = ReturnType<typeof createExecutor>;

/**
 * Carries out orders in worker processes, one order a worker at a time; workers are kept for the next order. This is
 * the one place that knows how an order reaches a worker. A worker that dies, hangs or runs out of memory ends its
 * order with an error and takes nothing else with it.
 */
export function createExecutor(clock: Clock, limits: ExecutorLimits = EXECUTOR_LIMITS) {
  const lanes = new Set<Lane>();

  function openLane(): Lane {
    const child = fork(workerModule, {
      execArgv: [`--max-old-space-size=${limits.heapMb}`, ...WORKER_ARGUMENTS],
      // A worker prints nothing: what it has to say goes over its channel, in words that quote no row.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const lane: Lane = { child, busy: false, stopIdle: () => {} };
    lanes.add(lane);
    const gone = (): void => {
      lane.stopIdle();
      lanes.delete(lane);
    };
    child.once('exit', gone);
    // A process that the machine refused to start never exits.
    child.on('error', () => {
      if (child.pid === undefined) gone();
    });
    try {
      // The bot answers first; a load that takes the whole machine comes after it.
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // The worker is gone already; its exit is told below.
    }
    return lane;
  }

  function freeLane(): Lane {
    const idle = [...lanes].find((lane) => !lane.busy && lane.child.connected);
    const lane = idle ?? openLane();
    lane.stopIdle();
    lane.busy = true;
    lane.child.ref();
    lane.child.channel?.ref();
    return lane;
  }

  function rest(lane: Lane): void {
    lane.busy = false;
    // An idle worker keeps neither the bot nor a terminal command from ending.
    lane.child.unref();
    lane.child.channel?.unref();
    lane.stopIdle = clock.after(limits.idleMs, () => lane.child.disconnect());
  }

  return {
    /** Starts an order. `onProgress` is called about once a second. */
    execute(order: Order, onProgress: (progress: Progress) => void): Execution {
      const lane = freeLane();
      const { child } = lane;
      let stage: Stage = 'connect';
      // Counted in our own looks and not by the clock: a machine that slept, or whose clock was set, kills nobody.
      let silentMs = 0;
      let over = false;
      let killedFor: 'local.hang' | 'local.canceled' | null = null;
      let endKill: (() => void) | null = null;
      const kill = (why: NonNullable<typeof killedFor>): void => {
        killedFor ??= why;
        child.kill('SIGKILL');
      };
      const ending = new Promise<Ending>((resolve) => {
        const endWatch = clock.every(WATCH_MS, () => {
          silentMs += WATCH_MS;
          if (silentMs > limits.silenceMs) kill('local.hang');
          else if (child.connected) child.send({ type: 'report' }, () => {});
        });
        const end = (result: Ending): void => {
          over = true;
          endWatch();
          endKill?.();
          child.off('message', hear);
          child.off('exit', died);
          child.off('error', unborn);
          resolve(result);
        };
        const hear = (message: FromWorker): void => {
          silentMs = 0;
          if (message.type === 'progress' && message.progress !== null) {
            stage = message.progress.stage;
            onProgress(message.progress);
          } else if (message.type === 'done') {
            rest(lane);
            end({ ok: true, outcome: message.outcome, cost: message.cost });
          } else if (message.type === 'failed') {
            rest(lane);
            end({ ok: false, error: message.error, unsettled: message.left, cost: message.cost });
          }
        };
        const died = (code: number | null, signal: NodeJS.Signals | null): void => {
          end({
            ok: false,
            error: causeOfDeath(stage, killedFor, code, signal, limits),
            unsettled: order.do === 'sync' || order.do === 'publish' || order.do === 'undo',
            cost: null,
          });
        };
        const unborn = (refusal: NodeJS.ErrnoException): void => {
          if (child.pid !== undefined) return;
          const facts = {
            because: phrase`the machine refused to start it (${refusal.code ?? phrase`no reason given`})`,
          };
          const error = failure('local.crash', { side: 'local', stage, facts }).summary;
          end({ ok: false, error, unsettled: false, cost: null });
        };
        child.on('message', hear);
        child.once('exit', died);
        child.on('error', unborn);
        child.send({ type: 'order', order }, () => {});
      });
      return {
        ending,
        cancel() {
          // The worker may have the next order already; and the first word is enough.
          if (over || endKill !== null) return;
          if (child.connected) child.send({ type: 'cancel' }, () => {});
          endKill = clock.after(limits.cancelMs, () => kill('local.canceled'));
        },
      };
    },

    /** Ends all workers, an idle one holds nothing. Resolves when all are gone. */
    async close(): Promise<void> {
      const gone = [...lanes].map(
        ({ child }) =>
          new Promise<void>((resolve) => {
            child.once('exit', () => resolve());
            child.ref();
            child.kill('SIGKILL');
          }),
      );
      await Promise.all(gone);
    },
  };
}

function causeOfDeath(
  stage: Stage,
  killedFor: 'local.hang' | 'local.canceled' | null,
  code: number | null,
  signal: NodeJS.Signals | null,
  limits: ExecutorLimits,
): ErrorSummary {
  const at = { side: 'local', stage } as const;
  if (killedFor === 'local.hang') {
    return failure('local.hang', { ...at, facts: { seconds: limits.silenceMs / 1000 } }).summary;
  }
  if (killedFor === 'local.canceled') return failure('local.canceled', { ...at, facts: {} }).summary;
  // V8 ends a process whose heap is full by SIGABRT, which a shell reports as 134.
  if (signal === 'SIGABRT' || code === 134) return failure('local.memory', { ...at, facts: {} }).summary;
  const because = signal === null ? phrase`exit code ${String(code)}` : phrase`killed by ${signal}`;
  return failure('local.crash', { ...at, facts: { because } }).summary;
}
