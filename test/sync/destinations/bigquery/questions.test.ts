import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenSession } from '../../../../src/sync/destinations/bigquery/connect.ts';
import { questionsOf } from '../../../../src/sync/destinations/bigquery/questions.ts';

test('two sessions of one process never ask under the same id, not in the same second either', () => {
  const session = { now: () => 1_795_232_210_000 } as unknown as OpenSession;
  const ids = [questionsOf(session), questionsOf(session)].flatMap(({ ask }) => [ask('profile'), ask('profile')]);
  assert.equal(new Set(ids).size, 4, ids.join());
  assert.match(ids[0] ?? '', /^profile_[A-Za-z0-9_-]+$/, 'what BigQuery takes as an id');
});
