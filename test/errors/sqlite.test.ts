import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { FailureFacts, FailurePlace } from '../../src/sync/classify.ts';
import type { Side, Stage } from '../../src/sync/errors.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { CANARY, provoked } from './provoke.ts';

const SCHEMA = `create table users (id integer primary key, email text not null unique, age integer constraint adult check (age > 17)) strict;
  insert into users (id, email) values (1, '${CANARY}')`;

function at(stage: Stage, facts: FailureFacts = {}, side: Side = 'source'): FailurePlace {
  const common = {
    connection: 'local',
    kind: 'sqlite',
    address: 'warehouse.db',
    table: 'users',
    columns: ['id', 'email', 'age'],
  } as const;
  return { side, stage, facts: { ...common, ...facts } };
}

describe('errors of a real SQLite', () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'warehouse.db');
  const check = (name: string, expected: string, place: FailurePlace, act: () => unknown) =>
    provoked('sqlite', name, expected, place, act);
  const using = <T>(path: string, act: (database: Database.Database) => T, options: Database.Options = {}): T => {
    const database = new Database(path, { timeout: 0, ...options });
    try {
      return act(database);
    } finally {
      database.close();
    }
  };
  const run = (sql: string) => () => using(file, (database) => database.prepare(sql).run());
  using(file, (database) => database.exec(SCHEMA));

  test('files that are missing, of no use or not ours to write are told apart', async () => {
    const missing = join(directory, 'nowhere', 'a.db');
    const text = join(directory, 'notes.txt');
    writeFileSync(text, `${CANARY} `.repeat(100));
    mkdirSync(join(directory, 'folder'));
    await check('missing directory', 'src.file_missing', at('connect'), () => using(missing, () => {}));
    await check('missing directory of the destination', 'dst.file_missing', at('connect', {}, 'destination'), () =>
      using(missing, () => {}),
    );
    await check('missing file', 'src.file_missing', at('connect'), () =>
      using(join(directory, 'none.db'), () => {}, { readonly: true }),
    );
    await check('a directory for a file', 'dst.file_missing', at('connect', {}, 'destination'), () =>
      using(join(directory, 'folder'), () => {}),
    );
    await check('no database', 'src.corrupt', at('connect'), () =>
      using(text, (database) => database.pragma('schema_version')),
    );
    await check('not writable', 'dst.perm', at('begin', {}, 'destination'), () =>
      using(file, (database) => database.exec('create table t (id)'), { readonly: true }),
    );
  });

  test('missing names and bad where clauses are told apart', async () => {
    const place = at('copy', { where: { line: 7 } });
    await check('missing table', 'src.table_missing', at('copy'), run('select * from no_such_table'));
    await check(
      'missing table of the destination',
      'dst.table_missing',
      at('commit', {}, 'destination'),
      run('drop table no_such_table'),
    );
    await check(
      'missing column',
      'src.column_missing',
      place,
      run(`select id from users where no_such_column = '${CANARY}'`),
    );
    const error = await check(
      'where with a syntax error',
      'src.bad_where',
      place,
      run(`select id from users where email = '${CANARY}' and and`),
    );
    assert.match(error.summary.message, /tables\.yml line 7/);
    await check(
      'where that ends too early',
      'src.bad_where',
      place,
      run(`select id from users where (email = '${CANARY}'`),
    );
    await check(
      'where with an unknown function',
      'src.bad_where',
      place,
      run(`select id from users where no_such_function(email) = '${CANARY}'`),
    );
    await check('where with an open string', 'src.bad_where', place, run(`select id from users where email = 'open`));
    await check('table exists', 'dst.exists', at('begin', {}, 'destination'), run('create table users (id)'));
  });

  test('a full disk, a lock and an open reader are told apart', async () => {
    const full = await check('full', 'dst.disk', at('copy', {}, 'destination'), () =>
      using(file, (database) => {
        database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 2}`);
        const insert = database.prepare('insert into users (email) values (?)');
        database.transaction(() => {
          for (let row = 0; row < 500; row++) insert.run(`${CANARY} ${row} ${'x'.repeat(100)}`);
        })();
      }),
    );
    assert.match(full.summary.message, /no room left/);
    const holder = new Database(file);
    try {
      holder.exec('begin exclusive');
      await check('busy source', 'src.lock_wait', at('copy'), run('select * from users'));
      await check('busy destination', 'dst.lock_wait', at('copy', {}, 'destination'), run('delete from users'));
      await check('busy at commit', 'dst.swap_blocked', at('commit', {}, 'destination'), run('drop table users'));
      await check('busy run history', 'local.history_locked', { ...at('plan', {}, 'local') }, run('delete from users'));
    } finally {
      holder.close();
    }
  });

  test('a refused value is named by its column and not by itself', async () => {
    const insert = async (name: string, expected: string, column: string | undefined, values: string) => {
      const error = await check(
        name,
        expected,
        at('copy', {}, 'destination'),
        run(`insert into users (id, email, age) values (${values})`),
      );
      assert.equal(error.summary.column, column, name);
    };
    await insert('duplicate primary key', 'data.duplicate', 'id', `1, 'a', 20`);
    await insert('duplicate unique value', 'data.duplicate', 'email', `2, '${CANARY}', 20`);
    await insert('null', 'data.null', 'email', '2, null, 20');
    await insert('check', 'data.check', undefined, `2, '${CANARY}', 3`);
    await insert('bad number', 'data.type', 'age', `2, 'a', '${CANARY}'`);
  });
});
