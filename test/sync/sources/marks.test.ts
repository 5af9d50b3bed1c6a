import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { ConnectionSpec } from '../../../src/sync/config/spec.ts';
import { takeMark } from '../../../src/sync/sources/marks.ts';
import { eventually } from '../../support/eventually.ts';
import { type FreshMysql, freshMysql } from '../../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../../support/postgres.ts';
import { needs } from '../../support/servers.ts';
import { failureOf, mysqlAt, postgresAt, runSync, tableSpec } from '../engine.ts';

const needsPostgres = needs('postgres');
const needsMysql = needs('mysql', 'postgres');
let postgres: FreshPostgres;
let maria: FreshMysql;

before(async () => {
  if (needsPostgres.skip === false) postgres = await freshPostgres('marks');
  if (needsMysql.skip === false) maria = await freshMysql('marks');
});
after(async () => {
  await postgres?.drop();
  await maria?.drop();
});

const markOf = (spec: ConnectionSpec, table: string, column: string, where: string | null = null) =>
  takeMark(spec, 'sync-bot test', { table: { schema: null, name: table }, column, where, exact: true });

test(
  'PostgreSQL: newest values are exact, NaN, infinity, NULL and the future are not among them',
  needsPostgres,
  async () => {
    await postgres.query(`create table "値" ("番号" numeric(30,0), u timestamptz, d timestamp(6), day date, name text);
    insert into "値" values (90071992547409931234, '2026-01-01 00:00:00.000001+09', '2026-01-01 00:00:00.100001', '2026-01-01', 'a'),
      ('NaN', 'infinity', 'infinity', 'infinity', 'b'), (5, '-infinity', '0044-03-15 BC', null, 'c'), (7, null, null, null, 'd'),
      (8, now() + interval '2 days', now() + interval '2 days', current_date + 2, 'e')`);
    const at = postgresAt(postgres.url);
    const found = async (column: string) => {
      const marked = await markOf(at, '値', column);
      return [marked?.mark.newest, marked?.nulls, marked?.future];
    };
    assert.deepEqual(await found('番号'), ['90071992547409931234', 0, 0]);
    assert.deepEqual(await found('u'), ['2025-12-31 15:00:00.000001+00', 2, 2]);
    assert.deepEqual(await found('d'), ['2026-01-01 00:00:00.100001', 2, 2]);
    assert.deepEqual(await found('day'), ['2026-01-01', 2, 2]);
    assert.equal((await markOf(at, '値', '番号', '"番号" < 10 -- few'))?.mark.newest, '8');
    for (const [table, column] of [
      ['値', 'name'],
      ['値', 'none'],
      ['none', 'u'],
    ] as const)
      assert.equal(await markOf(at, table, column), null);
  },
);

test(
  'PostgreSQL: idle and read-only transactions of the database are seen by a user without any privilege',
  needsPostgres,
  async () => {
    const role = `marks_${randomBytes(4).toString('hex')}`;
    await postgres.query(
      `create table seen (id int); create role ${role} login password 'x'; grant select on seen to ${role}`,
    );
    const poor = Object.assign(new URL(postgres.url), { username: role, password: 'x' }).href;
    const other = new pg.Client(postgres.url);
    await other.connect();
    try {
      await other.query('begin');
      await other.query('select 1');
      const [row] = (
        await other.query(
          "select virtualtransaction as name from pg_locks where locktype = 'virtualxid' and pid = pg_backend_pid()",
        )
      ).rows;
      const open = await markOf(postgresAt(poor), 'seen', 'id');
      assert.ok(open?.mark.open.includes(row.name), JSON.stringify(open));
      await other.query('rollback');
      const ended = await markOf(postgresAt(poor), 'seen', 'id');
      assert.ok(!ended?.mark.open.includes(row.name));
    } finally {
      await other.end();
      await postgres.query(`drop owned by ${role}; drop role ${role}`);
    }
  },
);

test('MariaDB: newest values are exact, zero dates and the future are not among them', needsMysql, async () => {
  await maria.query(`set sql_mode = ''; create table t (id bigint unsigned, u timestamp(6) null, d datetime, day date, b bit(4));
    insert into t values (18446744073709551615, '2026-01-01 00:00:00.000001', '2026-01-01 10:00:00', '0000-00-00', 1),
      (1, null, '0000-00-00 00:00:00', '2026-01-01', 2), (2, now() + interval 2 day, now() + interval 2 day, curdate() + interval 2 day, 3)`);
  const at = mysqlAt(maria.url);
  const found = async (column: string) => {
    const marked = await markOf(at, 't', column);
    return [marked?.mark.newest, marked?.nulls, marked?.future, marked?.hidden];
  };
  assert.deepEqual(await found('id'), ['18446744073709551615', 0, 0, null]);
  assert.deepEqual(await found('u'), ['2026-01-01 00:00:00.000001+00', 1, 1, null]);
  assert.deepEqual(await found('d'), ['2026-01-01 10:00:00', 1, 1, null]);
  assert.deepEqual(await found('day'), ['2026-01-01', 1, 1, null]);
  assert.equal(await markOf(at, 't', 'b'), null);
});

