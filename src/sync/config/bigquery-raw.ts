import { z } from 'zod';
import { COLUMN, COLUMNS, list, size, text, whole } from './raw-values.ts';
import { ADDED_COLUMNS, GRAINS, LOAD_FORMATS } from './spec.ts';

// The keys of tables.yml that only BigQuery has.

/** BigQuery bills 10 MiB for each table of a query at least: a lower limit would stop every one. */
const BILLED = size('100MB', '20GB');
const PRICE = 'a price, like 6.25';
const price = z.preprocess(
  (written) => (typeof written === 'string' && /^\d+(\.\d+)?$/.test(written) ? Number(written) : written),
  z.number(PRICE).min(0, PRICE),
);

export const PROJECT = 'the id of a project: 6 to 30 of a-z, 0-9 and -, beginning with a letter, like my-shop-123';
export const DATASET = 'the name of a data set: letters, digits and _ only, without its project';
export const LOCATION = 'a location (allowed: US, EU, and regions like asia-northeast1 or us-central1)';

export const BIGQUERY_CONNECTION = {
  project: text(PROJECT).optional(),
  dataset: text(DATASET).optional(),
  location: text(LOCATION).optional(),
  key_file: text('the path of a key file').optional(),
  key: text('the JSON of a key in quotes, best in an environment variable').optional(),
  impersonate: text('the e-mail address of a service account').optional(),
  endpoint: text('the address of an emulator, like http://localhost:9050').optional(),
  staging: text('a bucket, like gs://my-bucket/sync-bot').optional(),
  max_bytes_billed: BILLED.optional(),
  price_per_tib: price.optional(),
};

const RANGE = 'a map of start, end and interval, like { start: 0, end: 1000000, interval: 1000 }';
const BOUND = 'a whole number';
const bound = z.preprocess(
  (value) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value),
  z.int(BOUND),
);
const PARTITIONS = 'a map of column, grain and others, like { column: created_at, grain: day }';

export const PARTITION_KEYS = {
  column: text(COLUMN).optional(),
  grain: z.enum(GRAINS).optional(),
  range: z
    .strictObject({ start: bound.optional(), end: bound.optional(), interval: whole(1).optional() }, RANGE)
    .optional(),
  expire_days: whole(1, 100_000).optional(),
  require_filter: z.boolean('true or false').optional(),
};

/** BigQuery's own limits. */
const MOST_CLUSTERED = 4;
const LONGEST_DESCRIPTION = 16_384;
const CLUSTERED = `a list of 1 to ${MOST_CLUSTERED} columns, like [shop_id, user_id]`;
const DESCRIPTION = `text of ${LONGEST_DESCRIPTION} characters at most`;

export const BIGQUERY_TABLE = {
  partition_by: z.strictObject(PARTITION_KEYS, PARTITIONS).optional(),
  cluster_by: list(text(COLUMN), CLUSTERED).min(1, CLUSTERED).max(MOST_CLUSTERED, CLUSTERED).optional(),
  labels: z.record(z.string(), z.unknown(), 'a map of labels, like { team: data, tier: core }').optional(),
  description: text(DESCRIPTION).max(LONGEST_DESCRIPTION, DESCRIPTION).optional(),
  expire_days: whole(1, 100_000).optional(),
  format: z.enum(LOAD_FORMATS).optional(),
  max_bytes_billed: BILLED.optional(),
  add_columns: list(z.enum(ADDED_COLUMNS), COLUMNS).optional(),
};
export type RawBigQueryTable = z.output<z.ZodObject<typeof BIGQUERY_TABLE>>;
