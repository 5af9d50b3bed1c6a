/**
 * Does a row get lost whose transaction stamps it early and commits late? Writers on several connections and runs of two
 * tables take turns as a seed says, so that the same seed gives the same story every time.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import mysql, { type RowDataPacket } from 'mysql2/promise';
import pg from 'pg';
import type { ConnectionSpec } from '../../../src/sync/config/spec.ts';
import type { Cursor } from '../../../src/sync/cursor.ts';
import { eventually } from '../../support/eventually.ts';
import { freshMysql } from '../../support/mysql.ts';
import { freshPostgres } from '../../support/postgres.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { mysqlAt, postgresAt, runSync, sqliteAt, tableSpec } from '../engine.ts';

const WRITERS = 5;

export type Story = { readonly runs: number; readonly seed: number };

/** `moved`: rows updated by id, merged by `changed_at`. `logged`: rows without a key, appended by their number. */
const MERGED = tableSpec('moved', {
  mode: 'merge',
  incrementalKey: 'changed_at',
  // Nothing but the marks may save a late row here.
  lookback: { by: 'time', ms: 0 },
});
const APPENDED = tableSpec('logged', { mode: 'append', incrementalKey: 'n' });

type Session = {
  /** Rows as texts. */
  query(sql: string): Promise<readonly Readonly<Record<string, string>>[]>;
  end(): Promise<void>;
};

type Shop = {
  readonly connect: () => Promise<Session>;
  readonly create: readonly string[];
  /** The number that this session was given last. */
  readonly last: string;
  readonly now: string;
};

function postgresShop(url: string): Shop {
  return {
    async connect() {
      const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => (text: unknown) => text } });
      client.on('error', () => {});
      await client.connect();
      await client.query("set timezone = 'UTC'");
      return { query: async (sql) => (await client.query(sql)).rows, end: () => client.end() };
    },
    create: [
      'create table moved (id bigint generated always as identity primary key, v text, changed_at timestamptz not null)',
      'create table logged (n bigint generated always as identity, v text)',
    ],
    last: 'select lastval()::text as id',
    now: 'now()',
  };
}

function mysqlShop(url: string): Shop {
  return {
    async connect() {
      const connection = await mysql.createConnection({
        uri: url,
        supportBigNumbers: true,
        bigNumberStrings: true,
        dateStrings: true,
      });
      return {
        query: async (sql) => {
          const [rows] = await connection.query<RowDataPacket[]>(sql);
          return Array.isArray(rows) ? (rows as Record<string, string>[]) : [];
        },
        end: () => connection.end(),
      };
    },
    create: [
      'create table moved (id bigint auto_increment primary key, v varchar(50), changed_at datetime(6) not null)',
      'create table logged (n bigint auto_increment, v varchar(50), key (n))',
    ],
    last: 'select cast(last_insert_id() as char) as id',
    now: 'now(6)',
  };
}

/** What a run that remembers the largest value it saw would have: the trap, so that this story can be seen to be one. */
function naive(table: string, key: string, column: string) {
  const rows = new Map<string, string>();
  let largest: string | null = null;
  return {
    rows,
    async run(reader: Session): Promise<void> {
      const since = largest === null ? '' : ` where ${column} > '${largest}'`;
      const found = await reader.query(
        `select ${key} as k, v, cast(${column} as char(40)) as c from ${table}${since} order by ${column}`,
      );
      for (const row of found) rows.set(String(row.k), String(row.v));
      largest = found.at(-1)?.c ?? largest;
    },
  };
}

type Writer = { readonly session: Session; stamp: string | null; readonly held: Set<string> };

