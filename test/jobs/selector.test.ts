import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type KnownTable, selectedBy } from '../../src/jobs/selector.ts';

const table = (name: string, rest: Partial<KnownTable> = {}): KnownTable => ({
  name,
  from: { connection: 'shop', table: `public.${name}` },
  to: { connection: 'warehouse', table: name },
  tags: [],
  owner: null,
  ...rest,
});
const TABLES = [table('users', { owner: '@U0KIM' }), table('purchases', { tags: ['core'] })];
const selected = (selector: string): readonly string[] => [...selectedBy(selector, TABLES, 'U0KIM')].sort();

test('a selector that is kept means tables by name, route, tag, owner and pattern', () => {
  for (const selector of [
    'purchases',
    'shop.purchases',
    'shop.public.purchases',
    'tag:core',
    'p*s',
    'nothing, tag:CORE',
  ])
    assert.deepEqual(selected(selector), ['purchases'], selector);
  for (const selector of ['all', 'db:warehouse', 'users,tag:core'])
    assert.equal(selected(selector).length, 2, selector);
  for (const selector of ['', 'purchase', 'tag:cor', 'db:blog', 'owner:lee', 'purchases.x', 'p.rchases', 'failed'])
    assert.deepEqual(selected(selector), [], selector);
  fc.assert(fc.property(fc.string(), (word) => selectedBy(word, TABLES, 'U0KIM').size <= TABLES.length));
});

test('it is kept as it was said: in Japanese, of the one who said it, and with as many stars as they like', () => {
  assert.deepEqual(selected('タグ:core'), ['purchases']);
  assert.deepEqual(selected('全部'), ['purchases', 'users']);
  assert.deepEqual(selected('owner:me'), ['users']);
  const long = [table('a'.repeat(100))];
  assert.equal(selectedBy(`${'*a'.repeat(40)}*b`, long, 'U0KIM').size, 0);
});
