/** How does a test get a BigQuery? A strict one of this machine, whose rows are in the test PostgreSQL. */
import { type FreshPostgres, freshPostgres } from '../postgres.ts';
import type { Catalog } from './catalog.ts';
import { cell } from './cells.ts';
import { type LoopbackClock, loopbackClock } from './clock.ts';
import { datasetRoutes } from './datasets.ts';
import { type Faults, openFaults } from './faults.ts';
import { openBuckets, type StoredObject } from './gcs.ts';
import { type Seen, serve } from './http.ts';
import type { Job } from './job.ts';
import { jobRoutes } from './job-routes.ts';
import { openJobs } from './jobs.ts';
import type { RunQuery } from './query-runner.ts';
import { openSessions, type Sessions } from './resumable.ts';
import { runQuery as runGoogleSql } from './sql/index.ts';
import { storedName } from './storage.ts';
import { openStore, type StoreTransaction } from './store.ts';
import { tabledataRoutes } from './tabledata.ts';
import { tableRoutes } from './tables.ts';
import { uploadRoutes } from './uploads.ts';

export type LoopbackBigQuery = {
  /** `http://127.0.0.1:PORT`, for BigQuery and for Cloud Storage. */
  readonly endpoint: string;
  readonly project: string;
  readonly clock: LoopbackClock;
  readonly faults: Faults;
  /** All jobs, in the order in which they were made, with how often each was really carried out. */
  readonly jobs: readonly Job[];
  /** All requests, in the order in which they came. */
  readonly requests: readonly Seen[];
  readonly catalog: () => Catalog;
  /** Objects of Cloud Storage by `bucket/name`. */
  readonly objects: ReadonlyMap<string, StoredObject>;
  readonly sessions: Pick<Sessions, 'kill'>;
  /** Makes a data set. */
  dataset(name: string, options?: { readonly location?: string }): Promise<void>;
  /** All rows of `dataset.table`, as the API gives values (TIMESTAMP as ISO 8601), in no order. */
  rows(table: string): Promise<readonly Readonly<Record<string, string | null>>[]>;
  /** Something of the loopback's own, all or nothing. */
  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/**
 * Starts it, empty. Without `postgres` in a database of its own, which is dropped at the end. Throws where this run has
 * no PostgreSQL: see `needs`.
 */
export async function startBigQuery(
  options: {
    readonly postgres?: FreshPostgres;
    readonly project?: string;
    /** Data sets that are there. */
    readonly datasets?: readonly string[];
    /** Buckets that are there. */
    readonly buckets?: readonly string[];
    /** GoogleSQL unless told otherwise. */
    readonly runQuery?: RunQuery;
  } = {},
): Promise<LoopbackBigQuery> {
  const { project = 'loopback-project', buckets = ['staging'] } = options;
  const database = options.postgres ?? (await freshPostgres('bigquery'));
  const runQuery = options.runQuery ?? runGoogleSql;
  const clock = loopbackClock();
  const faults = openFaults();
  const store = await openStore({ url: database.url, project, clock }).catch(async (error: unknown) => {
    if (options.postgres === undefined) await database.drop();
    throw error;
  });
  const sessions = openSessions(clock);
  const storage = openBuckets({ clock, sessions, buckets });
  const jobs = openJobs({ store, clock, faults, runQuery, objects: storage.matching });
  const requests: Seen[] = [];
  const routes = [
    ...datasetRoutes(store),
    ...tabledataRoutes({ store, faults }),
    ...tableRoutes(store),
    ...jobRoutes({ store, jobs, faults }),
    ...uploadRoutes({ store, jobs, sessions, faults }),
    ...storage.routes,
  ];
  const server = await serve({ routes, faults, clock, seen: (request) => requests.push(request) });
  const dataset: LoopbackBigQuery['dataset'] = (datasetId, { location = 'US' } = {}) =>
    store.transaction((transaction) => {
      const { now } = transaction;
      const times = { creationTime: now, lastModifiedTime: now };
      return transaction.createDataset({ projectId: project, datasetId, location, labels: {}, ...times });
    });
  for (const name of options.datasets ?? []) await dataset(name);
  return {
    endpoint: server.endpoint,
    project,
    clock,
    faults,
    jobs: jobs.all,
    requests,
    catalog: store.catalog,
    objects: storage.objects,
    sessions,
    transaction: store.transaction,
    dataset,
    rows: (name) =>
      store.transaction(async (transaction) => {
        const [datasetId = '', tableId = ''] = name.split('.');
        const { relation, fields } = transaction.table({ projectId: project, datasetId, tableId });
        const { rows } = await transaction.query(`select * from ${relation}`);
        return rows.map((row) =>
          Object.fromEntries(
            fields.map((field) => [field.name, cell(row[storedName(field.name)] ?? null, field, 'ISO8601_STRING')]),
          ),
        );
      }),
    async close() {
      faults.clear();
      await server.close();
      await Promise.all(jobs.all.map(({ done }) => done));
      await store.close();
      if (options.postgres === undefined) await database.drop();
    },
  };
}
