import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { mysqlAt, postgresAt, runSync, tableSpec } from '../sync/engine.ts';

// A PostgreSQL that stores text in another encoding than UTF-8: its lengths in bytes are others, its values the same.

const need = needs('mysql', 'postgres');
let mysql: FreshMysql;
let utf8: FreshPostgres;
let name: string;
let latin1: string;

before(async () => {
  if (need.skip !== false) return;
  [mysql, utf8] = await Promise.all([freshMysql('encoding'), freshPostgres('encoding')]);
  name = `${new URL(utf8.url).pathname.slice(1)}_latin1`;
  await utf8.query(`create database "${name}" encoding 'LATIN1' locale 'C' template template0`);
  const url = new URL(utf8.url);
  url.pathname = `/${name}`;
  latin1 = url.href;
});
after(async () => {
  if (name !== undefined) await utf8.query(`drop database if exists "${name}" with (force)`);
  await mysql?.drop();
  await utf8?.drop();
});

test('a receipt counts bytes as UTF-8 has them, whatever either side stores', need, async () => {
  await mysql.query(
    'create table words (id int primary key, w varchar(20) character set latin1, t text) character set utf8mb4',
  );
  await mysql.query("insert into words values (1, 'é', 'naïve'), (2, 'ü', 'plain'), (3, null, '')");
  const into = await runSync(tableSpec('words'), { source: mysqlAt(mysql.url), destination: postgresAt(latin1) });
  const bytes = into.receipt?.map((column) => column.bytes);
  assert.deepEqual(bytes, [undefined, '4', '11']);
  const out = await runSync(tableSpec('words'), {
    source: postgresAt(latin1, 'shop'),
    destination: postgresAt(utf8.url),
  });
  assert.deepEqual(
    out.receipt?.map((column) => column.bytes),
    bytes,
  );
  assert.deepEqual(await utf8.query('select w, t from words order by id'), [
    { w: 'é', t: 'naïve' },
    { w: 'ü', t: 'plain' },
    { w: null, t: '' },
  ]);
  const client = new pg.Client({ connectionString: latin1 });
  await client.connect();
  assert.equal((await client.query('show server_encoding')).rows[0]?.server_encoding, 'LATIN1');
  await client.end();
});
