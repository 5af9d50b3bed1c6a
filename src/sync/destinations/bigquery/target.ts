import type { Partition } from './partitions.ts';
import type { BigQuerySession, TableId } from './session.ts';
import { fieldsOf, nativeOf, readTable, type TableResource } from './tables.ts';

type TargetColumn = {
  readonly name: string;
  /** As GoogleSQL writes it: `STRING(10)`. */
  readonly type: string;
  readonly required: boolean;
  readonly hasDefault: boolean;
};

/** What stands under a table's name, as far as statements over its rows have to know. */
export type Target = {
  readonly columns: readonly TargetColumn[];
  readonly partition: Partition | null;
  /** Whether every query has to say which partitions it reads. */
  readonly requireFilter: boolean;
  readonly rows: number;
};

/** The table as it stands now; null where there is none. */
export async function readTarget(session: BigQuerySession, table: TableId): Promise<Target | null> {
  const found = await readTable(session, table);
  if (found === null) return null;
  const columns = fieldsOf(found).map((field) => ({
    name: field.name,
    type: nativeOf(field),
    required: field.mode === 'REQUIRED',
    hasDefault: field.defaultValueExpression !== undefined,
  }));
  return {
    columns,
    partition: partitionOf(found, columns),
    requireFilter: found.requirePartitionFilter ?? false,
    rows: Number(found.numRows ?? 0),
  };
}

function partitionOf(
  { timePartitioning: time, rangePartitioning: range }: TableResource,
  columns: readonly TargetColumn[],
): Partition | null {
  if (range !== undefined) {
    const { start, end, interval } = range.range;
    return { by: 'range', column: range.field, start: BigInt(start), end: BigInt(end), interval: BigInt(interval) };
  }
  if (time === undefined) return null;
  const grain = time.type.toLowerCase() as 'hour' | 'day' | 'month' | 'year';
  const { field } = time;
  if (field === undefined) return { by: 'time', column: null, type: 'timestamp', grain };
  const type = columns.find(({ name }) => name.toLowerCase() === field.toLowerCase())?.type.toLowerCase();
  return { by: 'time', column: field, type: type === 'date' || type === 'datetime' ? type : 'timestamp', grain };
}
