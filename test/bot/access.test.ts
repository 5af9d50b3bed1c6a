import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Known, reaches, standingOf, whoMay } from '../../src/bot/access.ts';
import type { Asker, Config } from '../../src/jobs/index.ts';

const roles = { operator: ['U0KIM'], approver: ['U0ANN'], admin: ['U0BOSS'] };
const known: Known = { limit: null, channel: null, groups: {} };
const roleOf = (asker: Asker, roles: Config['roles'], rest: Partial<Known> = {}) =>
  standingOf(asker, roles, { ...known, ...rest }).role;
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

test('a user group gives its members a role, and a channel whoever speaks there', () => {
  const named = { operator: ['S0ONCALL'], approver: ['C0LEADS'], admin: [] };
  assert.equal(roleOf(slack('U0X'), named, { groups: { S0ONCALL: true } }), 'operator');
  assert.equal(roleOf(slack('U0X'), named, { groups: { S0ONCALL: false } }), 'viewer');
  assert.equal(roleOf(slack('U0X'), named, { channel: 'C0LEADS' }), 'approver');
  assert.equal(roleOf(slack('U0X'), named, { channel: 'C0ELSE' }), 'viewer');
});

test('a guest, a stranger, a bot, somebody who left and somebody unknown may only look, whatever stands in tables.yml', () => {
  const everybody = { operator: ['*'], approver: ['*'], admin: ['*', 'U0X', 'S0ALL', 'C0ALL'] };
  for (const limit of ['guest', 'external', 'gone', 'bot', 'unknown'] as const) {
    const found = standingOf(slack('U0X'), everybody, { limit, channel: 'C0ALL', groups: { S0ALL: true } });
    assert.deepEqual(found, { role: 'viewer', limit });
  }
});

test('a group that nobody can be asked about gives nothing, and is told only where it might have given more', () => {
  const named = { operator: ['U0X'], approver: ['S0LEADS'], admin: ['U0BOSS'] };
  const groups = { S0LEADS: null };
  assert.deepEqual(standingOf(slack('U0X'), named, { ...known, groups }), { role: 'operator', limit: 'unknown' });
  assert.deepEqual(standingOf(slack('U0BOSS'), named, { ...known, groups }), { role: 'admin', limit: null });
});
