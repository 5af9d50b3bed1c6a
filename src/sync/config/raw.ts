/**
 * tables.yml as it is written: which keys there are and what each may hold. A message finishes the sentence
 * "VALUE is not …". What a key means together with others is checked where the specification is made.
 */
import { z } from 'zod';
import { BIGQUERY_CONNECTION, BIGQUERY_TABLE } from './bigquery-raw.ts';
import { CHAT } from './chat.ts';
import { growth, lookbackOf, share } from './durations.ts';
import { COLUMN, COLUMNS, cron, duration, list, NAME, offWord, size, TAG, text, whole } from './raw-values.ts';
import { DELETES, MASKS, MODES, ON_INVALID, ON_NEW_COLUMN, RECEIPTS, SENTINEL } from './spec.ts';

export { NAME, NAME_RULE } from './raw-values.ts';

const LOOKBACK = 'a duration, like 5m, or a whole number where incremental_key holds numbers, like 1000';
const lookback = z
  .unknown()
  .refine((written) => lookbackOf(written) !== null, LOOKBACK)
  .transform(lookbackOf);

const PERCENTAGE = 'a percentage from 0% to 100%, like 30%';
const percentage = z
  .string(PERCENTAGE)
  .refine((written) => share(written) !== null, PERCENTAGE)
  .transform((written) => share(written) ?? 0);

const GROWTH = 'a percentage from 0%, like 200%';
const growthShare = z
  .string(GROWTH)
  .refine((written) => growth(written) !== null, GROWTH)
  .transform((written) => growth(written) ?? 0);

const connectionName = text('the name of a connection');
const timezone = text('a time zone, like Asia/Tokyo');
const SENTINEL_WORD = z.preprocess(offWord, z.enum(SENTINEL));
const byName = (what: string) => z.record(z.string(), z.unknown(), what);

const DEFAULTS = z.strictObject(
  {
    source: connectionName.optional(),
    destination: connectionName.optional(),
    schedule: cron.optional(),
    timezone: timezone.optional(),
    retries: whole(0, 100).optional(),
    retry_wait: duration(0).optional(),
    timeout: duration(1_000).optional(),
    on_new_column: z.enum(ON_NEW_COLUMN).optional(),
    sentinel: SENTINEL_WORD.optional(),
    hold_for: duration(60_000).optional(),
    max_age: duration(60_000).optional(),
    start_within: duration(60_000).optional(),
    receipt: z.enum(RECEIPTS).optional(),
  },
  'a map of defaults for every table',
);

export type RawDefaults = z.output<typeof DEFAULTS>;

/** A file that another one includes. */
export const INCLUDED_FILE = z.strictObject({
  connections: byName('a map of connections by name').optional(),
  tables: byName('a map of tables by name').optional(),
  models: byName('a map of models by name').optional(),
});

export const MAIN_FILE = z.strictObject({
  timezone: timezone.optional(),
  ...CHAT,
  max_running: whole(1, 1_000).optional(),
  ...INCLUDED_FILE.shape,
  defaults: DEFAULTS.optional(),
  include: list(text('a path or pattern, like "tables/*.yml"'), 'a list of paths, like ["tables/*.yml"]').optional(),
});

// A bare `null` is how people write the mask of that name.
const nullWord = (value: unknown) => (value === null ? 'null' : value);
const mask = z.preprocess(nullWord, z.enum(MASKS));
const onInvalid = z.preprocess(nullWord, z.enum(ON_INVALID));

const UNIQUE = 'a list of columns, or of lists of columns, like [id, [shop_id, number]]';
/** A plain name is a list of one. */
const oneWord = (value: unknown) => (typeof value === 'string' ? [value] : value);
const FRESH_WITHIN = 'a duration, like 26h, or a map of column and within';
const FRESH = z.strictObject({ column: text(COLUMN).optional(), within: duration(1_000).optional() }, FRESH_WITHIN);
/** Just the duration is enough where the table has an incremental_key. */
const freshWords = (value: unknown) => (typeof value === 'string' ? { within: value } : value);

