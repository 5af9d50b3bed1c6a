import type { History } from '../../src/jobs/history.ts';
import type { Config, JobsEvent, Pause, Run } from '../../src/jobs/index.ts';
import { createQuiet } from '../../src/jobs/quiet.ts';
import type { HandClock } from './hand-clock.ts';

type Ports = {
  readonly history: History;
  readonly clock: HandClock;
  readonly config: () => Config;
  readonly runs: () => readonly Run[];
  readonly pauses: () => readonly Pause[];
  readonly emit: (event: JobsEvent) => void;
};

const ACTIVE = ['queued', 'running', 'retry_wait', 'held'];

/** The real desks of alerts, batches, lateness and watches over a real history, but for runs: those are the fake's own. */
export function fakeQuiet({ history, clock, config, runs, pauses, emit }: Ports) {
  const stored = (run: Run) => ({ ...run, owner: 'fake', unsettledToken: null });
  const newest = () =>
    runs()
      .toSorted((a, b) => b.id - a.id)
      .map(stored);
  const lastOf = (fits: (run: Run) => boolean) => {
    const byTable = new Map(
      newest()
        .filter(fits)
        .toReversed()
        .map((run) => [run.table, run]),
    );
    return [...byTable.values()];
  };
  const batchOf = (dueAt: number) =>
    newest()
      .filter((run) => run.dueAt === dueAt)
      .toReversed();
  const quiet = createQuiet({
    clock,
    config,
    emit,
    audit: { write: () => {} },
    history: {
      ...history,
      lastEnded: () => lastOf(({ state }) => ['success', 'failed', 'canceled'].includes(state)),
      lastSuccesses: () => lastOf(({ state }) => state === 'success'),
      allActive: () => newest().filter(({ state }) => ACTIVE.includes(state)),
      lasts: () => lastOf(() => true),
      pauses: (now) => pauses().filter(({ until }) => until > now),
      knownSince: () => new Map(newest().map((run) => [run.table, run.queuedAt])),
      dueBetween: (from, until) => newest().filter(({ dueAt }) => dueAt !== null && dueAt >= from && dueAt < until),
      newBatches: (channel, from) => {
        const moments = new Set(
          runs().flatMap(({ dueAt, state }) => (dueAt === null || state === 'skipped' ? [] : [dueAt])),
        );
        const several = (at: number) => new Set(batchOf(at).map(({ table }) => table)).size >= 2;
        return [...moments].filter((at) => at >= from && several(at) && history.batchRow(at)?.channel !== channel);
      },
      glanceOf: (dueAt) =>
        batchOf(dueAt)
          .map(({ id, state, stage }) => `${id}${state}${stage}`)
          .join(' '),
      seenFailures: (table, code, from) => {
        const failed = newest().filter(
          (run) =>
            run.table === table && run.state === 'failed' && run.error?.code === code && (run.finishedAt ?? 0) >= from,
        );
        return { times: failed.length, first: failed.at(-1)?.finishedAt ?? null };
      },
    },
  });
  clock.every(1000, quiet.look);
  return quiet;
}
