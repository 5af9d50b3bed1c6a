import { FAILURES_BIGQUERY } from './failures-bigquery.ts';
import { FAILURES_LOCAL } from './failures-local.ts';
import { FAILURES_REACHING } from './failures-reaching.ts';
import { FAILURES_ROWS } from './failures-rows.ts';
import { FAILURES_STORES } from './failures-stores.ts';
import { FAILURES_TABLES } from './failures-tables.ts';
import { FAILURE_WORDS } from './failures-words.ts';

/** Everything that the engine says of failures. */
export const FAILURES: Readonly<Record<string, string>> = {
  ...FAILURE_WORDS,
  ...FAILURES_REACHING,
  ...FAILURES_TABLES,
  ...FAILURES_ROWS,
  ...FAILURES_BIGQUERY,
  ...FAILURES_STORES,
  ...FAILURES_LOCAL,
};
