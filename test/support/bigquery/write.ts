/** How do rows of a job get into their table, by its dispositions? */
import { ApiError, unknownToLoopback } from './api-error.ts';
import { type CatalogTable, type Field, tableKey } from './catalog.ts';
import { mergedFields } from './compatible.ts';
import { checkDecorator, partitionIdOf, partitioningInWords, startOf } from './partitions.ts';
import type { NewTable } from './query-runner.ts';
import type { Division } from './schema.ts';
import { columnDefinitions, hasPartitionTime, PARTITION_TIME, stored } from './storage.ts';
import type { StoreTransaction } from './store.ts';
import { checkStored } from './stored-values.ts';
import type { Decorated } from './table-decorator.ts';

export type Disposition = 'WRITE_TRUNCATE' | 'WRITE_TRUNCATE_DATA' | 'WRITE_APPEND' | 'WRITE_EMPTY';

export type Write = {
  readonly destination: Decorated;
  /** The columns of the rows. */
  readonly fields: readonly Field[];
  /** The PostgreSQL relation that has them, under their names; the times of ingestion too, where they are to be kept. */
  readonly rows: { readonly relation: string; readonly order: string | null; readonly partitionTimes?: boolean };
  readonly create: 'CREATE_IF_NEEDED' | 'CREATE_NEVER';
  readonly disposition: Disposition;
  readonly updates: readonly ('ALLOW_FIELD_ADDITION' | 'ALLOW_FIELD_RELAXATION')[];
  /** How the job says that the table is divided; null: it says nothing. */
  readonly division: Division | null;
  /** What else a table that is made by this, or replaced as a whole, is like. */
  readonly properties: Partial<
    Pick<NewTable, 'type' | 'description' | 'friendlyName' | 'labels' | 'expirationTime' | 'snapshot' | 'clone'>
  >;
};

const MOST_PARTITIONS = 4_000;

/** Carries out the write. Gives the table as it is then and how many rows were written. */
export async function write(
  transaction: StoreTransaction,
  given: Write,
): Promise<{ readonly table: CatalogTable; readonly rows: number }> {
  const { destination, disposition, updates } = given;
  const { ref, partition } = destination;
  const name = `${ref.projectId}:${tableKey(ref)}`;
  if (destination.at !== null) throw new ApiError('invalid', `Cannot write to a moment in the past: ${name}`);
  if (
    updates.length > 0 &&
    (disposition === 'WRITE_EMPTY' || (disposition === 'WRITE_TRUNCATE' && partition === null))
  ) {
    throw new ApiError(
      'invalid',
      'Schema update options should only be specified with WRITE_APPEND or WRITE_TRUNCATE_DATA disposition, or with WRITE_TRUNCATE disposition on a table partition.',
    );
  }
  const old = transaction.catalog().tables.get(tableKey(ref));
  if (old === undefined) return intoNew(transaction, given);
  if (old.type !== 'TABLE') throw new ApiError('invalid', `${name} is a ${old.type} and cannot be written to`);
  checkDivision(given, old);
  if (partition !== null) checkDecorator(old, partition, name);
  if (disposition === 'WRITE_EMPTY' && !(await isEmpty(transaction, old, partition))) {
    throw new ApiError('duplicate', `Already Exists: Table ${name}${partition === null ? '' : `$${partition}`}`);
  }
  if (disposition === 'WRITE_TRUNCATE' && partition === null) return intoReplaced(transaction, given, old);
  const fields = mergedFields(old, given.fields, updates);
  const grown = fields === old.fields ? old : await transaction.alterTable({ ...old, fields });
  if (disposition === 'WRITE_TRUNCATE_DATA' && partition === null) {
    const relation = transaction.unusedRelation();
    await transaction.query(`create table ${relation} (${columnDefinitions(grown)})`);
    const rows = await insert(transaction, given, grown, relation);
    return { table: await transaction.replaceRows(grown, relation), rows };
  }
  const table = await transaction.change(ref);
  if (disposition !== 'WRITE_APPEND' && disposition !== 'WRITE_EMPTY') {
    await transaction.query(`delete from ${table.relation} where ${partitionIdOf(table)} = $1`, [partition]);
  }
  return { table, rows: await insert(transaction, given, table, table.relation) };
}

async function intoNew(transaction: StoreTransaction, given: Write) {
  const { ref, partition } = given.destination;
  if (given.create === 'CREATE_NEVER') {
    throw new ApiError('notFound', `Not found: Table ${ref.projectId}:${tableKey(ref)}`);
  }
  if (partition !== null && given.division?.timePartitioning === undefined) {
    throw unknownToLoopback('making a table by writing to a partition, without timePartitioning');
  }
  const byDefault = transaction.catalog().datasets.get(ref.datasetId)?.defaultTableExpirationMs;
  const table = await transaction.createTable({
    ref,
    type: 'TABLE',
    fields: given.fields,
    labels: {},
    rowAccessPolicies: [],
    ...(byDefault === undefined ? {} : { expirationTime: transaction.now + Number(byDefault) }),
    ...given.division,
    ...given.properties,
  });
  if (partition !== null) checkDecorator(table, partition, tableKey(ref));
  return { table, rows: await insert(transaction, given, table, table.relation) };
}

