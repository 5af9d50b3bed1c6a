import { tablePath } from './connect.ts';
import type { Partition } from './partitions.ts';
import type { BigQuerySession, TableId } from './session.ts';

export type TargetColumn = {
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

type Field = {
  readonly name: string;
  readonly type: string;
  readonly mode?: string;
  readonly maxLength?: string;
  readonly precision?: string;
  readonly scale?: string;
  readonly defaultValueExpression?: string;
};
type Resource = {
  readonly schema?: { readonly fields?: readonly Field[] };
  readonly numRows?: string;
  readonly requirePartitionFilter?: boolean;
  readonly timePartitioning?: {
    readonly type: string;
    readonly field?: string;
    readonly requirePartitionFilter?: boolean;
  };
  readonly rangePartitioning?: {
    readonly field: string;
    readonly range: { readonly start: string; readonly end: string; readonly interval: string };
  };
};

/** The table as it stands now; null where there is none. */
export async function readTarget(session: BigQuerySession, table: TableId): Promise<Target | null> {
  const found = await session.find<Resource>({ method: 'GET', path: tablePath(table) });
  if (found === null) return null;
  const columns = (found.schema?.fields ?? []).map((field) => ({
    name: field.name,
    type: googleType(field),
    required: field.mode === 'REQUIRED',
    hasDefault: field.defaultValueExpression !== undefined,
  }));
  return {
    columns,
    partition: partitionOf(found, columns),
    requireFilter: found.requirePartitionFilter ?? found.timePartitioning?.requirePartitionFilter ?? false,
    rows: Number(found.numRows ?? 0),
  };
}

const WORDS: Readonly<Record<string, string>> = {
  INTEGER: 'INT64',
  FLOAT: 'FLOAT64',
  BOOLEAN: 'BOOL',
  RECORD: 'STRUCT',
};

/** The type of a field of the API in the words of GoogleSQL. */
export function googleType({ type, mode, maxLength, precision, scale }: Field): string {
  const word = WORDS[type] ?? type;
  const sizes = [maxLength ?? precision, scale === '0' ? undefined : scale].filter((size) => size !== undefined);
  const whole = sizes.length === 0 ? word : `${word}(${sizes.join(',')})`;
  return mode === 'REPEATED' ? `ARRAY<${whole}>` : whole;
}

function partitionOf(
  { timePartitioning: time, rangePartitioning: range }: Resource,
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
