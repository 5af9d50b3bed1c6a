/** Which fields may a request have? Everything else is refused. */
import { z } from 'zod';
import { ApiError } from './api-error.ts';

/** A 64-bit number: text or a number in JSON, text from here on. */
export const int64 = z.union([z.string().regex(/^-?\d+$/), z.int()]).transform(String);
export const count = int64.transform(Number);

const labels = z.record(
  z.string().regex(/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u),
  z.string().regex(/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u),
);
export const tableReference = z.strictObject({ projectId: z.string(), datasetId: z.string(), tableId: z.string() });
export const datasetReference = z.strictObject({ projectId: z.string(), datasetId: z.string() });

const field = z.strictObject({
  name: z.string(),
  type: z.string(),
  mode: z.enum(['NULLABLE', 'REQUIRED', 'REPEATED']).optional(),
  description: z.string().max(1024).optional(),
  maxLength: int64.optional(),
  precision: int64.optional(),
  scale: int64.optional(),
  policyTags: z.strictObject({ names: z.array(z.string()).max(1).optional() }).optional(),
  defaultValueExpression: z.string().optional(),
  roundingMode: z.enum(['ROUND_HALF_AWAY_FROM_ZERO', 'ROUND_HALF_EVEN']).optional(),
});
export const schema = z.strictObject({ fields: z.array(field).optional() });
export type FieldAsked = z.infer<typeof field>;

const timePartitioning = z.strictObject({
  type: z.enum(['HOUR', 'DAY', 'MONTH', 'YEAR']),
  field: z.string().optional(),
  expirationMs: int64.optional(),
});
const rangePartitioning = z.strictObject({
  field: z.string(),
  range: z.strictObject({ start: int64, end: int64, interval: int64 }),
});
const clustering = z.strictObject({ fields: z.array(z.string()).min(1).max(4) });
/** How a table is divided; the same in tables and in jobs that make them. */
export const divided = {
  timePartitioning: timePartitioning.optional(),
  rangePartitioning: rangePartitioning.optional(),
  clustering: clustering.optional(),
};
export type Divided = {
  readonly timePartitioning?: z.infer<typeof timePartitioning> | undefined;
  readonly rangePartitioning?: z.infer<typeof rangePartitioning> | undefined;
  readonly clustering?: z.infer<typeof clustering> | undefined;
};

export const table = z.strictObject({
  kind: z.literal('bigquery#table').optional(),
  tableReference,
  friendlyName: z.string().optional(),
  description: z.string().max(16_384).optional(),
  labels: labels.optional(),
  schema: schema.optional(),
  ...divided,
  requirePartitionFilter: z.boolean().optional(),
  expirationTime: int64.optional(),
  view: z.strictObject({ query: z.string(), useLegacySql: z.literal(false) }).optional(),
  tableConstraints: z
    .strictObject({ primaryKey: z.strictObject({ columns: z.array(z.string()).min(1).max(16) }).optional() })
    .optional(),
});
export type TableAsked = z.infer<typeof table>;

/** `null` takes a property away; what is left out stays. */
export const tablePatch = z.strictObject({
  tableReference: tableReference.optional(),
  friendlyName: z.string().nullable().optional(),
  description: z.string().max(16_384).nullable().optional(),
  labels: z.record(z.string(), z.string().nullable()).nullable().optional(),
  schema: schema.optional(),
  timePartitioning: timePartitioning.partial().extend({ expirationMs: int64.nullable().optional() }).optional(),
  clustering: clustering.nullable().optional(),
  requirePartitionFilter: z.boolean().nullable().optional(),
  expirationTime: int64.nullable().optional(),
  tableConstraints: table.shape.tableConstraints.nullable(),
  view: table.shape.view,
});

export const dataset = z.strictObject({
  kind: z.literal('bigquery#dataset').optional(),
  datasetReference: datasetReference.partial({ projectId: true }),
  location: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .optional(),
  friendlyName: z.string().optional(),
  description: z.string().optional(),
  labels: labels.optional(),
  defaultTableExpirationMs: int64.optional(),
  defaultPartitionExpirationMs: int64.optional(),
  maxTimeTravelHours: int64.optional(),
});

export const rowAccessPolicy = z.strictObject({
  rowAccessPolicyReference: tableReference.extend({ policyId: z.string() }),
  filterPredicate: z.string(),
  grantees: z.array(z.string()).optional(),
});

/** Labels are checked the same wherever they are. */
export const labelsShape = labels;

/** Reads a value of a shape; throws the API's `invalid` naming the place and what is unknown there. */
export function read<T>(shape: z.ZodType<T>, value: unknown, what: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = [what, ...(issue?.path ?? [])].join('.');
  if (issue?.code === 'unrecognized_keys') {
    throw new ApiError(
      'badRequest',
      `Invalid JSON payload received. Unknown name "${issue.keys.join('", "')}" at '${place}': Cannot find field.`,
      place,
    );
  }
  const missing = issue?.code === 'invalid_type' && issue.input === undefined;
  throw new ApiError(missing ? 'required' : 'invalid', `Invalid value at '${place}': ${issue?.message}`, place);
}
