import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basisOf } from '../../src/jobs/basis.ts';
import { shopConfig } from '../support/fake-jobs.ts';

const { users } = shopConfig().tables;
assert.ok(users);
const spec = users;

test('a cursor outlives a change of when, how often and who', () => {
  for (const change of [{ schedule: '0 1 * * *' }, { retries: 9 }, { owner: 'U1' }, { tags: ['a'] }, { line: 99 }]) {
    assert.equal(basisOf({ ...spec, ...change }), basisOf(spec), Object.keys(change).join());
  }
});

test('a cursor ends with a change of which rows are there, where, and how they look', () => {
  const elsewhere = { connection: 'other', table: { schema: null, name: 'users' } };
  for (const change of [
    { source: elsewhere },
    { destination: elsewhere },
    { where: 'id > 5' },
    { mask: { email: 'redact' } },
    { columns: ['id'] },
    { exclude: ['email'] },
    { onInvalid: { birthday: 'null' } },
  ] as const) {
    assert.notEqual(basisOf({ ...spec, ...change }), basisOf(spec), Object.keys(change).join());
  }
});