export const TABLE = z.strictObject({
  from: text('the name of a table').optional(),
  to: text('the name of a table').optional(),
  source: connectionName.optional(),
  destination: connectionName.optional(),
  mode: z.enum(MODES).optional(),
  primary_key: list(text(COLUMN), COLUMNS).min(1, COLUMNS).optional(),
  incremental_key: text(COLUMN).optional(),
  lookback: lookback.optional(),
  max_transaction: duration(1_000).optional(),
  deletes: z.enum(DELETES).optional(),
  gap_audit: cron.nullable().optional(),
  columns: list(text(COLUMN), COLUMNS).min(1, COLUMNS).optional(),
  exclude: list(text(COLUMN), COLUMNS).optional(),
  mask: z.record(z.string(), mask, 'a map of columns and masks, like { email: hash }').optional(),
  on_invalid: z
    .record(z.string(), onInvalid, 'a map of columns and fail, null or text, like { birthday: null }')
    .optional(),
  on_new_column: z.enum(ON_NEW_COLUMN).optional(),
  accept_changes: list(text(COLUMN), COLUMNS).optional(),
  sentinel: SENTINEL_WORD.optional(),
  unmasked: list(text(COLUMN), COLUMNS).optional(),
  where: text('a condition in SQL, like "deleted_at is null"').optional(),
  allow_empty: z.boolean('true or false').optional(),
  receipt: z.enum(RECEIPTS).optional(),
  readers: whole(1, 64).optional(),
  checks: z
    .strictObject(
      {
        min_rows: whole(0).optional(),
        max_drop: percentage.optional(),
        max_growth: growthShare.optional(),
        fresh_within: z.preprocess(freshWords, FRESH).optional(),
        null_rate: z.record(z.string(), percentage, 'a map of columns and percentages, like { email: 1% }').optional(),
        unique: z
          .preprocess(oneWord, list(z.preprocess(oneWord, list(text(COLUMN), UNIQUE).min(1, UNIQUE)), UNIQUE))
          .optional(),
      },
      'a map of min_rows, max_drop and other checks',
    )
    .optional(),
  hold_for: duration(60_000).optional(),
  max_age: duration(60_000).nullable().optional(),
  start_within: duration(60_000).optional(),
  keep_previous: whole(0, 1).optional(),
  // `schedule: null` takes a table out of the schedule that `defaults` gives.
  schedule: cron.nullable().optional(),
  timezone: timezone.optional(),
  retries: whole(0, 100).optional(),
  retry_wait: duration(0).optional(),
  timeout: duration(1_000).optional(),
  ...BIGQUERY_TABLE,
  tags: list(z.string(TAG).regex(NAME, TAG), 'a list of tags, like [core]').optional(),
  owner: text('text, like "@data-oncall"').optional(),
});
export type RawTable = z.output<typeof TABLE>;

const runs = { max_readers: whole(1, 1_000).optional(), max_writers: whole(1, 1_000).optional() };
const server = {
  type: z.unknown().optional(),
  url: text('a URL, best in an environment variable').optional(),
  host: text('the name of a server').optional(),
  port: whole(1, 65_535).optional(),
  user: text('the name of a user').optional(),
  password: text('text, best in an environment variable').optional(),
  database: text('the name of a database').optional(),
};

/** What each type of connection may hold. `type` itself is checked before, since it decides about the rest. */
export const CONNECTIONS = {
  mysql: z.strictObject({ ...server, ...runs }),
  postgres: z.strictObject({ ...server, schema: text('the name of a schema').optional(), ...runs }),
  sqlite: z.strictObject({
    type: z.unknown().optional(),
    path: text('the path of a file').optional(),
    max_size: size('1MB', '500MB or 20GB').optional(),
    ...runs,
  }),
  bigquery: z.strictObject({
    type: z.unknown().optional(),
    ...BIGQUERY_CONNECTION,
    ...runs,
  }),
} as const;
