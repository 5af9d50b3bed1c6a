import type { Mask } from '../../config/spec.ts';
import type { Settlement } from '../../versions.ts';
import { BigQueryError } from './errors.ts';
import type { Finish } from './finish.ts';
import { failed, IDS, type Jobs, nthId } from './jobs.ts';
import { queryConfiguration } from './query.ts';
import { type BigQuerySession, type DoneJob, jobId, type TableId } from './session.ts';

// The history of jobs is the ledger: a publication is known by the id of its job, and what has to be known of it stands in
// a comment of a statement. A replace has no statement of its own and writes its note by a job that reads nothing, made
// before it; an append or merge carries it in the statement that publishes. BigQuery keeps jobs for 180 days.

/** What a replace publishes, written down before it does. */
export type ReplaceNote = {
  readonly origin: string;
  readonly rows: number;
  /** When its rows were published for the first time; null: by this attempt. */
  readonly publishedAt: string | null;
  readonly masks: Readonly<Record<string, Mask | null>>;
  /** Names and types of the columns. */
  readonly columns: readonly string[];
  /** The token of the version before, which is kept; null where none is. */
  readonly previous: string | null;
  readonly finish: Finish;
};

/** What an append or merge came to. */
export type RowsNote = NonNullable<Settlement['published']>;

const REPLACE_MARK = '-- sync-bot replaces: ';
const ROWS_MARK = '-- sync-bot ';

/**
 * Writes the note of an attempt into the history of jobs. Reads no table, and costs nothing. Throws BigQueryError, also
 * where the attempt has written as many other notes as a step has ids.
 */
export async function writeReplaceNote(
  session: BigQuerySession,
  token: string,
  target: TableId,
  note: ReplaceNote,
): Promise<void> {
  const text = asciiOf({ target: `${target.dataset}.${target.name}`, ...note });
  const configuration = queryConfiguration({ sql: `select 1 ${REPLACE_MARK}${text}` }, null);
  // A held run may be published at the second try only, when other things stand around the target.
  for (let n = 1; n <= IDS; n++) {
    const job = await session.run(nthId(jobId(token, 'note'), n), configuration);
    if (statementOf(job) === statementOf({ configuration })) return;
  }
  throw new BigQueryError('the publication was tried too often', { reason: 'duplicate', status: 409 });
}

/** The last note of a replace; null where the attempt wrote none, or none that is known any more. */
export async function readReplaceNote(jobs: Jobs, token: string): Promise<ReplaceNote | null> {
  let note: ReplaceNote | null = null;
  for (let n = 1; n <= IDS; n++) {
    const job = await jobs.look(nthId(jobId(token, 'note'), n));
    if (job === null) return note;
    const sql = failed(job) === null ? (statementOf(job) ?? '') : '';
    const at = sql.indexOf(REPLACE_MARK);
    if (at !== -1) note = JSON.parse(sql.slice(at + REPLACE_MARK.length)) as ReplaceNote;
  }
  return note;
}

/** A statement with a note behind it. */
export function withRowsNote(sql: string, note: RowsNote): string {
  return `${sql}\n${ROWS_MARK}${asciiOf(note)}`;
}

/** The note in the statement of a job; null where there is none. */
export function readRowsNote(statement: string): RowsNote | null {
  const line = statement.slice(statement.lastIndexOf('\n') + 1);
  return line.startsWith(ROWS_MARK) ? (JSON.parse(line.slice(ROWS_MARK.length)) as RowsNote) : null;
}

/** JSON for a comment: a line ends a comment, and nobody should have to know which characters end a line. */
function asciiOf(note: unknown): string {
  return JSON.stringify(note).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The text of a query job; null of any other. */
export function statementOf(job: Pick<DoneJob, 'configuration'> | null): string | null {
  return (job?.configuration.query as { readonly query?: string } | undefined)?.query ?? null;
}

/** Cancels what still runs of a step; false where one of its jobs goes on all the same: a cancel is a wish. */
export async function endJobs(jobs: Jobs, id: string): Promise<boolean> {
  let ended = true;
  for (let n = 1; n <= IDS; n++) {
    const job = await jobs.look(nthId(id, n));
    if (job === null) break;
    if (job.status.state === 'DONE') continue;
    const after = await jobs.cancel(job.jobReference.jobId);
    ended &&= after === null || after.status.state === 'DONE';
  }
  return ended;
}

/** The job that carried out a step; null where none did. One that is still running is not waited for. */
export async function lastJob(jobs: Jobs, id: string): Promise<DoneJob | null> {
  for (let n = 1; n <= IDS; n++) {
    const job = await jobs.look(nthId(id, n));
    if (job === null) return null;
    if (failed(job) !== null) continue;
    if (job.status.state !== 'DONE') return null;
    return { id: job.jobReference.jobId, configuration: job.configuration, statistics: job.statistics ?? {} };
  }
  return null;
}
