import { type Config, failure, phrase } from '../sync/index.ts';
import type { Clock } from './clock.ts';
import type { History, StoredRun } from './history.ts';
import type { Journal } from './journal.ts';
import type { createProcesses } from './processes.ts';
import type { Runner } from './runner.ts';
import { type Settler, stagingText } from './settle.ts';

type Ports = {
  readonly history: History;
  readonly runner: Runner;
  readonly settler: Settler;
  readonly processes: ReturnType<typeof createProcesses>;
  readonly clock: Clock;
  readonly config: () => Config;
  /** Whether runs that wait are taken over: a terminal that ends in a minute leaves them to the bot. */
  readonly adopts: boolean;
  readonly journal: Journal;
};

/**
 * Finds what dead processes left and makes the history true again: a run they carried out is settled in the
 * destination and becomes a success (it had published) or failed; a run that waited is taken over. What cannot be
 * settled now (the destination does not answer) is tried again at the next call.
 */
export async function recover(ports: Ports): Promise<void> {
  const { history, runner, settler, processes } = ports;
  processes.look();
  for (const run of history.allActive()) {
    // What is held waits for a person, whoever made it.
    if (run.state === 'held' || !processes.dead(run.owner)) continue;
    if (run.state === 'running') await interrupted(ports, run);
    // Somebody decided about what was held: that is carried out, whoever had asked for the run.
    else if (run.by.kind === 'terminal' && run.held === null) abandoned(ports, run);
    else if (ports.adopts) runner.adopt(run);
  }
  for (const run of history.unsettled()) {
    // What goes on or is about to is settled by whoever carries it out.
    if (run.state !== 'running' && run.state !== 'queued' && run.state !== 'held') await settler.settle(run);
  }
  for (const { id } of history.processes()) if (processes.dead(id)) history.forgetProcess(id);
  runner.pump();
}

async function interrupted({ settler, clock, config, journal }: Ports, run: StoredRun): Promise<void> {
  const settled = await settler.settle(run);
  if (settled.ok && settled.published !== null) return;
  const table = config().tables[run.table];
  const left = !settled.ok && run.unsettledToken && table ? [stagingText(run.unsettledToken, table)] : [];
  const because = phrase`sync-bot itself ended while it went on`;
  const error = failure('local.crash', { side: 'local', stage: run.stage ?? 'connect', facts: { because } }).summary;
  journal.record(
    run,
    { state: 'failed', finishedAt: clock.now(), error, left },
    'interrupted: sync-bot ended while it went on; found at the restart',
  );
}

function abandoned({ clock, journal }: Ports, run: StoredRun): void {
  journal.record(
    run,
    { state: 'canceled', finishedAt: clock.now(), nextAttemptAt: null, canceledBy: 'the end of its terminal' },
    'the terminal that asked for it ended before it started',
  );
}
