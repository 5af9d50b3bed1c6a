/** What does the API do with jobs? */
import { z } from 'zod';
import { ApiError, type Reason } from './api-error.ts';
import { type ApiRow, timestampFormat } from './cells.ts';
import { readJob } from './configuration.ts';
import { checkProject } from './datasets.ts';
import type { Faults } from './faults.ts';
import type { Answer, Call, Route } from './http.ts';
import { type Job, jobListed, jobResource, slotMs } from './job.ts';
import type { Jobs } from './jobs.ts';
import { page } from './paging.ts';
import * as shapes from './shapes.ts';
import type { Store } from './store.ts';
import { FORMAT_OPTIONS, formatAsked, readPage } from './tabledata.ts';

const PROJECT = '/bigquery/v2/projects/{project}';
const ALL = `${PROJECT}/jobs`;
const ONE = `${ALL}/{job}`;

/** The body of jobs.query; what is about the query itself is read again as a job's configuration. */
const queryAsked = z.looseObject({
  kind: z.string().optional(),
  requestId: z.string().optional(),
  timeoutMs: shapes.count.optional(),
  maxResults: shapes.count.optional(),
  location: z.string().optional(),
  dryRun: z.boolean().optional(),
  labels: shapes.labelsShape.optional(),
  jobCreationMode: z
    .enum(['JOB_CREATION_MODE_UNSPECIFIED', 'JOB_CREATION_REQUIRED', 'JOB_CREATION_OPTIONAL'])
    .optional(),
  formatOptions: z
    .strictObject({ useInt64Timestamp: z.boolean().optional(), timestampOutputFormat: z.string().optional() })
    .optional(),
});

