import { loadColumns } from '../../format/load-columns.ts';
import type { Column, ColumnType, Plan, TableShape } from '../../types.ts';
import { isDuplicate } from './errors.ts';
import { tablePath, tablesPath } from './paths.ts';
import type { BigQuerySession, TableId } from './session.ts';

// Tables as the API has them, and columns between its words and ours.

/** A column as the API gives it: 64-bit numbers are text. */
export type Field = {
  readonly name: string;
  readonly type: string;
  readonly mode?: string;
  readonly description?: string;
  readonly maxLength?: string;
  readonly precision?: string;
  readonly scale?: string;
  readonly fields?: readonly Field[];
  readonly policyTags?: { readonly names?: readonly string[] };
  readonly dataPolicies?: readonly unknown[];
  readonly defaultValueExpression?: string;
};

export type TimePartitioning = {
  readonly type: string;
  readonly field?: string;
  readonly expirationMs?: string | null;
};
export type RangePartitioning = {
  readonly field: string;
  readonly range: { readonly start: string; readonly end: string; readonly interval: string };
};
/** How the rows of a table are divided and ordered. */
export type Layout = {
  readonly timePartitioning?: TimePartitioning;
  readonly rangePartitioning?: RangePartitioning;
  readonly clustering?: { readonly fields: readonly string[] };
};

/** A table as tables.get gives it. */
export type TableResource = Layout & {
  readonly type?: string;
  readonly location?: string;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly schema?: { readonly fields?: readonly Field[] };
  readonly requirePartitionFilter?: boolean;
  readonly expirationTime?: string;
  readonly creationTime?: string;
  readonly lastModifiedTime?: string;
  readonly numRows?: string;
  readonly streamingBuffer?: unknown;
  readonly tableConstraints?: {
    readonly primaryKey?: { readonly columns: readonly string[] };
    readonly foreignKeys?: readonly unknown[];
  };
  readonly encryptionConfiguration?: unknown;
};

/** The table as it stands; null where there is none, or no such data set. */
export async function readTable(session: BigQuerySession, table: TableId): Promise<TableResource | null> {
  return await session.find<TableResource>({ method: 'GET', path: tablePath(table) });
}

/** Makes an empty table. One that is there already was made by an earlier try of the same request: names are ours. */
export async function makeTable(
  session: BigQuerySession,
  table: TableId,
  made: Readonly<Record<string, unknown>>,
): Promise<void> {
  const tableReference = { projectId: table.project, datasetId: table.dataset, tableId: table.name };
  try {
    await session.request({ method: 'POST', path: tablesPath(table), body: { tableReference, ...made } });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

export async function patchTable(session: BigQuerySession, table: TableId, body: unknown): Promise<TableResource> {
  return await session.request<TableResource>({ method: 'PATCH', path: tablePath(table), body });
}

/** Drops a table; true where there was one. */
export async function dropTable(session: BigQuerySession, table: TableId): Promise<boolean> {
  return (await session.find({ method: 'DELETE', path: tablePath(table) })) !== null;
}

export const reference = ({ project, dataset, name }: TableId): Readonly<Record<string, string>> => ({
  projectId: project,
  datasetId: dataset,
  tableId: name,
});

export function fieldsOf(table: TableResource): readonly Field[] {
  return table.schema?.fields ?? [];
}

export function shapeOf(table: TableResource): TableShape {
  return {
    columns: fieldsOf(table).map(columnOf),
    primaryKey: table.tableConstraints?.primaryKey?.columns ?? [],
    estimatedRows: table.numRows === undefined ? null : Number(table.numRows),
    ...(table.description === undefined ? {} : { comment: table.description }),
  };
}

const TYPES: Readonly<Record<string, { readonly native: string; readonly type: ColumnType }>> = {
  BOOLEAN: { native: 'BOOL', type: 'boolean' },
  BOOL: { native: 'BOOL', type: 'boolean' },
  INTEGER: { native: 'INT64', type: 'integer' },
  INT64: { native: 'INT64', type: 'integer' },
  FLOAT: { native: 'FLOAT64', type: 'double' },
  FLOAT64: { native: 'FLOAT64', type: 'double' },
  NUMERIC: { native: 'NUMERIC', type: 'decimal' },
  BIGNUMERIC: { native: 'BIGNUMERIC', type: 'decimal' },
  STRING: { native: 'STRING', type: 'string' },
  BYTES: { native: 'BYTES', type: 'bytes' },
  DATE: { native: 'DATE', type: 'date' },
  TIME: { native: 'TIME', type: 'time' },
  DATETIME: { native: 'DATETIME', type: 'datetime' },
  TIMESTAMP: { native: 'TIMESTAMP', type: 'timestamp' },
  JSON: { native: 'JSON', type: 'json' },
};

function columnOf(field: Field): Column {
  const type = TYPES[field.type]?.type ?? 'string';
  const { maxLength, precision, scale, description } = field;
  return {
    name: field.name,
    type: field.mode === 'REPEATED' ? 'string' : type,
    nullable: field.mode !== 'REQUIRED',
    native: nativeOf(field),
    ...(type === 'integer' || type === 'double' ? { length: 8 } : {}),
    ...(maxLength === undefined ? {} : { length: Number(maxLength) }),
    ...(precision === undefined ? {} : { precision: Number(precision), scale: Number(scale ?? 0) }),
    ...(type === 'time' || type === 'datetime' || type === 'timestamp' ? { precision: 6 } : {}),
    ...(description === undefined || description === '' ? {} : { comment: description }),
  };
}

/** The type as `typeName` writes it, so that a column of ours is the same again. */
export function nativeOf(field: Field): string {
  const inner = field.fields?.map((part) => `${part.name} ${nativeOf(part)}`).join(', ');
  const name = inner === undefined ? (TYPES[field.type]?.native ?? field.type) : `STRUCT<${inner}>`;
  const { maxLength, precision, scale } = field;
  const size = maxLength ?? precision;
  const fraction = scale === undefined || scale === '0' ? '' : `,${scale}`;
  const native = size === undefined ? name : `${name}(${size}${fraction})`;
  return field.mode === 'REPEATED' ? `ARRAY<${native}>` : native;
}

const LEGACY: Readonly<Record<string, string>> = { BOOL: 'BOOLEAN', INT64: 'INTEGER', FLOAT64: 'FLOAT' };
/** Characters of a column's description. */
const LONGEST_COMMENT = 1024;

/**
 * The columns that a run makes. None is REQUIRED: what a query gives is NULLABLE, and a column that loses its NOT NULL in
 * the source must not stop the night's load. Receipts say how many NULLs there are.
 */
export function plannedFields(plan: Pick<Plan, 'columns' | 'added'>): readonly Field[] {
  const comments = new Map(plan.columns.map(({ name, from }) => [name, from.comment]));
  return loadColumns(plan).map(({ name, type }) => {
    const [, word = type, size, scale] = /^(\w+)(?:\((\d+)(?:,(\d+))?\))?$/.exec(type) ?? [];
    const text = word === 'STRING' || word === 'BYTES';
    const comment = comments.get(name) ?? '';
    return {
      name,
      type: LEGACY[word] ?? word,
      mode: 'NULLABLE',
      ...(size === undefined ? {} : text ? { maxLength: size } : { precision: size }),
      ...(scale === undefined ? {} : { scale }),
      ...(comment === '' ? {} : { description: comment.slice(0, LONGEST_COMMENT) }),
    };
  });
}
