import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flat } from '../../../src/bot/language/index.ts';
import { changesFields, publishedText } from '../../../src/bot/views/outcome.ts';
import type { Run } from '../../../src/jobs/index.ts';

type Result = NonNullable<Run['result']>;
const result = (rest: Partial<Result>): Result => ({
  rowsRead: 42,
  rowsWritten: 42,
  bytes: 1,
  seconds: 1,
  checks: [],
  masks: {},
  method: 'merge',
  changes: null,
  gaps: null,
  window: null,
  ...rest,
});
const changes = (inserted: number, updated: number, deleted = 0) => ({ inserted, updated, unchanged: 1_000, deleted });
const lines = (made: Result): readonly string[] =>
  changesFields(made).map(({ label, value }) => `${flat('en', label)}: ${flat('en', value)}`);

test('the headline says what is new, not what was looked at', () => {
  const of = (rest: Partial<Result>): string => flat('en', publishedText(result(rest)));
  assert.equal(of({ rowsWritten: 1 }), '1 row published');
  assert.equal(of({ changes: changes(0, 0) }), 'nothing new');
  assert.equal(of({ changes: changes(1, 0) }), '1 new row published');
  assert.equal(of({ changes: changes(1_200, 1) }), '1,200 new and 1 changed rows published');
  assert.equal(of({ changes: changes(2, 3, 4) }), '2 new, 3 changed and 4 deleted rows published');
  assert.equal(of({ changes: changes(0, 0), gaps: { late: 0, gone: 0 } }), 'no gaps found');
  assert.equal(of({ changes: changes(0, 0), gaps: { late: 0, gone: 2 } }), '2 rows gone from the source, kept');
});

test('a table that is replaced whole has no such lines', () => {
  assert.deepEqual(lines(result({})), []);
});

test('a run says from where it read, and a gap audit what it found', () => {
  const window = { column: 'updated_at', from: '2026-11-20 05:00:00+00', to: null, nulls: true };
  assert.deepEqual(lines(result({ changes: changes(3, 0), window, gaps: { late: 3, gone: 1 } })), [
    'In the table: 3 new, 0 changed, 1,000 as they were',
    'Read: updated_at from 2026-11-20 05:00:00+00, and rows without one',
    'Gap audit: 3 rows came late or changed unseen, loaded now, 1 gone from the source',
  ]);
});
