import type { BigQuerySpec, TableName } from '../../config/spec.ts';
import { costs } from './costs.ts';
import { credentialsOf } from './credentials.ts';
import { type Jobs, jobsOf } from './jobs.ts';
import { datasetPath } from './paths.ts';
import { estimate, query } from './query.ts';
import { requestsTo } from './requests.ts';
import type { BigQuerySession, TableId } from './session.ts';

/** A session with what only the destination itself asks of it. */
export type OpenSession = BigQuerySession & { readonly location: string; readonly jobs: Jobs };

/** Connects: asks for the default data set, which says where it is and what time it is there. Throws BigQueryError. */
export async function openSession(spec: BigQuerySpec): Promise<OpenSession> {
  const credentials = credentialsOf(spec);
  const requests = requestsTo(spec, credentials);
  const { project, dataset } = spec;
  const there = await requests.request<{ readonly location?: string }>({
    method: 'GET',
    path: datasetPath({ project, dataset }),
  });
  const location = spec.location ?? there.location ?? 'US';
  const { add, spent } = costs();
  const jobs = jobsOf(requests, { project, location, collect: add });
  const place = { project, location, maxBytesBilled: spec.maxBytesBilled };
  return {
    project,
    dataset,
    location,
    maxBytesBilled: spec.maxBytesBilled,
    address: requests.address,
    resolve: (table) => resolveTable(spec, table),
    request: requests.request,
    find: requests.find,
    authorization: () => credentials.headers(),
    jobs,
    run: jobs.run,
    wait: jobs.wait,
    query: (id, statement, signal) => query(requests, jobs, place, { id, statement }, signal),
    estimate: (statement) => estimate(requests, place, statement),
    now: requests.now,
    spent,
    close: async () => {},
  };
}

/** `schema` is a data set, or a project and a data set with a dot between them; a project has no dot, but may have a colon's domain. */
function resolveTable(spec: BigQuerySpec, { schema, name }: TableName): TableId {
  if (schema === null) return { project: spec.project, dataset: spec.dataset, name };
  const dot = schema.lastIndexOf('.');
  if (dot === -1) return { project: spec.project, dataset: schema, name };
  return { project: schema.slice(0, dot), dataset: schema.slice(dot + 1), name };
}
