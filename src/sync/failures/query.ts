import { phrase } from '../phrase.ts';
import type { RawError } from './raw.ts';
import type { FailurePlace, FailureRow } from './row.ts';

/** What a database does not find or does not understand in what we ask of it. */
export const QUERY = [
  {
    codes: { source: 'src.table_missing' },
    retry: 'never',
    title: () => 'Source table missing',
    message: (w) => phrase`there is no table ${w.table} in ${w.database} (${w.connection})${w.near}`,
    hint: (w) =>
      phrase`Set from: ${w.nearest} for this table in tables.yml if it was renamed, or take the table out of tables.yml.`,
    signs: [
      { mysql: [1146, 1109], sqlstate: ['42P01'] },
      { sqlite: ['SQLITE_ERROR'], text: [/^no such table: /] },
    ],
  },
  {
    codes: { destination: 'dst.table_missing' },
    retry: 'never',
    title: () => 'Destination table missing',
    message: (w) =>
      w.kind === 'bigquery' && w.stage === 'connect'
        ? phrase`there is no ${w.database} in ${w.address} (${w.connection})`
        : w.kind === 'bigquery'
          ? phrase`${w.table}, its staging table or ${w.database} is not in ${w.address} at stage ${w.stage} (${w.connection})`
          : phrase`${w.table} or its staging table vanished from ${w.connection} at stage ${w.stage}`,
    hint: (w) =>
      w.kind === 'bigquery' && w.stage === 'connect'
        ? phrase`Correct project and dataset of ${w.connection} in tables.yml, or make the data set in the Google Cloud console: sync-bot makes tables, never data sets.`
        : w.kind === 'bigquery'
          ? phrase`Check that the data set is there and that location of ${w.connection} in tables.yml is its location; if it is, find out what else drops tables in it, then run the table again.`
          : phrase`Find out what else drops or renames tables in ${w.connection}, then run the table again: it is made anew.`,
    signs: [
      { mysql: [1146, 1051], sqlstate: ['42P01'], bigquery: ['notFound'] },
      { sqlite: ['SQLITE_ERROR'], text: [/^no such table: /] },
    ],
  },
  {
    codes: { source: 'src.column_missing' },
    retry: 'never',
    title: () => 'Source column missing',
    message: (w) =>
      phrase`${w.table} does not have every column that its entry in tables.yml names${w.named} (${w.connection})`,
    hint: (w) => phrase`Use only columns the table has${w.columns} in columns, mask and where (${w.whereAt}).`,
    signs: [
      { mysql: [1054], sqlstate: ['42703'] },
      { sqlite: ['SQLITE_ERROR'], text: [/^no such column: /] },
    ],
  },
  {
    codes: { destination: 'dst.column_missing' },
    retry: 'never',
    title: () => 'Destination column missing',
    message: (w) => phrase`${w.table} in ${w.connection} lost a column at stage ${w.stage}`,
    hint: (w) => phrase`Find out what else alters ${w.table} in ${w.connection}, then run the table again.`,
    signs: [
      { mysql: [1054], sqlstate: ['42703'] },
      { sqlite: ['SQLITE_ERROR'], text: [/ has no column named | has \d+ columns but /, /^no such column: /] },
    ],
  },
  {
    codes: { source: 'src.schema_missing' },
    retry: 'never',
    title: () => 'Source schema missing',
    message: (w) => phrase`${w.database} has no schema for ${w.table} (${w.connection})`,
    hint: (w) => phrase`Correct schema of ${w.connection}, or the schema in from: of the table, in tables.yml.`,
    signs: [{ sqlstate: ['3F000'] }],
  },
  {
    codes: { destination: 'dst.schema_missing' },
    retry: 'never',
    title: () => 'Destination schema missing',
    message: (w) => phrase`${w.connection} has no schema to put ${w.table} into`,
    hint: (w) => phrase`Run CREATE SCHEMA ${w.sql.schema}; there, or correct schema of ${w.connection} in tables.yml.`,
    signs: [{ sqlstate: ['3F000'] }, { sqlite: ['SQLITE_ERROR'], text: [/^unknown database /] }],
  },
  {
    codes: { source: 'src.bad_where' },
    retry: 'never',
    title: () => 'Bad where clause',
    message: (w) => phrase`${w.connection} does not understand the where of ${w.table} (${w.whereAt})`,
    hint: (w) =>
      phrase`Correct the where at ${w.whereAt} as SQL of ${DIALECT[w.kind ?? 'any']}: it stands after WHERE, without that word and without a semicolon.`,
    signs: [
      {
        mysql: [1052, 1064, 1066, 1111, 1149, 1241, 1242, 1267, 1271, 1305, 1318, 1582, 1630],
        sqlstate: ['42601', '42883', '42804', '42846', '42702', '42725', '42803', '42P20', '42P18', '21000'],
        when: readsRows,
      },
      {
        sqlite: ['SQLITE_ERROR'],
        text: [
          /syntax error$/,
          /^unrecognized token: /,
          /^incomplete input$/,
          /^no such function: /,
          /^wrong number of arguments to function /,
          /^ambiguous column name: /,
          /^misuse of /,
          /^sub-select returns /,
          /^row value misused$/,
        ],
      },
      {
        // Nothing but the where of a read has values of ours to convert: 'abc' compared with a number, a bad date.
        sqlstate: ['22P02', '22003', '22007', '22008', '22012', '2201B', '22025', '42P10'],
        mysql: [1139, 1292, 1365, 1366, 1411, 1525],
        when: (_, at) => at.facts.where !== undefined,
      },
    ],
  },
] as const satisfies readonly FailureRow[];

/** The where stands only in the statement that reads; a syntax error elsewhere is a mistake of ours. */
function readsRows(_: RawError, at: FailurePlace): boolean {
  return at.stage === 'copy' || (at.stage !== 'connect' && at.facts.where !== undefined);
}

const DIALECT = {
  mysql: 'MySQL',
  postgres: 'PostgreSQL',
  sqlite: 'SQLite',
  bigquery: 'GoogleSQL',
  any: phrase`the source`,
} as const;
