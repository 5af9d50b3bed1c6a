import assert from 'node:assert/strict';
import { test } from 'node:test';
import { english } from '../../src/sync/phrase.ts';
import { changesSince, type PlanFacts, planFacts } from '../../src/sync/pinned.ts';
import { shopConfig } from '../support/fake-jobs.ts';

const users = shopConfig().tables.users!;
const shop = {
  type: 'mysql',
  name: 'shop',
  url: 'mysql://sync:right@db.shop:3306/shop',
  maxReaders: 4,
  maxWriters: 1,
} as never;
const warehouse = { type: 'sqlite', name: 'warehouse', path: '/data/warehouse.db' } as never;
const column = (name: string, native: string, nullable = true) => ({ name, native, nullable, type: 'string' }) as const;
const id = column('id', 'bigint', false);
const email = column('email', 'varchar(255)');

type Given = Partial<Parameters<typeof planFacts>[0]>;
const facts = (given: Given = {}, found: Partial<Parameters<typeof planFacts>[1]> = {}): PlanFacts =>
  planFacts(
    { table: users, source: shop, destination: warehouse, ...given },
    { source: { columns: [id, email], primaryKey: ['id'] }, target: null, publish: 'create', ...found },
  );
const said = (now: PlanFacts, then = facts()) => changesSince(then, now).map(english);

test('what is as it was is no change, also where nothing but schedule, owner or a password is another', () => {
  assert.deepEqual(said(facts()), []);
  const table = { ...users, schedule: null, owner: null, retries: 9, line: 99, tags: ['x'], timeoutMs: 1 };
  const other = { ...(shop as object), url: 'mysql://sync:new@db.shop:3306/shop' } as never;
  assert.deepEqual(said(facts({ table, source: other })), []);
});

test('a key of tables.yml that decides is named as it is written there', () => {
  assert.deepEqual(said(facts({ table: { ...users, where: 'id > 1', mask: {} } })), [
    'mask in tables.yml',
    'where in tables.yml',
  ]);
  assert.deepEqual(said(facts({ table: { ...users, maxTransactionMs: 1, primaryKey: ['id'] } })), [
    'primary_key in tables.yml',
    'max_transaction in tables.yml',
  ]);
  const moved = { ...(shop as object), url: 'mysql://sync:right@db.other:3306/shop' } as never;
  assert.deepEqual(said(facts({ source: moved })), ['connection shop in tables.yml']);
});

test('columns of the source are named with what became of them', () => {
  const now = { columns: [column('id', 'bigint'), column('phone', 'text')], primaryKey: [] };
  assert.deepEqual(said(facts({}, { source: now })), [
    'column id of the source was bigint not null and is bigint',
    'column email was dropped in the source',
    'column phone was added in the source',
    'the primary key of the source',
  ]);
});

test('of the target it is told whether it is there, its columns, and how rows are published', () => {
  const target = { columns: [id], primaryKey: [] };
  const there = facts({}, { target, publish: 'swap' });
  assert.deepEqual(said(there), ['the target was made meanwhile']);
  assert.deepEqual(said(facts(), there), ['the target was dropped']);
  assert.deepEqual(said(facts({}, { target: { columns: [id, email], primaryKey: [] }, publish: 'in_place' }), there), [
    'column email was added in the target',
    'how rows are published',
  ]);
});

test('where reading begins belongs to the plan of a table that is read bit by bit, and to no other', () => {
  const cursor = { column: 'id', value: '7' } as never;
  const merge = { ...users, mode: 'merge' } as const;
  assert.deepEqual(said(facts({ cursor })), []);
  assert.deepEqual(said(facts({ table: merge, cursor }), facts({ table: merge })), [
    'another run has moved where reading begins',
  ]);
});

test('names that are properties of every object are columns like others', () => {
  const now = { columns: [id, email, column('constructor', 'text')], primaryKey: ['id'] };
  assert.deepEqual(said(facts({}, { source: now })), ['column constructor was added in the source']);
});

test('nothing that is kept holds a secret or a text of tables.yml', () => {
  const kept = JSON.stringify(facts({ table: { ...users, where: "name = 'Kim'" } }));
  assert.doesNotMatch(kept, /right|Kim/);
});
