import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesGlob } from '../../src/jobs/glob.ts';

test('a star is anything, a question mark one character, and case does not matter', () => {
  for (const [pattern, text] of [
    ['user*', 'users'],
    ['*', ''],
    ['**', 'x'],
    ['u?er*s', 'USERS_archives'],
    ['*a*b', 'aab'],
    ['受注_?', '受注_1'],
    ['?', '𠮷'],
  ] as const)
    assert.equal(matchesGlob(pattern, text), true, `${pattern} ${text}`);
  for (const [pattern, text] of [
    ['user?', 'user'],
    ['user', 'users'],
    ['*b', 'abc'],
    ['a.c', 'abc'],
    ['', 'a'],
  ] as const)
    assert.equal(matchesGlob(pattern, text), false, `${pattern} ${text}`);
});

test('a pattern that a backtracking matcher never ends with is answered at once', () => {
  const start = performance.now();
  assert.equal(matchesGlob(`${'*a'.repeat(40)}*b`, 'a'.repeat(100)), false);
  assert.ok(performance.now() - start < 500);
});
