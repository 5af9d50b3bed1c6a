/** Where is what the loopback holds? In one PostgreSQL database, and a catalog in memory that changes with it. */
import pg from 'pg';
import type { PostgresRow } from '../postgres.ts';
import { ApiError } from './api-error.ts';
import type { Catalog, CatalogDataset, CatalogJob, CatalogTable, TableRef } from './catalog.ts';
import { openDraft } from './changes.ts';
import type { LoopbackClock } from './clock.ts';
import { expired } from './partitions.ts';
import type { Transaction } from './query-runner.ts';
import { bytesOf } from './storage.ts';

/** What a table was like from `since` on and before `until`. */
export type Version = { readonly since: number; readonly until: number; readonly table: CatalogTable };

export type Figures = { readonly rows: number; readonly bytes: number };

/** All metadata. A transaction works on a copy of it. */
export type State = {
  readonly datasets: Map<string, CatalogDataset>;
  readonly tables: Map<string, CatalogTable>;
  /** When the rows or columns of a table were changed last. */
  readonly since: Map<string, number>;
  readonly versions: Map<string, readonly Version[]>;
  /** Counted once, until the table changes. */
  readonly figures: Map<string, Figures>;
};

export type StoreTransaction = Transaction & {
  createDataset(dataset: CatalogDataset): Promise<void>;
  dropDataset(dataset: CatalogDataset): Promise<void>;
  /** Puts metadata in the place of a data set's. */
  setDataset(dataset: CatalogDataset): void;
  /** Rows and logical bytes of a table. */
  figures(table: CatalogTable): Promise<Figures>;
  /** Lets a table whose rows were thrown away say that it has them, until it changes. */
  claim(ref: TableRef, figures: Figures): void;
  /** Feeds lines of COPY's text format. */
  copyIn(relation: string, lines: AsyncIterable<string>): Promise<void>;
  /** The name of a PostgreSQL table that is not there yet and belongs to nobody. */
  unusedRelation(): string;
  /** Keeps the rows of a table as they were, and lets `relation`, which has the columns of `table`, be them from now on. */
  replaceRows(table: CatalogTable, relation: string): Promise<CatalogTable>;
};

export type Store = {
  readonly project: string;
  /** As of the last transaction. */
  catalog(): Catalog;
  /** Runs alone: what `work` did is there wholly, or not at all if it throws. `tryOut`: not at all in any case. */
  transaction<T>(
    work: (transaction: StoreTransaction) => Promise<T>,
    options?: { readonly tryOut: boolean },
  ): Promise<T>;
  /** Who tells of the jobs. */
  readonly jobs: { list: () => readonly CatalogJob[] };
  close(): Promise<void>;
};

/** Opens an empty store in an empty database. */
export async function openStore(options: {
  readonly url: string;
  readonly project: string;
  readonly clock: LoopbackClock;
}): Promise<Store> {
  const { url, project, clock } = options;
  const client = new pg.Client({ connectionString: url, types: { getTypeParser } });
  client.on('error', () => {}); // the server ends it; the next query rejects
  await client.connect();
  await client
    .query(
      `set time zone 'UTC'; set datestyle = 'ISO, YMD'; set bytea_output = 'hex'; set client_min_messages = 'error';
     set standard_conforming_strings = on; create schema "_versions"`,
    )
    .catch(async (error: unknown) => {
      await client.end();
      throw error;
    });
  const jobs = { list: (): readonly CatalogJob[] => [] };
  const catalogOf = (state: State): Catalog => ({
    project,
    datasets: state.datasets,
    tables: state.tables,
    get jobs() {
      return jobs.list();
    },
  });
  let state: State = {
    datasets: new Map(),
    tables: new Map(),
    since: new Map(),
    versions: new Map(),
    figures: new Map(),
  };
  let last = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const unused = numbered();

  const alone = async <T>(work: (transaction: StoreTransaction) => Promise<T>, tryOut: boolean): Promise<T> => {
    // No two moments are the same, so that every version can be asked for.
    last = Math.max(clock.now(), last + 1);
    const draft: State = {
      datasets: new Map(state.datasets),
      tables: new Map(state.tables),
      since: new Map(state.since),
      versions: new Map(state.versions),
      figures: new Map(state.figures),
    };
    const transaction = openDraft({ draft, client, project, now: last, unused, catalog: () => catalogOf(draft) });
    await client.query('begin');
    try {
      await expire(transaction, draft);
      const result = await work(transaction);
      await client.query(tryOut ? 'rollback' : 'commit');
      if (!tryOut) state = draft;
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  };

  return {
    project,
    jobs,
    catalog: () => catalogOf(state),
    transaction(work, { tryOut } = { tryOut: false }) {
      const result = queue.then(() => alone(work, tryOut));
      queue = result.catch(() => {});
      return result;
    },
    async close() {
      await queue;
      await client.end();
    },
  };
}

/** Drops what has expired by now. */
async function expire(transaction: StoreTransaction, draft: State): Promise<void> {
  const { now } = transaction;
  for (const [key, table] of [...draft.tables]) {
    if (table.expirationTime !== undefined && table.expirationTime <= now) {
      await transaction.dropTable(table.ref);
      continue;
    }
    const condition = expired(table, now);
    if (condition === null) continue;
    const { rowCount } = await transaction.query(`delete from ${table.relation} where ${condition}`);
    if (rowCount > 0) draft.figures.delete(key);
  }
}

/** Counts the rows of a table and what BigQuery would say they weigh. */
export async function count(transaction: Pick<Transaction, 'query'>, table: CatalogTable): Promise<Figures> {
  if (table.type === 'VIEW') return { rows: 0, bytes: 0 };
  const bytes = table.fields.map(bytesOf).join(' + ') || '0';
  const { rows } = await transaction.query(
    `select count(*) as "rows", coalesce(sum(${bytes}), 0) as "bytes" from ${table.relation}`,
  );
  return { rows: Number(rows[0]?.rows), bytes: Number(rows[0]?.bytes) };
}

/** Runs one statement; what PostgreSQL says of it is the loopback's mistake, unless somebody knows better. */
export async function run(
  client: pg.Client,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<{ readonly rows: readonly PostgresRow[]; readonly rowCount: number }> {
  const result = await client.query<Record<string, string | Buffer | null>>(sql, parameters.slice());
  if (Array.isArray(result)) throw new ApiError('internalError', 'one statement at a time');
  return { rows: result.rows, rowCount: result.rowCount ?? 0 };
}

function numbered(): () => string {
  let number = 0;
  return () => {
    number += 1;
    return `"_versions"."v${number}"`;
  };
}

function getTypeParser(oid: number) {
  return oid === pg.types.builtins.BYTEA ? pg.types.getTypeParser(oid) : (text: string) => text;
}
