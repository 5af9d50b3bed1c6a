/** What is a job, and how does the API tell of it? */
import type { ErrorProto } from './api-error.ts';
import type { CatalogJob, DmlStatistics, Field, TableRef } from './catalog.ts';

/** Rows of a query, in a PostgreSQL table of its own, ordered by "$n". */
export type JobResult = {
  readonly fields: readonly Field[];
  readonly relation: string;
  readonly rows: number;
};

/** What carrying out a job gives. */
export type JobOutcome = {
  /** The part of `statistics` that is named as the kind of job. */
  readonly statistics: Readonly<Record<string, unknown>>;
  readonly destination: TableRef | null;
  readonly result: JobResult | null;
  readonly statementType: string | null;
  readonly referencedTables: readonly TableRef[];
  readonly bytesProcessed: number;
  readonly bytesBilled: number;
  readonly dml: DmlStatistics | null;
};

export type Job = {
  readonly projectId: string;
  readonly jobId: string;
  readonly location: string;
  readonly kind: 'load' | 'query' | 'copy';
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly creationTime: number;
  /** How often it was really carried out: its rows went in, or its statement ran. */
  carriedOut: number;
  state: 'PENDING' | 'RUNNING' | 'DONE';
  startTime: number | null;
  endTime: number | null;
  errorResult: ErrorProto | null;
  errors: readonly ErrorProto[];
  outcome: JobOutcome | null;
  /** How often it was asked for while it ran. */
  polls: number;
  held: boolean;
  cancelled: boolean;
  /** Resolves when it is DONE. */
  done: Promise<void>;
};

export const USER = 'loopback@example.com';
const MEBIBYTE = 1024 * 1024;

/** 10 MB at least for each table, whole megabytes; nothing where nothing is read. */
export function billed(bytes: number, tables: number): number {
  if (bytes === 0) return 0;
  return Math.max(10 * Math.max(1, tables), Math.ceil(bytes / MEBIBYTE)) * MEBIBYTE;
}

export function slotMs(outcome: JobOutcome | null): number {
  return outcome === null ? 0 : 10 + Math.ceil(outcome.bytesProcessed / MEBIBYTE);
}

export function jobResource(job: Job): object {
  return {
    kind: 'bigquery#job',
    etag: `${job.state}${job.polls}`,
    id: `${job.projectId}:${job.location}.${job.jobId}`,
    selfLink: `https://bigquery.googleapis.com/bigquery/v2/projects/${job.projectId}/jobs/${job.jobId}?location=${job.location}`,
    user_email: USER,
    jobReference: { projectId: job.projectId, jobId: job.jobId, location: job.location },
    configuration: { ...job.configuration, jobType: job.kind.toUpperCase() },
    statistics: statistics(job),
    status: {
      state: job.state,
      ...(job.errorResult === null ? {} : { errorResult: job.errorResult, errors: job.errors }),
    },
  };
}

/** The shorter one of jobs.list. */
export function jobListed(job: Job): object {
  const { errorResult } = job;
  return { ...jobResource(job), state: job.state, ...(errorResult === null ? {} : { errorResult }) };
}

function statistics(job: Job): object {
  const { outcome, startTime, endTime, creationTime } = job;
  return {
    creationTime: String(creationTime),
    ...(startTime === null ? {} : { startTime: String(startTime) }),
    ...(endTime === null ? {} : { endTime: String(endTime), totalSlotMs: String(slotMs(outcome)) }),
    ...(outcome === null
      ? {}
      : { totalBytesProcessed: String(outcome.bytesProcessed), [job.kind]: outcome.statistics }),
  };
}

/** The job as INFORMATION_SCHEMA.JOBS tells of it. */
export function catalogJob(job: Job): CatalogJob {
  const { outcome } = job;
  const query = job.configuration.query as { readonly query?: string } | undefined;
  return {
    projectId: job.projectId,
    jobId: job.jobId,
    location: job.location,
    userEmail: USER,
    jobType: job.kind === 'load' ? 'LOAD' : job.kind === 'query' ? 'QUERY' : 'COPY',
    configuration: job.configuration,
    labels: job.labels,
    query: query?.query ?? null,
    destination: outcome?.destination ?? null,
    state: job.state,
    creationTime: job.creationTime,
    startTime: job.startTime,
    endTime: job.endTime,
    errorResult: job.errorResult,
    statementType: outcome?.statementType ?? null,
    referencedTables: outcome?.referencedTables ?? [],
    totalBytesProcessed: outcome?.bytesProcessed ?? 0,
    totalBytesBilled: outcome?.bytesBilled ?? 0,
    totalSlotMs: slotMs(outcome),
    cacheHit: false,
    dml: outcome?.dml ?? null,
  };
}