test(
  'MariaDB: a transaction that began a moment ago is seen, however fresh the server’s own cache is',
  needsMysql,
  async () => {
    await maria.query('create table w (id int primary key) engine innodb');
    const other = await mysql.createConnection({ uri: maria.url });
    try {
      for (let i = 0; i < 5; i++) {
        await other.query('select count(*) from information_schema.innodb_trx');
        await other.query('begin');
        await other.query(`insert into w values (${i})`);
        const [[row]] = await other.query<mysql.RowDataPacket[]>('select connection_id() as id');
        const marked = await markOf(mysqlAt(maria.url), 'w', 'id');
        assert.ok(
          marked?.mark.open.some((name) => name.startsWith(`${row?.id} since`)),
          JSON.stringify(marked),
        );
        assert.ok(marked?.mark.oldestOpenSince);
        await other.query('commit');
      }
    } finally {
      await other.end();
    }
  },
);

test(
  'MariaDB: without PROCESS a run is refused, until max_transaction says how long one may be open',
  needsMysql,
  async () => {
    const user = `marks_${randomBytes(4).toString('hex')}`;
    const database = new URL(maria.url).pathname.slice(1);
    await maria.query(`create table p (id int primary key, at datetime); insert into p values (1, '2026-01-01 10:00:00');
    create user ${user} identified by 'x'; grant select on \`${database}\`.* to ${user}`);
    const poor = Object.assign(new URL(maria.url), { username: user, password: 'x' }).href;
    const spec = tableSpec('p', { mode: 'merge', incrementalKey: 'at' });
    const ways = { source: mysqlAt(poor), destination: postgresAt(postgres.url) };
    try {
      const { code, side, hint, retryable } = await failureOf(runSync(spec, ways));
      assert.deepEqual([code, side, retryable], ['src.transactions', 'source', false]);
      assert.match(hint, /GRANT PROCESS ON \*\.\* TO 'marks_/);
      assert.match(hint, /max_transaction/);
      const bounded = { ...spec, maxTransactionMs: 1000 };
      const first = await runSync(bounded, ways);
      assert.deepEqual([first.rowsRead, first.cursor?.value, first.cursor?.marks.length], [1, null, 1]);
      const later = await eventually('the declared bound has passed', async () => {
        const next = await runSync(bounded, { ...ways, cursor: first.cursor });
        return next.cursor?.value ?? null;
      });
      assert.equal(later, '2026-01-01 10:00:00');
    } finally {
      await maria.query(`drop user ${user}`);
    }
  },
);

test(
  'a window reads the same rows from MariaDB and through PostgreSQL’s own COPY, whatever the type',
  needsMysql,
  async () => {
    const rows = `(1, 9007199254740992, '2026-01-01 10:00:00'), (2, 9007199254740993, '2026-01-01 10:00:01'), (3, 9007199254740994, null)`;
    await maria.query(`create table win (id int primary key, n bigint, at datetime); insert into win values ${rows}`);
    await postgres.query(
      `create table win (id int primary key, n bigint, at timestamp); insert into win values ${rows}`,
    );
    const destination = await freshPostgres('marks_win');
    try {
      for (const source of [mysqlAt(maria.url), postgresAt(postgres.url, 'shop')]) {
        await destination.query('drop table if exists win');
        await runSync(tableSpec('win', { mode: 'merge' }), { source, destination: postgresAt(destination.url) });
        const read = async (incrementalKey: string, from: string, to: string | null) => {
          await destination.query('delete from win');
          const spec = tableSpec('win', { mode: 'merge', incrementalKey });
          const result = await runSync(spec, {
            source,
            destination: postgresAt(destination.url),
            scope: { kind: 'window', from, to },
          });
          const ids = await destination.query('select id from win order by id');
          assert.equal(result.rowsRead, ids.length);
          return ids.map((row) => row.id).join();
        };
        assert.equal(await read('n', '9007199254740993', null), '2,3');
        assert.equal(await read('n', '9007199254740992', '9007199254740993'), '1');
        assert.equal(await read('at', '2026-01-01T10:00:00.000001', null), '2');
      }
    } finally {
      await destination.drop();
    }
  },
);

test(
  'an audit asks each source for exactly the late rows, by keys of one and of several columns',
  needsMysql,
  async () => {
    const rows =
      "(1, 1, 'a', '2026-01-01 10:00:00'), (1, 2, 'b', '2026-01-01 10:00:00'), (-2, 9007199254740993, 'c', '2026-01-01 10:00:00')";
    const destination = await freshPostgres('marks_gaps');
    try {
      for (const [shop, source, now] of [
        [maria, mysqlAt(maria.url), 'datetime'],
        [postgres, postgresAt(postgres.url, 'shop'), 'timestamp'],
      ] as const) {
        await shop.query(
          `create table gaps (a int, b bigint, v varchar(9), at ${now}, primary key (a, b)); insert into gaps values ${rows}`,
        );
        for (const primaryKey of [['a', 'b'], ['b']]) {
          await destination.query('drop table if exists gaps');
          await shop.query("delete from gaps where v = 'late'");
          const spec = tableSpec('gaps', { mode: 'merge', incrementalKey: 'at', primaryKey, where: "v <> 'x'" });
          const ways = { source, destination: postgresAt(destination.url) };
          await runSync(spec, ways);
          await shop.query(
            "insert into gaps values (7, 9007199254740995, 'late', '2020-01-01'), (8, 9007199254740997, 'late', null)",
          );
          await destination.query(
            "delete from gaps where v = 'a'; update gaps set at = at + interval '1 second' where v = 'c'",
          );
          const found = await runSync(spec, { ...ways, scope: { kind: 'gaps' } });
          assert.deepEqual([found.gaps, found.rowsRead, found.changes?.updated], [{ late: 4, gone: 0 }, 4, 1]);
          assert.deepEqual((await runSync(spec, { ...ways, scope: { kind: 'gaps' } })).gaps, { late: 0, gone: 0 });
        }
      }
    } finally {
      await destination.drop();
    }
  },
);