/** The whole table is another one afterwards: what the job does not say of it is gone. */
async function intoReplaced(transaction: StoreTransaction, given: Write, old: CatalogTable) {
  const { ref, creationTime, relation: kept, timePartitioning, rangePartitioning, clustering } = old;
  const table: CatalogTable = {
    ref,
    creationTime,
    relation: kept,
    lastModifiedTime: transaction.now,
    type: 'TABLE',
    fields: given.fields,
    labels: {},
    rowAccessPolicies: [],
    ...(timePartitioning === undefined ? {} : { timePartitioning }),
    ...(rangePartitioning === undefined ? {} : { rangePartitioning }),
    ...(clustering === undefined ? {} : { clustering }),
    ...given.division,
    ...given.properties,
  };
  checkColumns(table);
  const relation = transaction.unusedRelation();
  await transaction.query(`create table ${relation} (${columnDefinitions(table)})`);
  const rows = await insert(transaction, given, table, relation);
  return { table: await transaction.replaceRows(table, relation), rows };
}

async function insert(
  transaction: StoreTransaction,
  given: Write,
  table: CatalogTable,
  relation: string,
): Promise<number> {
  const { partition } = given.destination;
  const own = given.fields.map(({ name }) => stored(name));
  const known = new Map(table.fields.map((field) => [field.name.toLowerCase(), field.name]));
  const into = given.fields.map(({ name }) => stored(known.get(name.toLowerCase()) ?? name));
  const time = table.timePartitioning;
  if (hasPartitionTime(table) && time !== undefined) {
    into.push(stored(PARTITION_TIME));
    const moment = partition === null ? new Date(transaction.now).toISOString() : startOf(partition, time.type);
    const kept = partition === null && given.rows.partitionTimes === true;
    own.push(kept ? stored(PARTITION_TIME) : `date_trunc('${time.type.toLowerCase()}', '${moment}'::timestamptz)`);
  } else if (partition !== null) {
    const [elsewhere] = (
      await transaction.query(`select count(*) as n from ${given.rows.relation} where ${partitionIdOf(table)} <> $1`, [
        partition,
      ])
    ).rows;
    if (elsewhere?.n !== '0') {
      throw new ApiError(
        'invalid',
        `Some rows belong to different partitions rather than destination partition ${partition}`,
      );
    }
  }
  const order = given.rows.order === null ? '' : ` order by ${given.rows.order}`;
  const { rowCount } = await transaction
    .query(`insert into ${relation} (${into.join(', ')}) select ${own.join(', ')} from ${given.rows.relation}${order}`)
    .catch(requiredIsNull);
  await checkStored(transaction, parametersOf(table, given.fields), given.rows.relation);
  await checkPartitions(transaction, table, relation);
  return rowCount;
}

/** The columns of the rows with the parameters that the table's have. */
function parametersOf(table: CatalogTable, fields: readonly Field[]): readonly Field[] {
  return fields.map((field) => {
    const known = table.fields.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
    return { ...(known ?? field), name: field.name };
  });
}

async function checkPartitions(transaction: StoreTransaction, table: CatalogTable, relation: string): Promise<void> {
  const id = partitionIdOf(table);
  if (id === null) return;
  const [row] = (await transaction.query(`select count(distinct ${id}) as n from ${relation}`)).rows;
  if (Number(row?.n) <= MOST_PARTITIONS) return;
  throw new ApiError(
    'quotaExceeded',
    `Too many partitions produced by query, allowed ${MOST_PARTITIONS}, query produces at least ${row?.n} partitions`,
  );
}

async function isEmpty(transaction: StoreTransaction, table: CatalogTable, partition: string | null): Promise<boolean> {
  const where = partition === null ? '' : ` where ${partitionIdOf(table)} = '${partition}'`;
  const { rows } = await transaction.query(`select 1 from ${table.relation}${where} limit 1`);
  return rows.length === 0;
}

/** A job that says how the table is divided must say what it is. */
function checkDivision({ division, destination }: Write, old: CatalogTable): void {
  if (division === null) return;
  const asked = partitioningInWords(division);
  const is = partitioningInWords(old);
  const fields = (of: Division) => of.clustering?.fields.join(',') ?? '';
  if (asked === is && fields(division) === fields(old)) return;
  const words = (partitioning: string, of: Division) =>
    `${partitioning}${of.clustering ? ` clustering(${fields(of)})` : ''}`;
  throw new ApiError(
    'invalid',
    `Incompatible table partitioning specification. Destination table ${tableKey(destination.ref)} exists with partitioning specification ${words(is, old)}, but transfer target partitioning specification is ${words(asked, division)}. Please retry after updating either the destination table or the transfer partitioning specification.`,
  );
}

/** The columns that divide the table must be there still. */
function checkColumns(table: CatalogTable): void {
  const needed = [table.timePartitioning?.field, table.rangePartitioning?.field, ...(table.clustering?.fields ?? [])];
  for (const name of needed) {
    if (name === undefined || table.fields.some((field) => field.name.toLowerCase() === name.toLowerCase())) continue;
    throw new ApiError(
      'invalid',
      `The field specified for partitioning or clustering cannot be found in the schema: ${name}`,
    );
  }
}

function requiredIsNull(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '23502' && 'column' in error) {
    throw new ApiError('invalid', `Required field ${error.column} cannot be null`, String(error.column));
  }
  throw error;
}
