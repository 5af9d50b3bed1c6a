import type { LoadFormat } from '../../config/spec.ts';
import { SyncError } from '../../errors.ts';
import { nullMarker } from '../../format/csv.ts';
import { loadColumns } from '../../format/load-columns.ts';
import { type LoadFile, loadFiles } from '../../format/load-file.ts';
import type { Cell, Plan } from '../../types.ts';
import type { OpenSession } from './connect.ts';
import { fileUri, openFile, type StagingPlace, type StoredFile } from './files.ts';
import { type DoneJob, type JobConfiguration, jobId, type TableId } from './session.ts';
import { openUpload } from './upload.ts';

/** Rows on their way into a table by one load job. */
type RowsLoad = {
  write(rows: readonly (readonly Cell[])[]): Promise<void>;
  /** Ends the load and waits for its job. Throws the job's own error. */
  finish(): Promise<{ readonly rows: number; readonly job: DoneJob }>;
  /** Stops the upload at once, and the job where it is waited for; files that were staged stay (see dropFiles). */
  abort(): void;
};

/** What is loaded, and on which way. */
type RowsSpec = {
  readonly plan: Plan;
  readonly token: string;
  /** An empty table that has the plan's columns and those that the run adds. */
  readonly table: TableId;
  /** Where files are staged; null: the rows are uploaded to BigQuery itself. */
  readonly staging: StagingPlace | null;
  /** See isCompressed. */
  readonly compressed: boolean;
  /** Bytes of a staged file before they are compressed. */
  readonly fileBytes?: number;
};

/** Many workers read many files, and no file gets near a limit. */
const FILE_BYTES = 256_000_000;
/** A compressed text file may not be larger: https://cloud.google.com/bigquery/quotas#load_jobs */
const GZIP_BYTES = 4_000_000_000;

/** Everything is compressed but what goes to an emulator, which may not read it and is not far away. */
export function isCompressed({ address }: Pick<OpenSession, 'address'>): boolean {
  return !address.startsWith('http:');
}

/** A load job's configuration. `uris`: files in Cloud Storage; null: the bytes are uploaded. */
export function loadConfiguration(
  format: LoadFormat,
  {
    token,
    table,
    disposition,
    uris,
  }: {
    readonly token: string;
    readonly table: TableId;
    readonly disposition: 'WRITE_EMPTY' | 'WRITE_TRUNCATE_DATA';
    readonly uris: readonly string[] | null;
  },
): JobConfiguration {
  return {
    load: {
      destinationTable: { projectId: table.project, datasetId: table.dataset, tableId: table.name },
      createDisposition: 'CREATE_NEVER',
      writeDisposition: disposition,
      maxBadRecords: 0,
      ...SOURCE[format](token),
      ...(uris === null ? {} : { sourceUris: uris }),
    },
  };
}

const SOURCE: Readonly<Record<LoadFormat, (token: string) => Readonly<Record<string, unknown>>>> = {
  avro: () => ({ sourceFormat: 'AVRO', useAvroLogicalTypes: true }),
  ndjson: () => ({ sourceFormat: 'NEWLINE_DELIMITED_JSON' }),
  csv: (token) => ({
    sourceFormat: 'CSV',
    encoding: 'UTF-8',
    fieldDelimiter: ',',
    quote: '"',
    nullMarker: nullMarker(token),
    allowQuotedNewlines: true,
    allowJaggedRows: false,
    preserveAsciiControlCharacters: true,
  }),
};

/** Begins to load the rows of a plan into a staging table. */
export async function openRows(
  session: OpenSession,
  { plan, token, table, staging, compressed, fileBytes = FILE_BYTES }: RowsSpec,
): Promise<RowsLoad> {
  const format = plan.bigquery?.format ?? 'ndjson';
  const files = loadFiles({ columns: loadColumns(plan), format, compressed, token });
  const target = { token, table, disposition: 'WRITE_EMPTY' } as const;
  const id = jobId(token, 'load');
  let rows = 0;

  if (staging === null) {
    const upload = await openUpload(session, {
      id,
      configuration: loadConfiguration(format, { ...target, uris: null }),
    });
    let bytes = 0;
    const file = await files.begin(async (piece) => {
      bytes += piece.length;
      if (compressed && format !== 'avro' && bytes > GZIP_BYTES) throw tooLarge(format);
      await upload.write(piece);
    });
    return {
      async write(batch) {
        await file.write(batch);
        rows += batch.length;
      },
      async finish() {
        await file.end();
        files.close();
        return { rows, job: await upload.finish() };
      },
      abort() {
        upload.abort();
        files.close();
      },
    };
  }

  const ended = new AbortController();
  let open: { readonly file: LoadFile; readonly stored: StoredFile; bytes: number } | null = null;
  const uris: string[] = [];
  const next = async (): Promise<NonNullable<typeof open>> => {
    const name = `${String(uris.length + 1).padStart(6, '0')}.${format}${compressed && format !== 'avro' ? '.gz' : ''}`;
    const stored = await openFile(session, staging, { token, name });
    uris.push(fileUri(staging, token, name));
    return { stored, file: await files.begin(stored.write), bytes: 0 };
  };
  const end = async (): Promise<void> => {
    await open?.file.end();
    await open?.stored.finish();
    open = null;
  };
  return {
    async write(batch) {
      open ??= await next();
      open.bytes += await open.file.write(batch);
      rows += batch.length;
      if (open.bytes >= fileBytes) await end();
    },
    async finish() {
      // Of no rows there is one file too: a job that finds none is refused.
      if (uris.length === 0) open = await next();
      await end();
      files.close();
      return { rows, job: await session.run(id, loadConfiguration(format, { ...target, uris }), ended.signal) };
    },
    abort() {
      ended.abort();
      open?.stored.abort();
      files.close();
    },
  };
}

function tooLarge(format: LoadFormat): SyncError {
  return new SyncError({
    code: 'data.too_long',
    side: 'destination',
    stage: 'copy',
    message: `the rows take more than the 4 GB that BigQuery loads as one compressed file of ${format}; nothing was published`,
    hint: 'Set staging: gs://… of the connection in tables.yml, which makes several files, or bigquery: { format: avro } for the table.',
    retry: 'never',
  });
}
