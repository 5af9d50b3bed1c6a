/** Which jobs are there, and how does each come to its end? */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ApiError, errorProto } from './api-error.ts';
import type { TableRef } from './catalog.ts';
import type { LoopbackClock } from './clock.ts';
import { type JobAsked, type JobResourceAsked, readConfiguration } from './configuration.ts';
import { runCopy } from './copy-job.ts';
import type { Faults, FaultsAsked } from './faults.ts';
import { catalogJob, type Job, type JobOutcome } from './job.ts';
import { type LoadInput, runLoad } from './load-job.ts';
import { runQueryJob } from './query-job.ts';
import type { RunQuery } from './query-runner.ts';
import type { Store } from './store.ts';

export type Jobs = {
  /** All jobs in the order in which they were made. */
  readonly all: readonly Job[];
  /**
   * Takes a job up; its end is `job.done`. Throws the API's errors for a job that is not even taken up: an id that is there
   * already, a configuration that is wrong. `input`: the rows that came with the request.
   */
  submit(asked: JobResourceAsked, input: LoadInput | null): Job;
  /** Says what a query would cost; nothing is kept. */
  dryRun(asked: JobResourceAsked): Promise<Job>;
  /** Throws notFound, also where a job of another location than US and EU is asked for without it. */
  find(jobId: string, location: string | null): Job;
  /** The job as it is to be told of: at its end, unless it is held or shall be told of as running once more. */
  poll(job: Job): Promise<Job>;
  cancel(job: Job): Promise<void>;
  forget(job: Job): void;
};

