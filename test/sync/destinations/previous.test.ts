import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ConnectionSpec, TableSpec } from '../../../src/sync/config/spec.ts';
import { previousName } from '../../../src/sync/destinations/generations.ts';
import type { Undone } from '../../../src/sync/orders.ts';
import { settle } from '../../../src/sync/settle.ts';
import { planUndo, undo } from '../../../src/sync/undo.ts';
import { newStanding } from '../../../src/sync/whereabouts.ts';
import { type FreshPostgres, freshPostgres } from '../../support/postgres.ts';
import { needs } from '../../support/servers.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { failureOf, newToken, openers, postgresAt, runSync, sqliteAt, tableSpec } from '../engine.ts';

// The version before the present one: kept by a publication, put back by an undo, the same in every destination.

const need = needs('postgres');
const directory = temporaryDirectory();
const shop = sqliteAt(join(directory, 'shop.db'), 'shop');
const PREVIOUS = previousName('items');
let postgres: FreshPostgres;

before(async () => {
  if (need.skip === false) postgres = await freshPostgres('previous');
});
after(() => postgres?.drop());

/** The source's table: id, name and mail, `rows` times. */
function stock(rows: number, name: string): void {
  const database = new Database(shop.path);
  database.exec(`drop table if exists items; create table items (id integer, name text, mail text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
    insert into items select i, '${name}', 'mail' || i from n`);
  database.close();
}

type Place = {
  readonly kind: 'sqlite' | 'postgres';
  readonly destination: () => ConnectionSpec;
  /** The first column of the first row, as text. */
  readonly value: (sql: string) => Promise<string | null>;
  readonly execute: (sql: string) => Promise<unknown>;
  /** Names of all tables whose name is like sync-bot's own, the ledgers left out. */
  readonly own: () => Promise<readonly string[]>;
};

