/** What does a SIGKILL at a random moment leave behind? Kills real runs and looks, for recover.test.ts and the soak. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { previousName } from '../../src/sync/destinations/generations.ts';
import { startBigQuery } from '../support/bigquery/index.ts';
import { eventually } from '../support/eventually.ts';
import { openTestJobs, runTable, TEST_MASK_KEY, TESTER } from '../support/jobs.ts';
import { freshMysql } from '../support/mysql.ts';
import { freshPostgres } from '../support/postgres.ts';
import { isAlive, workersOf } from './workers.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** A database with a table `t` of rows that name the generation they belong to: `row 17 of 3`. */
type Store = {
  readonly connection: string;
  /** Makes `t` anew with `rows` rows of a generation. */
  fill(generation: number, rows: number): Promise<void>;
  /** Puts `rows` rows of a generation behind those of the earlier ones, in a `t` without a key. */
  add(generation: number, rows: number): Promise<void>;
  query(sql: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Names of tables that begin like those of sync-bot. */
  own(): Promise<readonly string[]>;
  drop(): Promise<void>;
};

const PREVIOUS = previousName('t');

const counted = (
  table: string,
) => `select count(*) as n, coalesce(sum(id), 0) as ids, min(gen) as oldest, max(gen) as newest,
  sum(case when v = 'row ' || id || ' of ' || gen then 0 else 1 end) as wrong from "${table}"`;

export async function sqliteStore(home: string, name: string): Promise<Store> {
  const path = join(home, `${name}.db`);
  const open = <T>(work: (database: Database.Database) => T): T => {
    const database = new Database(path, { timeout: 60_000 });
    try {
      database.pragma('journal_mode = wal');
      return work(database);
    } finally {
      database.close();
    }
  };
  return {
    connection: `{ type: sqlite, path: ./${name}.db }`,
    fill: async (generation, rows) =>
      open((database) => {
        database.exec(`drop table if exists t; create table t (id integer primary key, gen integer, v text);
          with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
          insert into t select i, ${generation}, 'row ' || i || ' of ' || ${generation} from n`);
      }),
    add: async (generation, rows) =>
      open((database) => {
        database.exec(`create table if not exists t (id integer, gen integer, v text);
          with recursive n(i) as (select ${(generation - 1) * rows + 1} union all select i + 1 from n where i < ${generation * rows})
          insert into t select i, ${generation}, 'row ' || i || ' of ' || ${generation} from n`);
      }),
    query: async (sql) =>
      open((database) => {
        const statement = database.prepare(sql);
        if (statement.reader) return statement.get() as Record<string, unknown>;
        statement.run();
        return undefined;
      }),
    own: async () =>
      open((database) => {
        const found = database.prepare(
          "select name from sqlite_master where name like '_sync_bot_%' and type = 'table'",
        );
        return found.pluck(true).all() as string[];
      }),
    drop: async () => {},
  };
}

export async function postgresStore(name: string): Promise<Store> {
  const database = await freshPostgres(name);
  return {
    connection: `{ type: postgres, url: ${JSON.stringify(database.url)} }`,
    fill: async (generation, rows) => {
      await database.query(`drop table if exists t; create table t (id bigint primary key, gen bigint, v text);
        insert into t select i, ${generation}, 'row ' || i || ' of ' || ${generation} from generate_series(1, ${rows}) i`);
    },
    add: async (generation, rows) => {
      await database.query(`create table if not exists t (id bigint, gen bigint, v text);
        insert into t select i, ${generation}, 'row ' || i || ' of ' || ${generation}
          from generate_series(${(generation - 1) * rows + 1}, ${generation * rows}) i`);
    },
    query: async (sql) => (await database.query(sql))[0],
    own: async () => {
      const rows = await database.query(
        "select relname from pg_class where relname like '\\_sync\\_bot\\_%' and relkind = 'r'",
      );
      return rows.map((row) => String(row.relname));
    },
    drop: () => database.drop(),
  };
}

export async function mysqlStore(name: string): Promise<Store> {
  const database = await freshMysql(name);
  return {
    connection: `{ type: mysql, url: ${JSON.stringify(database.url)} }`,
    fill: async (generation, rows) => {
      await database.query(`drop table if exists t; create table t (id bigint primary key, gen bigint, v text);
        set session max_recursive_iterations = 10000000;
        insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
        select i, ${generation}, concat('row ', i, ' of ', ${generation}) from n`);
    },
    add: async (generation, rows) => {
      await database.query(`create table if not exists t (id bigint, gen bigint, v text, key (id));
        set session max_recursive_iterations = 10000000;
        insert into t with recursive n(i) as (select ${(generation - 1) * rows + 1} union all select i + 1 from n where i < ${generation * rows})
        select i, ${generation}, concat('row ', i, ' of ', ${generation}) from n`);
    },
    query: async (sql) => (await database.query(sql))[0],
    own: async () => [],
    drop: () => database.drop(),
  };
}

/**
 * A loopback BigQuery of this process, which no kill reaches; `bucket`: rows go by way of files in Cloud Storage. Only a
 * destination: it is never filled.
 */
export async function bigqueryStore(options: { readonly bucket: boolean }): Promise<Store> {
  const server = await startBigQuery({ datasets: ['mart'] });
  const kept = `mart.${PREVIOUS}`;
  /** The table of a name; the version before has the token of its attempt behind that. */
  const tableOf = (name: string): string | undefined =>
    [...server.catalog().tables.keys()].find(
      (key) => key === `mart.${name}` || (key.startsWith(kept) && name === PREVIOUS),
    );
  const nobody = () => Promise.reject(new Error('BigQuery is no source'));
  const staging = options.bucket ? ', staging: "gs://staging/kills"' : '';
  return {
    connection: `{ type: bigquery, project: ${server.project}, dataset: mart, endpoint: "${server.endpoint}"${staging} }`,
    fill: nobody,
    add: nobody,
    query: async (sql) => {
      const name = / from "([^"]+)"/.exec(sql)?.[1] ?? '';
      return server.transaction(async (transaction) => {
        const [datasetId = '', tableId = ''] = (tableOf(name) ?? `mart.${name}`).split('.');
        const { relation } = transaction.table({ projectId: server.project, datasetId, tableId });
        const { rows } = await transaction.query(sql.replace(`"${name}"`, relation));
        return rows[0];
      });
    },
    own: async () => {
      const tables = [...server.catalog().tables.keys()].filter((key) => key.startsWith('mart._sync_bot_'));
      const names = tables.map((key) => (key.startsWith(kept) ? PREVIOUS : key));
      return [...names, ...server.objects.keys()];
    },
    async drop() {
      const twice = server.jobs.filter(({ carriedOut }) => carriedOut > 1);
      await server.close();
      assert.deepEqual(twice, [], 'a job was carried out twice');
    },
  };
}

