import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { rememberStatements } from '../../src/jobs/history-statements.ts';

/** A database that counts what it compiles. */
function counted() {
  const db = new Database(':memory:');
  const compiled: string[] = [];
  const compile = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    compiled.push(sql);
    return compile(sql);
  }) as typeof db.prepare;
  rememberStatements(db);
  return { db, compiled };
}

test('a text is compiled once, however often it is asked', () => {
  const { db, compiled } = counted();
  for (let i = 0; i < 20; i += 1) assert.deepEqual(db.prepare('select ? as n').get(i), { n: i });
  assert.deepEqual(compiled, ['select ? as n']);
  db.close();
});

test('one caller plucks, the next gets whole rows', () => {
  const { db } = counted();
  assert.equal(db.prepare('select 1 as n').pluck().get(), 1);
  assert.deepEqual(db.prepare('select 1 as n').get(), { n: 1 });
  assert.deepEqual(db.prepare('select 1 as n').all(), [{ n: 1 }]);
  db.close();
});

test('a column that another process adds is there for a statement that was compiled before', () => {
  const { db } = counted();
  db.exec('create table runs (id integer)');
  db.prepare('insert into runs values (?)').run(1);
  assert.deepEqual(db.prepare('select * from runs').all(), [{ id: 1 }]);
  db.exec('alter table runs add column note text');
  assert.deepEqual(db.prepare('select * from runs').all(), [{ id: 1, note: null }]);
  db.close();
});

test('statements of ever other texts do not pile up', () => {
  const { db, compiled } = counted();
  for (let i = 0; i < 1200; i += 1) db.prepare(`select ${i}`).get();
  db.prepare('select 0').get();
  assert.equal(compiled.filter((sql) => sql === 'select 0').length, 2);
  db.close();
});
