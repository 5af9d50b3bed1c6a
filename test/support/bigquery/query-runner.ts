/** What does the REST side of the loopback ask of its SQL side, and give to it? */
import type { PostgresRow } from '../postgres.ts';
import type { Catalog, CatalogTable, DmlStatistics, Field, TableRef } from './catalog.ts';

/**
 * One all-or-nothing change of the loopback: a PostgreSQL transaction (time zone UTC, collation C) and a draft of the
 * catalog. Only one runs at a time. A throw undoes both.
 *
 * A table of BigQuery is a PostgreSQL table with the same column names in a schema named as the data set: BOOLEAN
 * boolean, INTEGER bigint, NUMERIC and BIGNUMERIC numeric, FLOAT double precision, STRING text, BYTES bytea, DATE date,
 * DATETIME timestamp(6), TIMESTAMP timestamptz(6), TIME time(6), JSON text, INTERVAL text. A NUL character in a STRING
 * is U+FFFF there. One partitioned by ingestion time has a last column `_PARTITIONTIME` timestamptz(6) as well.
 */
export type Transaction = {
  /** The draft as it is now: ask again after a change. Expired tables and partitions are gone from it already. */
  readonly catalog: () => Catalog;
  /** Epoch ms of the loopback's clock; stands still within the transaction. */
  readonly now: number;
  /** One statement of PostgreSQL. Values come as text, bytea as Buffer. */
  query(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<{ readonly rows: readonly PostgresRow[]; readonly rowCount: number }>;
  /** The table; throws the API's notFound. Give the moment of `FOR SYSTEM_TIME AS OF`, else now is meant. */
  table(ref: TableRef, at?: number): CatalogTable;
  /**
   * To be called before the rows of a table are changed, once is enough: keeps what they were for time travel and renews
   * lastModifiedTime. Gives the relation that may be changed.
   */
  change(ref: TableRef): Promise<CatalogTable>;
  /** Makes an empty table. Throws the API's duplicate or notFound (the data set). `relation` is chosen here. */
  createTable(table: NewTable): Promise<CatalogTable>;
  dropTable(ref: TableRef): Promise<void>;
  /**
   * Puts other metadata in the place of a table's. Columns that are new are added to the PostgreSQL relation (NULL in every row),
   * those that are gone are dropped from it; one of another type is refused.
   */
  alterTable(table: CatalogTable): Promise<CatalogTable>;
};

export type NewTable = Omit<CatalogTable, 'relation' | 'creationTime' | 'lastModifiedTime'>;

/** A query parameter: a GoogleSQL type name and the API's text. */
export type QueryParameter = {
  /** Null: positional. */
  readonly name: string | null;
  readonly type: string;
  readonly value: string | null;
};

export type QueryRequest = {
  readonly sql: string;
  readonly project: string;
  readonly location: string;
  readonly defaultDataset: { readonly projectId: string; readonly datasetId: string } | null;
  readonly parameters: readonly QueryParameter[];
  /** Who asks: SESSION_USER(). */
  readonly userEmail: string;
  /** Changes nothing and reads no rows; says schema and bytes only. */
  readonly dryRun: boolean;
};

export type QueryOutcome = {
  /** SELECT, INSERT, UPDATE, DELETE, MERGE, TRUNCATE_TABLE, CREATE_TABLE, CREATE_TABLE_AS_SELECT, ALTER_TABLE, DROP_TABLE, SCRIPT … */
  readonly statementType: string;
  /** The columns of the result; null where there is none (DML, DDL). */
  readonly fields: readonly Field[] | null;
  /**
   * A PostgreSQL SELECT for the rows of the result, in the order and the storage types of `fields`, under the names of
   * `fields`; it is run in the same transaction, once, right afterwards. Null where there is no result.
   */
  readonly select: { readonly text: string; readonly values: readonly unknown[] } | null;
  readonly dml: DmlStatistics | null;
  readonly ddl: {
    readonly operation: 'CREATE' | 'REPLACE' | 'ALTER' | 'DROP' | 'SKIP';
    readonly target: TableRef;
  } | null;
  /** What would be billed before rounding, as the documentation counts it: columns and partitions read. */
  readonly bytesProcessed: number;
  readonly referencedTables: readonly TableRef[];
};

/** Runs GoogleSQL. Throws ApiError: invalidQuery with the place, notFound, notImplemented for what the loopback does not know. */
export type RunQuery = (request: QueryRequest, transaction: Transaction) => Promise<QueryOutcome>;
