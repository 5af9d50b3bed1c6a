import { test } from 'node:test';
import { needs } from '../../support/servers.ts';
import { lateMariadbToPostgres, latePostgresToSqlite } from './late-commits.ts';

/** The soak test tells the same story over 200 runs. */
const STORY = { runs: 40, seed: 20261120 };

test('PostgreSQL to SQLite: no row that commits late is lost, none is doubled', needs('postgres'), () =>
  latePostgresToSqlite(STORY),
);

test('MariaDB to PostgreSQL: no row that commits late is lost, none is doubled', needs('mysql', 'postgres'), () =>
  lateMariadbToPostgres(STORY),
);
