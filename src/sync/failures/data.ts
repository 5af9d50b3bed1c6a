import { phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';

/** Values that the destination does not take: exact or refused, so the run ends and a person decides. */
export const DATA = [
  {
    codes: { source: 'src.encoding', destination: 'dst.encoding' },
    retry: 'never',
    title: (w) => phrase`${w.Side} text encoding`,
    message: (w) =>
      phrase`${w.column} of ${w.table} holds characters that ${w.connection} cannot read or store as text`,
    hint: (w) =>
      phrase`Clean the column at the source (NUL characters, bytes of another character set), or leave it out: exclude: [${w.sql.column}] in tables.yml.`,
    signs: [
      { sqlstate: ['22021', '22P05'], mysql: [1300, 1977, 3988, 3854] },
      { node: ['ERR_ENCODING_INVALID_ENCODED_DATA'] },
    ],
  },
  {
    codes: { any: 'data.duplicate' },
    retry: 'never',
    title: () => 'Duplicate key',
    message: (w) => phrase`rows of ${w.table} share a key that has to be unique: ${w.constraint} (${w.connection})`,
    hint: () =>
      'Look at the source for keys that repeat, or that differ only in case, accents or trailing blanks: these may be one key here.',
    signs: [
      {
        mysql: [1022, 1062, 1586],
        sqlstate: ['23505'],
        sqlite: ['SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_ROWID'],
      },
    ],
  },
  {
    codes: { any: 'data.null' },
    retry: 'never',
    title: () => 'Required value empty',
    message: (w) => phrase`${w.column} of ${w.table} is required but empty in ${w.rows} (${w.connection})`,
    hint: (w) =>
      w.kind === 'postgres'
        ? phrase`Run ALTER TABLE ${w.sql.table} ALTER COLUMN ${w.sql.column} DROP NOT NULL; in ${w.connection}, or fill the column at the source.`
        : phrase`Fill ${w.theColumn} at the source, or allow NULL for it in ${w.connection}.`,
    signs: [
      { mysql: [1048, 1263, 1364], sqlstate: ['23502'], sqlite: ['SQLITE_CONSTRAINT_NOTNULL'], redshift: [1213] },
    ],
  },
  {
    codes: { any: 'data.too_long' },
    retry: 'never',
    title: () => 'Value too long',
    message: (w) => phrase`${w.column} of ${w.table} holds text longer than ${w.connection} allows`,
    hint: (w) =>
      w.kind === 'postgres'
        ? phrase`Run ALTER TABLE ${w.sql.table} ALTER COLUMN ${w.sql.column} TYPE text; in ${w.connection}, then run the table again.`
        : phrase`Widen ${w.theColumn} in ${w.connection}, then run the table again.`,
    signs: [{ mysql: [1406], sqlstate: ['22001', '22026'], redshift: [1204] }],
  },
  {
    codes: { any: 'data.range' },
    retry: 'never',
    title: () => 'Number out of range',
    message: (w) => phrase`${w.column} of ${w.table} holds a number that does not fit its type in ${w.connection}`,
    hint: (w) =>
      w.kind === 'postgres'
        ? phrase`Run ALTER TABLE ${w.sql.table} ALTER COLUMN ${w.sql.column} TYPE numeric; in ${w.connection}, then run the table again.`
        : phrase`Give ${w.theColumn} a wider type in ${w.connection}, then run the table again.`,
    signs: [{ mysql: [1264, 1690], sqlstate: ['22003'], redshift: [1207, 1209] }],
  },
  {
    codes: { any: 'data.date' },
    retry: 'never',
    title: () => 'Invalid date',
    message: (w) =>
      phrase`${w.column} of ${w.table} holds a date that ${w.connection} does not know (0000-00-00, or a day that never was)`,
    hint: (w) =>
      phrase`Correct the dates at the source, or leave such rows out with where: "${w.sql.column} >= '0001-01-01'" in tables.yml.`,
    signs: [{ mysql: [1292, 1411, 1525], sqlstate: ['22007', '22008'], redshift: [1205, 1206] }],
  },
  {
    codes: { any: 'data.enum' },
    retry: 'never',
    title: () => 'Value not in list',
    message: (w) => phrase`${w.column} of ${w.table} holds a value that is not in its list in ${w.connection}`,
    hint: (w) => phrase`Add the value to the list of ${w.theColumn} in ${w.connection}, or make the column text there.`,
    signs: [{ mysql: [1265] }, { sqlstate: ['22P02'], when: (raw) => /^enum_/.test(raw.routine ?? '') }],
  },
  {
    codes: { any: 'data.json' },
    retry: 'never',
    title: () => 'Invalid JSON',
    message: (w) => phrase`${w.column} of ${w.table} holds text that is not valid JSON for ${w.connection}`,
    hint: (w) => phrase`Correct the text at the source, or make ${w.theColumn} a text column in ${w.connection}.`,
    signs: [
      { mysql: [3140, 3141, 4037, 4038], sqlstate: ['22032'] },
      { sqlstate: ['22P02'], when: (raw) => /json/i.test(raw.routine ?? '') },
      { sqlite: ['SQLITE_ERROR'], text: [/^malformed JSON$/] },
    ],
  },
  {
    codes: { any: 'data.type' },
    retry: 'never',
    title: () => 'Wrong type of value',
    message: (w) =>
      phrase`${w.column} of ${w.table} holds a value of another type, or character set, than ${w.connection} has for it`,
    hint: (w) => phrase`Make ${w.theColumn} a text column in ${w.connection}, or correct the values at the source.`,
    signs: [
      {
        // MySQL gives bad numbers and bad bytes the same number; only its text, which may be localised, tells them apart.
        mysql: [1366],
        sqlstate: ['22P02', '22P03', '22P04', '42804'],
        sqlite: ['SQLITE_CONSTRAINT_DATATYPE', 'SQLITE_MISMATCH'],
        redshift: [1208, 1210],
      },
    ],
  },
  {
    codes: { any: 'data.check' },
    retry: 'never',
    title: () => 'Rule broken',
    message: (w) => phrase`a row of ${w.table} breaks ${w.constraint} of ${w.connection}`,
    hint: (w) =>
      phrase`Correct the rows at the source, or drop the rule on ${w.table} in ${w.connection} if it is out of date.`,
    signs: [
      {
        mysql: [1451, 1452, 3819, 4025],
        sqlstate: ['23503', '23514', '23P01', '23000', '23001', '44000'],
        sqlite: ['SQLITE_CONSTRAINT'],
      },
    ],
  },
  {
    codes: { any: 'data.mask' },
    retry: 'never',
    title: () => 'Mask not applicable',
    message: (w) =>
      phrase`${w.mask} cannot be applied to ${w.column} of ${w.table}: ${w.rows} hold a value it is not defined for`,
    hint: (w) =>
      phrase`Set mask: { ${w.sql.column}: redact } in tables.yml (hash, redact and null take every value), or leave the column out with exclude.`,
  },
  {
    codes: { destination: 'dst.exists' },
    retry: 'once',
    title: () => 'Leftover in destination',
    message: (w) => phrase`something of the name that ${w.table} needs is already in ${w.connection}`,
    hint: (w) =>
      phrase`Look for a table left by an earlier run of ${w.table} in ${w.connection}, drop it, then run the table again.`,
    signs: [
      { mysql: [1050], sqlstate: ['42P07', '42P06', '42710'], bigquery: ['duplicate'] },
      { sqlite: ['SQLITE_ERROR'], text: [/ already exists$/, /^there is already /] },
    ],
  },
  {
    codes: { destination: 'dst.columns' },
    retry: 'never',
    title: () => 'Other columns in target',
    message: (w) =>
      phrase`${w.table} in ${w.connection} has other columns than the sync, and things around it that a new table would lose`,
    hint: (w) => phrase`Change the columns of ${w.table} to match, or drop what hangs on it, then run the table again.`,
  },
  {
    codes: { destination: 'dst.no_identity' },
    retry: 'never',
    title: () => 'Target without replica identity',
    message: (w) =>
      phrase`${w.table} in ${w.connection} is published for replication and does not say what identifies a row`,
    hint: (w) =>
      phrase`Give ${w.table} a primary key or run ALTER TABLE ${w.table} REPLICA IDENTITY FULL; then run the table again.`,
    signs: [{ sqlstate: ['55000'], when: (_raw, at) => at.stage === 'commit' }],
  },
] as const satisfies readonly FailureRow[];
