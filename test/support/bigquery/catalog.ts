/** What does the loopback know about data sets, tables and jobs? Rows are in PostgreSQL: see storage.ts. */
import type { ErrorProto } from './api-error.ts';

export type FieldType =
  | 'BOOLEAN'
  | 'INTEGER'
  | 'NUMERIC'
  | 'BIGNUMERIC'
  | 'FLOAT'
  | 'STRING'
  | 'BYTES'
  | 'DATE'
  | 'DATETIME'
  | 'TIMESTAMP'
  | 'TIME'
  | 'JSON'
  | 'INTERVAL';

/** A column as the API gives it back: legacy type names, always a mode; 64-bit numbers as text. */
export type Field = {
  readonly name: string;
  readonly type: FieldType;
  readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  readonly description?: string;
  /** STRING in characters, BYTES in bytes. */
  readonly maxLength?: string;
  readonly precision?: string;
  readonly scale?: string;
  readonly policyTags?: { readonly names: readonly string[] };
  readonly defaultValueExpression?: string;
  readonly roundingMode?: string;
};

export type TableRef = { readonly projectId: string; readonly datasetId: string; readonly tableId: string };

export type TimePartitioning = {
  readonly type: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR';
  /** Left out: by ingestion time; the rows then have a column _PARTITIONTIME in PostgreSQL that `SELECT *` does not give. */
  readonly field?: string;
  readonly expirationMs?: string;
};

export type RangePartitioning = {
  readonly field: string;
  readonly range: { readonly start: string; readonly end: string; readonly interval: string };
};

export type RowAccessPolicy = {
  readonly policyId: string;
  readonly filterPredicate: string;
  readonly grantees: readonly string[];
};

/** Never changed in place: a change puts another one into the catalog. */
export type CatalogTable = {
  readonly ref: TableRef;
  readonly type: 'TABLE' | 'SNAPSHOT' | 'VIEW';
  readonly fields: readonly Field[];
  readonly description?: string;
  readonly friendlyName?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly timePartitioning?: TimePartitioning;
  readonly rangePartitioning?: RangePartitioning;
  readonly requirePartitionFilter?: boolean;
  readonly clustering?: { readonly fields: readonly string[] };
  readonly primaryKey?: readonly string[];
  readonly rowAccessPolicies: readonly RowAccessPolicy[];
  /** Epoch ms. */
  readonly creationTime: number;
  readonly lastModifiedTime: number;
  readonly expirationTime?: number;
  readonly snapshot?: { readonly baseTable: TableRef; readonly snapshotTime: number };
  readonly clone?: { readonly baseTable: TableRef; readonly cloneTime: number };
  /** GoogleSQL of a view. */
  readonly view?: string;
  /** The PostgreSQL relation that has the rows, quoted and with its schema. */
  readonly relation: string;
};

export type CatalogDataset = {
  readonly projectId: string;
  readonly datasetId: string;
  readonly location: string;
  readonly description?: string;
  readonly friendlyName?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly defaultTableExpirationMs?: string;
  readonly defaultPartitionExpirationMs?: string;
  readonly maxTimeTravelHours?: string;
  readonly creationTime: number;
  readonly lastModifiedTime: number;
};

/** A job as far as INFORMATION_SCHEMA.JOBS and jobs.get tell of it. */
export type CatalogJob = {
  readonly projectId: string;
  readonly jobId: string;
  readonly location: string;
  readonly userEmail: string;
  readonly jobType: 'LOAD' | 'QUERY' | 'COPY';
  /** The request's `configuration`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly query: string | null;
  readonly destination: TableRef | null;
  readonly state: 'PENDING' | 'RUNNING' | 'DONE';
  /** Epoch ms; null as long as it did not happen. */
  readonly creationTime: number;
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly errorResult: ErrorProto | null;
  readonly statementType: string | null;
  readonly referencedTables: readonly TableRef[];
  readonly totalBytesProcessed: number;
  readonly totalBytesBilled: number;
  readonly totalSlotMs: number;
  readonly cacheHit: boolean;
  readonly dml: DmlStatistics | null;
};

export type DmlStatistics = {
  readonly insertedRowCount: number;
  readonly updatedRowCount: number;
  readonly deletedRowCount: number;
};

/** The keys of `datasets` are `dataset`, those of `tables` are `dataset.table`: there is one project. */
export type Catalog = {
  readonly project: string;
  readonly datasets: ReadonlyMap<string, CatalogDataset>;
  readonly tables: ReadonlyMap<string, CatalogTable>;
  /** In the order in which they were made. */
  readonly jobs: readonly CatalogJob[];
};

export function tableKey(ref: { readonly datasetId: string; readonly tableId: string }): string {
  return `${ref.datasetId}.${ref.tableId}`;
}
