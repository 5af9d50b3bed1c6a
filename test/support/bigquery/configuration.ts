/** Which configurations of jobs are accepted? */
import { z } from 'zod';
import { ApiError, unknownToLoopback } from './api-error.ts';
import { count, datasetReference, divided, int64, labelsShape, read, schema, tableReference } from './shapes.ts';

const dispositions = {
  createDisposition: z.enum(['CREATE_IF_NEEDED', 'CREATE_NEVER']).optional(),
  writeDisposition: z.enum(['WRITE_TRUNCATE', 'WRITE_TRUNCATE_DATA', 'WRITE_APPEND', 'WRITE_EMPTY']).optional(),
};
const schemaUpdateOptions = z.array(z.enum(['ALLOW_FIELD_ADDITION', 'ALLOW_FIELD_RELAXATION'])).optional();

const load = z.strictObject({
  sourceUris: z.array(z.string().regex(/^gs:\/\/[^/]+\/.+$/)).optional(),
  schema: schema.optional(),
  destinationTable: tableReference,
  destinationTableProperties: z
    .strictObject({
      description: z.string().optional(),
      friendlyName: z.string().optional(),
      labels: labelsShape.optional(),
      expirationTime: z.iso.datetime().optional(),
    })
    .optional(),
  ...dispositions,
  ...divided,
  schemaUpdateOptions,
  sourceFormat: z.enum(['NEWLINE_DELIMITED_JSON', 'CSV', 'AVRO']).optional(),
  maxBadRecords: count.optional(),
  ignoreUnknownValues: z.boolean().optional(),
  autodetect: z.literal(false).optional(),
  encoding: z.literal('UTF-8').optional(),
  // CSV
  nullMarker: z.string().optional(),
  quote: z.string().max(1).optional(),
  fieldDelimiter: z.string().length(1).optional(),
  skipLeadingRows: count.optional(),
  allowQuotedNewlines: z.boolean().optional(),
  allowJaggedRows: z.boolean().optional(),
  preserveAsciiControlCharacters: z.boolean().optional(),
  // Avro
  useAvroLogicalTypes: z.boolean().optional(),
});
export type LoadAsked = z.infer<typeof load>;

const query = z.strictObject({
  query: z.string().min(1),
  useLegacySql: z.literal(false),
  destinationTable: tableReference.optional(),
  defaultDataset: datasetReference.partial({ projectId: true }).optional(),
  ...dispositions,
  ...divided,
  schemaUpdateOptions,
  priority: z.enum(['INTERACTIVE', 'BATCH']).optional(),
  useQueryCache: z.boolean().optional(),
  maximumBytesBilled: int64.optional(),
  // Google's own client writes it small.
  parameterMode: z
    .string()
    .toUpperCase()
    .pipe(z.enum(['NAMED', 'POSITIONAL']))
    .optional(),
  queryParameters: z
    .array(
      z.strictObject({
        name: z.string().optional(),
        parameterType: z.strictObject({ type: z.string() }),
        parameterValue: z.strictObject({
          value: z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]).nullish(),
        }),
      }),
    )
    .optional(),
});
export type QueryAsked = z.infer<typeof query>;

const copy = z.strictObject({
  sourceTable: tableReference.optional(),
  sourceTables: z.array(tableReference).min(1).optional(),
  destinationTable: tableReference,
  createDisposition: dispositions.createDisposition,
  writeDisposition: z.enum(['WRITE_TRUNCATE', 'WRITE_APPEND', 'WRITE_EMPTY']).optional(),
  operationType: z.enum(['COPY', 'SNAPSHOT', 'RESTORE', 'CLONE']).optional(),
  destinationExpirationTime: z.iso.datetime().optional(),
});
export type CopyAsked = z.infer<typeof copy>;

const common = z.strictObject({
  jobType: z.string().optional(),
  labels: labelsShape.optional(),
  dryRun: z.boolean().optional(),
  jobTimeoutMs: int64.optional(),
});

export type JobAsked = z.infer<typeof common> &
  (
    | { readonly kind: 'load'; readonly load: LoadAsked }
    | { readonly kind: 'query'; readonly query: QueryAsked }
    | { readonly kind: 'copy'; readonly copy: CopyAsked }
  );

