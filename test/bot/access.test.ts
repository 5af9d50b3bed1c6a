import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayDo, roleOf, whoMay } from '../../src/bot/access.ts';

const roles = { operator: ['U0KIM'], admin: ['U0BOSS'] };
const slack = (id: string) => ({ kind: 'slack', id }) as const;

test('everybody may look, only those who are named may do', () => {
  assert.equal(roleOf(slack('U0X'), roles), 'viewer');
  assert.equal(mayDo('viewer', slack('U0X'), roles), true);
  assert.equal(mayDo('operator', slack('U0X'), roles), false);
  assert.equal(mayDo('operator', slack('U0KIM'), roles), true);
  assert.equal(mayDo('admin', slack('U0KIM'), roles), false);
});

test('an admin may do what an operator may', () => {
  assert.equal(mayDo('operator', slack('U0BOSS'), roles), true);
  assert.deepEqual(whoMay('operator', roles), ['U0KIM', 'U0BOSS']);
});

test('a star stands for everybody in Slack', () => {
  assert.equal(roleOf(slack('U0X'), { operator: ['*'], admin: [] }), 'operator');
});

test('whoever sits at the terminal may do everything', () => {
  assert.equal(roleOf({ kind: 'terminal', id: 'kim' }, { operator: [], admin: [] }), 'admin');
});
