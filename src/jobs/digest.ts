import type { DigestNotes } from './digest-notes.ts';
import type { Due, Pause, Run, Waits } from './types.ts';

/** What a channel hears once a morning. Window and times in epoch ms. */
export type Digest = {
  readonly from: number;
  readonly until: number;
  readonly runs: number;
  readonly succeeded: number;
  readonly rowsWritten: number;
  /** Tables whose last run in the window failed, newest failure first. */
  readonly failing: readonly Run[];
  /** Tables that failed in the window and then succeeded. */
  readonly recovered: readonly string[];
  readonly slowest: readonly Run[];
  readonly paused: readonly Pause[];
  /** Runs that wait for a person to decide. */
  readonly held: readonly Run[];
  /** Tables that were due in the window and have no run in it. */
  readonly missed: readonly Due[];
  /** Models that have not run, since something before them did not succeed. */
  readonly waiting: readonly (Waits & { readonly model: string })[];
  readonly notes: DigestNotes;
};

const SLOWEST = 3;

/** What happened in a window, as a channel hears it once a morning. Pure. `due` are the moments schedules named in it. */
export function makeDigest(
  window: { readonly from: number; readonly until: number },
  facts: {
    readonly ended: readonly Run[];
    readonly due: readonly Run[];
    readonly expected: readonly Due[];
    readonly pauses: readonly Pause[];
    readonly held: readonly Run[];
    readonly waiting: Digest['waiting'];
    readonly notes: DigestNotes;
  },
): Digest {
  const ended = facts.ended.filter((run) => run.state !== 'skipped');
  const lastOf = new Map(ended.map((run) => [run.table, run]));
  const succeeded = ended.filter((run) => run.state === 'success');
  const failedTables = new Set(ended.filter((run) => run.state === 'failed').map((run) => run.table));
  const failing = [...lastOf.values()].filter((run) => run.state === 'failed').reverse();
  const seen = new Set(facts.due.map((run) => `${run.table} ${run.dueAt}`));
  return {
    ...window,
    runs: ended.length,
    succeeded: succeeded.length,
    rowsWritten: succeeded.reduce((sum, run) => sum + (run.result?.rowsWritten ?? 0), 0),
    failing,
    recovered: [...failedTables].filter((table) => lastOf.get(table)?.state === 'success'),
    slowest: [...succeeded].sort((a, b) => seconds(b) - seconds(a)).slice(0, SLOWEST),
    paused: facts.pauses,
    held: facts.held,
    notes: facts.notes,
    // What will only be due later is nobody's trouble.
    waiting: facts.waiting.filter((waits) => waits.for.some(({ run }) => run !== null && BAD.includes(run.state))),
    missed: facts.expected.filter((due) => !due.paused && !seen.has(`${due.table} ${due.at}`)),
  };
}

const BAD: readonly Run['state'][] = ['failed', 'canceled', 'skipped', 'held'];

function seconds(run: Run): number {
  return run.result?.seconds ?? 0;
}
