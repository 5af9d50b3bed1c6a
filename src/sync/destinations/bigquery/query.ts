import type { Jobs } from './jobs.ts';
import { answerPath, jobsPath } from './paths.ts';
import type { Requests } from './requests.ts';
import type { Answer, JobConfiguration, Statement } from './session.ts';

type Page = {
  readonly schema?: { readonly fields?: readonly { readonly name: string; readonly type: string }[] };
  readonly rows?: readonly { readonly f: readonly { readonly v: string | null }[] }[];
  readonly pageToken?: string;
};

type Place = { readonly project: string; readonly location: string; readonly maxBytesBilled: number | null };

/** The configuration of a query job in GoogleSQL. */
export function queryConfiguration(
  { sql, parameters = [], maxBytesBilled: own }: Statement,
  theirs: number | null,
): JobConfiguration {
  const maxBytesBilled = own === undefined ? theirs : own;
  return {
    query: {
      query: sql,
      useLegacySql: false,
      ...(maxBytesBilled === null ? {} : { maximumBytesBilled: String(maxBytesBilled) }),
      ...(parameters.length === 0
        ? {}
        : {
            parameterMode: 'NAMED',
            queryParameters: parameters.map(({ name, type, value }) => ({
              name,
              parameterType: { type },
              parameterValue: { value },
            })),
          }),
    },
  };
}

/** See BigQuerySession.query. */
export async function query(
  requests: Requests,
  jobs: Jobs,
  place: Place,
  asked: { readonly id: string; readonly statement: Statement },
  signal?: AbortSignal,
): Promise<Answer> {
  const job = await jobs.run(asked.id, queryConfiguration(asked.statement, place.maxBytesBilled), signal);
  const path = answerPath(place.project, job.id);
  const rows: (string | null)[][] = [];
  let columns: Answer['columns'] = [];
  let pageToken: string | undefined;
  do {
    const from = pageToken === undefined ? {} : { pageToken };
    const page: Page = await requests.request<Page>(
      { method: 'GET', path, query: { location: place.location, ...from } },
      signal,
    );
    columns = page.schema?.fields?.map(({ name, type }) => ({ name, type })) ?? columns;
    for (const { f } of page.rows ?? []) rows.push(f.map(({ v }) => v));
    pageToken = page.pageToken;
  } while (pageToken !== undefined);
  return { columns, rows, job };
}

/** See BigQuerySession.estimate. */
export async function estimate(requests: Requests, place: Place, statement: Statement): Promise<number> {
  const { project, location } = place;
  const made = await requests.request<{ readonly statistics?: { readonly totalBytesProcessed?: string } }>({
    method: 'POST',
    path: jobsPath(project),
    body: {
      jobReference: { projectId: project, location },
      configuration: { ...queryConfiguration(statement, null), dryRun: true },
    },
  });
  return Number(made.statistics?.totalBytesProcessed ?? 0);
}
