import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { MysqlSpec, PostgresSpec } from '../../../src/sync/config/spec.ts';
import { openSource } from '../../../src/sync/sources/index.ts';
import { eventually } from '../../support/eventually.ts';
import { type FreshMysql, freshMysql } from '../../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../../support/postgres.ts';
import { needs } from '../../support/servers.ts';
import { failureOf, mysqlAt, openRead, postgresAt, runSync, tableSpec } from '../engine.ts';

// What the servers themselves end, should nobody of ours be left to do it.

const need = needs('mysql', 'postgres');
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;

before(async () => {
  if (need.skip !== false) return;
  [mysql, postgres, target] = await Promise.all([
    freshMysql('limits'),
    freshPostgres('limits'),
    freshPostgres('limits_to'),
  ]);
  await mysql.query('create table one (id int); insert into one values (1)');
  await mysql.query('create view endless as select id from one where sleep(60) = 0');
  await postgres.query('create table one as select 1 as id');
  await postgres.query('create view endless as select 1 as id from pg_sleep(60)');
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
});

const shops: Record<'mysql' | 'postgres', () => MysqlSpec | PostgresSpec> = {
  mysql: () => mysqlAt(mysql.url),
  postgres: () => postgresAt(postgres.url, 'shop'),
};

test('a statement ends on the server by itself, without a word from us', need, async () => {
  for (const [kind, code] of [
    ['mysql', 1969],
    ['postgres', '57014'],
  ] as const) {
    const source = await openSource(shops[kind](), 'limited', 1000);
    const { batches } = await openRead(source, 'endless');
    await assert.rejects(
      async () => {
        for await (const _ of batches);
      },
      (error: { errno?: number; code?: string }) => error.errno === code || error.code === code,
    );
    await source.close();
  }
});

test('a session that is left alone inside its snapshot ends too', need, async () => {
  const sessions = {
    mysql: async () =>
      (
        await mysql.query(
          'select id from information_schema.processlist where db = database() and id <> connection_id()',
        )
      ).length,
    postgres: async () =>
      (await postgres.query("select 1 from pg_stat_activity where application_name = 'left alone'")).length,
  };
  for (const kind of ['mysql', 'postgres'] as const) {
    const source = await openSource(shops[kind](), 'left alone', 1000);
    assert.equal(await sessions[kind](), 1);
    await eventually('the server has ended the session', async () => (await sessions[kind]()) === 0);
    await source.close();
  }
});

test(
  "a run's limit is the timeout of its table and a minute more, and a lower one of the DBA stays",
  need,
  async () => {
    const destination = postgresAt(target.url);
    const run = (kind: 'mysql' | 'postgres', where: string) =>
      runSync(tableSpec(`one_${kind}`, { from: 'one', where, timeoutMs: 90_000 }), {
        source: shops[kind](),
        destination,
      });
    assert.equal((await run('postgres', "current_setting('statement_timeout') = '150s'")).rowsRead, 1);
    const idle = "current_setting('idle_in_transaction_session_timeout') = '150s'";
    assert.equal((await run('postgres', idle)).rowsRead, 1);
    assert.equal((await run('mysql', '@@max_statement_time = 150 and @@wait_timeout = 150')).rowsRead, 1);
    assert.equal((await failureOf(run('mysql', '@@max_statement_time <> 150'))).code, 'guard.empty');
    const url = new URL(mysql.url);
    url.username = `limited_${process.pid}`;
    const account = `'${url.username}'@'%'`;
    await mysql.query(`create user ${account} identified by '${url.password}' with max_statement_time 5`);
    try {
      await mysql.query(`grant select on \`${url.pathname.slice(1)}\`.* to ${account}`);
      const table = tableSpec('one_limited', { from: 'one', where: '@@max_statement_time = 5' });
      assert.equal((await runSync(table, { source: mysqlAt(url.href), destination })).rowsRead, 1);
    } finally {
      await mysql.query(`drop user ${account}`);
    }
  },
);
