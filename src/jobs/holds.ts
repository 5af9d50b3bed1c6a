import { failure, phrase } from '../sync/index.ts';
import { askerText } from './asker.ts';
import type { Audit } from './audit.ts';
import type { Clock } from './clock.ts';
import type { History, RunChange, StoredRun } from './history.ts';
import type { Journal } from './journal.ts';
import type { Settler } from './settle.ts';
import type { Asker, Cancellation, Decision, Verdict } from './types.ts';

type Ports = {
  readonly history: History;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly settler: Settler;
  readonly audit: Audit;
  /** This process's name in the history. */
  readonly owner: string;
  /** Something is queued. */
  readonly pump: () => void;
};

export type Holds = ReturnType<typeof createHolds>;

/** What becomes of held runs: a person decides, or time does. */
export function createHolds({ history, clock, journal, settler, audit, owner, pump }: Ports) {
  const settling = new Set<Promise<unknown>>();

  /** The state first, the staging table then: whatever comes in between, the settler drops it later. */
  function end(run: StoredRun, change: RunChange, text: string): Promise<unknown> | null {
    const over = journal.record(run, { finishedAt: clock.now(), ...change }, text);
    if (over === null) return null;
    const settled = settler.settle(over).finally(() => settling.delete(settled));
    settling.add(settled);
    return settled;
  }

  function decided(run: StoredRun, what: Decision['what'], by: Asker): Pick<RunChange, 'held'> {
    const decision = { what, by: askerText(by), at: clock.now() };
    return { held: run.held && { ...run.held, decision } };
  }

  function discard(run: StoredRun, by: Asker): Promise<unknown> | null {
    const change = { ...decided(run, 'discard', by), state: 'canceled', canceledBy: askerText(by) } as const;
    return end(run, change, `discarded by ${askerText(by)}`);
  }

  return {
    async decide(id: number, what: Decision['what'], by: Asker, why: string | null): Promise<Verdict> {
      const run = history.run(id);
      if (run === null) return { kind: 'unknown' };
      if (run.state !== 'held') return { kind: 'not_held', run };
      if (run.held?.kind === 'columns' && what === 'publish') return { kind: 'columns', run };
      audit.write(what, by, run.table, id, why);
      if (what === 'publish') {
        const change = { ...decided(run, what, by), state: 'queued', owner } as const;
        const queued = journal.record(run, change, `to be published all the same, says ${askerText(by)}`);
        if (queued !== null) pump();
        return { kind: queued === null ? 'not_held' : 'decided', run: history.run(id) ?? run };
      }
      const settled = discard(run, by);
      await settled;
      return { kind: settled === null ? 'not_held' : 'decided', run: history.run(id) ?? run };
    },
    /** What `cancel` means for a run that is held. Null where it is not held any more. */
    cancel(run: StoredRun, by: Asker): Cancellation | null {
      return discard(run, by) === null ? null : { kind: 'canceling', run: history.run(run.id) ?? run };
    },
    /** Discards what nobody decided about in time. Whoever is not the bot leaves it `graceMs` to do it and tell it. */
    expire(graceMs: number): void {
      const now = clock.now();
      for (const run of history.allActive()) {
        if (run.state !== 'held' || run.held === null || run.held.expiresAt + graceMs > now) continue;
        const minutes = Math.round((run.held.expiresAt - run.held.since) / 60_000);
        const because = minutes % 60 === 0 ? phrase`${minutes / 60} h` : phrase`${minutes} min`;
        const facts = { table: run.table, because };
        const error = failure('guard.expired', { side: 'local', stage: 'check', facts }).summary;
        void end(run, { state: 'failed', error }, 'discarded: nobody decided in time');
      }
    },
    /** Resolves when what was discarded is dropped, or cannot be now. */
    async close(): Promise<void> {
      await Promise.all(settling);
    },
  };
}
