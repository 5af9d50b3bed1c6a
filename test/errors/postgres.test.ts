import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { FailureFacts, FailurePlace } from '../../src/sync/classify.ts';
import type { Side, Stage } from '../../src/sync/errors.ts';
import { eventually } from '../support/eventually.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { CANARY, deadPort, provoked, silentServer } from './provoke.ts';

const user = `sync_${randomBytes(4).toString('hex')}`;
const COLUMNS = ['id', 'email', 'age', 'birthday', 'kind', 'extra'];

function at(stage: Stage, facts: FailureFacts = {}, side: Side = 'source'): FailurePlace {
  const common = {
    connection: 'blog',
    kind: 'postgres',
    address: '127.0.0.1:5432',
    user: 'sync',
    database: 'blog',
    table: 'public.users',
  } as const;
  return { side, stage, facts: { ...common, ...facts } };
}

describe('errors of a real PostgreSQL', needs('postgres'), () => {
  let fresh: FreshPostgres;
  const open = new Set<pg.Client>();
  const check = (name: string, expected: string, place: FailurePlace, act: () => unknown) =>
    provoked('postgres', name, expected, place, act);
  const connect = async (options: pg.ClientConfig = {}): Promise<pg.Client> => {
    const { hostname, port, username, password, pathname } = new URL(fresh.url);
    const known = {
      host: hostname,
      port: Number(port),
      user: username,
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)),
    };
    const client = new pg.Client({ ...known, ...options });
    client.on('error', () => {});
    await client.connect();
    open.add(client);
    return client;
  };
  const login = (options: pg.ClientConfig = {}) => connect({ user, password: 'right', ...options });
  const query = async (sql: string) => (await connect()).query(sql);

  before(async () => {
    fresh = await freshPostgres('errors');
    await fresh.query(`create type kind as enum ('a', 'b');
      create table users (id int primary key, email varchar(30) not null, age smallint constraint adult check (age > 17),
        birthday date, kind kind, extra jsonb);
      create role ${user} login password 'right';
      create table hidden as table users; create table viewed (id int); create view readers as table viewed`);
    await fresh.query('insert into users (id, email) values (1, $1), (2, $2)', [CANARY, 'b']);
  });
  after(async () => {
    await Promise.allSettled([...open].map((client) => client.end()));
    await fresh.query(`drop owned by ${user}; drop role ${user}`);
    await fresh.drop();
  });

  test('a server that is not there, one that is silent, and a name without an address are told apart', async () => {
    const port = await deadPort();
    const silent = await silentServer();
    await check('refused', 'src.refused', at('connect'), () => connect({ host: '127.0.0.1', port }));
    await check('refused by all addresses', 'dst.refused', at('connect', {}, 'destination'), () =>
      connect({ host: 'localhost', port }),
    );
    await check('silent', 'src.connect_timeout', at('connect'), () =>
      connect({ host: '127.0.0.1', port: silent.port, connectionTimeoutMillis: 80 }),
    );
    await check('no socket', 'src.refused', at('connect'), () => connect({ host: '/nowhere', port }));
    await check('unknown host', 'src.dns', at('connect'), () => connect({ host: `${'x'.repeat(64)}.invalid`, port }));
    silent.close();
  });

  test('a rejected login says whose and does not say the password', async () => {
    await check('wrong password', 'src.password', at('connect'), () => login({ password: CANARY }));
    await check('no such database', 'dst.no_database', at('connect', {}, 'destination'), () =>
      connect({ database: 'no_such_database' }),
    );
    await check('tls not offered', 'tls', at('connect'), () => connect({ ssl: true }));
    await fresh.query(`alter role ${user} connection limit 1`);
    const first = await login();
    await check('connections used up', 'src.too_many_conn', at('connect'), () => login());
    await first.end();
    await fresh.query(`alter role ${user} connection limit -1`);
  });

  test('missing names and missing rights are told apart', async () => {
    await check('missing table', 'src.table_missing', at('copy'), () => query('select * from no_such_table'));
    await check('missing table of the destination', 'dst.table_missing', at('copy', {}, 'destination'), () =>
      query('insert into no_such_table values (1)'),
    );
    await check('missing column', 'src.column_missing', at('copy'), () => query('select no_such_column from users'));
    await check('missing schema', 'dst.schema_missing', at('begin', {}, 'destination'), () =>
      query('create table no_such_schema.users (id int)'),
    );
    const session = await login();
    const read = await check('no right to read', 'src.perm_table', at('copy'), () =>
      session.query('select * from hidden'),
    );
    assert.match(read.summary.hint, /GRANT SELECT ON public\.users TO sync;/);
    await check('no right to write', 'dst.perm', at('begin', {}, 'destination'), () =>
      session.query('drop table hidden'),
    );
    await check('table exists', 'dst.exists', at('begin', {}, 'destination'), () =>
      query('create table users (id int)'),
    );
  });

  test('a bad where clause is named with its line, also where its values do not fit', async () => {
    const place = at('copy', { where: { line: 12, file: 'tables/blog.yml' } });
    const where = (text: string) => () => query(`select id from users where ${text}`);
    const error = await check(
      'where with a syntax error',
      'src.bad_where',
      place,
      where(`email === = '${CANARY}' and and`),
    );
    assert.match(error.summary.message, /tables\/blog\.yml line 12/);
    await check(
      'where with an unknown function',
      'src.bad_where',
      place,
      where(`no_such_function(email) = '${CANARY}'`),
    );
    await check('where with a value of another type', 'src.bad_where', place, where(`id = '${CANARY}'`));
    await check('where that is no condition', 'src.bad_where', place, where(`email || '${CANARY}'`));
  });

  test('a read that is stopped says by what', async () => {
    const sleep = `select pg_sleep(20), '${CANARY}'`;
    await check('our statement limit', 'src.query_timeout', at('copy', { seconds: 1 }), () =>
      query(`set statement_timeout = 50; ${sleep}`),
    );
    await check('driver timeout', 'src.query_timeout', at('copy'), async () =>
      (await connect({ query_timeout: 80 })).query(sleep),
    );
    const session = await connect();
    const pid = Number((await session.query('select pg_backend_pid() as pid')).rows[0].pid);
    const canceled = check('canceled by somebody', 'src.killed', at('copy'), () => session.query(sleep));
    await running(pid);
    await fresh.query('select pg_cancel_backend($1)', [pid]);
    await canceled;
    const ended = check('session ended by the server', 'src.failover', at('copy'), () => session.query(sleep));
    await running(pid);
    await fresh.query('select pg_terminate_backend($1)', [pid]);
    await ended;
    const cut = await connect();
    const broken = check('connection cut', 'src.reset', at('copy'), () => cut.query(sleep));
    cutOff(cut);
    await broken;
    await check('write on a read-only server', 'dst.failover', at('begin', {}, 'destination'), () =>
      query('set transaction_read_only = on; begin; set transaction read only; create table t (id int)'),
    );
    await check('temporary space used up', 'src.disk_temp', at('copy'), () =>
      query(
        "set work_mem = '64kB'; set temp_file_limit = '64kB'; select * from generate_series(1, 100000) g order by -g",
      ),
    );
  });

  test('locks, deadlocks, conflicts and altered tables are told apart', async () => {
    const [one, two] = [await connect(), await connect()];
    await one.query('begin; update users set kind = null where id = 1');
    await check('lock wait', 'src.lock_wait', at('copy'), () =>
      two.query("set lock_timeout = '50ms'; select * from users where id = 1 for update"),
    );
    await check('swap blocked', 'dst.swap_blocked', at('commit', {}, 'destination'), () =>
      two.query("set lock_timeout = '50ms'; alter table users rename to old"),
    );
    await check('swap blocked by a view', 'dst.swap_blocked', at('commit', {}, 'destination'), () =>
      query('drop table viewed'),
    );
    await two.query(
      "set lock_timeout = 0; set deadlock_timeout = '50ms'; begin; update users set kind = null where id = 2",
    );
    const both = [
      one.query('update users set kind = null where id = 2'),
      two.query('update users set kind = null where id = 1'),
    ];
    await check('deadlock', 'src.deadlock', at('copy'), () => Promise.all(both));
    await Promise.allSettled(both);
    await one.query('rollback');
    await two.query('rollback');
    await one.query('begin isolation level repeatable read; select * from users');
    await two.query('update users set kind = null where id = 1');
    await check('serialisation', 'dst.deadlock', at('copy', {}, 'destination'), () =>
      one.query('update users set kind = null where id = 1'),
    );
    await check('transaction failed before', 'dst.aborted_txn', at('copy', {}, 'destination'), () =>
      one.query('select 1'),
    );
    await two.query({ name: 'plan', text: 'select * from hidden' });
    await two.query('alter table hidden add column more int');
    await check('altered midway', 'src.changed_midway', at('copy'), () =>
      two.query({ name: 'plan', text: 'select * from hidden' }),
    );
  });

  test('a refused value is named by its column or rule and not by itself', async () => {
    const copy = async (name: string, expected: string, column: string | undefined, columns: string, row: string) => {
      const place = at('copy', { columns: COLUMNS }, 'destination');
      const error = await check(name, expected, place, async () =>
        pipeline(Readable.from([`${row}\n`]), (await connect()).query(copyFrom(`copy users (${columns}) from stdin`))),
      );
      assert.equal(error.summary.column, column, name);
      return error;
    };
    const duplicate = await copy('duplicate key', 'data.duplicate', undefined, 'id, email', `1\t${CANARY}`);
    assert.match(duplicate.summary.message, /users_pkey/);
    await copy('null', 'data.null', 'email', 'id, email', '9\t\\N');
    await copy('too long', 'data.too_long', 'email', 'id, email', `9\t${CANARY.repeat(3)}`);
    await copy('out of range', 'data.range', 'age', 'id, email, age', `9\t${CANARY}\t70000`);
    await copy('zero date', 'data.date', 'birthday', 'id, email, birthday', `9\t${CANARY}\t0000-00-00`);
    await copy('bad date', 'data.date', 'birthday', 'id, email, birthday', `9\ta\t${CANARY}`);
    await copy('bad enum', 'data.enum', 'kind', 'id, email, kind', `9\ta\t${CANARY}`);
    await copy('bad number', 'data.type', 'age', 'id, email, age', `9\ta\t${CANARY}`);
    await copy('bad json', 'data.json', 'extra', 'id, email, extra', `9\ta\t{"a": ${CANARY}`);
    await copy('NUL in json', 'dst.encoding', 'extra', 'id, email, extra', `9\ta\t{"${CANARY}": "\\\\u0000"}`);
    const rule = await copy('check', 'data.check', undefined, 'id, email, age', `9\t${CANARY}\t3`);
    assert.match(rule.summary.message, /rule adult/);
    await check('NUL in text', 'dst.encoding', at('copy', {}, 'destination'), async () =>
      (await connect()).query('insert into users (id, email) values (9, $1)', [`${CANARY}\0`]),
    );
  });

  /** As a network does it: without a word to anybody. */
  function cutOff(client: pg.Client): void {
    const { connection } = client as unknown as { readonly connection: { readonly stream: { destroy(): void } } };
    connection.stream.destroy();
  }

  async function running(pid: number): Promise<void> {
    await eventually('the query runs', async () => {
      const rows = await fresh.query(
        "select 1 from pg_stat_activity where pid = $1 and state = 'active' and wait_event = 'PgSleep'",
        [pid],
      );
      return rows.length > 0;
    });
  }
});
