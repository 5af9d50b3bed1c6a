/** Where does a test find the awkward rows in every kind of source, and a destination of every kind? */
import { join } from 'node:path';
import { after, before } from 'node:test';
import Database from 'better-sqlite3';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { mysqlAt, postgresAt, sqliteAt } from '../sync/engine.ts';
import { seedMysql, seedPostgres, seedSqlite } from './awkward-tables.ts';

export const SOURCES = ['mysql', 'postgres', 'sqlite'] as const;
export const TARGETS = ['postgres', 'sqlite'] as const;

/** Databases of the calling test file's own, with `rows` awkward rows; made before its tests and dropped after them. */
export function awkwardEnds(name: string, rows: number) {
  const need = needs('mysql', 'postgres');
  const directory = temporaryDirectory();
  const files = { source: join(directory, 'shop.db'), target: join(directory, 'warehouse.db') };
  let mysql: FreshMysql;
  let postgres: FreshPostgres;
  let target: FreshPostgres;
  before(async () => {
    if (need.skip !== false) return;
    [mysql, postgres, target] = await Promise.all([freshMysql(name), freshPostgres(name), freshPostgres(`${name}_to`)]);
    await Promise.all([seedMysql(mysql.url, rows), seedPostgres(postgres.url, rows)]);
    seedSqlite(files.source, rows);
  });
  after(async () => {
    await mysql?.drop();
    await postgres?.drop();
    await target?.drop();
  });
  return {
    need,
    source: {
      mysql: () => mysqlAt(mysql.url),
      postgres: () => postgresAt(postgres.url, 'shop'),
      sqlite: () => sqliteAt(files.source, 'shop'),
    },
    destination: {
      postgres: () => postgresAt(target.url),
      sqlite: () => sqliteAt(files.target, 'warehouse'),
    },
    /** Runs SQL in a source. */
    mysql: (sql: string) => mysql.query(sql),
    postgres: (sql: string) => postgres.query(sql),
    /** Runs SQL in a destination. */
    async change(kind: (typeof TARGETS)[number], sql: string): Promise<void> {
      if (kind === 'postgres') return void (await target.query(sql));
      const database = new Database(files.target);
      database.exec(sql);
      database.close();
    },
  };
}
