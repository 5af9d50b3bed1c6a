/** Where does a test file find one empty database of every kind, to copy from and to copy to? */
import { join } from 'node:path';
import { after, before } from 'node:test';
import Database from 'better-sqlite3';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { mysqlAt, postgresAt, sqliteAt } from '../sync/engine.ts';
import { type BigQueryPlace, bigQueryPlace } from './bigquery-place.ts';

export const SOURCES = ['mysql', 'postgres', 'sqlite'] as const;
export const DESTINATIONS = ['postgres', 'sqlite', 'bigquery'] as const;
export type SourceName = (typeof SOURCES)[number];
export type DestinationName = (typeof DESTINATIONS)[number];
export type Databases = ReturnType<typeof databases>;

/**
 * Databases of the calling test file's own; made and filled by `fill` before its tests, and dropped after them. Hooks
 * of the file itself do not wait for these.
 */
export function databases(name: string, fill: (ends: Databases) => Promise<void> = async () => {}) {
  const need = needs('mysql', 'postgres');
  const directory = temporaryDirectory();
  const files = { source: join(directory, 'shop.db'), target: join(directory, 'warehouse.db') };
  let mysql: FreshMysql;
  let postgres: FreshPostgres;
  let target: FreshPostgres;
  let bigquery: BigQueryPlace;
  before(async () => {
    if (need.skip !== false) return;
    [mysql, postgres, target, bigquery] = await Promise.all([
      freshMysql(name),
      freshPostgres(name),
      freshPostgres(`${name}_to`),
      bigQueryPlace(),
    ]);
    await fill(ends);
  });
  after(async () => {
    await mysql?.drop();
    await postgres?.drop();
    await target?.drop();
    await bigquery?.close();
  });
  const ends = {
    need,
    directory,
    files,
    url: { mysql: () => mysql.url, postgres: () => postgres.url, target: () => target.url },
    bigquery: () => bigquery,
    source: {
      mysql: () => mysqlAt(mysql.url),
      postgres: () => postgresAt(postgres.url, 'shop'),
      sqlite: () => sqliteAt(files.source, 'shop'),
    },
    destination: {
      postgres: () => postgresAt(target.url),
      sqlite: () => sqliteAt(files.target, 'warehouse'),
      bigquery: () => bigquery.spec,
    },
    /** Runs SQL in a source; of SQLite a `select` gives its rows. */
    run: {
      mysql: (sql: string) => mysql.query(sql),
      postgres: (sql: string) => postgres.query(sql),
      sqlite: async (sql: string) => lite(files.source, sql),
    },
    /** Runs SQL in a destination. */
    change: {
      postgres: (sql: string, values?: unknown[]) => target.query(sql, values),
      sqlite: async (sql: string) => lite(files.target, sql),
    },
  };
  return ends;
}

function lite(path: string, sql: string): readonly unknown[] {
  const database = new Database(path);
  try {
    if (/^select/.test(sql)) return database.prepare(sql).safeIntegers(true).all();
    database.exec(sql);
    return [];
  } finally {
    database.close();
  }
}
