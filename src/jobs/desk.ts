import type { Config, TableSpec } from '../sync/index.ts';
import type { createAfter } from './after.ts';
import type { Audit } from './audit.ts';
import type { Clock } from './clock.ts';
import { makeDigest } from './digest.ts';
import { digestNotes } from './digest-notes.ts';
import type { History } from './history.ts';
import { createNextTimes } from './next-times.ts';
import { pastTimes } from './scheduler.ts';
import type { Asker, Digest, Due, Pause, Run, TableStatus } from './types.ts';

type Ports = {
  readonly history: History;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly audit: Audit;
  readonly after: ReturnType<typeof createAfter>;
};

/** Of a table, what the history knows. */
type Known = Pick<TableStatus, 'active' | 'last' | 'lastSuccess' | 'pause' | 'questions'>;

/** What people ask of the jobs without changing a run: how tables stand, what is due, what is paused, the digest. */
export function createDesk({ history, clock, config, audit, after }: Ports) {
  const times = createNextTimes(clock);

  function statuses(): readonly TableStatus[] {
    const byTable = (runs: readonly Run[]) => new Map(runs.map((run) => [run.table, run]));
    const active = byTable(history.allActive());
    const last = byTable(history.lastEnded());
    const successes = byTable(history.lastSuccesses());
    const pauses = new Map(history.pauses(clock.now()).map((pause) => [pause.table, pause]));
    const questions = history.openQuestions();
    return Object.values(config().tables).map((table) =>
      statusOf(table, {
        active: active.get(table.name) ?? null,
        last: last.get(table.name) ?? null,
        lastSuccess: successes.get(table.name) ?? null,
        pause: pauses.get(table.name) ?? null,
        questions: questions.filter((question) => question.table === table.name),
      }),
    );
  }

  /** Asked for each table of an alert, which may have hundreds: only what this one needs is read. */
  function status(name: string): TableStatus | null {
    const table = Object.values(config().tables).find((one) => one.name === name);
    if (table === undefined) return null;
    return statusOf(table, {
      active: history.active(name),
      last: history.lastEndedOf(name),
      lastSuccess: history.lastSuccess(name),
      pause: history.pauses(clock.now()).find((pause) => pause.table === name) ?? null,
      questions: history.openQuestions().filter((question) => question.table === name),
    });
  }

  function statusOf(table: TableSpec, known: Known): TableStatus {
    const { name, schedule, timezone, tags, owner, model } = table;
    return {
      ...{ name, schedule, timezone, tags, owner, ...known },
      route: {
        source: table.source.connection,
        destination: table.destination.connection,
        mode: model === null ? table.mode : 'model',
      },
      nextDueAt: schedule === null ? null : times.next(schedule, timezone),
      model: model === null ? null : { after: model.after, waits: after.waits(table) },
    };
  }

  function dues(moments: (expression: string, timezone: string) => readonly number[]): readonly Due[] {
    const paused = new Map(history.pauses(clock.now()).map((pause) => [pause.table, pause.until]));
    const memo = once(moments);
    return Object.values(config().tables)
      .flatMap((table) =>
        (['run', 'gap audit'] as const).flatMap((what) => {
          const expression = what === 'run' ? table.schedule : table.gapAudit;
          return expression === null
            ? []
            : memo(expression, table.timezone).map((at) => ({ table: table.name, at, what }));
        }),
      )
      .map((due) => ({ ...due, paused: due.at < (paused.get(due.table) ?? 0) }))
      .sort((a, b) => a.at - b.at || a.table.localeCompare(b.table));
  }

  return {
    statuses,
    status,
    upcoming(windowMs: number): readonly Due[] {
      const until = clock.now() + windowMs;
      return dues((expression, timezone) => times.upcoming(expression, timezone, until));
    },
    pause(pause: Omit<Pause, 'at'>): Pause {
      const made = { ...pause, at: clock.now() };
      audit.write('pause', pause.by, pause.table, null, pause.why);
      history.pause(made);
      return made;
    },
    resume(table: string, by: Asker): Pause | null {
      const pause = history.pauses(clock.now()).find((one) => one.table === table) ?? null;
      if (pause !== null) audit.write('resume', by, table, null, pause.why);
      history.unpause(table);
      return pause;
    },
    costs: history.costs,
    trend: history.trend,
    digest(from: number, until: number): Digest {
      // A table that never ran was not there yet, as far as the history knows: it is not missed.
      const known = new Set(
        history
          .lastEnded()
          .filter((run) => run.queuedAt < until)
          .map((run) => run.table),
      );
      const expected = dues((expression, timezone) => pastTimes({ expression, timezone }, from, until));
      const ended = history.finishedBetween(from, until);
      const due = history.dueBetween(from, until).filter((run) => run.scope.kind === 'due');
      return makeDigest(
        { from, until },
        {
          ended,
          due,
          notes: digestNotes({ history, config }, { from, until }, ended, due),
          expected: expected.filter((due) => due.what === 'run' && known.has(due.table)),
          pauses: history.pauses(clock.now()),
          held: history.allActive().filter((run) => run.state === 'held'),
          waiting: after.waitsForOthers().flatMap((model) => {
            const waits = after.waits(model);
            return waits === null ? [] : [{ model: model.name, ...waits }];
          }),
        },
      );
    },
  };
}

/** Tables share few schedules: each is computed once. */
function once<T>(compute: (expression: string, timezone: string) => T): (expression: string, timezone: string) => T {
  const known = new Map<string, T>();
  return (expression, timezone) => {
    const key = `${expression} ${timezone}`;
    if (!known.has(key)) known.set(key, compute(expression, timezone));
    return known.get(key) as T;
  };
}
