/** What does a load job do? */
import { gunzipSync } from 'node:zlib';
import { ApiError } from './api-error.ts';
import type { Field } from './catalog.ts';
import type { LoadAsked } from './configuration.ts';
import { readRows } from './files/index.ts';
import type { Job, JobOutcome } from './job.ts';
import { checkLocation } from './location.ts';
import { isDivided, readDivision, readFields } from './schema.ts';
import { columnDefinition } from './storage.ts';
import type { Store, StoreTransaction } from './store.ts';
import { readDecorator } from './table-decorator.ts';
import { write } from './write.ts';

/** The bytes that came with a job, or what was counted of them while they were thrown away. */
export type LoadInput =
  | { readonly bytes: Buffer }
  | { readonly discarded: { readonly rows: number; readonly bytes: number } };

type Given = {
  readonly store: Store;
  readonly job: Job;
  readonly input: LoadInput | null;
  readonly objects: (uri: string) => readonly Buffer[];
};

export function runLoad(asked: LoadAsked, given: Given): Promise<JobOutcome> {
  const { store, job, input } = given;
  return store.transaction(async (transaction) => {
    const destination = readDecorator(asked.destinationTable, transaction.now);
    checkLocation(store, job, [destination.ref]);
    if (input !== null && 'discarded' in input) {
      transaction.claim(transaction.table(destination.ref).ref, input.discarded);
      return outcome(destination.ref, { ...input.discarded, files: 1, fileBytes: input.discarded.bytes });
    }
    const files = filesOf(asked, given);
    const fields = fieldsOf(asked, files, transaction, destination.ref);
    const relation = transaction.unusedRelation();
    await transaction.query(`create table ${relation} (${fields.map(columnDefinition).join(', ')})`);
    await transaction.copyIn(relation, readRows(files.map(unzipped), fields, asked));
    const { rows } = await write(transaction, {
      destination,
      fields,
      rows: { relation, order: null },
      create: asked.createDisposition ?? 'CREATE_IF_NEEDED',
      disposition: asked.writeDisposition ?? 'WRITE_APPEND',
      updates: asked.schemaUpdateOptions ?? [],
      division: isDivided(asked) ? readDivision(asked, fields) : null,
      properties: properties(asked),
    });
    const bytes = (await transaction.figures({ ...transaction.table(destination.ref), relation, fields })).bytes;
    await transaction.query(`drop table ${relation}`);
    return outcome(destination.ref, {
      rows,
      bytes,
      files: files.length,
      fileBytes: files.reduce((sum, file) => sum + file.length, 0),
    });
  });
}

function filesOf({ sourceUris }: LoadAsked, { input, objects }: Given): readonly Buffer[] {
  if (input !== null) {
    if (sourceUris !== undefined) throw new ApiError('invalid', 'sourceUris and an upload exclude each other');
    return [(input as { readonly bytes: Buffer }).bytes];
  }
  if (sourceUris === undefined) throw new ApiError('required', 'Required parameter is missing: sourceUris');
  return sourceUris.flatMap((uri) => {
    const found = objects(uri);
    if (found.length === 0) throw new ApiError('notFound', `Not found: URI ${uri}`, uri);
    return found;
  });
}

/** Compressed files are known by their first bytes. */
function unzipped(file: Buffer): Buffer {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file;
  try {
    return gunzipSync(file);
  } catch (error) {
    throw new ApiError('invalid', `Error while reading data, error message: ${error}`);
  }
}

/** The job's own schema, or the table's. */
function fieldsOf(
  asked: LoadAsked,
  files: readonly Buffer[],
  transaction: StoreTransaction,
  ref: LoadAsked['destinationTable'],
): readonly Field[] {
  if (asked.schema?.fields !== undefined) return readFields(asked.schema.fields);
  const table = transaction.catalog().tables.get(`${ref.datasetId}.${ref.tableId}`);
  if (table !== undefined && table.fields.length > 0) return table.fields;
  if (asked.createDisposition === 'CREATE_NEVER') {
    throw new ApiError('notFound', `Not found: Table ${ref.projectId}:${ref.datasetId}.${ref.tableId}`);
  }
  throw new ApiError('invalid', `No schema specified on job or table. (${files.length} files)`);
}

function properties({ destinationTableProperties: asked }: LoadAsked) {
  if (asked === undefined) return {};
  const { expirationTime, description, friendlyName, labels } = asked;
  return {
    ...(description === undefined ? {} : { description }),
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(labels === undefined ? {} : { labels }),
    ...(expirationTime === undefined ? {} : { expirationTime: Date.parse(expirationTime) }),
  };
}

function outcome(
  destination: LoadAsked['destinationTable'],
  figures: { readonly rows: number; readonly bytes: number; readonly files: number; readonly fileBytes: number },
): JobOutcome {
  return {
    statistics: {
      inputFiles: String(figures.files),
      inputFileBytes: String(figures.fileBytes),
      outputRows: String(figures.rows),
      outputBytes: String(figures.bytes),
      badRecords: '0',
    },
    destination,
    result: null,
    statementType: null,
    referencedTables: [],
    bytesProcessed: 0,
    bytesBilled: 0,
    dml: null,
  };
}
