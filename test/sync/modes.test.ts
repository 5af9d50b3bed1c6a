import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import { NO_CHECKS } from '../../src/sync/checks.ts';
import type { ConnectionSpec, TableSpec } from '../../src/sync/config/spec.ts';
import type { Cursor } from '../../src/sync/cursor.ts';
import { openSession } from '../../src/sync/destinations/bigquery/connect.ts';
import { explain } from '../../src/sync/explain.ts';
import { diff, verify } from '../../src/sync/inspect.ts';
import type { SyncResult } from '../../src/sync/orders.ts';
import { publishHeld } from '../../src/sync/publish-held.ts';
import { settle } from '../../src/sync/settle.ts';
import { newStanding } from '../../src/sync/whereabouts.ts';
import { type LoopbackBigQuery, startBigQuery } from '../support/bigquery/index.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import {
  bigqueryAt,
  DUE,
  failureOf,
  newToken,
  openers,
  orderOf,
  postgresAt,
  runSync,
  sqliteAt,
  syncEnd,
  tableSpec,
  type Ways,
} from './engine.ts';

// Append and merge into both destinations, from a SQLite source whose rows each test writes itself.

const directory = temporaryDirectory();
const need = needs('postgres');
let number = 0;
let shopPath = '';
let postgres: FreshPostgres;
let bigquery: LoopbackBigQuery;

before(async () => {
  if (need.skip !== false) return;
  postgres = await freshPostgres('modes');
  bigquery = await startBigQuery();
});
after(async () => {
  await bigquery?.close();
  await postgres?.drop();
});
beforeEach(() => {
  number++;
  shopPath = join(directory, `shop${number}.db`);
});

function run<Row>(path: string, sql: string): Row[] {
  const database = new Database(path);
  try {
    if (/^\s*(select|pragma)/i.test(sql)) return database.prepare(sql).all() as Row[];
    database.exec(sql);
    return [];
  } finally {
    database.close();
  }
}

/** The statements of a test in GoogleSQL, one job each; the rows of the last. */
async function google(sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const session = await openSession(bigqueryAt(bigquery, `mart${number}`));
  let rows: readonly (readonly (string | null)[])[] = [];
  for (const statement of sql.split(';')) {
    const words = statement
      .replaceAll('"', '`')
      .replace(' bigint primary key', ' int64')
      .replaceAll(/ text\b/g, ' string')
      .replaceAll(/\b(from|into|table|update) (\S+)/g, `$1 mart${number}.$2`);
    rows = (await session.query(`test_${newToken()}`, { sql: words })).rows;
  }
  return rows;
}

const shop = (sql: string): void => void run(shopPath, sql);
/** A stamp so many minutes away from now, by the local clock that a source without zones is compared with. */
const minutes = (away: number): string => `datetime('now', 'localtime', '${away} minutes')`;

type Place = {
  readonly name: string;
  readonly spec: () => ConnectionSpec;
  /** Rows as arrays of texts. */
  readonly rows: (sql: string) => Promise<readonly (readonly (string | null)[])[]>;
  readonly execute: (sql: string) => Promise<unknown>;
  readonly stagings: () => Promise<number>;
  /** Gives every row a value in a column `note` that the sync does not know. */
  readonly note: string;
  /** What no second index of the name can be made by; null: there are none. */
  readonly index: string | null;
  /** Makes rows arrive otherwise than they were written; null: nothing can. */
  readonly meddle: string | null;
  /** Whether the key is one that the database itself holds. */
  readonly keyed: boolean;
  /** What is told of a replaced table that rows were put into. */
  readonly altered: string | undefined;
  /** The statements of a merge. */
  readonly merging: RegExp;
};

