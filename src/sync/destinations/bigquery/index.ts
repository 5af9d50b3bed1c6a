import type { BigQuerySpec } from '../../config/spec.ts';
import type { Destination } from '../../types.ts';

/** BigQuery as a destination. */
export async function openBigQueryDestination(spec: BigQuerySpec): Promise<Destination> {
  throw new Error(`bigquery ${spec.project}: no destination yet`);
}
