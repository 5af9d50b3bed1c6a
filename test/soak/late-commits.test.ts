import { test } from 'node:test';
import { needs } from '../support/servers.ts';
import { lateMariadbToPostgres, latePostgresToSqlite } from '../sync/incremental/late-commits.ts';

const RUNS = 200;

test(`PostgreSQL to SQLite: nothing is lost or doubled over ${RUNS} runs`, needs('postgres'), () =>
  latePostgresToSqlite({ runs: RUNS, seed: 1 }),
);

test(`MariaDB to PostgreSQL: nothing is lost or doubled over ${RUNS} runs`, needs('mysql', 'postgres'), () =>
  lateMariadbToPostgres({ runs: RUNS, seed: 2 }),
);
