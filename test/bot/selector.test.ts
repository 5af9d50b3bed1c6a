import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { find, findAll, type Known } from '../../src/bot/selector.ts';
import type { KnownTable } from '../../src/jobs/index.ts';

const table = (name: string, rest: Partial<KnownTable> = {}): KnownTable => ({
  name,
  from: { connection: 'shop', table: name },
  to: { connection: 'warehouse', table: name },
  tags: [],
  owner: null,
  ...rest,
});
const known = (tables: readonly KnownTable[], states: Readonly<Record<string, readonly string[]>> = {}): Known => ({
  tables,
  batch: () => [],
  are: (keyword) => states[keyword] ?? [],
  me: 'U0KIM',
});
const SHOP = known(
  [
    table('users', { owner: 'U0KIM', tags: ['core', 'pii'] }),
    table('user_events'),
    table('purchases', { tags: ['core'] }),
    table('crm_users', { from: { connection: 'crm', table: 'public.users' } }),
    table('crm_orders', { from: { connection: 'crm', table: 'orders' } }),
    table('web_orders', { from: { connection: 'web', table: 'orders' } }),
    table('注文', { tags: ['日次'] }),
  ],
  { failed: ['purchases'], paused: ['users', '注文'] },
);
const names = (...words: string[]): readonly string[] | ReturnType<typeof findAll> => {
  const found = findAll(words, SHOP);
  return found.kind === 'tables' ? found.names : found;
};

test('each way of naming tables selects what it says', () => {
  assert.deepEqual(names('users'), ['users']);
  assert.deepEqual(names('shop.users'), ['users']);
  assert.deepEqual(names('crm.users'), ['crm_users']);
  assert.deepEqual(names('crm.public.users'), ['crm_users']);
  assert.deepEqual(names('warehouse.crm_users'), ['crm_users']);
  assert.deepEqual(names('tag:core'), ['users', 'purchases']);
  assert.deepEqual(names('tag:日次'), ['注文']);
  assert.deepEqual(names('タグ:CORE'), ['users', 'purchases']);
  assert.deepEqual(names('db:crm'), ['crm_users', 'crm_orders']);
  assert.equal(findAll(['db:warehouse'], SHOP).kind, 'tables');
  assert.deepEqual(names('owner:@U0KIM'), ['users']);
  assert.deepEqual(names('owner:me'), ['users']);
  assert.deepEqual(names('user*'), ['users', 'user_events']);
  assert.deepEqual(names('crm.*'), ['crm_users', 'crm_orders']);
  assert.deepEqual(names('?sers'), ['users']);
  assert.deepEqual(names('failed'), ['purchases']);
  assert.deepEqual(names('失敗'), ['purchases']);
  assert.deepEqual(names('all'), names('*'));
});

test('several words are put together in the order in which they were said, each table once', () => {
  assert.deepEqual(names('tag:core', 'failed', '注文', 'users'), ['users', 'purchases', '注文']);
  assert.deepEqual(names('tag:', 'core'), ['users', 'purchases']);
  assert.deepEqual(names('held', 'users'), ['users']);
});

test('a name that is written otherwise, or left half in quotes, is the name', () => {
  assert.deepEqual(names('Users'), ['users']);
  assert.deepEqual(names("'users"), ['users']);
  assert.deepEqual(names('users。'), ['users']);
  assert.deepEqual(names('「users'), ['users']);
});

test('a table that is called like a keyword is that table', () => {
  const odd = known([table('failed'), table('tag:core'), table('a*'), table('ab')], { failed: ['ab'] });
  for (const name of ['failed', 'tag:core', 'a*']) assert.deepEqual(find(name, odd), { kind: 'tables', names: [name] });
});

test('what is called so more than once is asked about', () => {
  assert.deepEqual(names('orders'), { kind: 'several', said: 'orders', names: ['crm_orders', 'web_orders'] });
});

test('nothing found names at most three near ones, the missing prefix first', () => {
  assert.deepEqual(names('usres'), {
    kind: 'none',
    said: 'usres',
    near: ['users', 'crm_users', 'user_events'].slice(0, 1),
  });
  assert.deepEqual(names('core'), { kind: 'none', said: 'core', near: ['tag:core'] });
  assert.deepEqual(names('crm'), { kind: 'none', said: 'crm', near: ['db:crm', 'crm_users', 'crm_orders'] });
  assert.deepEqual(names('tag:coer'), { kind: 'none', said: 'tag:coer', near: ['tag:core'] });
  assert.deepEqual(names('db:zzz'), { kind: 'none', said: 'db:zzz', near: ['db:shop', 'db:crm', 'db:web'] });
  assert.deepEqual(names('purchase_*'), { kind: 'none', said: 'purchase_*', near: ['purchases'] });
});

test('a keyword that nothing is under is no mistake', () => {
  assert.deepEqual(names('held'), { kind: 'empty', keyword: 'held' });
});

test('whatever is said: an answer, names that exist, no name twice', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.stringMatching(/^[a-z*?:._,()[\]\\+^$|{}-]{0,20}$/),
    fc.constantFrom(
      'users',
      'tag:',
      ':',
      '*',
      '**',
      '?',
      'owner:',
      'owner:me',
      '__proto__',
      'constructor',
      'tag:constructor',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const found = findAll(words, SHOP);
      if (found.kind === 'tables') {
        assert.equal(new Set(found.names).size, found.names.length);
        for (const name of found.names) assert.ok(SHOP.tables.some((one) => one.name === name));
      } else if (found.kind === 'none') assert.ok(found.near.length <= 3);
    }),
  );
});

test('every name of tables.yml selects itself, whatever it is called', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 6 }),
      (all) => {
        const odd = known(all.map((name) => table(name)));
        for (const name of all) assert.deepEqual(find(name, odd), { kind: 'tables', names: [name] });
      },
    ),
  );
});
