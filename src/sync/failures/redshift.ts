import { phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';

/**
 * What only Redshift says, by the numbers of its load errors (SYS_LOAD_ERROR_DETAIL). What it says of values is in data.ts,
 * and what PostgreSQL says in the same words is there.
 */
export const REDSHIFT = [
  {
    codes: { destination: 'dst.rs_columns' },
    retry: 'never',
    title: () => 'File with other columns',
    message: (w) => phrase`a file for ${w.table} has more or fewer columns than the table (${w.connection})`,
    hint: (w) =>
      phrase`Look at /sync diff ${w.table}, then run the table again: it is written anew with the columns of now.`,
    signs: [{ redshift: [1202, 1203] }],
  },
  {
    codes: { destination: 'dst.rs_delim' },
    retry: 'never',
    title: () => 'Broken quotes or delimiters',
    message: (w) => phrase`${w.connection} cannot take a file for ${w.table} apart: a delimiter or a quote is broken`,
    hint: (w) => phrase`Change the files for ${w.connection} to Parquet or JSON lines, which need no quotes.`,
    signs: [{ redshift: [1201, 1214, 1216] }],
  },
  {
    codes: { destination: 'dst.rs_utf8' },
    retry: 'never',
    title: () => 'Bytes not UTF-8',
    message: (w) => phrase`${w.column} of ${w.table} holds bytes that ${w.connection} does not take as UTF-8`,
    hint: (w) => phrase`Clean the column at the source, or leave it out: exclude: [${w.sql.column}] in tables.yml.`,
    signs: [{ redshift: [1219, 1220, 1221] }],
  },
  {
    codes: { destination: 'dst.rs_file' },
    retry: 'once',
    title: () => 'Staged file missing',
    message: (w) => phrase`a staged file or the manifest for ${w.table} was not there when ${w.connection} read it`,
    hint: (w) =>
      phrase`Check region and prefix of the staging bucket of ${w.connection}, and that no lifecycle rule takes files away within a day.`,
    signs: [{ redshift: [1212, 8001] }],
  },
  {
    codes: { destination: 'dst.rs_serial' },
    retry: 'backoff',
    title: () => 'Two writers at once',
    message: (w) =>
      phrase`something else wrote ${w.table} in ${w.connection} at the same time, and Redshift let only one of both`,
    hint: (w) => phrase`Give whatever else writes ${w.table} another time; the run is tried again by itself.`,
    signs: [{ redshift: [1023] }],
  },
  {
    codes: { destination: 'dst.rs_other' },
    retry: 'never',
    title: () => 'File not understood',
    message: (w) => phrase`${w.connection} does not understand a line of a file for ${w.table}${w.named}`,
    hint: (w) =>
      phrase`Report ${w.native === '' ? phrase`the error` : w.native} with the type of ${w.theColumn} to whoever looks after sync-bot.`,
    signs: [{ redshift: [1200, 1211, 1215, 1217] }],
  },
] as const satisfies readonly FailureRow[];