export type Range = {
  readonly name: string;
  /** Kills once more, at a moment that `random` decides; says in a few words what came of it. */
  shoot(random: () => number): Promise<string>;
  /** The same with an undo. */
  shootUndo(random: () => number): Promise<string>;
};

const DECLARED = {
  replace: '{}',
  merge: '{ mode: merge, incremental_key: gen }',
  append: '{ mode: append, incremental_key: id }',
} as const;

/** The worker; the bot, whose workers go on without it; both at once. */
const VICTIMS = ['worker', 'bot', 'both'] as const;

/**
 * Makes ready to kill runs from a source to a destination whose `t` has an older generation. `around` is SQL that hangs
 * something on the target, so that its rows are replaced in place. Under merge every row of a generation is another than
 * in the one before; under append, without a key, the generations stand behind one another.
 */
export async function shootingRange(
  home: string,
  stores: {
    readonly source: Store;
    readonly destination: Store;
    readonly rows: number;
    readonly around?: string;
    readonly mode?: keyof typeof DECLARED;
  },
): Promise<Range> {
  const { source, destination, rows, mode = 'replace' } = stores;
  const file = join(home, 'tables.yml');
  const history = join(home, 'history.db');
  writeFileSync(
    file,
    `timezone: UTC
connections:
  source: ${source.connection}
  destination: ${destination.connection}
defaults: { source: source, destination: destination, retries: 0 }
tables:
  t: ${DECLARED[mode]}
`,
  );
  let generation = 1;
  const rowsOf = (of: number) => (mode === 'append' ? rows * of : rows + of);
  const advance = () =>
    mode === 'append' ? source.add(generation, rows) : source.fill(generation, rowsOf(generation));
  await advance();
  // The first generation comes by a sync, as later ones do; the second run tells how long one takes.
  await cli(file).over;
  if (stores.around !== undefined) await destination.query(stores.around);
  if (mode !== 'replace') {
    // Where nothing is new a run has little to do.
    generation += 1;
    await advance();
  }
  const began = performance.now();
  await cli(file).over;
  const normalMs = performance.now() - began;
  let lastId = lastOf(history);
  assert.equal(lastId, 2);

  /** The one generation that the target has, all of it; fails where it has anything else. */
  async function standing(table = 't'): Promise<number> {
    const row = Object.fromEntries(
      Object.entries((await destination.query(counted(table))) ?? {}).map(([name, value]) => [name, Number(value)]),
    );
    const { n = 0, ids, oldest, newest = 0, wrong } = row;
    assert.deepEqual(
      { n, ids, oldest, wrong },
      { n: rowsOf(newest), ids: (n * (n + 1)) / 2, oldest: mode === 'append' ? 1 : newest, wrong: 0 },
      `the target is no whole generation: ${JSON.stringify(row)}`,
    );
    return newest;
  }

  const stagings = async () => (await destination.own()).filter((name) => name !== PREVIOUS).length;

  /** Kills one of those that carry `line` out; what it killed, and when. */
  async function kill(random: () => number, normalMs: number, ...line: readonly string[]) {
    const victim = VICTIMS[Math.floor(random() * VICTIMS.length)] as (typeof VICTIMS)[number];
    // Half of the shots fall into the last third, where the commit is.
    const moment = random() < 0.5 ? random() : 0.65 + random() * 0.35;
    const run = cli(file, ...line);
    await Promise.race([new Promise((resolve) => setTimeout(resolve, moment * normalMs)), run.over]);
    const workers = workersOf(run.pid);
    for (const pid of victim === 'bot' ? [] : workers) shot(pid);
    if (victim !== 'worker') shot(run.pid);
    await run.over;
    return { workers, words: `${victim} at ${Math.round(moment * 100)}% of ${Math.round(normalMs)} ms` };
  }

  async function shoot(random: () => number): Promise<string> {
    const before = generation;
    generation += 1;
    await advance();
    const { workers, words: how } = await kill(random, normalMs, 'run', 't');
    const found = await standing();
    const left = await stagings();
    assert.ok(found === before || found === generation, `generation ${found} is neither the old nor the new`);

    const jobs = await openTestJobs(file, { history });
    try {
      const last = jobs.history('t', 1)[0];
      const settled = await standing();
      const mine = last !== undefined && last.id > lastId ? last : undefined;
      const words = `${how}: ${mine?.state ?? 'no run yet'}, generation ${settled === before ? 'old' : 'new'}, ${left} staging tables found`;
      assert.equal(mine?.state === 'success', settled === generation, words);
      if (mine !== undefined && mine.state !== 'success') {
        // A bot that is killed between the note and the start of a run leaves it for a terminal that is gone.
        assert.match(`${mine.state} ${mine.error?.code ?? ''}`, /^(failed local\.crash|canceled )$/, words);
        assert.deepEqual(mine.left, [], words);
      }
      const rerun = await runTable(jobs, 't');
      assert.equal(rerun.state, 'success', `${words}; then ${rerun.error?.message}`);
      lastId = rerun.id;
      assert.equal(await standing(), generation);
      // A worker that lost its bot has ten seconds to clean up after itself.
      await eventually('no staging table', async () => (await stagings()) === 0, 12_000);
      // Only a replace keeps the version that was there.
      assert.deepEqual(await destination.own(), mode === 'replace' ? [PREVIOUS] : [], words);
      if (mode === 'replace') await standing(PREVIOUS);
      for (const pid of workers) await eventually('the end of a worker', () => !isAlive(pid), 12_000);
      assert.deepEqual(jobs.activeRuns(), []);
      return words;
    } finally {
      await jobs.stop(0);
    }
  }

  async function shootUndo(random: () => number): Promise<string> {
    // The shot before may have ended in two runs of one generation, between which nobody could tell.
    generation += 1;
    await advance();
    await cli(file).over;
    lastId = lastOf(history);
    const [present, before] = [await standing(), await standing(PREVIOUS)];
    assert.notEqual(present, before);
    // An undo takes as long as a terminal and its worker need to start, and little more.
    const { workers, words: how } = await kill(random, 1500, 'undo', 't', '--yes');
    const found = await standing();
    assert.ok(found === present || found === before, `generation ${found} is neither of the two`);
    const jobs = await openTestJobs(file, { history });
    try {
      const last = jobs.history('t', 1)[0];
      const mine = last !== undefined && last.id > lastId ? last : undefined;
      const [settled, kept] = [await standing(), await standing(PREVIOUS)];
      const words = `undo, ${how}: ${mine?.state ?? 'no run yet'}, ${settled === present ? 'not put back' : 'put back'}`;
      assert.equal(mine?.state === 'success', settled === before, words);
      assert.deepEqual([settled, kept].sort(), [present, before].sort(), words);
      lastId = Math.max(lastId, mine?.id ?? 0);
      await eventually('no marker', async () => (await stagings()) === 0, 12_000);
      assert.deepEqual(await destination.own(), [PREVIOUS], words);
      for (const pid of workers) await eventually('the end of a worker', () => !isAlive(pid), 12_000);
      assert.deepEqual(jobs.activeRuns(), []);
      // Forth again, where it was put back: the next shot expects the newest generation.
      if (settled !== present) {
        const again = jobs.submit({ table: 't', kind: 'undo', by: TESTER });
        assert.ok(again.kind === 'accepted');
        assert.equal((await jobs.finished(again.run.id)).state, 'success', words);
        lastId = again.run.id;
        assert.equal(await standing(), present);
      }
      return words;
    } finally {
      await jobs.stop(0);
    }
  }

  const kind = (store: Store) => /type: (\w+)/.exec(store.connection)?.[1];
  // BigQuery replaces rows inside the table by itself.
  const inside = stores.around !== undefined || kind(destination) === 'bigquery';
  const bucket = destination.connection.includes('gs://') ? ', by way of a bucket' : '';
  const how = (mode !== 'replace' ? `by ${mode}` : inside ? 'in place' : 'by a swap') + bucket;
  return { name: `${kind(source)} → ${kind(destination)}, ${how}`, shoot, shootUndo };
}

/** The same run as a person starts it in a terminal. */
function cli(file: string, ...line: readonly string[]) {
  const args = [
    CLI,
    ...(line.length === 0 ? ['run', 't'] : line),
    '--json',
    '--config',
    file,
    '--history',
    join(file, '../history.db'),
  ];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, SYNC_BOT_MASK_KEY: TEST_MASK_KEY },
    stdio: 'ignore',
  });
  if (child.pid === undefined) throw new Error('starting a terminal');
  return { pid: child.pid, over: once(child, 'exit') };
}

function lastOf(history: string): number {
  const database = new Database(history, { readonly: true });
  try {
    const row = database.prepare("select max(id) as id from runs where state = 'success'").get();
    return (row as { id: number }).id;
  } finally {
    database.close();
  }
}

function shot(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}

/** mulberry32: the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
