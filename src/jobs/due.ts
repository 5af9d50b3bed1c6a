import type { Clock } from './clock.ts';
import type { History } from './history.ts';
import type { Run, RunRequest } from './types.ts';

type Ports = {
  readonly history: History;
  readonly clock: Clock;
  readonly owner: string;
  readonly submit: (request: RunRequest) => unknown;
  readonly changed: (run: Run, change: 'state') => void;
};

/** What happens when a schedule says that a table is due: a run, or a note of why there is none. */
export function createDue({ history, clock, owner, submit, changed }: Ports) {
  return (table: string, at: number): void => {
    const by = { kind: 'schedule', id: 'schedule' } as const;
    const pause = history.pauses(clock.now()).find((one) => one.table === table);
    const active = history.active(table);
    if (pause === undefined && active === null) {
      submit({ table, by, dueAt: at });
      return;
    }
    const now = clock.now();
    const asked = { table, by, note: null, dueAt: at, queuedAt: now } as const;
    const run = history.insert({ ...asked, state: 'skipped', attempts: 0, owner });
    if (run === null) return;
    const why = pause === undefined ? occupied(active) : `paused: ${pause.why}`;
    history.event(run.id, { at: now, attempt: 0, text: `skipped, ${why}` });
    changed(history.update(run.id, { finishedAt: now }), 'state');
  };
}

function occupied(active: Run | null): string {
  if (active?.state !== 'held') return `run ${active?.id} was still going on`;
  return `run ${active.id} is held and waits for a person: publish or discard it`;
}
