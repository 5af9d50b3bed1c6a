import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, test } from 'node:test';
import Database from 'better-sqlite3';
import { openSource } from '../../../src/sync/sources/index.ts';
import type { Source } from '../../../src/sync/types.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { failureOf, openRead, readAll, runSync, sqliteAt, type TextRow, tableSpec } from '../engine.ts';

const directory = temporaryDirectory();
let file = '';
let number = 0;

beforeEach(() => {
  file = join(directory, `shop${number++}.db`);
});

function execute(sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

async function withSource<T>(work: (source: Source) => Promise<T>): Promise<T> {
  const source = await openSource(sqliteAt(file), 'test', null);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

const read = (table: string): Promise<readonly TextRow[]> => withSource((source) => readAll(source, table));

async function value(declared: string, expression: string): Promise<string | null> {
  execute(`drop table if exists one; create table one (v ${declared}); insert into one values (${expression})`);
  return (await read('one'))[0]?.[0] as string | null;
}

async function refusal(declared: string, expression: string): Promise<string> {
  execute(`drop table if exists one; create table one (v ${declared}); insert into one values (${expression})`);
  const destination = sqliteAt(join(directory, 'refused.db'));
  const { code, side, stage, column, message, hint } = await failureOf(
    runSync(tableSpec('one'), { source: sqliteAt(file), destination }),
  );
  assert.deepEqual([code, side, stage, column], ['data.type', 'source', 'copy', 'v'], `${declared} ${expression}`);
  assert.ok(!`${message}${hint}`.includes('secret'), message);
  return message;
}

test('a value of the declared storage class arrives as its exact text', async () => {
  assert.equal(await value('integer', '9007199254740993'), '9007199254740993');
  assert.equal(await value('bigint', '-9223372036854775808'), '-9223372036854775808');
  assert.equal(await value('real', '0.1 + 0.2'), '0.30000000000000004');
  assert.equal(await value('real', '5'), '5');
  assert.equal(await value('double', '9e999'), 'Infinity');
  assert.equal(await value('text', "'a' || char(0) || '😀'"), 'a\0😀');
  assert.equal(await value('text', "'a replacement ' || char(65533)"), 'a replacement \ufffd');
  assert.equal(await value('text', "''"), '');
  assert.equal(await value('varchar(2)', "'longer than two'"), 'longer than two');
  assert.equal(await value('blob', "x'00ff0a'"), '00ff0a');
  assert.equal(await value('blob', "x''"), '');
  assert.equal(await value('boolean', '1'), 't');
  assert.equal(await value('boolean', '0'), 'f');
  assert.equal(await value('decimal(10,2)', "'1.10'"), '1.1', 'what NUMERIC affinity has kept of it');
  assert.equal(await value('numeric', '12345678901234567'), '12345678901234567');
  assert.equal(await value('date', "'2024-02-29'"), '2024-02-29');
  assert.equal(await value('datetime', "'2024-02-29T10:00:00.123456'"), '2024-02-29T10:00:00.123456');
  assert.equal(await value('json', `'{"a": 1.10}'`), '{"a": 1.10}');
  for (const declared of ['integer', 'real', 'text', 'blob', 'boolean', 'decimal', 'date', 'time', 'json', '']) {
    assert.equal(await value(declared, 'null'), null, declared);
  }
});

test('a value of another storage class is refused by the name of its column, and never quoted', async () => {
  assert.match(await refusal('integer', "'secret'"), /column v is declared INTEGER and holds text/);
  assert.match(await refusal('integer', '1.5'), /a real number/);
  assert.match(await refusal('integer', "x'7365'"), /a blob/);
  assert.match(await refusal('real', "'secret'"), /text/);
  assert.match(await refusal('real', "x'7365'"), /a blob/);
  assert.match(await refusal('text', "x'7365'"), /a blob/);
  assert.match(await refusal('blob', "'secret'"), /holds text/);
  assert.match(await refusal('blob', '5'), /an integer/);
  assert.match(await refusal('boolean', '2'), /other than 0 and 1/);
  assert.match(await refusal('boolean', "'secret'"), /other than 0 and 1/);
  assert.match(await refusal('decimal', "x'7365'"), /a blob/);
  assert.match(await refusal('date', "'secret'"), /not YYYY-MM-DD/);
  assert.match(await refusal('date', "'2024-02-29 10:00'"), /not YYYY-MM-DD/);
  assert.match(await refusal('date', "'2024-02-29' || char(10)"), /not YYYY-MM-DD/);
  assert.match(await refusal('date', '1718409600'), /an integer/);
  assert.match(await refusal('datetime', "'2024-02-29 10:00:00Z'"), /without a zone/);
  assert.match(await refusal('timestamp', "'2024-02-29 10:00:00.1234567'"), /without a zone/);
  assert.match(await refusal('time', "'8:30'"), /HH:MM:SS/);
});

test('a value in the middle of many is refused too, and nothing is published', async () => {
  execute(`create table one (v integer);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 60000) insert into one select i from n;
    update one set v = 'secret' where v = 55555`);
  const destination = sqliteAt(join(directory, 'middle.db'));
  const { code } = await failureOf(runSync(tableSpec('one'), { source: sqliteAt(file), destination }));
  assert.equal(code, 'data.type');
  const database = new Database(destination.path);
  assert.deepEqual(database.prepare('select name from sqlite_master').all(), []);
  database.close();
});

test('text that is not UTF-8 keeps its bytes, in a table and in a view', async () => {
  execute(`create table one (id integer, v text); create view shown as select id, v from one;
    insert into one values (1, cast(x'c328ff' as text)), (2, 'plain')`);
  for (const name of ['one', 'shown']) {
    await withSource(async (source) => {
      const { batches } = await openRead(source, name);
      for await (const batch of batches) {
        if (batch.format !== 'cells') throw new Error('asked for cells');
        const got = batch.rows.map((row) => Buffer.from(row[1] as Uint8Array).toString('hex'));
        assert.deepEqual(got, ['c328ff', Buffer.from('plain').toString('hex')]);
      }
    });
  }
});

test('a piece is bounded by its bytes, also where large rows follow small ones', async () => {
  execute(`create table items (id integer primary key, v blob);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 20100)
    insert into items select i, case when i <= 20000 then x'00' else zeroblob(200000) end from n;
    create view shown as select id, v from items`);
  for (const name of ['items', 'shown']) {
    await withSource(async (source) => {
      const { batches } = await openRead(source, name);
      let rows = 0;
      for await (const batch of batches) {
        if (batch.format !== 'cells') throw new Error('asked for cells');
        assert.ok(batch.bytes < 600_000, `a piece of ${batch.bytes} bytes`);
        rows += batch.rows.length;
      }
      assert.equal(rows, 20_100);
    });
  }
});

test('rows are read once each, whatever their rowids are and wherever a piece ends', async () => {
  execute(`create table items (v text); create table shadow (rowid text, oid integer, _rowid_ integer);
    insert into items (rowid, v) values (-9223372036854775808, 'least'), (-1, 'less'), (0, 'none'), (9223372036854775807, 'most');
    insert into shadow values ('a', 1, 1), ('b', 1, 1);
    create table large (v text); create index by_v on large (v);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000)
    insert into large select printf('%030d', (i * 7919) % 30000) from n`);
  assert.deepEqual(await read('items'), [['least'], ['less'], ['none'], ['most']]);
  assert.deepEqual(await read('shadow'), [
    ['a', '1', '1'],
    ['b', '1', '1'],
  ]);
  const all = await read('large');
  assert.equal(new Set(all.map(([text]) => text)).size, 30_000);
  assert.equal(all.length, 30_000);
});

test('a file that is no database, a missing one and a folder are told at connect, and none is made', async () => {
  const destination = sqliteAt(join(directory, 'none.db'));
  const end = async (path: string) => {
    const { code, stage } = await failureOf(runSync(tableSpec('one'), { source: sqliteAt(path), destination }));
    return [code, stage];
  };
  writeFileSync(file, 'this is no database, but it is long enough to be read as one'.repeat(100));
  assert.deepEqual(await end(file), ['src.corrupt', 'connect']);
  assert.deepEqual(await end(join(directory, 'missing.db')), ['src.file_missing', 'connect']);
  assert.deepEqual(await end(directory), ['src.corrupt', 'connect'], 'a folder is no database either');
  assert.deepEqual(await end(join(directory, 'no folder', 'x.db')), ['src.file_missing', 'connect']);
});

test('a database in WAL mode that is written meanwhile is read as one snapshot', async () => {
  execute(`pragma journal_mode = wal; create table items (id integer, v text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
    insert into items select i, printf('%.*c', 200, 'a') from n`);
  const writer = new Database(file);
  try {
    await withSource(async (source) => {
      const { batches } = await openRead(source, 'items');
      let rows = 0;
      let pieces = 0;
      for await (const batch of batches) {
        if (batch.format !== 'cells') throw new Error('asked for cells');
        writer.exec("delete from items where id > 4000; insert into items values (9999, 'new')");
        rows += batch.rows.length;
        pieces++;
        assert.ok(batch.bytes < 512 * 1024);
      }
      assert.deepEqual([rows, pieces > 2], [5000, true]);
    });
  } finally {
    writer.close();
  }
});

test('nothing is written to the source or beside it', async () => {
  file = join(temporaryDirectory(), 'alone.db');
  execute('create table items (id integer); insert into items values (1)');
  const before = readFileSync(file);
  assert.deepEqual(await read('items'), [['1']]);
  assert.ok(readFileSync(file).equals(before));
  assert.deepEqual(readdirSync(dirname(file)), ['alone.db']);
});

test('a cancel is heard between two pieces', async () => {
  execute(`create table items (v text);
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
    insert into items select printf('%.*c', 200, 'a') from n`);
  await withSource(async (source) => {
    const abort = new AbortController();
    const { batches } = await openRead(source, 'items', abort.signal);
    let pieces = 0;
    await assert.rejects(
      async () => {
        for await (const _ of batches) {
          pieces++;
          abort.abort();
        }
      },
      { name: 'AbortError' },
    );
    assert.equal(pieces, 1);
  });
});

test('views, generated columns, tables without rowid and STRICT tables are read', async () => {
  execute(`create table base (id integer primary key, name text, twice integer as (id * 2)) without rowid;
    insert into base (id, name) values (1, 'a');
    create view shown as select name, id from base;
    create table exact (a int, b any) strict; insert into exact values (1, 'x')`);
  assert.deepEqual(await read('base'), [['1', 'a', '2']]);
  assert.deepEqual(await read('shown'), [['a', '1']]);
  assert.deepEqual(await read('exact'), [['1', 'x']]);
});
