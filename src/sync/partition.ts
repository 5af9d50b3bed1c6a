import { nearest } from './config/nearest.ts';
import type { TableSpec } from './config/spec.ts';
import { misconfigured, type SyncError } from './errors.ts';
import { typeName } from './sql/ddl.ts';
import type { AddedValue, Column, PlannedColumn } from './types.ts';

/** What BigQuery clusters by; what is not here is of no order there. */
const CLUSTERED = ['boolean', 'integer', 'decimal', 'string', 'json', 'date', 'datetime', 'timestamp'];

/**
 * Throws a SyncError where the columns of `partition_by` and `cluster_by` are not written, or not as a type that
 * BigQuery partitions or clusters by.
 */
export function refuseUnpartitionable(
  table: TableSpec,
  planned: readonly PlannedColumn[],
  added: readonly AddedValue[],
): void {
  const { partitionBy, clusterBy } = table.bigquery ?? { partitionBy: null, clusterBy: [] };
  const written = [...planned.map(({ to }) => to), ...added.map(({ column }) => column)];
  const find = (key: string, name: string): Column => {
    const column = written.find((each) => each.name === name);
    if (column === undefined) throw absent(table, key, name, written);
    return column;
  };
  if (partitionBy !== null && partitionBy.column !== null) {
    const column = find('partition_by', partitionBy.column);
    const type = typeName('bigquery', column);
    const { by } = partitionBy;
    if (by.kind === 'range' && type !== 'INT64') {
      throw unfit(table, 'partition_by', column, 'ranges are of INT64', ', or write grain for dates and times');
    }
    if (by.kind === 'time' && !['DATE', 'DATETIME', 'TIMESTAMP'].includes(type)) {
      throw unfit(
        table,
        'partition_by',
        column,
        `grain ${by.grain} is of DATE, DATETIME and TIMESTAMP`,
        ', or write range for whole numbers',
      );
    }
    if (by.kind === 'time' && by.grain === 'hour' && type === 'DATE') {
      throw unfit(table, 'partition_by', column, 'a DATE has no hours', ', or write grain: day');
    }
  }
  for (const name of clusterBy) {
    const column = find('cluster_by', name);
    if (!CLUSTERED.includes(column.type)) {
      throw unfit(table, 'cluster_by', column, 'BigQuery clusters by no FLOAT64, BYTES and TIME', '');
    }
  }
}

function absent(table: TableSpec, key: string, name: string, written: readonly Column[]): SyncError {
  const meant = nearest(
    name,
    written.map((column) => column.name),
  );
  const way =
    name === 'synced_at'
      ? `Write add_columns: [synced_at] for tables.${table.name} in tables.yml`
      : `Copy ${name} too${meant === null ? '' : `, or did you mean ${meant}?`}`;
  return misconfigured(
    'plan',
    `${key} of tables.${table.name} names ${name}, which is not among the columns that are copied`,
    `${way}${way.endsWith('?') ? ' Correct' : ', or correct'} tables.${table.name}.${key} in tables.yml.`,
  );
}

function unfit(table: TableSpec, key: string, column: Column, why: string, or: string): SyncError {
  return misconfigured(
    'plan',
    `${key} of tables.${table.name} names ${column.name}, which arrives as ${typeName('bigquery', column)}: ${why}`,
    `Name another column in tables.${table.name}.${key} in tables.yml${or}; /sync plan ${table.name} shows the columns once it can be planned.`,
  );
}
