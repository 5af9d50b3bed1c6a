/** Which BigQuery does the contract suite write to? The loopback's, or the real one where TEST_BIGQUERY_DATASET names a data set. */
import { GoogleAuth } from 'google-auth-library';
import type { BigQuerySpec } from '../../src/sync/config/spec.ts';
import { startBigQuery } from '../support/bigquery/index.ts';
import { bigqueryAt } from '../sync/engine.ts';

const REAL = 'https://bigquery.googleapis.com';
const DATASET = 'contract';

/** An empty data set, and how its REST API is reached by means that are not ours. */
export type BigQueryPlace = {
  readonly endpoint: string;
  readonly project: string;
  readonly dataset: string;
  readonly spec: BigQuerySpec;
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Drops what the tests made. */
  close(): Promise<void>;
};

/** Throws where TEST_BIGQUERY_DATASET is not `PROJECT.DATASET`, and where no credentials are found for it. */
export async function bigQueryPlace(): Promise<BigQueryPlace> {
  const named = process.env.TEST_BIGQUERY_DATASET;
  return named === undefined || named === '' ? loopback() : real(named);
}

async function loopback(): Promise<BigQueryPlace> {
  const server = await startBigQuery({ datasets: [DATASET] });
  return {
    endpoint: server.endpoint,
    project: server.project,
    dataset: DATASET,
    spec: bigqueryAt(server, DATASET),
    headers: async () => ({ authorization: 'Bearer contract' }),
    close: server.close,
  };
}

async function real(named: string): Promise<BigQueryPlace> {
  const [, project, dataset] = /^([^.]+)\.(\w+)$/.exec(named) ?? [];
  if (project === undefined || dataset === undefined)
    throw new Error('TEST_BIGQUERY_DATASET is not like my-project.sync_bot_test');
  const auth = new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/bigquery'] });
  const headers = async () => Object.fromEntries((await auth.getRequestHeaders()).entries());
  const tables = `${REAL}/bigquery/v2/projects/${project}/datasets/${dataset}/tables`;
  async function names(): Promise<readonly string[]> {
    const answer = await fetch(`${tables}?maxResults=10000`, { headers: await headers() });
    if (!answer.ok) throw new Error(`listing the tables of TEST_BIGQUERY_DATASET: HTTP ${answer.status}`);
    const { tables: all = [] } = (await answer.json()) as {
      readonly tables?: readonly { readonly tableReference: { readonly tableId: string } }[];
    };
    return all.map(({ tableReference }) => tableReference.tableId);
  }
  // Everything is dropped at the end: it must be a data set of nobody's else.
  const [first] = await names();
  if (first !== undefined) throw new Error(`TEST_BIGQUERY_DATASET has to be empty, and has ${first}`);
  return {
    endpoint: REAL,
    project,
    dataset,
    spec: { ...bigqueryAt({ endpoint: REAL, project }, dataset), endpoint: null },
    headers,
    async close() {
      for (const name of await names())
        await fetch(`${tables}/${encodeURIComponent(name)}`, { method: 'DELETE', headers: await headers() });
    },
  };
}