const job = z.strictObject({
  kind: z.string().optional(),
  jobReference: z
    .strictObject({
      projectId: z.string().optional(),
      jobId: z.string().optional(),
      location: z.string().optional(),
    })
    .optional(),
  configuration: z.record(z.string(), z.unknown()),
});
export type JobResourceAsked = z.infer<typeof job>;

export function readJob(body: unknown): JobResourceAsked {
  return read(job, body, 'job');
}

/** Reads `configuration`. Throws the API's errors for what is unknown, missing or not allowed together. */
export function readConfiguration(configuration: Readonly<Record<string, unknown>>): JobAsked {
  const kinds = (['load', 'query', 'copy', 'extract'] as const).filter((kind) => configuration[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw new ApiError(
      'required',
      'Required parameter is missing: exactly one of load, query and copy',
      'configuration',
    );
  }
  if (kind === 'extract') throw unknownToLoopback('extract jobs');
  const { [kind]: part, ...rest } = configuration;
  const shared = read(common, rest, 'configuration');
  if (shared.jobTimeoutMs !== undefined) throw unknownToLoopback('jobTimeoutMs');
  const place = `configuration.${kind}`;
  if (kind === 'load') return { ...shared, kind, load: checkLoad(read(load, part, place)) };
  if (kind === 'query') return { ...shared, kind, query: checkQuery(read(query, part, place)) };
  return { ...shared, kind, copy: checkCopy(read(copy, part, place)) };
}

/** Options of one format are refused with another. */
const OF_FORMAT = {
  CSV: [
    'nullMarker',
    'quote',
    'fieldDelimiter',
    'skipLeadingRows',
    'allowQuotedNewlines',
    'allowJaggedRows',
    'preserveAsciiControlCharacters',
  ],
  AVRO: ['useAvroLogicalTypes'],
} as const;

function checkLoad(asked: LoadAsked): LoadAsked {
  const format = asked.sourceFormat ?? 'CSV';
  for (const [of, names] of Object.entries(OF_FORMAT)) {
    for (const name of names) {
      if (of !== format && asked[name] !== undefined) {
        throw new ApiError('invalid', `${name} is an option of ${of}, not of ${format}`, `configuration.load.${name}`);
      }
    }
  }
  if ((asked.maxBadRecords ?? 0) > 0) throw unknownToLoopback('maxBadRecords above 0');
  return asked;
}

function checkQuery(asked: QueryAsked): QueryAsked {
  const needsTarget = [
    'createDisposition',
    'writeDisposition',
    'timePartitioning',
    'rangePartitioning',
    'clustering',
  ] as const;
  for (const name of needsTarget) {
    if (asked[name] === undefined || asked.destinationTable !== undefined) continue;
    throw new ApiError('invalid', `${name} needs a destinationTable`, `configuration.query.${name}`);
  }
  const names = (asked.queryParameters ?? []).map(({ name }) => name);
  const mode = asked.parameterMode ?? (names.every((name) => name === undefined) ? 'POSITIONAL' : 'NAMED');
  if (names.some((name) => (name === undefined) !== (mode === 'POSITIONAL'))) {
    throw new ApiError('invalid', `Query parameters of mode ${mode}: ${mode === 'NAMED' ? 'all' : 'none'} have names`);
  }
  if (new Set(names.map((name) => name?.toLowerCase())).size < names.length && mode === 'NAMED') {
    throw new ApiError('invalid', 'Duplicate name of a query parameter');
  }
  return asked;
}

function checkCopy(asked: CopyAsked): CopyAsked {
  if ((asked.sourceTable === undefined) === (asked.sourceTables === undefined)) {
    throw new ApiError('required', 'Required parameter is missing: one of sourceTable and sourceTables');
  }
  const operation = asked.operationType ?? 'COPY';
  if (asked.destinationExpirationTime !== undefined && operation !== 'SNAPSHOT' && operation !== 'CLONE') {
    throw new ApiError('invalid', `destinationExpirationTime is not for operationType ${operation}`);
  }
  return asked;
}
