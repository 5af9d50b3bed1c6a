import { type Phrase, phrase } from '../phrase.ts';
import type { FailureRow } from './row.ts';
import type { Words } from './words.ts';

/** Why a database lets us not in, or not at a thing in it. */
export const LOGIN = [
  {
    codes: { source: 'src.password', destination: 'dst.password' },
    retry: 'never',
    title: (w) => phrase`${w.Side} login rejected`,
    message: (w) => phrase`${w.address} rejects the login of ${w.user} (${w.connection})`,
    hint: (w) =>
      w.kind === 'postgres'
        ? phrase`Update user and password in the url of ${w.connection}; if they are right, look into pg_hba.conf of the server.`
        : phrase`Update user and password in the url of ${w.connection}; if they are right, check that the account may log in from this machine.`,
    signs: [{ mysql: [1045, 1130, 1698, 1820, 1862, 3118], sqlstate: ['28P01', '28000'] }],
  },
  {
    codes: { source: 'src.auth_plugin', destination: 'dst.auth_plugin' },
    retry: 'never',
    title: (w) => phrase`${w.Side} login method unsupported`,
    message: (w) => phrase`${w.user} of ${w.connection} has a login method that sync-bot does not speak`,
    hint: (w) =>
      w.kind === 'postgres'
        ? phrase`Set scram-sha-256 for ${w.user} in pg_hba.conf of the server.`
        : phrase`Run ALTER USER ${w.sql.user} IDENTIFIED VIA mysql_native_password USING PASSWORD('…'); (of MySQL: IDENTIFIED WITH caching_sha2_password BY '…').`,
    signs: [{ node: ['AUTH_SWITCH_PLUGIN_ERROR', 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED'], mysql: [1251, 1524] }],
  },
  {
    codes: { source: 'src.no_database', destination: 'dst.no_database' },
    retry: 'never',
    title: (w) => phrase`${w.Side} database missing`,
    message: (w) => phrase`there is no ${w.database} on ${w.address} (${w.connection})`,
    hint: (w) =>
      phrase`Correct the database name at the end of the url of ${w.connection}; check that host and port are of the right environment.`,
    signs: [{ mysql: [1049], sqlstate: ['3D000'] }],
  },
  {
    codes: { source: 'src.perm_column' },
    retry: 'never',
    title: () => 'No right on column',
    message: (w) => phrase`${w.user} may not read ${w.column} of ${w.table} (${w.connection})`,
    hint: (w) =>
      phrase`Run GRANT SELECT (${w.sql.column}) ON ${w.sql.table} TO ${w.sql.user}; or leave it out with exclude: [${w.sql.column}] in tables.yml.`,
    signs: [{ mysql: [1143] }],
  },
  {
    codes: { source: 'src.perm_table' },
    retry: 'never',
    title: () => 'No right on table',
    message: (w) => phrase`${w.user} may not read ${w.table} (${w.connection})`,
    hint: (w) => {
      if (w.kind === 'sqlite')
        return phrase`Give the account that runs sync-bot read access to ${w.address} and its folder.`;
      if (w.kind === 'mysql') {
        return phrase`Run GRANT SELECT ON ${w.sql.table} TO ${w.sql.user}; with the host that SELECT CURRENT_USER() shows, where it is not %.`;
      }
      return phrase`Run GRANT USAGE ON SCHEMA ${w.sql.schema} TO ${w.sql.user}; GRANT SELECT ON ${w.sql.table} TO ${w.sql.user}; and run the table again.`;
    },
    signs: [
      {
        mysql: [1142, 1044, 1227],
        sqlstate: ['42501'],
        sqlite: ['SQLITE_PERM', 'SQLITE_AUTH', 'SQLITE_READONLY'],
        node: ['EACCES', 'EPERM'],
      },
    ],
  },
  {
    codes: { destination: 'dst.perm' },
    retry: 'never',
    title: () => 'Destination not writable',
    message: (w) =>
      phrase`${w.kind === 'sqlite' ? phrase`the account that runs sync-bot` : w.user} may not write ${w.table} (${w.connection})`,
    hint: (w) =>
      w.kind === 'sqlite'
        ? phrase`Make ${w.address} and its folder writable for the account that runs sync-bot.`
        : w.kind === 'bigquery'
          ? rolesOf(w)
          : phrase`Run GRANT USAGE, CREATE ON SCHEMA ${w.sql.schema} TO ${w.sql.user}; and, where the table is another's, ALTER TABLE ${w.sql.table} OWNER TO ${w.sql.user}; then run the table again.`,
    signs: [
      {
        mysql: [1142, 1044, 1143, 1227],
        sqlstate: ['42501'],
        bigquery: [
          'accessDenied',
          'impersonationDenied',
          'PERMISSION_DENIED',
          'http403',
          'forbidden',
          'insufficientPermissions',
        ],
        sqlite: ['SQLITE_PERM', 'SQLITE_AUTH', 'SQLITE_READONLY'],
        node: ['EACCES', 'EPERM', 'EROFS'],
      },
    ],
  },
] as const satisfies readonly FailureRow[];

/** What BigQuery asks for is never one permission: the two roles that are enough together. */
function rolesOf(w: Words): Phrase {
  if (w.native.startsWith('impersonationDenied')) {
    return phrase`Grant roles/iam.serviceAccountTokenCreator on the account that impersonate of ${w.connection} names to the account that sync-bot runs as.`;
  }
  return phrase`Check project and dataset of ${w.connection} in tables.yml; if they are right, grant ${w.user} roles/bigquery.dataEditor on ${w.database} and roles/bigquery.jobUser on the project (${w.address}); with staging: gs://… also roles/storage.objectUser on its bucket.`;
}
