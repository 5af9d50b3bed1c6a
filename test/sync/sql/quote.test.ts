import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { literal, quote, quoteList, quoteTable } from '../../../src/sync/sql/quote.ts';
import { type FreshMysql, freshMysql } from '../../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../../support/postgres.ts';
import { needs } from '../../support/servers.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { mysqlAt, postgresAt, runSync, sqliteAt, tableSpec } from '../engine.ts';

const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const shop = sqliteAt(join(directory, 'shop.db'));
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;

before(async () => {
  if (need.skip !== false) return;
  [mysql, postgres, target] = await Promise.all([
    freshMysql('quote'),
    freshPostgres('quote'),
    freshPostgres('quote_to'),
  ]);
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
});

/** Names that a statement put together without care would break on, or be broken by. */
const HOSTILE = [
  'select',
  'order',
  'a b',
  ' ',
  'UPPER Lower',
  'quote"double',
  "quote'single",
  'back`tick',
  'back\\slash',
  'semi;colon -- comment',
  '/* comment */',
  'percent%s $1 :x ? ??',
  'brackets[0].dot',
  '日本語の表',
  '絵文字😀',
  '"',
  '"; drop table users; --',
  '1number',
  'tab\there',
];
/** MySQL takes no names that end in a blank, and none with characters of four bytes. */
const OF_MYSQL = HOSTILE.filter((name) => name !== ' ' && !name.includes('😀'));

test('a name is quoted in each dialect by doubling its own mark', () => {
  assert.equal(quote('mysql', 'a`b"c'), '`a``b"c`');
  assert.equal(quote('postgres', 'a`b"c'), '"a`b""c"');
  assert.equal(quote('sqlite', 'a`b"c'), '"a`b""c"');
  assert.equal(quoteTable('postgres', { schema: 'a"', name: 'b' }), '"a"""."b"');
  assert.equal(quoteTable('mysql', { schema: null, name: 'b' }), '`b`');
  assert.equal(quoteList('sqlite', ['a', '"']), '"a", """"');
  assert.equal(literal('mysql', "it's \\"), "'it''s \\\\'");
  assert.equal(literal('postgres', "it's \\"), "'it''s \\'");
});

test('a table and columns of hostile names are copied for real, twice, by every pair', need, async () => {
  const columns = (names: readonly string[], dialect: 'mysql' | 'postgres' | 'sqlite', type: string) =>
    names.map((name) => `${quote(dialect, name)} ${type}`).join(', ');
  const one = (names: readonly string[]) => names.map((_, i) => `'v${i}'`).join(', ');
  const file = new Database(shop.path);
  for (const table of HOSTILE) {
    const t = quote('sqlite', table);
    file.exec(`create table ${t} (${columns(HOSTILE, 'sqlite', 'text')}); insert into ${t} values (${one(HOSTILE)})`);
  }
  file.close();
  await postgres.query(
    HOSTILE.map((table) => {
      const t = quote('postgres', table);
      return `create table ${t} (${columns(HOSTILE, 'postgres', 'text')}); insert into ${t} values (${one(HOSTILE)})`;
    }).join(';'),
  );
  await mysql.query(
    OF_MYSQL.map((table) => {
      const t = quote('mysql', table);
      return `create table ${t} (${columns(OF_MYSQL, 'mysql', 'text')}); insert into ${t} values (${one(OF_MYSQL)})`;
    }).join(';'),
  );
  const sources = [
    [shop, HOSTILE],
    [postgresAt(postgres.url), HOSTILE],
    [mysqlAt(mysql.url), OF_MYSQL],
  ] as const;
  for (const [source, names] of sources) {
    for (const [i, table] of names.entries()) {
      const expected = Object.fromEntries(names.map((name, v) => [name, `v${v}`]));
      const masked = names[(i + 1) % names.length] as string;
      const spec = tableSpec(table, { mask: { [masked]: 'redact' }, acceptChanges: HOSTILE });
      const rows = [{ ...expected, [masked]: '[redacted]' }];
      await runSync(spec, { source, destination: postgresAt(target.url) });
      assert.deepEqual(
        await target.query(`select * from ${quote('postgres', table)}`),
        rows,
        `${source.type}: ${table}`,
      );
      const path = join(directory, `from-${source.type}.db`);
      for (const method of i < 3 ? ['create', 'swap'] : ['create']) {
        assert.equal((await runSync(spec, { source, destination: sqliteAt(path) })).method, method);
      }
      const database = new Database(path);
      assert.deepEqual(
        database.prepare(`select * from ${quote('sqlite', table)}`).all(),
        rows,
        `${source.type}: ${table}`,
      );
      database.close();
    }
  }
});

test('the replace in place of a table of hostile names keeps what is around it', need, async () => {
  const name = 'in "place"; -- 日本';
  const [t, k, v] = [name, 'key "k"', "v'v"].map((text) => quote('postgres', text));
  await postgres.query(`create table ${t} (${k} int, ${v} text); insert into ${t} values (1, 'new'), (2, 'two')`);
  await target.query(
    `create table ${t} (${k} int primary key, ${v} text); insert into ${t} values (1, 'old');
     create table refers (x int references ${t}); insert into refers values (1)`,
  );
  const ways = { source: postgresAt(postgres.url), destination: postgresAt(target.url) };
  assert.equal((await runSync(tableSpec(name), ways)).method, 'in_place');
  assert.deepEqual(await target.query(`select ${v} as v from ${t} order by ${k}`), [{ v: 'new' }, { v: 'two' }]);
  const path = join(directory, 'in-place.db');
  const database = new Database(path);
  database.exec(`create table ${t} (${k} integer primary key, ${v} text); create index "i ""x" on ${t} (${v})`);
  assert.equal((await runSync(tableSpec(name), { ...ways, destination: sqliteAt(path) })).method, 'in_place');
  assert.deepEqual(database.prepare(`select ${v} as v from ${t}`).all(), [{ v: 'new' }, { v: 'two' }]);
  database.close();
});
