import assert from 'node:assert/strict';
import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { settle } from '../../../src/sync/settle.ts';
import { sync } from '../../../src/sync/sync.ts';
import { newStanding } from '../../../src/sync/whereabouts.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { failureOf, newToken, openers, orderOf, runSync, sqliteAt, tableSpec } from '../engine.ts';

const directory = temporaryDirectory();
let number = 0;
let shopFile = '';
let file = '';

beforeEach(() => {
  number++;
  shopFile = join(directory, `shop${number}.db`);
  file = join(directory, `warehouse${number}.db`);
});

function execute<Row = unknown>(path: string, sql: string): readonly Row[] {
  const database = new Database(path);
  try {
    const statements = sql.trim().toLowerCase();
    if (statements.startsWith('select') || statements.startsWith('pragma')) return database.prepare(sql).all() as Row[];
    database.exec(sql);
    return [];
  } finally {
    database.close();
  }
}

/** The source's table: id integer, name text, price real, photo blob. */
function stock(names: readonly string[], table = 'items'): void {
  const database = new Database(shopFile);
  database.exec(
    `drop table if exists "${table}"; create table "${table}" (id integer, name text, price real, photo blob)`,
  );
  const insert = database.prepare(`insert into "${table}" values (?, ?, 1.5, x'00ff')`);
  database.transaction(() => {
    for (const [i, name] of names.entries()) insert.run(i + 1, name);
  })();
  database.close();
}

const many = (count: number, name: string): string[] => new Array(count).fill(name);
const ways = () => ({ source: sqliteAt(shopFile), destination: sqliteAt(file, 'warehouse') });
const run = (name = 'items', given = {}) => runSync(tableSpec(name, given), ways());
const names = () => execute<{ name: string }>(file, 'select name from items order by id').map((row) => row.name);
const stagings = () =>
  execute<{ name: string }>(file, "select name from sqlite_master where name like '\\_sync\\_bot\\_t%' escape '\\'");
const objects = () =>
  execute(
    file,
    "select type, name, tbl_name, sql from sqlite_master where tbl_name not like '%sync_bot%' order by type, name",
  );

test('a first table is created, one of our own is swapped, and each run says which', async () => {
  stock(['a']);
  assert.equal((await run()).method, 'create');
  stock(['b', 'c']);
  const second = await run();
  assert.deepEqual([second.method, second.rowsStaged, second.rowsWritten], ['swap', 2, 2]);
  assert.deepEqual(names(), ['b', 'c']);
  assert.deepEqual(stagings(), []);
});

test('a swap may bring other columns, for nothing is around the table', async () => {
  stock(['a']);
  await run();
  assert.equal((await run('items', { columns: ['name', 'id'] })).method, 'swap');
  assert.deepEqual(execute(file, 'select * from items'), [{ name: 'a', id: 1 }]);
});

const AROUND: Readonly<Record<string, string>> = {
  'an index': 'create index by_name on items (name)',
  'a unique index': 'create unique index by_id on items (id)',
  'a partial index': 'create index some on items (name) where id > 1',
  'a trigger':
    'create table log (id int); create trigger t after insert on items begin insert into log values (new.id); end',
  'a definition of its own': `drop table items;
    create table items (id integer primary key, name text not null check (name <> ''), price real, photo blob)`,
  'a definition without rowid': `drop table items;
    create table items (id integer primary key, name text collate nocase, price real, photo blob) without rowid`,
  'a column added': 'alter table items rename column photo to p; alter table items rename column p to photo',
};

for (const [what, sql] of Object.entries(AROUND)) {
  test(`${what} survives a replace, and readers see the new rows`, async () => {
    stock(['old']);
    await run();
    execute(file, `${sql}; delete from items`);
    const before = objects();
    stock(['new', 'two']);
    const result = await run();
    assert.deepEqual(objects(), before);
    assert.deepEqual(names(), ['new', 'two']);
    assert.deepEqual([result.method, result.rowsWritten], [what === 'a column added' ? 'swap' : 'in_place', 2]);
    assert.equal((await run()).method, result.method, 'and the next replace too');
    assert.deepEqual(stagings(), []);
  });
}

test('views and triggers elsewhere that name the table go on to work', async () => {
  stock(['old']);
  await run();
  execute(
    file,
    `create view v as select name from items; create table log (n int);
     create trigger elsewhere after insert on log begin insert into audit select count(*) from items; end; create table audit (n int)`,
  );
  const before = objects();
  stock(['new', 'two']);
  assert.equal((await run()).method, 'swap');
  assert.deepEqual(objects(), before);
  assert.deepEqual(execute(file, 'select * from v'), [{ name: 'new' }, { name: 'two' }]);
  execute(file, 'insert into log values (1)');
  assert.deepEqual(execute(file, 'select n from audit'), [{ n: 2 }]);
});