const places: readonly Place[] = [
  {
    name: 'PostgreSQL',
    spec: () => postgresAt(postgres.url),
    rows: async (sql) =>
      (await postgres.query(sql)).map((row) =>
        Object.values(row).map((value) => (value === null ? null : String(value))),
      ),
    execute: (sql) => postgres.query(sql),
    stagings: async () =>
      (await postgres.query("select 1 from pg_class where relname like '\\_sync\\_bot\\_%' and relkind = 'r'")).length,
    note: "alter table items add column note text; update items set note = 'kept'",
    index: 'create index by_name on items (name)',
    keyed: true,
    altered: 'a run',
    merging: /^update [^;]*\ninsert /m,
    meddle: `create function shout() returns trigger language plpgsql as 'begin new.name = upper(new.name); return new; end';
      create trigger shout before insert or update on items for each row execute function shout()`,
  },
  {
    name: 'SQLite',
    spec: () => sqliteAt(join(directory, `warehouse${number}.db`), 'warehouse'),
    rows: async (sql) =>
      run<Record<string, unknown>>(join(directory, `warehouse${number}.db`), sql).map((row) =>
        Object.values(row).map((value) => (value === null ? null : String(value))),
      ),
    execute: async (sql) => run(join(directory, `warehouse${number}.db`), sql),
    stagings: async () =>
      run(
        join(directory, `warehouse${number}.db`),
        "select 1 from sqlite_master where name like '\\_sync\\_bot\\_%' escape '\\'",
      ).length,
    note: "alter table items add column note text; update items set note = 'kept'",
    index: 'create index by_name on items (name)',
    keyed: true,
    altered: 'a run',
    merging: /^update [^;]*\ninsert /m,
    meddle:
      'create trigger shout after insert on items begin update items set name = upper(name) where id = new.id; end',
  },
  {
    name: 'BigQuery',
    spec: () => bigqueryAt(bigquery, `mart${number}`),
    rows: (sql) => google(sql),
    execute: (sql) => google(sql),
    stagings: async () =>
      [...bigquery.catalog().tables.keys()].filter((key) => key.startsWith(`mart${number}._sync_bot_`)).length,
    note: "alter table items add column note string; update items set note = 'kept' where true",
    index: null,
    keyed: false,
    altered: undefined,
    merging: /^merge into [^;]*\nwhen not matched by target then insert /m,
    meddle: null,
  },
];