export function openJobs(given: {
  readonly store: Store;
  readonly clock: LoopbackClock;
  readonly faults: Faults & FaultsAsked;
  readonly runQuery: RunQuery;
  readonly objects: (uri: string) => readonly Buffer[];
}): Jobs {
  const { store, clock, faults, runQuery, objects } = given;
  const all: Job[] = [];
  const cancels = new Map<Job, () => void>();
  store.jobs.list = () => all.map(catalogJob);

  const carryOut = (job: Job, asked: JobAsked, input: LoadInput | null): Promise<JobOutcome> => {
    switch (asked.kind) {
      case 'load':
        return runLoad(asked.load, { store, job, input, objects });
      case 'copy':
        return runCopy(asked.copy, { store, job });
      case 'query':
        return runQueryJob(asked.query, { store, job, runQuery, dryRun: asked.dryRun ?? false });
    }
  };

  const end = (job: Job, error: ApiError | null): void => {
    job.state = 'DONE';
    job.endTime = clock.now();
    if (error === null) return;
    job.errorResult = errorProto(error);
    job.errors = [errorProto(error), ...error.others];
  };

  const run = async (job: Job, asked: JobAsked, input: LoadInput | null): Promise<void> => {
    const cancelled = new Promise<void>((resolve) => cancels.set(job, resolve));
    await new Promise((resolve) => setImmediate(resolve));
    job.state = 'RUNNING';
    job.startTime = clock.now();
    job.held = true;
    await Promise.race([faults.heldUp(job.jobId), cancelled]);
    job.held = false;
    const failure = faults.jobFailureOf(job.jobId);
    try {
      if (job.cancelled) throw new ApiError('stopped', 'Job execution was cancelled: User requested cancellation');
      if (failure !== null) throw new ApiError(failure.reason, `Failed on demand: ${failure.reason}`);
      job.outcome = await carryOut(job, asked, input);
      job.carriedOut += 1;
      end(job, null);
    } catch (error) {
      end(job, refusal(error));
    }
  };

  const open = (asked: JobResourceAsked): { readonly job: Job; readonly configured: JobAsked } => {
    const configured = readConfiguration(asked.configuration);
    const { projectId = store.project, jobId = `job_${randomUUID()}`, location } = asked.jobReference ?? {};
    if (projectId !== store.project) {
      throw new ApiError(
        'accessDenied',
        `Access Denied: Project ${projectId}: User does not have bigquery.jobs.create permission`,
      );
    }
    if (!/^[\w-]{1,1024}$/.test(jobId))
      throw new ApiError('invalid', `Invalid job ID "${jobId}"`, 'jobReference.jobId');
    const place = locationIn(location) ?? locationOf(store, configured);
    if (all.some((job) => job.jobId === jobId && job.location === place)) {
      throw new ApiError('duplicate', `Already Exists: Job ${projectId}:${place}.${jobId}`);
    }
    const job: Job = {
      projectId,
      jobId,
      location: place,
      kind: configured.kind,
      configuration: asked.configuration,
      labels: configured.labels ?? {},
      creationTime: clock.now(),
      carriedOut: 0,
      state: 'PENDING',
      startTime: null,
      endTime: null,
      errorResult: null,
      errors: [],
      outcome: null,
      polls: 0,
      held: false,
      cancelled: false,
      done: Promise.resolve(),
    };
    return { job, configured };
  };

  return {
    all,
    submit(asked, input) {
      const { job, configured } = open(asked);
      all.push(job);
      job.done = run(job, configured, input);
      return job;
    },
    async dryRun(asked) {
      const { job, configured } = open(asked);
      if (configured.kind !== 'query') throw new ApiError('invalid', 'dryRun is for query jobs only');
      try {
        job.outcome = await carryOut(job, configured, null);
      } catch (error) {
        throw refusal(error);
      }
      end(job, null);
      return job;
    },
    find(jobId, location) {
      const place = locationIn(location ?? undefined);
      const found = all.find((job) => {
        return job.jobId === jobId && (place === undefined ? /^(US|EU)$/.test(job.location) : job.location === place);
      });
      if (found !== undefined) return found;
      throw new ApiError(
        'notFound',
        `Not found: Job ${store.project}:${place === undefined ? '' : `${place}.`}${jobId}`,
      );
    },
    async poll(job) {
      if (job.state === 'PENDING') await new Promise((resolve) => setImmediate(resolve));
      job.polls += 1;
      if (job.held || job.polls <= faults.runningPolls) return running(job);
      await job.done;
      return job;
    },
    async cancel(job) {
      job.cancelled = true;
      cancels.get(job)?.();
      if (job.held) await job.done;
    },
    forget(job) {
      all.splice(all.indexOf(job), 1);
    },
  };
}

/** What could be told of the job before its end. */
function running(job: Job): Job {
  return { ...job, state: 'RUNNING', endTime: null, errorResult: null, errors: [], outcome: null };
}

/** US and EU are written large, regions small. */
function locationIn(location: string | undefined): string | undefined {
  return location === undefined || !/^(us|eu)$/i.test(location) ? location?.toLowerCase() : location.toUpperCase();
}

/** Where a job runs that does not say it: where its data are. */
function locationOf(store: Store, asked: JobAsked): string {
  const { datasets } = store.catalog();
  const place = (ref: Pick<TableRef, 'datasetId'> | undefined) => datasets.get(ref?.datasetId ?? '')?.location;
  if (asked.kind !== 'query') return place((asked.kind === 'load' ? asked.load : asked.copy).destinationTable) ?? 'US';
  const { query, destinationTable, defaultDataset } = asked.query;
  const named = [...datasets.values()].find(({ datasetId }) => new RegExp(`\\b${datasetId}[\`.]`).test(query));
  return place(destinationTable) ?? place(defaultDataset) ?? named?.location ?? 'US';
}

/** What PostgreSQL refuses of the values of a query is the query's mistake; everything else the loopback's. */
function refusal(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof pg.DatabaseError && error.code?.startsWith('22')) {
    return new ApiError('invalidQuery', error.message, 'query');
  }
  console.error('loopback BigQuery:', error);
  return new ApiError('internalError', `the loopback broke: ${error}`);
}
