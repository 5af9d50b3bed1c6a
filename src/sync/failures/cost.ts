import { phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';

/** What would cost more than tables.yml allows. */
export const COST = [
  {
    codes: { destination: 'dst.bq_bytes' },
    retry: 'never',
    title: () => 'Query over its limit',
    message: (w) =>
      phrase`publishing into ${w.table} of ${w.connection} would read more than max_bytes_billed allows: ${w.actual} by BigQuery's estimate, ${w.expected}; nothing was published`,
    hint: (w) =>
      phrase`Set partition_by of ${w.table} to a column that most runs touch little of, cluster it by its key, or raise max_bytes_billed of the table in tables.yml; then run it again.`,
  },
  {
    codes: { destination: 'dst.bq_limit' },
    retry: 'never',
    title: () => 'Query not started',
    message: (w) =>
      phrase`a query for ${w.table} in ${w.connection} would bill more than max_bytes_billed allows, and BigQuery did not start it; nothing was published`,
    hint: (w) =>
      phrase`Raise max_bytes_billed of ${w.table}, or of the connection, in tables.yml; receipt: rows asks less of BigQuery.`,
    signs: [{ bigquery: ['bytesBilledLimitExceeded'] }],
  },
] as const satisfies readonly FailureRow[];
