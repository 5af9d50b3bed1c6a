import { type Config, failure } from '../sync/index.ts';
import { confirmed, stagingText } from './attempt.ts';
import type { Clock } from './clock.ts';
import type { History, StoredRun } from './history.ts';
import type { Runner } from './runner.ts';
import type { Run } from './types.ts';

/** A process that gave no sign for this long is dead, ms. */
const DEAD_MS = 30_000;

type Ports = {
  readonly history: History;
  readonly runner: Runner;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly owner: string;
  readonly host: string;
  /** Whether a process of this machine lives. */
  readonly alive: (pid: number) => boolean;
  readonly changed: (run: Run, change: 'state') => void;
};

/**
 * Finds what dead processes left and makes the history true again: a run they carried out is settled in the
 * destination and becomes a success (it had published) or failed; a run that waited is taken over. What cannot be
 * settled now (the destination does not answer) is tried again at the next call.
 */
export async function recover(ports: Ports): Promise<void> {
  const { history, runner } = ports;
  const dead = deadProcesses(ports);
  for (const run of history.allActive()) {
    if (run.owner === ports.owner || !dead(run.owner)) continue;
    if (run.state === 'running') await interrupted(ports, run);
    else if (run.by.kind === 'terminal') abandoned(ports, run);
    else runner.adopt(run);
  }
  for (const run of history.unsettled()) {
    if (run.state === 'running' || run.state === 'queued') continue;
    const settled = await runner.settle(run);
    if (settled?.published && run.state === 'failed') publishedAfterAll(ports, run, settled.published.rows);
  }
  for (const { id } of history.processes()) if (dead(id)) history.forgetProcess(id);
  runner.pump();
}

function deadProcesses({ history, clock, owner, host, alive }: Ports): (id: string) => boolean {
  const living = new Set(
    history
      .processes()
      .filter((process) => process.id === owner || clock.now() - process.beatAt <= DEAD_MS)
      .filter((process) => process.host !== host || alive(process.pid))
      .map((process) => process.id),
  );
  return (id) => !living.has(id);
}

async function interrupted(ports: Ports, run: StoredRun): Promise<void> {
  const { history, runner, clock, config } = ports;
  const settled = await runner.settle(run);
  const table = config().tables[run.table];
  if (settled?.published) return publishedAfterAll(ports, run, settled.published.rows);
  const because = 'sync-bot itself ended while it went on';
  const error = failure('local.crash', { side: 'local', stage: run.stage ?? 'connect', facts: { because } }).summary;
  const left = settled === null && run.unsettledToken && table ? [stagingText(run.unsettledToken, table)] : [];
  const now = clock.now();
  history.event(run.id, {
    at: now,
    attempt: run.attempt,
    text: 'interrupted: sync-bot ended while it went on; found at the restart',
  });
  ports.changed(history.update(run.id, { state: 'failed', finishedAt: now, error, left }), 'state');
}

function publishedAfterAll({ history, clock, config, changed }: Ports, run: StoredRun, rows: number): void {
  const now = clock.now();
  const mask = config().tables[run.table]?.mask ?? {};
  const seconds = ((run.finishedAt ?? now) - (run.startedAt ?? now)) / 1000;
  history.event(run.id, {
    at: now,
    attempt: run.attempt,
    text: `the destination says that ${rows} rows were published before sync-bot ended`,
  });
  const change = { state: 'success', finishedAt: run.finishedAt ?? now, error: null, left: [] } as const;
  changed(history.update(run.id, { ...change, result: confirmed(rows, seconds, { mask }) }), 'state');
}

function abandoned({ history, clock, changed }: Ports, run: StoredRun): void {
  const now = clock.now();
  history.event(run.id, {
    at: now,
    attempt: run.attempt,
    text: 'the terminal that asked for it ended before it started',
  });
  changed(
    history.update(run.id, { state: 'canceled', finishedAt: now, canceledBy: 'the end of its terminal' }),
    'state',
  );
}
