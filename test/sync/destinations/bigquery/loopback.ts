/** How does a test of the engine load a loopback BigQuery? */
import type { BigQuerySpec, BigQueryTable } from '../../../../src/sync/config/spec.ts';
import type { LoopbackBigQuery } from '../../../support/bigquery/index.ts';

/** A connection whose default data set is `mart`. */
export function bigqueryAt(
  { endpoint, project }: Pick<LoopbackBigQuery, 'endpoint' | 'project'>,
  given: Partial<BigQuerySpec> = {},
): BigQuerySpec {
  return {
    type: 'bigquery',
    name: 'warehouse',
    project,
    dataset: 'mart',
    location: null,
    credentials: { kind: 'default' },
    impersonate: null,
    endpoint,
    staging: null,
    maxBytesBilled: null,
    pricePerTib: null,
    maxReaders: 1,
    maxWriters: 4,
    ...given,
  };
}

/** Nothing said of BigQuery in tables.yml. */
export const BIGQUERY_TABLE: BigQueryTable = {
  partitionBy: null,
  clusterBy: [],
  labels: {},
  description: null,
  expireDays: null,
  format: null,
  maxBytesBilled: null,
};
