/** What does a copy job do? */
import { ApiError } from './api-error.ts';
import { type CatalogTable, tableKey } from './catalog.ts';
import type { CopyAsked } from './configuration.ts';
import type { Job, JobOutcome } from './job.ts';
import { checkLocation } from './location.ts';
import { checkDecorator, partitionIdOf } from './partitions.ts';
import { hasPartitionTime } from './storage.ts';
import type { Store, StoreTransaction } from './store.ts';
import { readDecorator } from './table-decorator.ts';
import { type Write, write } from './write.ts';

export function runCopy(
  asked: CopyAsked,
  { store, job }: { readonly store: Store; readonly job: Job },
): Promise<JobOutcome> {
  return store.transaction(async (transaction) => {
    const { now } = transaction;
    const operation = asked.operationType ?? 'COPY';
    const sources = (asked.sourceTables ?? [asked.sourceTable!]).map((ref) => readDecorator(ref, now));
    if (operation !== 'COPY' && sources.length > 1) {
      throw new ApiError('invalid', `operationType ${operation} takes one source table`);
    }
    const destination = readDecorator(asked.destinationTable, now);
    checkLocation(store, job, [destination.ref, ...sources.map(({ ref }) => ref)]);
    let copiedRows = 0;
    let copiedBytes = 0;
    for (const [i, source] of sources.entries()) {
      const table = transaction.table(source.ref, source.at ?? undefined);
      checkOperation(operation, table);
      const figures = await transaction.figures(table);
      const relation = await rowsOf(transaction, table, source.partition);
      const dispositions = { ...asked, operationType: operation };
      const first = disposition(dispositions);
      const { rows } = await write(transaction, {
        destination,
        fields: table.fields,
        rows: { relation, order: null, partitionTimes: hasPartitionTime(table) },
        create: asked.createDisposition ?? 'CREATE_IF_NEEDED',
        disposition: i === 0 ? first : 'WRITE_APPEND',
        updates: [],
        division: divisionOf(table),
        properties: properties(operation, table, { asked, at: source.at ?? now }),
      });
      const thrownAway = source.partition === null && figures.rows > rows;
      if (thrownAway) transaction.claim(destination.ref, figures);
      copiedRows += thrownAway ? figures.rows : rows;
      copiedBytes += figures.bytes;
    }
    return {
      statistics: { copiedRows: String(copiedRows), copiedLogicalBytes: String(copiedBytes) },
      destination: destination.ref,
      result: null,
      statementType: null,
      referencedTables: sources.map(({ ref }) => ref),
      bytesProcessed: 0,
      bytesBilled: 0,
      dml: null,
    };
  });
}

function disposition({ writeDisposition, operationType }: CopyAsked): Write['disposition'] {
  if (
    writeDisposition !== undefined &&
    writeDisposition !== 'WRITE_EMPTY' &&
    /SNAPSHOT|CLONE/.test(operationType ?? '')
  ) {
    throw new ApiError(
      'invalid',
      `operationType ${operationType} makes a new table: ${writeDisposition} is not for it`,
    );
  }
  return writeDisposition ?? 'WRITE_EMPTY';
}

function checkOperation(operation: string, table: CatalogTable): void {
  const needed = operation === 'RESTORE' ? 'SNAPSHOT' : 'TABLE';
  if (table.type === needed) return;
  throw new ApiError(
    'invalid',
    `Table copy job with operationType ${operation} takes a source of type ${needed}: ${tableKey(table.ref)} is a ${table.type}`,
  );
}

/** The rows of a table, or of one partition of it, as a relation of their own. */
async function rowsOf(transaction: StoreTransaction, table: CatalogTable, partition: string | null): Promise<string> {
  if (partition === null) return table.relation;
  checkDecorator(table, partition, tableKey(table.ref));
  const relation = transaction.unusedRelation();
  const where = `${partitionIdOf(table)} = '${partition}'`;
  await transaction.query(`create table ${relation} as select * from ${table.relation} where ${where}`);
  return relation;
}

function divisionOf({ timePartitioning, rangePartitioning, clustering }: CatalogTable): Write['division'] {
  return {
    ...(timePartitioning === undefined ? {} : { timePartitioning }),
    ...(rangePartitioning === undefined ? {} : { rangePartitioning }),
    ...(clustering === undefined ? {} : { clustering }),
  };
}

function properties(
  operation: string,
  table: CatalogTable,
  { asked, at }: { readonly asked: CopyAsked; readonly at: number },
): Write['properties'] {
  const expiry = asked.destinationExpirationTime;
  const expiring = expiry === undefined ? {} : { expirationTime: Date.parse(expiry) };
  if (operation === 'SNAPSHOT') {
    return { ...expiring, type: 'SNAPSHOT', snapshot: { baseTable: table.ref, snapshotTime: at } };
  }
  if (operation === 'CLONE') return { ...expiring, clone: { baseTable: table.ref, cloneTime: at } };
  return {};
}
