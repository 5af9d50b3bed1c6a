import type { Jobs, Run } from '../jobs/index.ts';
import { factsOf } from './facts.ts';
import type { Languages } from './language/of.ts';
import { type Log, traceOf } from './log.ts';
import { command, say } from './message.ts';
import type { Outbox } from './outbox.ts';
import { isOver } from './policy.ts';
import type { Timers } from './timers.ts';
import { runMessage } from './views/run.ts';

/** When a database is down, everything that somebody owns fails for one reason: they are told once in this time. */
const QUIET_MS = 30 * 60_000;

export type FailureDmsOptions = {
  readonly jobs: Jobs;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly languages: Pick<Languages, 'person'>;
  readonly timers: Pick<Timers, 'now'>;
  readonly log: Log;
};

/** Writes to those who want it when a run fails that they asked for, or of a table that they own. Returns its end. */
export function tellFailures({ jobs, outbox, languages, timers, log }: FailureDmsOptions): () => void {
  const toldAt = new Map<string, number>();

  async function tell(run: Run, user: string): Promise<void> {
    const now = timers.now();
    const reason = `${user} ${run.error?.code ?? ''}`;
    if (now - (toldAt.get(reason) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    toldAt.set(reason, now);
    const message = runMessage(factsOf(jobs, run), { now, zone: jobs.config().timezone });
    const why = say`You asked for this on App Home. What else fails for the same reason is not told one by one: ${command('status')}`;
    await outbox.post(
      user,
      { ...message, context: [...message.context, why] },
      { key: `failure ${run.id} ${user}`, language: await languages.person(user, null) },
    );
  }

  return jobs.on((event) => {
    if (event.type !== 'run' || event.change !== 'state' || event.run.state !== 'failed' || !isOver(event.run)) return;
    const { run } = event;
    for (const user of concerned(jobs, run)) {
      if (!jobs.settings(user).dmOnFailure) continue;
      tell(run, user).catch((error: unknown) => log.error(traceOf(error), 'telling somebody of a failure went wrong'));
    }
  });
}

/** Who asked and who owns the table; not who sees it already, since the run is told in their own conversation. */
function concerned(jobs: Jobs, { id, by, table }: Run): readonly string[] {
  const owner = jobs.config().tables[table]?.owner?.replace(/^@/, '') ?? '';
  const alone = jobs.posts.of(id).some(({ channel }) => /^[DUW]/.test(channel));
  const asker = by.kind === 'slack' && !alone ? [by.id] : [];
  return [...new Set([...asker, ...(/^[UW][A-Z0-9]{2,}$/.test(owner) ? [owner] : [])])];
}