/** Runs the story and proves its end. `rows` reads a table of the destination as `key v`, sorted by the key as a number. */
async function lateCommits(
  shop: Shop,
  places: { readonly source: ConnectionSpec; readonly destination: ConnectionSpec },
  rowsOf: (table: string, key: string) => Promise<readonly string[]>,
  { runs, seed }: Story,
): Promise<void> {
  const random = chance(seed);
  const reader = await shop.connect();
  for (const statement of shop.create) await reader.query(statement);
  const writers: Writer[] = [];
  for (let i = 0; i < WRITERS; i++) writers.push({ session: await shop.connect(), stamp: null, held: new Set() });
  const committed: string[] = [];
  let number = 0;

  /** One step of one writer: begin, insert, update with the stamp of the beginning, commit or roll back. */
  async function step(writer: Writer): Promise<void> {
    const { session, held } = writer;
    const value = `'value ${++number}'`;
    if (writer.stamp === null) {
      await session.query('begin');
      await session.query(`insert into moved (v, changed_at) values (${value}, ${shop.now})`);
      const id = String((await session.query(shop.last))[0]?.id);
      held.add(id);
      writer.stamp = String(
        (await session.query(`select cast(changed_at as char(40)) as at from moved where id = ${id}`))[0]?.at,
      );
      await session.query(`insert into logged (v) values (${value})`);
      return;
    }
    const what = random();
    const free = committed.filter((id) => !writers.some((other) => other.held.has(id)));
    const id = free[Math.floor(random() * free.length)];
    if (what < 0.35 && id !== undefined) {
      held.add(id);
      await session.query(`update moved set v = ${value}, changed_at = '${writer.stamp}' where id = ${id}`);
    } else if (what < 0.6) {
      await session.query(`insert into moved (v, changed_at) values (${value}, '${writer.stamp}')`);
      held.add(String((await session.query(shop.last))[0]?.id));
      await session.query(`insert into logged (v) values (${value})`);
    } else {
      await end(writer, what < 0.95 ? 'commit' : 'rollback');
    }
  }

  async function end(writer: Writer, how: 'commit' | 'rollback'): Promise<void> {
    await writer.session.query(how);
    if (how === 'commit') committed.push(...[...writer.held].filter((id) => !committed.includes(id)));
    writer.stamp = null;
    writer.held.clear();
  }

  const cursors: Record<string, Cursor | null> = { moved: null, logged: null };
  async function runBoth(): Promise<void> {
    for (const table of [MERGED, APPENDED]) {
      const result = await runSync(table, { ...places, cursor: cursors[table.name] ?? null });
      cursors[table.name] = result.cursor;
    }
  }

  const traps = [naive('moved', 'id', 'changed_at'), naive('logged', 'n', 'n')];
  try {
    for (let run = 0; run < runs; run++) {
      for (let steps = Math.floor(random() * 5); steps >= 0; steps--) {
        // Some writers come to their turn seldom, and so stay open long.
        await step(writers[Math.floor(random() ** 2 * WRITERS)] as Writer);
      }
      await runBoth();
      for (const trap of traps) await trap.run(reader);
    }
    for (const writer of writers) if (writer.stamp !== null) await end(writer, 'commit');
    for (const trap of traps) await trap.run(reader);

    const source: Record<string, readonly string[]> = {};
    for (const [table, key] of [
      ['moved', 'id'],
      ['logged', 'n'],
    ] as const) {
      const rows = await reader.query(`select ${key} as k, v from ${table} order by ${key}`);
      source[table] = rows.map((row) => `${row.k} ${row.v}`);
    }
    // One run more; where others keep transactions open on the same server, the append waits for these.
    await eventually(
      'all rows have arrived',
      async () => {
        await runBoth();
        return (await rowsOf('logged', 'n')).length >= (source.logged?.length ?? 0) ? true : null;
      },
      120_000,
    );
    assert.deepEqual(await rowsOf('moved', 'id'), source.moved);
    assert.deepEqual(await rowsOf('logged', 'n'), source.logged);
    for (const [i, table] of ['moved', 'logged'].entries()) {
      const got = [...(traps[i]?.rows ?? [])].map(([key, v]) => `${key} ${v}`);
      const lost = source[table]?.filter((row) => !got.includes(row)) ?? [];
      assert.ok(lost.length > 0, `a cursor at the largest value loses nothing of ${table} in this story`);
    }
  } finally {
    for (const { session } of writers) await session.end();
    await reader.end();
  }
}

/** mulberry32 */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export async function latePostgresToSqlite(story: Story): Promise<void> {
  const shop = await freshPostgres('late');
  const path = join(temporaryDirectory(), 'warehouse.db');
  const rows = async (table: string, key: string): Promise<readonly string[]> => {
    const database = new Database(path, { readonly: true });
    try {
      const sql = `select ${key} || ' ' || v from ${table} order by ${key}`;
      return database.prepare(sql).pluck(true).all() as string[];
    } finally {
      database.close();
    }
  };
  try {
    const places = { source: postgresAt(shop.url, 'shop'), destination: sqliteAt(path, 'warehouse') };
    await lateCommits(postgresShop(shop.url), places, rows, story);
  } finally {
    await shop.drop();
  }
}

export async function lateMariadbToPostgres(story: Story): Promise<void> {
  const shop = await freshMysql('late');
  const warehouse = await freshPostgres('late_warehouse');
  const rows = async (table: string, key: string): Promise<readonly string[]> => {
    const found = await warehouse.query(`select ${key} || ' ' || v as row from ${table} order by ${key}`);
    return found.map((row) => String(row.row));
  };
  try {
    const places = { source: mysqlAt(shop.url), destination: postgresAt(warehouse.url) };
    await lateCommits(mysqlShop(shop.url), places, rows, story);
  } finally {
    await shop.drop();
    await warehouse.drop();
  }
}
