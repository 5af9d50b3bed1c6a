import { pause } from '../../pauses.ts';
import { type ApiReason, BigQueryError, isDuplicate } from './errors.ts';
import { answerPath, jobPath, jobsPath } from './paths.ts';
import type { Requests } from './requests.ts';
import { passes, TRIES, verdictOf, waitOf } from './retries.ts';
import type { DoneJob, JobConfiguration } from './session.ts';

/** A job as jobs.get gives it. */
export type JobResource = {
  readonly jobReference: { readonly jobId: string; readonly location?: string };
  readonly configuration: JobConfiguration;
  readonly status: {
    readonly state: 'PENDING' | 'RUNNING' | 'DONE';
    readonly errorResult?: ApiReason;
    readonly errors?: readonly ApiReason[];
  };
  readonly statistics?: Readonly<Record<string, unknown>>;
};

/** Jobs of one project in one place. */
export type Jobs = {
  /** See BigQuerySession. */
  run(id: string, configuration: JobConfiguration, signal?: AbortSignal): Promise<DoneJob>;
  wait(id: string, signal?: AbortSignal): Promise<DoneJob | null>;
  /** The job as it stands; null where BigQuery knows no such job. */
  look(id: string, signal?: AbortSignal): Promise<JobResource | null>;
  /** Asks for a job to be ended and waits until it is. What it had done by then stays done. */
  cancel(id: string): Promise<JobResource | null>;
};

/** Ids that one step may use up: an id is never free again, also not that of a job that failed. */
export const IDS = 9;
/** Ids that one call may use up on what passes by itself. */
const TRIED = 3;
/** BigQuery holds an answer about a query back for so long at most until the query is done. */
const HELD_MS = 10_000;
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 5_000;

/** The id of the `n`th job of one step, from 1. */
export function nthId(id: string, n: number): string {
  return n === 1 ? id : `${id}_${n}`;
}

/** `collect` hears of every job that is done. */
export function jobsOf(
  requests: Requests,
  { project, location, collect }: { project: string; location: string; collect: (job: DoneJob) => void },
): Jobs {
  const path = (id: string): string => jobPath(project, id);
  const look: Jobs['look'] = (id, signal) =>
    requests.find<JobResource>({ method: 'GET', path: path(id), query: { location } }, signal);

  /** Null where the id belonged to an earlier job that failed, which was somebody else's failure, and is used up. */
  async function made(id: string, configuration: JobConfiguration, signal?: AbortSignal): Promise<JobResource | null> {
    const body = { jobReference: { projectId: project, jobId: id, location }, configuration };
    let asked = false;
    for (let next = 2; ; next++) {
      signal?.throwIfAborted();
      try {
        // Not ended by an abort: whether the job was accepted has to be known, to cancel it.
        const insert = { method: 'POST', path: jobsPath(project), body } as const;
        return await requests.once<JobResource>(insert);
      } catch (error) {
        const duplicate = isDuplicate(error);
        const verdict = duplicate ? 'unknown' : verdictOf(error, { reached: requests.reached() });
        if (verdict === 'no') throw error;
        if (verdict === 'unknown') {
          const there = await look(id, signal);
          if (there !== null) return !asked && duplicate && failed(there) !== null ? null : there;
          asked = true;
        }
        if (next > TRIES) throw error;
        await pause(waitOf(id, next, error instanceof BigQueryError ? error.retryAfterMs : null), signal);
      }
    }
  }

  async function untilDone(first: JobResource, signal?: AbortSignal): Promise<DoneJob> {
    const id = first.jobReference.jobId;
    let job: JobResource | null = first;
    try {
      for (let poll = FIRST_POLL_MS; job.status.state !== 'DONE'; poll = Math.min(poll * 1.5, LONGEST_POLL_MS)) {
        signal?.throwIfAborted();
        await (job.configuration.query === undefined ? pause(poll, signal) : held(id, poll, signal));
        job = await look(id, signal);
        if (job === null) throw new BigQueryError('the job is not known any more', { reason: 'notFound', job: id });
      }
    } catch (error) {
      if (signal?.aborted) await cancel(id);
      throw error;
    }
    const { configuration, statistics = {} } = job;
    const done = { id, configuration, statistics };
    collect(done);
    const error = failed(job);
    if (error !== null) throw error;
    return done;
  }

  /** Waits for a query the cheap way: its answer is held back until it is done. */
  async function held(id: string, poll: number, signal?: AbortSignal): Promise<void> {
    const query = { location, timeoutMs: HELD_MS, maxResults: 0 };
    const asked = answerPath(project, id);
    try {
      const answer = await requests.once<{ jobComplete?: boolean }>({ method: 'GET', path: asked, query }, signal);
      if (answer.jobComplete === true) return;
    } catch {
      // A query that failed is told as a failed request, and would be again; what became of it is looked up.
      signal?.throwIfAborted();
    }
    await pause(poll, signal);
  }

  async function cancel(id: string): Promise<JobResource | null> {
    await requests.find({ method: 'POST', path: `${path(id)}/cancel`, query: { location } });
    for (let poll = FIRST_POLL_MS, n = 0; ; poll = Math.min(poll * 1.5, LONGEST_POLL_MS), n++) {
      const job = await look(id);
      if (job === null || job.status.state === 'DONE' || n >= 20) return job;
      await pause(poll);
    }
  }

  return {
    look,
    cancel,
    async run(id, configuration, signal) {
      for (let n = 1, tried = 1; ; n++) {
        const job = await made(nthId(id, n), configuration, signal);
        if (job === null) {
          if (n >= IDS) throw new BigQueryError('the step failed too often', { reason: 'duplicate', status: 409 });
          continue;
        }
        try {
          return await untilDone(job, signal);
        } catch (error) {
          if (!passes(error) || n >= IDS || ++tried > TRIED) throw error;
          await pause(waitOf(id, tried + 1, null), signal);
        }
      }
    },
    async wait(id, signal) {
      const job = await look(id, signal);
      return job === null ? null : await untilDone(job, signal);
    },
  };
}

/** The error of a job that is done; null where it has none. */
export function failed({ status, jobReference }: JobResource): BigQueryError | null {
  const main = status.state === 'DONE' ? status.errorResult : undefined;
  if (main === undefined) return null;
  return new BigQueryError(main.message ?? 'the job failed', {
    reason: main.reason,
    job: jobReference.jobId,
    reasons: [main, ...(status.errors ?? [])],
  });
}