export function jobRoutes(given: {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly faults: Pick<Faults, 'rowsPerPage'>;
}): readonly Route[] {
  const { store, jobs, faults } = given;
  const find = (call: Call): Job => {
    checkProject(store, call);
    return jobs.find(String(call.at.job), call.query.get('location'));
  };
  const byRequest = new Map<string, Job>();
  return [
    {
      method: 'POST',
      path: ALL,
      async answer(call) {
        checkProject(store, call);
        const asked = readJob(await call.json());
        if (asked.configuration.dryRun === true) return { status: 200, body: jobResource(await jobs.dryRun(asked)) };
        return { status: 200, body: jobResource(jobs.submit(asked, null)) };
      },
    },
    {
      method: 'GET',
      path: ALL,
      query: ['allUsers', 'maxResults', 'minCreationTime', 'maxCreationTime', 'pageToken', 'projection', 'stateFilter'],
      async answer(call) {
        checkProject(store, call);
        const { items, nextPageToken } = page(listed(jobs, call.query), call.query);
        const full = call.query.get('projection') === 'full';
        const list = items.map((job) => {
          const resource = jobListed(job);
          return full ? resource : { ...resource, configuration: undefined };
        });
        return { status: 200, body: { kind: 'bigquery#jobList', etag: 'list', nextPageToken, jobs: list } };
      },
    },
    {
      method: 'GET',
      path: ONE,
      query: ['location'],
      async answer(call) {
        return { status: 200, body: jobResource(await jobs.poll(find(call))) };
      },
    },
    {
      method: 'POST',
      path: `${ONE}/cancel`,
      query: ['location'],
      async answer(call) {
        const job = find(call);
        await jobs.cancel(job);
        return { status: 200, body: { kind: 'bigquery#jobCancelResponse', job: jobResource(job) } };
      },
    },
    {
      method: 'DELETE',
      path: `${ONE}/delete`,
      query: ['location'],
      async answer(call) {
        const job = find(call);
        if (job.state !== 'DONE') throw new ApiError('invalid', `Job ${job.jobId} is not done yet`);
        jobs.forget(job);
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: `${PROJECT}/queries/{job}`,
      query: ['location', 'maxResults', 'pageToken', 'startIndex', 'timeoutMs', ...FORMAT_OPTIONS],
      async answer(call) {
        const job = find(call);
        if (job.kind !== 'query') throw new ApiError('invalid', `Cannot query results of a ${job.kind} job`);
        return results(store, await jobs.poll(job), {
          query: call.query,
          format: formatAsked(call.query),
          kind: 'getQueryResultsResponse',
          most: faults.rowsPerPage,
        });
      },
    },
    {
      method: 'POST',
      path: `${PROJECT}/queries`,
      async answer(call) {
        checkProject(store, call);
        const {
          kind: _,
          requestId,
          timeoutMs: __,
          maxResults,
          location,
          dryRun,
          labels,
          formatOptions,
          ...rest
        } = shapes.read(queryAsked, await call.json(), 'queryRequest');
        const { jobCreationMode: ___, ...query } = rest;
        const asked = {
          jobReference: location === undefined ? {} : { location },
          configuration: { query, ...(labels === undefined ? {} : { labels }) },
        };
        if (dryRun) {
          const job = await jobs.dryRun({ ...asked, configuration: { ...asked.configuration, dryRun } });
          return results(store, job, {
            query: new URLSearchParams(),
            format: 'FLOAT64',
            kind: 'queryResponse',
            most: 0,
          });
        }
        const known = requestId === undefined ? undefined : byRequest.get(requestId);
        const job = known ?? jobs.submit(asked, null);
        if (requestId !== undefined) byRequest.set(requestId, job);
        const polled = await jobs.poll(job);
        const paging = new URLSearchParams(maxResults === undefined ? {} : { maxResults: String(maxResults) });
        return results(store, polled, {
          query: paging,
          format: timestampFormat(formatOptions ?? {}),
          kind: 'queryResponse',
          most: faults.rowsPerPage,
        });
      },
    },
  ];
}

function listed(jobs: Jobs, query: URLSearchParams): readonly Job[] {
  const after = Number(query.get('minCreationTime') ?? 0);
  const before = Number(query.get('maxCreationTime') ?? Number.POSITIVE_INFINITY);
  const states = query.getAll('stateFilter').map((state) => state.toUpperCase());
  return jobs.all
    .filter(({ creationTime, state }) => {
      return creationTime >= after && creationTime <= before && (states.length === 0 || states.includes(state));
    })
    .reverse();
}

/** The answer of jobs.query and getQueryResults. Throws the job's own error. */
async function results(
  store: Store,
  job: Job,
  {
    query,
    format,
    kind,
    most,
  }: {
    readonly query: URLSearchParams;
    readonly format: 'FLOAT64' | 'INT64' | 'ISO8601_STRING';
    readonly kind: string;
    readonly most: number;
  },
): Promise<Answer> {
  const { outcome, errorResult } = job;
  const jobReference = { projectId: job.projectId, jobId: job.jobId, location: job.location };
  if (job.state !== 'DONE')
    return { status: 200, body: { kind: `bigquery#${kind}`, jobReference, jobComplete: false } };
  if (errorResult !== null || outcome === null) {
    const { reason = 'internalError', message = '', location } = errorResult ?? {};
    throw new ApiError(reason as Reason, message, location);
  }
  const { result } = outcome;
  const order = '"$n"';
  const paged: { readonly rows: readonly ApiRow[]; readonly pageToken: string | undefined } =
    result === null
      ? { rows: [], pageToken: undefined }
      : await store.transaction((transaction) =>
          readPage(transaction, { ...result, order }, { query, total: result.rows, format, most }),
        );
  const { dml } = outcome;
  const affected = dml === null ? undefined : dml.insertedRowCount + dml.updatedRowCount + dml.deletedRowCount;
  return {
    status: 200,
    body: {
      kind: `bigquery#${kind}`,
      etag: 'results',
      schema: {
        fields: result?.fields ?? (outcome.statistics.schema as { fields?: unknown } | undefined)?.fields ?? [],
      },
      jobReference,
      totalRows: String(result?.rows ?? 0),
      pageToken: paged.pageToken,
      ...(paged.rows.length === 0 ? {} : { rows: paged.rows }),
      totalBytesProcessed: String(outcome.bytesProcessed),
      ...(kind === 'queryResponse'
        ? { totalBytesBilled: String(outcome.bytesBilled), totalSlotMs: String(slotMs(outcome)) }
        : {}),
      jobComplete: true,
      cacheHit: false,
      ...(affected === undefined
        ? {}
        : { numDmlAffectedRows: String(affected), dmlStats: outcome.statistics.dmlStats }),
    },
  };
}
