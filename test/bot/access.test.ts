import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reaches, roleOf, whoMay } from '../../src/bot/access.ts';

const roles = { operator: ['U0KIM'], approver: ['U0ANN'], admin: ['U0BOSS'] };
const slack = (id: string) => ({ kind: 'slack', id }) as const;

test('everybody may look, only those who are named may do', () => {
  assert.equal(roleOf(slack('U0X'), roles), 'viewer');
  assert.equal(reaches(roleOf(slack('U0X'), roles), 'viewer'), true);
  assert.equal(reaches(roleOf(slack('U0X'), roles), 'operator'), false);
  assert.equal(reaches(roleOf(slack('U0KIM'), roles), 'operator'), true);
  assert.equal(reaches(roleOf(slack('U0KIM'), roles), 'admin'), false);
});

test('an admin may do what an operator may', () => {
  assert.equal(reaches(roleOf(slack('U0BOSS'), roles), 'operator'), true);
  assert.deepEqual(whoMay('operator', roles), ['U0KIM', 'U0ANN', 'U0BOSS']);
});

test('a star stands for everybody in Slack', () => {
  assert.equal(roleOf(slack('U0X'), { operator: ['*'], approver: [], admin: [] }), 'operator');
});

test('whoever sits at the terminal may do everything', () => {
  assert.equal(roleOf({ kind: 'terminal', id: 'kim' }, { operator: [], approver: [], admin: [] }), 'admin');
});
