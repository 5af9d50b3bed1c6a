import type { Config, Scope } from '../sync/index.ts';
import type { createAfter } from './after.ts';
import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { Runner } from './runner.ts';
import type { Timed } from './scheduler.ts';
import type { Run } from './types.ts';

type Ports = {
  readonly history: History;
  readonly runner: Pick<Runner, 'submit'>;
  readonly clock: Clock;
  /** This process's name in the history. */
  readonly owner: string;
  readonly changed: (run: Run, change: 'state') => void;
  readonly after: Pick<ReturnType<typeof createAfter>, 'startable'>;
  /** The moment of the digest has come. */
  readonly digest: (at: number) => void;
};

const BY = { kind: 'schedule', id: 'schedule' } as const;
const DIGEST = 'digest';
const RUN = 'run ';
const GAPS = 'gaps ';

/** Everything that happens by the clock: the runs of the tables, their gap audits, and the digest. Pure. */
export function timedOf({ slack, timezone, tables }: Config): readonly Timed[] {
  return [
    { key: DIGEST, expression: slack.digest, timezone },
    ...Object.values(tables).flatMap((table): readonly Timed[] => [
      ...(table.schedule === null
        ? []
        : [{ key: `${RUN}${table.name}`, expression: table.schedule, timezone: table.timezone }]),
      ...(table.gapAudit === null
        ? []
        : [{ key: `${GAPS}${table.name}`, expression: table.gapAudit, timezone: table.timezone }]),
    ]),
  ];
}

/** What a moment of the schedule becomes: a run, a run that is skipped and says why, or a gap audit that waits its turn. */
export function createDues({ history, runner, clock, owner, changed, after, digest }: Ports) {
  /** Gap audits whose moment came while a run of the table went on. */
  const waiting = new Map<string, number>();

  function skipped(table: string, at: number, scope: Scope, why: string, note: string | null = null): void {
    const now = clock.now();
    const run = history.insert({
      table,
      state: 'skipped',
      by: BY,
      note,
      dueAt: at,
      scope,
      queuedAt: now,
      attempts: 0,
      owner,
    });
    if (run === null) return;
    history.event(run.id, { at: now, attempt: 0, text: `skipped, ${why}` });
    changed(history.update(run.id, { finishedAt: now }), 'state');
  }

  function dueRun(table: string, at: number, scope: Scope): void {
    const pause = history.pauses(clock.now()).find((one) => one.table === table);
    const active = history.active(table);
    const frozen = history.frozen();
    if (pause !== undefined) skipped(table, at, scope, `paused: ${pause.why}`);
    else if (frozen !== null) skipped(table, at, scope, `frozen: ${frozen.why}`, `frozen: ${frozen.why}`);
    else if (active === null) runner.submit({ table, by: BY, dueAt: at, scope });
    else if (scope.kind === 'gaps') waiting.set(table, at);
    else skipped(table, at, scope, occupied(active));
  }

  return {
    due(key: string, at: number): void {
      if (key === DIGEST) digest(at);
      else if (key.startsWith(GAPS)) dueRun(key.slice(GAPS.length), at, { kind: 'gaps' });
      else dueRun(key.slice(RUN.length), at, { kind: 'due' });
    },
    /** Starts the models whose turn has come. */
    follow(): void {
      for (const { table, at, scope } of after.startable()) dueRun(table, at, scope);
    },
    /** A run of the table is over: a gap audit that waited for it has its turn. */
    over(table: string): void {
      const at = waiting.get(table);
      if (at === undefined) return;
      waiting.delete(table);
      dueRun(table, at, { kind: 'gaps' });
    },
  };
}

function occupied(active: Run): string {
  if (active.state !== 'held') return `run ${active.id} was still going on`;
  const what = active.held?.kind === 'columns' ? 'decide about its columns' : 'publish or discard it';
  return `run ${active.id} is held and waits for a person: ${what}`;
}
