import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editInterval, nextEditAt } from '../../src/bot/policy.ts';

test('one message is edited every ten seconds at most', () => {
  assert.equal(nextEditAt({ now: 10_000, lastAt: 9_000, fresh: false, editing: 1, final: false }), 19_000);
  assert.equal(nextEditAt({ now: 10_000, lastAt: 0, fresh: false, editing: 1, final: false }), 10_000);
});

test('the first edit of a message may come after a second, unless many messages share the rate', () => {
  const soon = { now: 10_000, lastAt: 9_500, fresh: true, final: false };
  assert.equal(nextEditAt({ ...soon, editing: 1 }), 10_500);
  assert.equal(nextEditAt({ ...soon, editing: 10 }), 24_500);
});

test('many messages share what Slack takes: never more than forty edits a minute', () => {
  for (const editing of [1, 2, 5, 40, 280]) {
    const perMinute = (60_000 / editInterval(editing)) * editing;
    assert.ok(perMinute <= 40, `${editing} messages: ${perMinute} edits a minute`);
  }
  assert.equal(editInterval(10), 15_000);
});

test('the end of a run is told at once', () => {
  assert.equal(nextEditAt({ now: 10_000, lastAt: 9_999, fresh: false, editing: 280, final: true }), 10_000);
});
