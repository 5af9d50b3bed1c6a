import type { Grain, TableSpec } from './config/spec.ts';
import { misconfigured } from './errors.ts';
import type { AddedValue, Column, Plan } from './types.ts';

/**
 * The columns that a run adds to the copied ones, with the value that all its rows get. `synced_at` is the moment the run
 * stands for, so that a second try writes what the first one would have. Throws a SyncError where a copied column has the
 * name already.
 */
export function addedColumns(table: TableSpec, copied: readonly Column[], due: string): readonly AddedValue[] {
  return table.addColumns.map((name) => {
    // BigQuery knows no case of a column's name.
    const same = copied.find((column) => column.name.toLowerCase() === name);
    if (same !== undefined) {
      throw misconfigured(
        'plan',
        `add_columns of tables.${table.name} adds ${name}, and ${table.source.connection}.${table.source.table.name} has a column ${same.name}`,
        `Add ${same.name} to tables.${table.name}.exclude in tables.yml, or take ${name} out of add_columns.`,
      );
    }
    return { column: { name, type: 'timestamp', nullable: true, native: 'timestamp' }, value: cellOf(due) };
  });
}

/** Whether every run adds all the rows there are, beside those of earlier days. */
export function takesSnapshots({ mode, addColumns, incrementalKey }: TableSpec): boolean {
  return mode === 'append' && incrementalKey === null && addColumns.includes('synced_at');
}

/**
 * The part of the target that this run's rows replace: the hour, day, month or year of `due` by which the target is
 * partitioned, else the day; all of them in UTC, as BigQuery's partitions are. Null where the table takes no snapshots.
 */
export function snapshotOf(table: TableSpec, due: string): Plan['snapshot'] {
  if (!takesSnapshots(table)) return null;
  const column = 'synced_at';
  const partitioning = table.bigquery?.partitionBy;
  const fits = partitioning?.column === column && partitioning.by.kind === 'time' ? partitioning.by.grain : 'day';
  const [from, to] = around(fits, new Date(due));
  return { column, from: from.toISOString(), to: to.toISOString() };
}

function around(grain: Grain, moment: Date): readonly [from: Date, to: Date] {
  const [year, month, day, hour] = [
    moment.getUTCFullYear(),
    moment.getUTCMonth(),
    moment.getUTCDate(),
    moment.getUTCHours(),
  ];
  const at = (...parts: readonly [number, number, number?, number?]): Date =>
    new Date(Date.UTC(parts[0], parts[1], parts[2] ?? 1, parts[3] ?? 0));
  switch (grain) {
    case 'hour':
      return [at(year, month, day, hour), at(year, month, day, hour + 1)];
    case 'day':
      return [at(year, month, day), at(year, month, day + 1)];
    case 'month':
      return [at(year, month), at(year, month + 1)];
    case 'year':
      return [at(year, 0), at(year + 1, 0)];
  }
}

/** `2026-01-01 05:00:00+00`, without needless zeros: the notation of `Cell`. */
function cellOf(due: string): string {
  const [date, time = ''] = new Date(due).toISOString().split('T');
  return `${date} ${time.replace(/\.?0*Z$/, '')}+00`;
}
