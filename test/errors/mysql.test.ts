import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import mysql, { type Connection, type ConnectionOptions, type RowDataPacket } from 'mysql2/promise';
import type { FailureFacts, FailurePlace } from '../../src/sync/classify.ts';
import type { Side, Stage } from '../../src/sync/errors.ts';
import { eventually } from '../support/eventually.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { needs } from '../support/servers.ts';
import { CANARY, deadPort, provoked, silentServer } from './provoke.ts';

const user = `sync_${randomBytes(4).toString('hex')}`;
const COLUMNS = ['id', 'email', 'age', 'birthday', 'kind', 'secret'];

function at(stage: Stage, facts: FailureFacts = {}, side: Side = 'source'): FailurePlace {
  const common = {
    connection: 'shop',
    kind: 'mysql',
    address: '127.0.0.1:3306',
    user: 'sync',
    database: 'shop',
    table: 'users',
  } as const;
  return { side, stage, facts: { ...common, ...facts } };
}

describe('errors of a real MySQL or MariaDB', needs('mysql'), () => {
  let fresh: FreshMysql;
  const open = new Set<Connection>();
  const check = (name: string, expected: string, place: FailurePlace, act: () => unknown) =>
    provoked('mysql', name, expected, place, act);
  const connect = async (options: ConnectionOptions = {}): Promise<Connection> => {
    const connection = await mysql.createConnection({ uri: fresh.url, ...options });
    open.add(connection);
    connection.on('error', () => {});
    return connection;
  };
  const login = (options: ConnectionOptions = {}) => connect({ user, password: 'right', ...options });
  const query = async (sql: string) => (await connect()).query(sql);

  before(async () => {
    fresh = await freshMysql('errors');
    await fresh.query(`create table users (id int primary key, email varchar(30) not null, age tinyint, birthday date,
      kind enum('a','b'), secret text, json text check (json_valid(json)))`);
    await fresh.query('insert into users (id, email) values (1, ?), (2, ?)', [CANARY, 'b']);
    await fresh.query(`create table visible like users; insert into visible select * from users;
      create user '${user}'@'%' identified by 'right';
      grant select on visible to '${user}'@'%'; grant select (id) on users to '${user}'@'%'`);
  });
  after(async () => {
    for (const connection of open) connection.destroy();
    await fresh.query(`drop user '${user}'@'%'`);
    await fresh.drop();
  });

  test('a server that is not there, one that is silent, and a name without an address are told apart', async () => {
    const port = await deadPort();
    const silent = await silentServer();
    const host = `${'x'.repeat(64)}.invalid`; // no resolver sends a label of 64 letters anywhere
    await check('refused', 'src.refused', at('connect'), () => mysql.createConnection({ host: '127.0.0.1', port }));
    await check('refused by all addresses', 'src.refused', at('connect'), () =>
      mysql.createConnection({ host: 'localhost', port }),
    );
    await check('silent', 'src.connect_timeout', at('connect'), () =>
      mysql.createConnection({ host: '127.0.0.1', port: silent.port, connectTimeout: 80 }),
    );
    await check('unknown host', 'src.dns', at('connect'), () => mysql.createConnection({ host, port }));
    silent.close();
  });

  test('a rejected login says whose and does not say the password', async () => {
    const error = await check('wrong password', 'src.password', at('connect', { user }), () =>
      login({ password: CANARY }),
    );
    assert.ok(error.summary.message.includes(user));
    await check('wrong password of the destination', 'dst.password', at('connect', {}, 'destination'), () =>
      login({ password: CANARY }),
    );
    await check('no such database', 'src.no_database', at('connect'), () => connect({ database: 'no_such_database' }));
    await check('no right on the database', 'src.perm_table', at('connect'), () => login({ database: 'mysql' }));
    await check('tls not offered', 'tls', at('connect'), () => connect({ ssl: {} }));
    await fresh.query(`alter user '${user}'@'%' with max_user_connections 1`);
    const first = await login();
    await check('connections used up', 'src.too_many_conn', at('connect'), () => login());
    await first.end();
    await fresh.query(`alter user '${user}'@'%' with max_user_connections 0`);
  });

  test('missing names and missing rights are told apart', async () => {
    const session = await login();
    await check('missing table', 'src.table_missing', at('copy'), () => query('select * from no_such_table'));
    await check('missing column', 'src.column_missing', at('copy'), () => query('select no_such_column from users'));
    const table = await check('no right on the table', 'src.perm_table', at('copy'), () =>
      session.query('update visible set id = 1'),
    );
    assert.match(table.summary.hint, /GRANT SELECT ON shop\.users TO 'sync'@'%';/);
    const column = await check('no right on a column', 'src.perm_column', at('copy', { columns: COLUMNS }), () =>
      session.query('select secret from users'),
    );
    assert.equal(column.summary.column, 'secret');
  });

  test('a bad where clause is named with its line', async () => {
    const place = at('copy', { where: { line: 12 } });
    const where = (text: string) => () => query(`select id from users where ${text}`);
    const error = await check('where with a syntax error', 'src.bad_where', place, where(`email == = '${CANARY}'`));
    assert.match(error.summary.message, /tables\.yml line 12/);
    await check(
      'where with an unknown function',
      'src.bad_where',
      place,
      where(`no_such_function(email) = '${CANARY}'`),
    );
    await check('where with a bad regular expression', 'src.bad_where', place, where(`email regexp '(${CANARY}'`));
  });

  test('a read that is stopped says by what', async () => {
    const sleep = `select sleep(20), '${CANARY}'`;
    const { connection, id } = await withId();
    const stopped = check('killed query', 'src.killed', at('copy'), () => connection.query(sleep));
    await running(id);
    await fresh.query(`kill query ${id}`);
    await stopped;
    const cut = check('killed connection', 'src.reset', at('copy'), () => connection.query(sleep));
    await running(id);
    await fresh.query(`kill ${id}`);
    await cut;
    await check('closed connection', 'src.reset', at('copy'), () => connection.query('select 1'));
    await check('driver timeout', 'src.query_timeout', at('copy', { seconds: 1 }), async () =>
      (await connect()).query({ sql: `select sleep(0.5), '${CANARY}'`, timeout: 80 }),
    );
    const [version] = await fresh.query('select version() as version');
    if (!String(version?.version).includes('MariaDB')) return;
    await check('statement limit', 'src.query_timeout', at('copy'), () =>
      query(`set statement max_statement_time = 0.05 for ${sleep}`),
    );
  });

  test('locks, deadlocks and altered tables are told apart', async () => {
    const [one, two] = [await connect({ multipleStatements: true }), await connect({ multipleStatements: true })];
    await one.query('start transaction; update users set age = 1 where id = 1');
    await check('lock wait', 'src.lock_wait', at('copy'), () =>
      two.query('set innodb_lock_wait_timeout = 1; select * from users where id = 1 for update'),
    );
    await two.query('set innodb_lock_wait_timeout = 20; start transaction; update users set age = 2 where id = 2');
    const both = [
      one.query('update users set age = 3 where id = 2'),
      two.query('update users set age = 3 where id = 1'),
    ];
    await check('deadlock', 'src.deadlock', at('copy'), () => Promise.all(both));
    await Promise.allSettled(both);
    await Promise.all([one.query('rollback'), two.query('rollback')]);
    await one.query('start transaction with consistent snapshot');
    await two.query('alter table visible add column extra int');
    await check('altered midway', 'src.changed_midway', at('copy'), () => one.query('select * from visible'));
  });

  test('a refused value is named by its column and not by itself', async () => {
    const strict = await connect();
    await strict.query("set sql_mode = 'traditional'");
    const insert = async (
      name: string,
      expected: string,
      column: string | undefined,
      columns: string,
      values: string,
    ) => {
      const place = at('copy', { columns: COLUMNS }, 'destination');
      const error = await check(name, expected, place, () =>
        strict.query(`insert into users (${columns}) values (${values})`),
      );
      assert.equal(error.summary.column, column, name);
    };
    await insert('duplicate key', 'data.duplicate', undefined, 'id, email', `1, '${CANARY}'`);
    await insert('null', 'data.null', 'email', 'id, email', '9, null');
    await insert('too long', 'data.too_long', 'email', 'id, email', `9, '${CANARY.repeat(3)}'`);
    await insert('out of range', 'data.range', 'age', 'id, email, age', `9, '${CANARY}', 70000`);
    await insert('zero date', 'data.date', 'birthday', 'id, email, birthday', `9, '${CANARY}', '0000-00-00'`);
    await insert('bad date', 'data.date', 'birthday', 'id, email, birthday', `9, 'a', '${CANARY}'`);
    await insert('bad enum', 'data.enum', 'kind', 'id, email, kind', `9, 'a', '${CANARY}'`);
    await insert('bad number', 'data.type', 'age', 'id, email, age', `9, 'a', '${CANARY}'`);
    await insert('bad json', 'data.check', undefined, 'id, email, json', `9, 'a', '${CANARY}'`);
    await insert('bad bytes', 'data.type', 'email', 'id, email', `9, x'ff'`);
    await insert(
      'a value that looks like a column',
      'data.type',
      'age',
      'id, email, age',
      `9, 'a', '${CANARY}'' for column ''email'' at row 1'`,
    );
  });

  async function withId(): Promise<{ connection: Connection; id: number }> {
    const connection = await connect();
    return { connection, id: connection.threadId };
  }

  async function running(id: number): Promise<void> {
    await eventually('the query runs', async () => {
      const [rows] = await (await shared()).query<RowDataPacket[]>(
        'select 1 from information_schema.processlist where id = ? and info like ?',
        [id, 'select sleep%'],
      );
      return rows.length > 0;
    });
  }

  let watcher: Connection | undefined;
  async function shared(): Promise<Connection> {
    watcher ??= await connect();
    return watcher;
  }
});