test('rows of other tables that refer to the target are not touched', async () => {
  stock(['old']);
  await run();
  execute(
    file,
    `create unique index by_id on items (id);
     create table orders (item integer references items (id) on delete cascade); insert into orders values (1)`,
  );
  stock(['new']);
  assert.equal((await run()).method, 'in_place');
  assert.deepEqual(execute(file, 'select * from orders'), [{ item: 1 }]);
});

test('a target whose affinity would change values is refused by name, and the old rows stay', async () => {
  stock(['old']);
  for (const definition of [
    'id integer, name integer, price real, photo blob',
    'id integer, name numeric, price real, photo blob',
    'id integer, name text, price text, photo blob',
    'id integer, name text, price real, photo text',
    'id integer, name text, price real, photo blob, extra text',
  ]) {
    execute(
      file,
      `drop table if exists items; create table items (${definition}); insert into items (name) values ('7')`,
    );
    const { code, stage, message, retryable } = await failureOf(run());
    assert.deepEqual([code, stage, retryable], ['dst.columns', 'plan', false], definition);
    assert.match(message, /name|price|photo|extra/);
    assert.equal(execute(file, 'select * from items').length, 1);
    assert.deepEqual(stagings(), []);
  }
});

test('a trigger or a conflict rule that leaves rows out or changes them is noticed before anybody sees it', async () => {
  stock(['old']);
  const plain = 'create table items (id integer, name text, price real, photo blob)';
  for (const [definition, trigger] of [
    [plain, 'create trigger t before insert on items begin select raise(ignore); end'],
    [plain, "create trigger t after insert on items begin update items set name = 'changed'; end"],
    [plain, 'create trigger t after insert on items begin delete from items where id = 2; end'],
    ['create table items (id integer, name text unique on conflict ignore, price real, photo blob)', ''],
    ['create table items (id integer, name text unique on conflict replace, price real, photo blob)', ''],
  ] as const) {
    const sql = `${definition}; ${trigger}`;
    execute(
      file,
      `drop table if exists items; ${definition}; insert into items (id, name) values (1, 'old'); ${trigger}`,
    );
    stock(['same', 'same']);
    const { code, stage } = await failureOf(run());
    assert.deepEqual([code, stage], ['guard.parity', 'commit'], sql);
    assert.deepEqual(names(), ['old'], sql);
    assert.deepEqual(stagings(), []);
  }
});

test('keys that repeat are refused by the target’s own primary key', async () => {
  stock(['a']);
  await run();
  execute(file, 'create unique index by_name on items (name)');
  stock(['same', 'same']);
  const { code, stage } = await failureOf(run());
  assert.deepEqual([code, stage], ['data.duplicate', 'commit']);
  assert.deepEqual(names(), ['a']);
});

test('a target that is a view is refused before anything is copied', async () => {
  stock(['new']);
  execute(
    file,
    'create table base (id integer, name text, price real, photo blob); create view items as select * from base',
  );
  const { code, stage } = await failureOf(run());
  assert.deepEqual([code, stage], ['config', 'begin']);
  assert.deepEqual(stagings(), []);
});

test('names that SQLite keeps for itself are refused at the begin', async () => {
  stock(['a'], 'plain');
  for (const name of ['sqlite_items', 'SQLITE_ITEMS']) {
    const { code, stage, hint } = await failureOf(run(name, { from: 'plain' }));
    assert.deepEqual([code, stage], ['config', 'begin']);
    assert.match(hint, /tables\.yml/);
  }
  assert.deepEqual(stagings(), []);
});

test('NaN is refused by the name of its column, for SQLite would store NULL', async () => {
  stock(['a']);
  await run();
  // SQLite cannot hold NaN itself: another source brings it.
  const spec = tableSpec('items');
  const nan: typeof openers = {
    ...openers,
    async source(connection, label, limitMs) {
      const source = await openers.source(connection, label, limitMs);
      return {
        ...source,
        async *read(query, signal) {
          for await (const batch of source.read(query, signal)) {
            if (batch.format === 'cells') for (const row of batch.rows) row[2] = Buffer.from('NaN');
            yield batch;
          }
        },
      };
    },
  };
  const { code, column, stage } = await failureOf(runSync(spec, { ...ways(), openers: nan }));
  assert.deepEqual([code, column, stage], ['data.range', 'price', 'copy']);
  assert.deepEqual(execute(file, 'select price from items'), [{ price: 1.5 }]);
  assert.deepEqual(stagings(), []);
});

