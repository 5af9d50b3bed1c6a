import { BIGQUERY } from './bigquery.ts';
import { COST } from './cost.ts';
import { DATA } from './data.ts';
import { GUARDS } from './guards.ts';
import { LOCAL } from './local.ts';
import { LOGIN } from './login.ts';
import { QUERY } from './query.ts';
import { REACHING } from './reaching.ts';
import { REDSHIFT } from './redshift.ts';
import type { FailureRow } from './row.ts';
import { SCHEMA } from './schema.ts';
import { SERVER } from './server.ts';
import { STORAGE } from './storage.ts';
import { STORES } from './stores.ts';
import { TELLING } from './telling.ts';

/** Every failure class, in the order of recognition. A new class is a row in one of these lists and nothing else. */
const ROWS = [
  ...LOCAL,
  ...GUARDS,
  ...REACHING,
  ...LOGIN,
  ...QUERY,
  ...SERVER,
  ...STORAGE,
  ...BIGQUERY,
  ...REDSHIFT,
  ...STORES,
  ...TELLING,
  ...SCHEMA,
  ...COST,
  ...DATA,
] as const;
export const FAILURES: readonly FailureRow[] = ROWS;

type CodesOf<Row> = Row extends { readonly codes: infer Codes } ? Codes[keyof Codes] : never;
export type FailureCode = CodesOf<(typeof ROWS)[number]>;
