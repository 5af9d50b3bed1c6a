/** What does INFORMATION_SCHEMA.JOBS tell of the loopback's jobs? */
import type { TableRef } from '../catalog.ts';
import type { Context } from './context.ts';
import { scalar, type Type } from './types.ts';
import type { VirtualColumns, VirtualRow } from './virtual-rows.ts';

const [text, int, moment, bool] = [scalar('STRING'), scalar('INT64'), scalar('TIMESTAMP'), scalar('BOOL')];
const struct = (fields: Readonly<Record<string, Type>>): Type => ({
  is: 'STRUCT',
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});
const TABLE = struct({ project_id: text, dataset_id: text, table_id: text });

export const JOBS: VirtualColumns = {
  creation_time: moment,
  project_id: text,
  user_email: text,
  job_id: text,
  job_type: text,
  statement_type: text,
  priority: text,
  start_time: moment,
  end_time: moment,
  query: text,
  state: text,
  total_bytes_processed: int,
  total_bytes_billed: int,
  total_slot_ms: int,
  error_result: struct({ reason: text, location: text, message: text }),
  cache_hit: bool,
  destination_table: TABLE,
  referenced_tables: { is: 'ARRAY', element: TABLE },
  labels: { is: 'ARRAY', element: struct({ key: text, value: text }) },
  dml_statistics: struct({ inserted_row_count: int, deleted_row_count: int, updated_row_count: int }),
};

/** The jobs of a location. */
export function jobRows(context: Context, location: string): readonly VirtualRow[] {
  const { jobs } = context.transaction.catalog();
  return jobs
    .filter((job) => job.location.toLowerCase() === location.toLowerCase())
    .map((job): VirtualRow => {
      const { dml, errorResult: error, destination } = job;
      return {
        creation_time: shown(job.creationTime),
        project_id: job.projectId,
        user_email: job.userEmail,
        job_id: job.jobId,
        job_type: job.jobType,
        statement_type: job.statementType,
        priority: job.jobType === 'QUERY' ? 'INTERACTIVE' : null,
        start_time: shown(job.startTime),
        end_time: shown(job.endTime),
        query: job.query,
        state: job.state,
        total_bytes_processed: String(job.totalBytesProcessed),
        total_bytes_billed: String(job.totalBytesBilled),
        total_slot_ms: String(job.totalSlotMs),
        error_result: error === null ? null : JSON.stringify([error.reason, error.location ?? null, error.message]),
        cache_hit: String(job.cacheHit),
        destination_table: destination === null ? null : JSON.stringify(named(destination)),
        referenced_tables: JSON.stringify(job.referencedTables.map(named)),
        labels: JSON.stringify(Object.entries(job.labels)),
        dml_statistics:
          dml === null
            ? null
            : JSON.stringify([dml.insertedRowCount, dml.deletedRowCount, dml.updatedRowCount].map(String)),
      };
    });
}

function named({ projectId, datasetId, tableId }: TableRef): readonly string[] {
  return [projectId, datasetId, tableId];
}

function shown(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