for (const around of ['swaps', 'replaces in place']) {
  test(`a reader in another process never sees none, a part or an error of ${around}`, async () => {
    stock(many(2000, 'r0'));
    await run();
    if (around !== 'swaps') execute(file, 'create index by_name on items (name)');
    const reader = fork(fileURLToPath(new URL('./sqlite-reader.ts', import.meta.url)), [file], { execArgv: [] });
    await once(reader, 'message');
    for (let i = 1; i <= 20; i++) {
      stock(many(2000, `r${i}`));
      await run();
    }
    reader.send('stop');
    const [told] = (await once(reader, 'message')) as [{ seen: readonly string[]; reads: number }];
    assert.deepEqual(told.seen, ['2000 rows of 1 kind']);
    assert.ok(told.reads > 20, `${told.reads} reads`);
  });
}

test('a full disk is told as such, the old rows stay and staging is gone', { skip: cannotMount() }, () => {
  stock(['old'], 'few');
  stock(many(20_000, 'x'.repeat(200)), 'many');
  const script = fileURLToPath(new URL('./full-disk.ts', import.meta.url));
  const place = join(directory, 'small');
  execFileSync('mkdir', [place]);
  const inside = ['-Urm', process.execPath, script, place, shopFile];
  const told = JSON.parse(execFileSync('unshare', inside, { encoding: 'utf8' }));
  assert.deepEqual(told, { code: 'dst.disk', stage: 'finish', rows: { n: 1, name: 'old' }, tables: [], check: 'ok' });
});

function cannotMount(): string | false {
  const tried = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', '/mnt']);
  return tried.status === 0 ? false : 'a small file system needs Linux and the right to make a mount namespace';
}

test('settle drops what an attempt left, and tells whether it was published', async () => {
  stock(many(3, 'a'));
  const token = newToken();
  const order = orderOf(tableSpec('items'), { ...ways(), token });
  execute(file, `create table "_sync_bot_${token}" (id int)`);
  const first = await settle({ ...order, do: 'settle' }, openers);
  assert.deepEqual(first, { published: null, dropped: [`_sync_bot_${token}`] });
  await run('items');
  assert.equal((await settle({ ...order, do: 'settle' }, openers)).published, null, 'another attempt published');
  await runSync(order.table, { ...ways(), token });
  assert.deepEqual(await settle({ ...order, do: 'settle' }, openers), {
    published: { rows: 3, cursor: null },
    dropped: [],
  });
  assert.deepEqual(names(), ['a', 'a', 'a']);
});

test('an attempt that was settled cannot publish any more', async () => {
  stock(['old']);
  await run();
  stock(['new']);
  const order = orderOf(tableSpec('items'), ways());
  const late: typeof openers = {
    ...openers,
    async destination(spec, label) {
      const destination = await openers.destination(spec, label);
      return {
        ...destination,
        async begin(plan, token) {
          const load = await destination.begin(plan, token);
          return {
            ...load,
            async commit() {
              assert.equal((await settle({ ...order, do: 'settle' }, openers)).published, null);
              return load.commit();
            },
          };
        },
      };
    },
  };
  const { stage } = await failureOf(sync(order, late, newStanding(), new AbortController().signal));
  assert.equal(stage, 'commit');
  assert.deepEqual(names(), ['old']);
});

test('a new file is made in WAL mode, and another’s journal mode is left as it was', async () => {
  stock(['a']);
  await run();
  assert.deepEqual(execute(file, 'pragma journal_mode'), [{ journal_mode: 'wal' }]);
  file = join(directory, 'theirs.db');
  execute(file, 'create table t (a)');
  await run();
  assert.deepEqual(execute(file, 'pragma journal_mode'), [{ journal_mode: 'delete' }]);
});

test('a file that stores text as UTF-16 is refused when it is opened, as source and as destination', async () => {
  const plain = shopFile;
  stock(['日本語 😀']);
  file = join(directory, 'utf16.db');
  const database = new Database(file);
  database.pragma("encoding = 'UTF-16le'");
  database.exec('create table items (name text); insert into items values (char(26085))');
  database.close();
  const to = await failureOf(run());
  assert.deepEqual([to.code, to.side, to.stage], ['dst.encoding', 'destination', 'connect']);
  shopFile = file;
  file = plain;
  const from = await failureOf(run());
  assert.deepEqual([from.code, from.side, from.stage], ['src.encoding', 'source', 'connect']);
});