let file = '';
const inFile = <T>(work: (database: Database.Database) => T): T => {
  const database = new Database(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
};

const PLACES: readonly Place[] = [
  {
    kind: 'sqlite',
    destination: () => sqliteAt(file, 'warehouse'),
    value: async (sql) => inFile((database) => String(database.prepare(sql).pluck(true).get() ?? '')),
    execute: async (sql) => inFile((database) => database.exec(sql)),
    own: async () =>
      inFile(
        (database) =>
          database
            .prepare("select name from sqlite_master where type = 'table' and name like '\\_sync%' escape '\\'")
            .pluck(true)
            .all() as string[],
      ),
  },
  {
    kind: 'postgres',
    destination: () => postgresAt(postgres.url),
    value: async (sql) => {
      const [row] = await postgres.query(sql);
      return String(Object.values(row ?? {})[0] ?? '');
    },
    execute: (sql) => postgres.query(sql),
    own: async () => {
      const rows = await postgres.query("select relname from pg_class where relname like '\\_sync%' and relkind = 'r'");
      return rows.map((row) => String(row.relname));
    },
  },
];

let databases = 0;
beforeEach(async () => {
  databases += 1;
  file = join(directory, `warehouse${databases}.db`);
  if (need.skip === false) await postgres.query('drop schema public cascade; create schema public');
});

/** What hangs on the target, so that its rows are replaced in place. */
const HANGING = 'create index hung on items (name)';

for (const { kind, destination, value, execute, own } of PLACES) {
  const run = (given: Partial<TableSpec> = {}) =>
    runSync(tableSpec('items', given), { source: shop, destination: destination() });
  const orderOf = (given: Partial<TableSpec> = {}) => ({
    table: tableSpec('items', given),
    destination: destination(),
  });
  const back = (given: Partial<TableSpec> = {}, token = newToken()): Promise<Undone> =>
    undo({ do: 'undo', ...orderOf(given), token }, openers, newStanding(), new AbortController().signal);
  const look = (given: Partial<TableSpec> = {}) => planUndo({ do: 'plan-undo', ...orderOf(given) }, openers);
  const seen = async () => [await value('select min(name) from items'), await value('select count(*) from items')];
  const kept = () => value(`select min(name) || count(*) from "${PREVIOUS}"`);

  describe(`the previous version in ${kind}`, need, () => {
    for (const around of [null, HANGING]) {
      const how = around === null ? 'swap' : 'in_place';
      test(`is kept by each replace, alone, and goes back and forth: ${how}`, async () => {
        stock(1, 'first');
        assert.equal((await run()).previous, undefined);
        if (around !== null) await execute(around);
        stock(2, 'second');
        assert.deepEqual((await run()).previous, { kept: true, why: null });
        assert.equal(await kept(), 'first1');
        stock(3, 'third');
        const third = await run();
        assert.deepEqual([third.method, third.previous?.kept], [how, true]);
        assert.deepEqual([await kept(), await own()], ['second2', [PREVIOUS]]);

        const { generations, refused } = await look();
        assert.deepEqual([refused, generations.current?.rows, generations.previous?.rows], [null, 3, 2]);
        const first = await back();
        assert.deepEqual([first.rows, first.method], [2, how]);
        assert.deepEqual([first.restored.origin, first.replaced.origin].includes(first.restored.token), true);
        assert.deepEqual([await seen(), await kept(), await own()], [['second', '2'], 'third3', [PREVIOUS]]);
        const again = await back();
        assert.equal(again.restored.origin, first.replaced.origin);
        assert.equal(again.restored.publishedAt, first.replaced.publishedAt);
        assert.deepEqual([await seen(), await kept()], [['third', '3'], 'second2']);

        stock(4, 'fourth');
        assert.deepEqual([(await run()).previous?.kept, await kept(), await seen()], [true, 'third3', ['fourth', '4']]);
        const hangs =
          kind === 'sqlite'
            ? "select count(*) from sqlite_master where name = 'hung' and tbl_name = 'items'"
            : "select count(*) from pg_indexes where indexname = 'hung' and tablename = 'items'";
        assert.equal(await value(hangs), around === null ? '0' : '1');
      });
    }

    test('is not kept where that is switched off, and an older one goes', async () => {
      for (const name of ['a', 'b']) {
        stock(1, name);
        await run();
      }
      assert.deepEqual(await own(), [PREVIOUS]);
      assert.equal((await run({ keepPrevious: 0 })).previous?.kept, false);
      assert.deepEqual(await own(), []);
      assert.equal((await failureOf(back())).code, 'undo.none');
    });

    test('is not kept where a column was masked, unmasked or left out since, and none comes back', async () => {
      const changes: readonly Partial<TableSpec>[] = [
        { mask: { mail: 'redact' } },
        { mask: { mail: 'hash' } },
        {},
        { exclude: ['mail'] },
        {},
        { columns: ['id', 'name'] },
      ];
      stock(1, 'a');
      await run();
      for (const given of changes) {
        const { previous } = await run({ onNewColumn: 'add', ...given });
        const fewer = previous?.kept === true;
        // A version that has less than the present one hides nothing.
        assert.equal(fewer, Object.keys(given).length === 0 && (await own()).length === 1, JSON.stringify(given));
        if (!fewer) {
          assert.match(previous?.why ?? '', /mail had another mask/);
          assert.deepEqual(await own(), []);
        }
      }
      stock(2, 'b');
      await run({ columns: ['id', 'name'] });
      for (const given of [{ exclude: ['name'] }, { mask: { name: 'redact' } }, { columns: ['id'] }] as const) {
        const error = await failureOf(back(given));
        assert.deepEqual([error.code, /name/.test(error.message)], ['undo.masked', true]);
        assert.equal((await look(given)).refused?.code, 'undo.masked');
      }
      assert.deepEqual(await seen(), ['b', '2']);
    });

    test('is refused where somebody altered the target, and where there is none', async () => {
      stock(1, 'a');
      assert.equal((await failureOf(back())).code, 'undo.none');
      await run();
      assert.equal((await failureOf(back())).code, 'undo.none');
      stock(2, 'b');
      await run();
      await execute('delete from items where id = 1');
      const fewer = await failureOf(back());
      assert.deepEqual([fewer.code, /1 rows, and 2 were/.test(fewer.message)], ['undo.altered', true]);
      await execute('alter table items add column extra integer');
      assert.match((await failureOf(back())).message, /(columns|definition) .*changed/);
      await execute(`drop table items; create table items (id integer, name text, mail text)`);
      assert.equal((await failureOf(back())).code, 'undo.altered');
      // What stood there is nothing that sync-bot could put back.
      assert.match((await run()).previous?.why ?? '', /does not know/);
      assert.deepEqual(await own(), []);
    });

    test('leaves a table of somebody else alone that has its name', async () => {
      stock(1, 'a');
      await run();
      await execute(`create table "${PREVIOUS}" (theirs integer)`);
      assert.match((await run()).previous?.why ?? '', /is there already/);
      assert.equal(await value(`select count(*) from "${PREVIOUS}"`), '0');
      await execute(`drop table "${PREVIOUS}"`);
      assert.equal((await run()).previous?.kept, true);
    });

    test('an undo that was settled does nothing any more, and one that was done says so', async () => {
      for (const name of ['a', 'b']) {
        stock(1, name);
        await run();
      }
      const token = newToken();
      await back({}, token);
      const settled = await settle({ do: 'settle', ...orderOf(), token }, openers);
      assert.deepEqual(settled, { published: { rows: 1, cursor: null }, dropped: [] });
      const opened = await openers.destination(destination(), 'test');
      try {
        const was = await opened.generations({ schema: null, name: 'items' });
        const stale = { ...was, current: was.previous };
        await assert.rejects(opened.undo({ schema: null, name: 'items' }, newToken(), stale), /not what sync-bot/);
      } finally {
        await opened.close();
      }
      assert.deepEqual([await seen(), await own()], [['a', '1'], [PREVIOUS]]);
    });
  });
}

test('every target has a previous table of its own, within 63 bytes', () => {
  const long = 'テーブル'.repeat(5);
  const names = ['a', 'A', 'users', long, `${long}x`, 'x'.repeat(63), `${'x'.repeat(62)}y`].map(previousName);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.ok(Buffer.byteLength(name) <= 63 && name.startsWith('_sync_bot_previous_'), name);
});

test('a reader of PostgreSQL never sees none, a part or an error while versions change places', need, async () => {
  const warehouse = postgresAt(postgres.url);
  const order = { table: tableSpec('items'), destination: warehouse };
  for (const name of ['a', 'b']) {
    stock(500, name);
    await runSync(order.table, { source: shop, destination: warehouse });
  }
  let reading = true;
  const seen = new Set<string>();
  const reader = (async () => {
    while (reading) {
      const [row] = await postgres.query('select count(*) as n, count(distinct name) as names from items');
      seen.add(`${row?.n} ${row?.names}`);
    }
  })();
  for (let i = 0; i < 10; i++) {
    const token = newToken();
    await undo({ do: 'undo', ...order, token }, openers, newStanding(), new AbortController().signal);
  }
  reading = false;
  await reader;
  assert.deepEqual([...seen], ['500 1']);
});

test('nobody but its owner reads a version that was copied, whatever the default privileges say', need, async () => {
  await postgres.query('alter default privileges in schema public grant select on tables to pg_read_all_data, public');
  const ways = { source: shop, destination: postgresAt(postgres.url) };
  for (const name of ['a', 'b']) {
    stock(2, name);
    await runSync(tableSpec('items'), ways);
  }
  const [row] = await postgres.query(`select count(*) as others from pg_class c, aclexplode(c.relacl) a
    where c.relname = '${PREVIOUS}' and a.grantee <> c.relowner`);
  const [target] = await postgres.query("select relacl is not null as granted from pg_class where relname = 'items'");
  assert.deepEqual([row?.others, target?.granted], ['0', 't']);
});

test('what hangs on the version before is named, and nothing is published that would lose it', need, async () => {
  const ways = { source: shop, destination: postgresAt(postgres.url) };
  for (const name of ['a', 'b']) {
    stock(1, name);
    await runSync(tableSpec('items'), ways);
  }
  await postgres.query(`create view theirs as select * from "${PREVIOUS}"`);
  stock(1, 'c');
  const error = await failureOf(runSync(tableSpec('items'), ways));
  assert.deepEqual([error.code, error.retry], ['dst.swap_blocked', 'never']);
  assert.match(`${error.message} ${error.hint}`, /_sync_bot_previous_items_\w+.*view theirs/);
  assert.deepEqual(await postgres.query('select name from items'), [{ name: 'b' }]);
  await postgres.query('drop view theirs');
  assert.equal((await runSync(tableSpec('items'), ways)).previous?.kept, true);
});

test('rows that other tables refer to are put back in place, by their key', need, async () => {
  const ways = { source: shop, destination: postgresAt(postgres.url) };
  stock(2, 'a');
  await runSync(tableSpec('items'), ways);
  await postgres.query(
    'alter table items add primary key (id); create table refers (item bigint references items); insert into refers values (1), (2)',
  );
  stock(3, 'b');
  assert.equal((await runSync(tableSpec('items'), ways)).method, 'in_place');
  const order = { table: tableSpec('items'), destination: postgresAt(postgres.url) };
  const back = () =>
    undo({ do: 'undo', ...order, token: newToken() }, openers, newStanding(), new AbortController().signal);
  assert.deepEqual([(await back()).rows, (await back()).rows, (await back()).rows], [2, 3, 2]);
  const [row] = await postgres.query(
    "select (select count(*) from refers) as refs, (select string_agg(name, '') from items) as names",
  );
  assert.deepEqual(row, { refs: '2', names: 'aa' });
  // A row that is referred to now and was not there before cannot go: nothing changes.
  await back();
  await postgres.query('insert into refers values (3)');
  assert.equal((await failureOf(back())).code, 'data.check');
  const [still] = await postgres.query('select count(*) as n from items');
  assert.equal(still?.n, '3');
});
