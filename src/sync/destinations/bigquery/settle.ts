import { quote } from '../../sql/quote.ts';
import type { Settlement } from '../../types.ts';
import type { OpenSession } from './connect.ts';
import { BigQueryError } from './errors.ts';
import { type Finish, finished } from './finish.ts';
import { LABEL } from './labels.ts';
import { endJobs, lastJob, readReplaceNote, readRowsNote, statementOf } from './ledger.ts';
import { dropStaged, type Loading } from './load.ts';
import { finishBeside } from './publish-rows.ts';
import { verdictOf } from './retries.ts';
import { type DoneJob, jobId, type TableId } from './session.ts';
import { readTable } from './tables.ts';

/**
 * See Destination.settle. Staging goes first: no job that is made after it finds its rows. Then the job that publishes is
 * looked up by its id, and one that still runs is cancelled, which says what became of it. Where it was done, what the
 * dead attempt had still to do around the target is done here.
 */
export async function settle(
  { session, files }: Pick<Loading, 'session' | 'files'>,
  target: TableId,
  token: string,
): Promise<Settlement> {
  const gone = [
    ...(await dropStaged({ session, files }, target, token)),
    ...(await dropStaged({ session, files }, target, `${token}_keys`)),
  ];
  const dropped = gone.map((table) => `${quote('bigquery', table.dataset)}.${quote('bigquery', table.name)}`);
  const publishing = jobId(token, 'publish');
  if (!(await endJobs(session.jobs, publishing))) {
    // Nobody may say that nothing was published while it still can be: whoever asks again later finds the job done.
    throw new BigQueryError('the job that publishes goes on', { reason: 'timeout', job: publishing });
  }
  const job = await lastJob(session.jobs, publishing);
  if (job === null) return { published: null, dropped };
  const note = await readReplaceNote(session.jobs, token);
  if (note !== null) {
    // Not over a later publication: that has an own label by now.
    await asFarAsAllowed(finishAgain(session, target, job, note.finish));
    return { published: { rows: note.rows, cursor: null }, dropped };
  }
  await asFarAsAllowed(finishBeside(session, { plan: null, staged: null }, target));
  const statement = statementOf(job) ?? statementOf(await lastJob(session.jobs, jobId(token, 'note')));
  return { published: statement === null ? null : readRowsNote(statement), dropped };
}

/** What BigQuery refuses to set around the target does not undo that the rows are published: that has to be said. */
async function asFarAsAllowed(finishing: Promise<void>): Promise<void> {
  try {
    await finishing;
  } catch (error) {
    if (!(error instanceof BigQueryError) || verdictOf(error, { reached: true }) !== 'no') throw error;
  }
}

/** What a dead attempt had still to do; nothing, where a later one has published over it. */
async function finishAgain(session: OpenSession, target: TableId, job: DoneJob, finish: Finish): Promise<void> {
  const token = (await readTable(session, target))?.labels?.[LABEL];
  if (token !== undefined && token !== finish.labels[LABEL]) {
    const other = await lastJob(session.jobs, jobId(token, 'publish'));
    if (Number(other?.statistics.endTime ?? 0) > Number(job.statistics.endTime)) return;
  }
  await finished(session, target, finish);
}