for (const place of places) {
  describe(place.name, need, () => {
    beforeEach(async () => {
      if (place.name === 'PostgreSQL') await postgres.query('drop schema public cascade; create schema public');
      if (place.name === 'BigQuery') await bigquery.dataset(`mart${number}`);
      shop(`create table items (id integer primary key, name text, at datetime)`);
    });

    const ways = (more: Partial<Ways> = {}): Ways => ({
      source: sqliteAt(shopPath, 'shop'),
      destination: place.spec(),
      ...more,
    });
    const merged = (given: Partial<TableSpec> = {}) =>
      tableSpec('items', { mode: 'merge', incrementalKey: 'at', ...given });
    let last: SyncResult | null = null;
    const go = async (spec: TableSpec, cursor: Cursor | null = last?.cursor ?? null, more: Partial<Ways> = {}) => {
      last = await runSync(spec, ways({ cursor, ...more }));
      return last;
    };
    beforeEach(() => {
      last = null;
    });
    const names = async () => (await place.rows('select name from items order by id')).map(([name]) => name);

    test('merge makes the table with its key, then adds, updates and leaves rows, and counts each', async () => {
      shop(`insert into items values (1, 'a', ${minutes(-60)}), (2, 'b', ${minutes(-50)})`);
      const first = await go(merged());
      assert.deepEqual(
        [first.method, first.window, first.changes],
        ['create', null, { inserted: 2, updated: 0, unchanged: 0, deleted: 0 }],
      );
      shop(
        `insert into items values (3, 'c', ${minutes(-40)}); update items set name = 'bb', at = ${minutes(-39)} where id = 2`,
      );
      const second = await go(merged());
      assert.deepEqual([second.method, second.rowsRead, second.rowsWritten], ['merge', 2, 2]);
      assert.deepEqual(second.changes, { inserted: 1, updated: 1, unchanged: 0, deleted: 0 });
      const third = await go(merged());
      assert.deepEqual(third.changes, { inserted: 0, updated: 0, unchanged: 2, deleted: 0 });
      assert.deepEqual(await names(), ['a', 'bb', 'c']);
      assert.equal(await place.stagings(), 0);
      // The key is the table's own: another row of the same key cannot come in.
      const again = "insert into items (id, name) values (1, 'again')";
      if (place.keyed) await assert.rejects(async () => place.execute(again), /unique/i);
    });

    test('a run without anything new is fine', async () => {
      const empty = await go(merged());
      assert.deepEqual([empty.method, empty.rowsWritten, empty.cursor?.value], ['create', 0, null]);
      assert.deepEqual((await go(merged())).changes, { inserted: 0, updated: 0, unchanged: 0, deleted: 0 });
    });

    test('rows whose incremental key is NULL arrive every time', async () => {
      shop(`insert into items values (1, 'a', ${minutes(-60)}), (2, 'b', null)`);
      await go(merged());
      shop("update items set name = 'bb' where id = 2; insert into items values (3, 'c', null)");
      assert.deepEqual((await go(merged())).changes, { inserted: 1, updated: 1, unchanged: 1, deleted: 0 });
      assert.deepEqual(await names(), ['a', 'bb', 'c']);
    });

    test('a clock that steps back within lookback loses nothing; beyond it, a full run finds the row', async () => {
      shop(`insert into items values (1, 'a', ${minutes(-60)})`);
      await go(merged({ lookback: { by: 'time', ms: 600_000 } }));
      shop(`insert into items values (2, 'b', ${minutes(-65)}), (3, 'c', ${minutes(-75)})`);
      const spec = merged({ lookback: { by: 'time', ms: 600_000 } });
      assert.deepEqual((await go(spec)).changes, { inserted: 1, updated: 0, unchanged: 1, deleted: 0 });
      assert.deepEqual((await go(spec, last?.cursor, { scope: { kind: 'full' } })).changes, {
        inserted: 1,
        updated: 0,
        unchanged: 2,
        deleted: 0,
      });
    });

    test('rows stamped in the future are copied, told, and never passed by the cursor', async () => {
      shop(`insert into items values (1, 'a', ${minutes(-60)}), (2, 'b', ${minutes(600)})`);
      const first = await go(merged());
      assert.equal(first.rowsRead, 2);
      assert.match(first.checks.find((check) => check.name === 'future stamps')?.actual ?? '', /^1 row is/);
      shop(`insert into items values (3, 'c', ${minutes(-1)})`);
      await go(merged());
      assert.deepEqual(await names(), ['a', 'b', 'c']);
    });

    test('ties at the cursor are read again', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      const spec = merged({ lookback: { by: 'time', ms: 0 } });
      await go(spec);
      shop("insert into items values (2, 'b', '2026-01-01 10:00:00'), (3, 'c', '2026-01-01T10:00:00')");
      assert.deepEqual((await go(spec)).changes, { inserted: 2, updated: 0, unchanged: 1, deleted: 0 });
    });

    test('a window of a person loads that part and leaves the cursor', async () => {
      shop(
        "insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-02 10:00:00'), (3, 'c', '2026-01-03 00:00:00')",
      );
      await go(merged());
      shop("update items set name = name || '!'");
      const window = await go(merged(), last?.cursor, {
        scope: { kind: 'window', from: '2026-01-02', to: '2026-01-03' },
      });
      assert.deepEqual([window.rowsRead, window.cursor, window.changes?.updated], [1, null, 1]);
      assert.deepEqual(await names(), ['a', 'b!', 'c']);
    });

    test('a window does not make the table of a part, behind which the cursor would go on', async () => {
      shop(`insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-02 10:00:00')`);
      const { cursor } = await go(merged());
      await place.execute('drop table items');
      const scope = { kind: 'window', from: '2026-01-02', to: null } as const;
      assert.match((await failureOf(go(merged(), cursor, { scope }))).message, /of a part only/);
      await go(merged(), cursor);
      assert.deepEqual(await names(), ['a', 'b']);
    });

    test('a row whose date is none is read and refused, however early its text', async () => {
      shop(`insert into items values (1, 'a', '2026-01-01 10:00:00')`);
      await go(merged());
      for (const odd of ['1700000000', "''", "'1 January 2026'"]) {
        shop(`delete from items where id = 2; insert into items values (2, 'b', ${odd})`);
        assert.equal((await failureOf(go(merged()))).code, 'data.type', odd);
      }
      shop('create view loose as select name, at from items');
      const exact = tableSpec('loose', { mode: 'append', incrementalKey: 'at' });
      assert.equal((await failureOf(go(exact, null))).code, 'data.null');
    });

    test('append with a key adds what is new and leaves what is there as it is', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-02 10:00:00')");
      const spec = merged({ mode: 'append', incrementalKey: null });
      await go(spec);
      shop("update items set name = 'changed' where id = 1; insert into items values (3, 'c', '2026-01-01 09:00:00')");
      const second = await go(spec);
      assert.deepEqual(
        [second.method, second.changes],
        ['append', { inserted: 1, updated: 0, unchanged: 2, deleted: 0 }],
      );
      assert.deepEqual(await names(), ['a', 'b', 'c']);
    });

    test('append without a key reads each row once', async () => {
      shop("create table log (n integer, v text); insert into log values (1, 'a'), (2, 'a'), (2, 'a')");
      const spec = tableSpec('log', { mode: 'append', incrementalKey: 'n' });
      await go(spec);
      shop("insert into log values (3, 'b'), (4, 'b')");
      assert.deepEqual((await go(spec)).changes, { inserted: 2, updated: 0, unchanged: 0, deleted: 0 });
      assert.deepEqual((await go(spec)).changes, { inserted: 0, updated: 0, unchanged: 0, deleted: 0 });
      assert.deepEqual(await place.rows('select n, v from log order by n'), [
        ['1', 'a'],
        ['2', 'a'],
        ['2', 'a'],
        ['3', 'b'],
        ['4', 'b'],
      ]);
      assert.match((await failureOf(go(spec, null))).message, /nothing says up to where/);
      shop('insert into log values (null, 7)');
      const { code, message } = await failureOf(go(spec));
      assert.deepEqual([code, /in 1 row,/.test(message)], ['data.null', true]);
    });

    test('keys that are NULL or not unique are refused with their count, and nothing is changed', async () => {
      shop("create table loose (k text, name text); insert into loose values ('x', 'a')");
      const spec = tableSpec('loose', { mode: 'merge', primaryKey: ['k'] });
      await go(spec);
      shop("insert into loose values (null, 'b'), (null, 'c')");
      const nulls = await failureOf(go(spec));
      assert.deepEqual([nulls.code, nulls.stage], ['data.null', 'commit']);
      assert.match(nulls.message, /^2 rows of shop\.loose have no value in the key \(k\)/);
      shop("delete from loose where k is null; insert into loose values ('x', 'secret'), ('y', 'd'), ('y', 'e')");
      const twice = await failureOf(go(spec));
      assert.equal(twice.code, 'data.duplicate');
      assert.match(twice.message, /^4 rows of shop\.loose share 2 keys \(k\)/);
      assert.doesNotMatch(JSON.stringify(twice), /secret/);
      assert.deepEqual(await place.rows('select k, name from loose'), [['x', 'a']]);
      assert.equal(await place.stagings(), 0);
    });

    test('composite keys and Japanese names', async () => {
      shop(`create table 注文 (店舗 text, 番号 integer, 金額 text, 更新日時 datetime);
        insert into 注文 values ('東京', 1, '100', '2026-01-01 10:00:00'), ('大阪', 1, '200', '2026-01-01 10:00:00')`);
      const spec = tableSpec('注文', { mode: 'merge', primaryKey: ['店舗', '番号'], incrementalKey: '更新日時' });
      await go(spec);
      shop(
        "update 注文 set 金額 = '150' where 店舗 = '東京'; insert into 注文 values ('東京', 2, '300', '2026-01-02 10:00:00')",
      );
      assert.deepEqual((await go(spec)).changes, { inserted: 1, updated: 1, unchanged: 1, deleted: 0 });
      assert.deepEqual(await place.rows('select "金額" from "注文" order by "金額"'), [['150'], ['200'], ['300']]);
    });

    test('a key under mask hash is the same key in every run', async () => {
      shop("create table people (mail text, name text); insert into people values ('a@example.com', 'a')");
      const spec = tableSpec('people', { mode: 'merge', primaryKey: ['mail'], mask: { mail: 'hash' } });
      await go(spec);
      shop("update people set name = 'b'");
      assert.deepEqual((await go(spec)).changes, { inserted: 0, updated: 1, unchanged: 0, deleted: 0 });
    });

    test('what surrounds the target stays, and its own columns too', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      await go(merged());
      await place.execute(place.note);
      const { index } = place;
      if (index !== null) await place.execute(index);
      shop("update items set name = 'b'; insert into items values (2, 'c', '2026-01-01 11:00:00')");
      await go(merged());
      assert.deepEqual(await place.rows('select id, name, note from items order by id'), [
        ['1', 'b', 'kept'],
        ['2', 'c', null],
      ]);
      if (index !== null) await assert.rejects(async () => place.execute(index), /exists/);
    });

    test('a target with other columns, or one that needs a value we do not bring, is refused by name', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      await place.execute('create table items (id bigint primary key, name text, must text not null)');
      const { code, message } = await failureOf(go(merged()));
      assert.equal(code, 'dst.columns');
      assert.match(message, /the sync does not bring must/);
    });

    test('a column that is new in the source is held back, or added to the rows that are there', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      const first = await go(merged());
      shop("alter table items add column colour text; update items set colour = 'red'");
      const asked = await go(merged(), first.cursor);
      assert.deepEqual(
        asked.newColumns?.map(({ name }) => name),
        ['colour'],
      );
      const added = await go(merged({ onNewColumn: 'add' }), asked.cursor);
      assert.deepEqual([added.window, added.changes?.updated], [null, 1]);
      assert.deepEqual(await place.rows('select name, colour from items'), [['a', 'red']]);
    });

    test('a column that somebody dropped from the target comes back for all rows, and not by a held run', async () => {
      shop(`insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-02 10:00:00')`);
      const spec = merged({ onNewColumn: 'add' });
      const { cursor } = await go(spec);
      const checks = { ...NO_CHECKS, minRows: 9 };
      const token = newToken();
      const held = await syncEnd({ ...spec, checks }, ways({ cursor, token }));
      assert.ok('held' in held);
      await place.execute('alter table items drop column name');
      const publish = { do: 'publish', table: spec, destination: place.spec(), token, pending: held.held } as const;
      const refused = await failureOf(publishHeld(publish, openers, newStanding(), new AbortController().signal));
      assert.deepEqual([refused.code, /lacks name now/.test(refused.message)], ['guard.changed', true]);
      await go(spec, cursor);
      assert.deepEqual(await names(), ['a', 'b']);
      await place.execute('drop table items');
      const gone = await failureOf(publishHeld(publish, openers, newStanding(), new AbortController().signal));
      assert.match(gone.message, /the table is gone/);
      await settle({ ...publish, do: 'settle' }, openers);
    });

    test('a target with several rows of a key is refused', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      await go(tableSpec('items'));
      await place.execute('insert into items select * from items');
      const { code, side, message } = await failureOf(go(merged(), null));
      assert.deepEqual([code, side], ['data.duplicate', 'destination']);
      assert.match(message, /1 row too many/);
    });

    const { meddle } = place;
    test('a trigger that changes rows is found, and nothing is published', { skip: meddle === null }, async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      await go(merged());
      await place.execute(meddle ?? '');
      shop("insert into items values (2, 'b', '2026-01-01 11:00:00')");
      assert.equal((await failureOf(go(merged()))).code, 'guard.parity');
      assert.deepEqual(await names(), ['a']);
    });

    test('a table that was replaced before may be merged from then on', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      await go(tableSpec('items'));
      await go(tableSpec('items'));
      assert.equal(await place.stagings(), 1, 'the version before');
      shop("update items set name = 'b'; insert into items values (2, 'c', '2026-01-01 11:00:00')");
      assert.deepEqual((await go(merged(), null)).changes, { inserted: 1, updated: 1, unchanged: 0, deleted: 0 });
      assert.equal(await place.stagings(), 0, 'no undo leads back to it');
      const opened = await openers.destination(place.spec(), 'test');
      const { previous, altered } = await opened.generations({ schema: null, name: 'items' });
      await opened.close();
      assert.deepEqual([previous, altered?.slice(0, 5)], [null, place.altered]);
      shop('delete from items where id = 1');
      assert.equal((await go(tableSpec('items'), null)).rowsWritten, 1);
      assert.deepEqual(await names(), ['c']);
    });

    test('the destination remembers the cursor of an attempt, and hands it to whoever settles it', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      const token = newToken();
      const { cursor } = await go(merged(), null, { token });
      const order = orderOf(merged(), ways({ token }));
      assert.notEqual(cursor, null);
      assert.deepEqual(await settle({ ...order, do: 'settle' }, openers), {
        published: { rows: 1, cursor },
        dropped: [],
      });
    });

    for (const mode of ['merge', 'append'] as const) {
      test(`${mode}: an attempt that dies at any stage changes nothing, and the next one does all of it`, async () => {
        shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
        const spec = merged({ mode });
        const { cursor } = await go(spec);
        shop("insert into items values (2, 'b', '2026-01-01 10:01:00')");
        for (const stage of ['begin', 'copy', 'finish', 'commit', 'committed'] as const) {
          const token = newToken();
          const order = orderOf(spec, ways({ token, cursor }));
          const died = new Error('died');
          const dying: typeof openers = {
            ...openers,
            async destination(given, label) {
              const real = await openers.destination(given, label);
              return {
                ...real,
                async begin(plan, itsToken) {
                  if (stage === 'begin') throw died;
                  const load = await real.begin(plan, itsToken);
                  return {
                    ...load,
                    async write(batch) {
                      if (stage === 'copy') throw died;
                      await load.write(batch);
                    },
                    async finish() {
                      if (stage === 'finish') throw died;
                      return load.finish();
                    },
                    async commit() {
                      // Whoever settles it first has the say: it cannot publish any more.
                      if (stage === 'commit')
                        assert.equal((await settle({ ...order, do: 'settle' }, openers)).published, null);
                      const published = await load.commit();
                      // The commit is done, and its answer is never heard.
                      if (stage === 'committed') throw died;
                      return published;
                    },
                  };
                },
              };
            },
          };
          const end = runSync(spec, ways({ token, cursor, openers: dying }));
          if (stage === 'committed') {
            const heard = await end;
            assert.deepEqual([heard.method, heard.rowsWritten, heard.cursor?.value], [mode, 2, '2026-01-01 10:01:00']);
            assert.deepEqual(await names(), ['a', 'b']);
          } else {
            await failureOf(end);
            assert.deepEqual(await names(), ['a'], stage);
          }
          assert.equal(await place.stagings(), 0, stage);
        }
      });
    }

    const audit = (spec: TableSpec, more: Partial<Ways> = {}) =>
      runSync(spec, ways({ scope: { kind: 'gaps' }, cursor: last?.cursor ?? null, ...more }));

    test('comparing keys finds late rows and loads exactly these, and counts what is gone', async () => {
      shop(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000) insert into items select i, 'a', '2026-01-01 10:00:00' from n",
      );
      await go(merged());
      const nothing = await audit(merged({ checks: { ...NO_CHECKS, minRows: 1 } }));
      assert.deepEqual([nothing.gaps, nothing.rowsRead, nothing.cursor], [{ late: 0, gone: 0 }, 0, null]);
      shop(`insert into items select i + 3000, 'late', '2025-01-01 10:00:00' from (select id as i from items where id <= 1500);
        update items set name = 'moved', at = '2025-01-01 10:00:00' where id = 7; delete from items where id in (1, 2)`);
      const { gaps, rowsRead, rowsWritten, changes } = await audit(merged());
      assert.deepEqual([gaps, rowsRead, rowsWritten], [{ late: 1501, gone: 2 }, 1501, 1501]);
      assert.deepEqual(changes, { inserted: 1500, updated: 1, unchanged: 0, deleted: 0 });
      assert.deepEqual(await place.rows('select count(*), max(name) from items where id in (1, 2, 7, 4500)'), [
        ['4', 'moved'],
      ]);
      assert.equal(await place.stagings(), 0);
    });

    test('deletes: hard takes away what is gone, and nothing where the source is empty', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-01 10:00:00')");
      const spec = merged({ deletes: 'hard' });
      await go(spec);
      shop('delete from items where id = 1');
      const { gaps, changes } = await audit(spec);
      assert.deepEqual([gaps, changes?.deleted], [{ late: 0, gone: 1 }, 1]);
      assert.deepEqual(await names(), ['b']);
      shop('delete from items');
      assert.equal((await failureOf(audit(spec))).code, 'guard.empty');
      assert.deepEqual(await names(), ['b']);
      assert.equal(await place.stagings(), 0);
    });

    test('deletes: soft marks what is gone once, and clears the mark of what comes back', async () => {
      shop(
        "insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-01 10:00:00'), (3, 'c', '2026-01-01 10:00:00')",
      );
      const spec = merged({ deletes: 'soft' });
      const marked = async () =>
        (await place.rows('select id from items where _deleted_at is not null order by id')).map(([id]) => id);
      await go(spec);
      shop('delete from items where id < 3');
      assert.equal((await audit(spec)).changes?.deleted, 2);
      const again = await audit(spec);
      assert.deepEqual([again.gaps, again.changes?.deleted], [{ late: 0, gone: 0 }, 0]);
      assert.deepEqual(await marked(), ['1', '2']);
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-01 10:00:00')");
      assert.deepEqual((await go(spec)).changes, { inserted: 0, updated: 2, unchanged: 1, deleted: 0 });
      assert.deepEqual(await marked(), []);
      shop('delete from items where id = 1');
      await audit(spec);
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      assert.equal((await audit(spec)).changes?.updated, 1);
      assert.deepEqual(await marked(), []);
    });

    test('a row that is marked as gone is no difference, and its mark no column of the target’s own', async () => {
      shop(`insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-01 10:00:00')`);
      const spec = merged({ deletes: 'soft' });
      await go(spec);
      shop('delete from items where id = 1');
      await audit(spec);
      const ends = { table: spec, source: sqliteAt(shopPath, 'shop'), destination: place.spec() } as const;
      const verified = async (table: TableSpec) =>
        verify({ ...ends, do: 'verify', due: DUE, table }, openers, newStanding(), new AbortController().signal);
      assert.deepEqual([(await verified(spec)).equal, (await verified(merged())).equal], [true, false]);
      assert.deepEqual((await diff({ ...ends, do: 'diff', due: DUE }, openers)).columns, []);
    });

    test('keys that are no whole numbers, or masked, are compared too: then everything is read', async () => {
      shop(
        "create table people (mail text, name text, at datetime); insert into people values ('a', 'x', '2026-01-01 10:00:00'), ('b', 'y', '2026-01-01 10:00:00')",
      );
      const spec = tableSpec('people', {
        mode: 'merge',
        primaryKey: ['mail'],
        incrementalKey: 'at',
        mask: { mail: 'hash' },
        deletes: 'hard',
      });
      await go(spec);
      shop("delete from people where mail = 'a'; insert into people values ('c', 'z', '2020-01-01 10:00:00')");
      const { gaps, changes } = await audit(spec);
      assert.deepEqual(
        [gaps, changes],
        [
          { late: 1, gone: 1 },
          { inserted: 1, updated: 0, unchanged: 1, deleted: 1 },
        ],
      );
      assert.deepEqual(await place.rows('select name from people order by name'), [['y'], ['z']]);
    });

    test('an audit respects where, loads everything where there is no target, and needs both keys', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-01 10:00:00')");
      const spec = merged({ where: 'id <> 2 -- not this one' });
      assert.equal((await audit(spec)).method, 'create');
      shop("insert into items values (3, 'c', '2020-01-01 10:00:00')");
      assert.deepEqual((await audit(spec)).gaps, { late: 1, gone: 0 });
      assert.deepEqual(await names(), ['a', 'c']);
      for (const refused of [tableSpec('items'), merged({ incrementalKey: null })]) {
        assert.match((await failureOf(audit(refused))).message, /no key and incremental_key/);
      }
    });

    test('an audit that dies leaves the rows, and settling drops both of its tables', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00'), (2, 'b', '2026-01-01 10:00:00')");
      const spec = merged({ deletes: 'hard' });
      await go(spec);
      shop("delete from items where id = 1; insert into items values (3, 'c', '2020-01-01 10:00:00')");
      const token = newToken();
      const order = orderOf(spec, ways({ token }));
      const dying: typeof openers = {
        ...openers,
        async destination(given, label) {
          const real = await openers.destination(given, label);
          return {
            ...real,
            async begin(plan, its) {
              const load = await real.begin(plan, its);
              return {
                ...load,
                async commit() {
                  assert.equal((await settle({ ...order, do: 'settle' }, openers)).published, null);
                  assert.equal(await place.stagings(), 0);
                  return load.commit();
                },
              };
            },
          };
        },
      };
      await failureOf(audit(spec, { token, openers: dying }));
      assert.deepEqual(await names(), ['a', 'b']);
    });

    test('a target that vanishes under a run is not made of a part', async () => {
      const scope = { kind: 'window', from: '2026-01-01', to: null } as const;
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      await go(merged());
      shop("insert into items values (2, 'b', '2026-01-01 10:01:00')");
      const dropping: typeof openers = {
        ...openers,
        async destination(given, label) {
          const real = await openers.destination(given, label);
          return {
            ...real,
            async begin(plan, token) {
              const load = await real.begin(plan, token);
              return {
                ...load,
                async commit() {
                  await place.execute('drop table items');
                  return load.commit();
                },
              };
            },
          };
        },
      };
      const cursor = last?.cursor ?? null;
      assert.equal(
        (await failureOf(go(merged({ lookback: { by: 'time', ms: 0 } }), cursor, { openers: dropping }))).code,
        'dst.table_missing',
      );
      await go(merged(), cursor);
      assert.equal((await failureOf(go(merged(), cursor, { openers: dropping, scope }))).code, 'dst.table_missing');
      assert.deepEqual((await go(merged(), cursor)).changes?.inserted, 2);
    });

    test('a plan shows the window and the statements, and changes nothing', async () => {
      shop("insert into items values (1, 'a', '2026-01-01 10:00:00')");
      const order = {
        do: 'plan',
        due: DUE,
        table: merged(),
        source: sqliteAt(shopPath, 'shop'),
        destination: place.spec(),
      } as const;
      const first = await explain(order, openers);
      assert.deepEqual([first.preview.publish, first.plan.window], ['create', null]);
      const { cursor } = await go(merged());
      const next = await explain({ ...order, cursor }, openers);
      assert.match(
        next.query,
        /where \(replace\("at", 'T', ' '\) >= '2026-01-01 09:55:00' or not \(typeof\("at"\) = 'text' and "at" glob /,
      );
      assert.match(next.preview.statements.join('\n'), place.merging);
      assert.equal(next.preview.publish, 'merge');
      assert.deepEqual(await names(), ['a']);
    });
  });
}
