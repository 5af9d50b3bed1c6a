/** Where does a test find the awkward rows in every kind of source, and a destination of every kind? */
import { seedMysql, seedPostgres, seedSqlite } from './awkward-tables.ts';
import { databases } from './databases.ts';

export { SOURCES } from './databases.ts';
/** Destinations whose rows a test can change with plain SQL. */
export const TARGETS = ['postgres', 'sqlite'] as const;

/** Databases of the calling test file's own, with `rows` awkward rows; made before its tests and dropped after them. */
export function awkwardEnds(name: string, rows: number, fill: () => Promise<void> = async () => {}) {
  const ends = databases(name, async ({ url, files }) => {
    await Promise.all([seedMysql(url.mysql(), rows), seedPostgres(url.postgres(), rows)]);
    seedSqlite(files.source, rows);
    await fill();
  });
  return {
    ...ends,
    /** Runs SQL in a destination. */
    change: async (kind: (typeof TARGETS)[number], sql: string): Promise<void> => void (await ends.change[kind](sql)),
  };
}
