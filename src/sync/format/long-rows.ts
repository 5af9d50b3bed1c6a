import type { LoadFormat } from '../config/spec.ts';
import { SyncError } from '../errors.ts';

/**
 * Bytes of one row that BigQuery loads: https://cloud.google.com/bigquery/quotas#load_jobs, and for Avro
 * https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-avro#input_file_requirements
 */
const MOST: Readonly<Record<LoadFormat, number>> = { ndjson: 100_000_000, csv: 100_000_000, avro: 50_000_000 };

/** Throws a SyncError where a row is longer than BigQuery takes. */
export function refuseLongRow(format: LoadFormat, bytes: number): void {
  if (bytes > MOST[format]) throw tooLong(format, bytes);
}

function tooLong(format: LoadFormat, bytes: number): SyncError {
  const mb = (size: number): string => `${Math.floor(size / 1_000_000)} MB`;
  const other =
    format === 'avro' && bytes < MOST.ndjson
      ? 'Set bigquery: { format: ndjson } for the table in tables.yml, which takes rows of 100 MB, or leave'
      : 'Leave';
  return new SyncError({
    code: 'data.too_long',
    side: 'destination',
    stage: 'copy',
    message: `a row takes more than the ${mb(MOST[format])} that BigQuery loads as ${format}; nothing was published`,
    hint: `${other} the largest columns out with exclude.`,
    retry: 'never',
  });
}
