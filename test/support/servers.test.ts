import assert from 'node:assert/strict';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { freshMysql } from './mysql.ts';
import { freshPostgres } from './postgres.ts';
import { needs } from './servers.ts';

const emoji = 'naïve 日本語 👩‍👩‍👧‍👦 \t\\N\'"';

test('a fresh PostgreSQL database is empty and takes COPY', needs('postgres'), async () => {
  const database = await freshPostgres('copy');
  try {
    const tables = "select table_name from information_schema.tables where table_schema = 'public'";
    assert.deepEqual(await database.query(tables), []);
    await database.query('create table t (id bigint, name text, at timestamptz, raw bytea, price numeric)');
    const client = new pg.Client(database.url);
    await client.connect();
    const copy = client.query(copyFrom('copy t from stdin'));
    await pipeline([`9007199254740993\t${'\u{1F600}'}\t2026-01-02 03:04:05.678901+00\t\\\\x00ff\t1.10\n`], copy);
    await client.end();
    assert.deepEqual(await database.query("set time zone 'UTC'; select * from t"), [
      {
        id: '9007199254740993',
        name: '\u{1F600}',
        at: '2026-01-02 03:04:05.678901+00',
        raw: Buffer.from([0, 255]),
        price: '1.10',
      },
    ]);
  } finally {
    await database.drop();
  }
});

test('a fresh MariaDB database keeps microseconds and emoji', needs('mysql'), async () => {
  const database = await freshMysql('kept');
  try {
    assert.deepEqual(await database.query('show tables'), []);
    await database.query('create table t (id bigint unsigned, name text, at datetime(6), raw varbinary(9), none int)');
    const row = { id: '18446744073709551615', name: emoji, at: '2026-01-02 03:04:05.678901', none: null };
    await database.query('insert into t values (?, ?, ?, ?, ?)', [
      row.id,
      row.name,
      row.at,
      Buffer.from([0, 255]),
      null,
    ]);
    assert.deepEqual(await database.query('select * from t'), [{ ...row, raw: Buffer.from([0, 255]) }]);
    assert.deepEqual(await database.query("set @n = 1; select 'last' as which"), [{ which: 'last' }]);
  } finally {
    await database.drop();
  }
});

test('two fresh databases of one name do not see each other', needs('postgres', 'mysql'), async () => {
  for (const fresh of [freshPostgres, freshMysql]) {
    const one = await fresh('twin');
    const other = await fresh('twin');
    try {
      await one.query('create table t (id int)');
      await assert.rejects(other.query('select * from t'));
    } finally {
      await Promise.all([one.drop(), other.drop()]);
    }
  }
});

test('a dropped PostgreSQL database takes its open connections with it', needs('postgres'), async () => {
  const database = await freshPostgres('dropped');
  const client = new pg.Client(database.url);
  client.on('error', () => {});
  await client.connect();
  const end = new Promise<void>((resolve) => client.on('end', () => resolve()));
  await database.drop();
  await end;
  await assert.rejects(database.query('select 1'), { code: '3D000' });
});

test('PostgreSQL asks for the password', needs('postgres'), async () => {
  const database = await freshPostgres('password');
  try {
    const url = Object.assign(new URL(database.url), { password: 'wrong' }).href;
    const client = new pg.Client(url);
    await assert.rejects(client.connect(), { code: '28P01' });
  } finally {
    await database.drop();
  }
});

test('MariaDB lets a new user in over TCP with the password only', needs('mysql'), async () => {
  const database = await freshMysql('reader');
  const { pathname } = new URL(database.url);
  const user = pathname.slice(1);
  const url = (password: string) => Object.assign(new URL(database.url), { username: user, password }).href;
  try {
    await database.query(`create user '${user}'@'%' identified by 'right'`);
    await database.query(`grant select on ${user}.* to '${user}'@'%'`);
    const connection = await mysql.createConnection(url('right'));
    await connection.end();
    await assert.rejects(mysql.createConnection(url('wrong')), { code: 'ER_ACCESS_DENIED_ERROR' });
    await database.query(`drop user '${user}'@'%'`);
  } finally {
    await database.drop();
  }
});
