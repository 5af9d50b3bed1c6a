import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Mark, PREPARED } from '../../../src/sync/cursor.ts';
import { advance } from '../../../src/sync/incremental/advance.ts';

const at = (minute: number): string => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`;
const mark = (minute: number, newest: string | null, ...open: string[]): Mark => ({
  at: at(minute),
  newest,
  open,
  oldestOpenSince: null,
});
const before = (value: string | null, ...marks: Mark[]) => ({ value, marks });

test('a mark without open transactions is settled at once', () => {
  assert.deepEqual(advance(null, mark(1, '7'), null), { value: '7', marks: [] });
  assert.deepEqual(advance(before('5', mark(0, '6', 'a')), mark(1, '7'), null), { value: '7', marks: [] });
});

test('a run beside an open transaction leaves the cursor and keeps its mark', () => {
  assert.deepEqual(advance(null, mark(1, '7', 'a'), null), { value: null, marks: [mark(1, '7', 'a')] });
  assert.deepEqual(advance(before('5'), mark(1, '7', 'a'), null), { value: '5', marks: [mark(1, '7', 'a')] });
});

test('a mark is settled when none of its own transactions is open any more, whatever has begun since', () => {
  const waiting = before('5', mark(1, '7', 'a', 'b'));
  assert.deepEqual(advance(waiting, mark(2, '9', 'b', 'c'), null).value, '5');
  const next = advance(waiting, mark(2, '9', 'c'), null);
  assert.deepEqual(next, { value: '7', marks: [mark(2, '9', 'c')] });
});

test('the latest settled mark counts, also past one that is not, and older ones are forgotten', () => {
  const waiting = before('1', mark(1, '3', 'long'), mark(2, '5', 'a'), mark(3, '6', 'b'));
  assert.deepEqual(advance(waiting, mark(4, '9', 'b', 'long'), null), {
    value: '5',
    marks: [mark(3, '6', 'b'), mark(4, '9', 'b', 'long')],
  });
});

test('a prepared transaction may be any that was open: it holds back every mark that had one', () => {
  const waiting = before('1', mark(1, '3', 'a'));
  assert.equal(advance(waiting, mark(2, '9', PREPARED), null).value, '1');
  assert.equal(advance(before('1', mark(1, '3')), mark(2, '9', PREPARED), null).value, '3');
  assert.equal(advance(waiting, mark(2, '9'), null).value, '9');
});

test('with a declared bound a mark waits for it to pass, and for its transactions where they are known', () => {
  const bound = 15 * 60_000;
  assert.deepEqual(advance(null, mark(0, '7'), bound), { value: null, marks: [mark(0, '7')] });
  assert.equal(advance(before('1', mark(0, '7')), mark(15, '9'), bound).value, '1', 'just so long is not past it');
  assert.equal(advance(before('1', mark(0, '7')), mark(16, '9'), bound).value, '7');
  assert.equal(advance(before('1', mark(0, '7', 'a')), mark(16, '9', 'a'), bound).value, '1');
});

test('a clock that steps back settles nothing too early', () => {
  assert.equal(advance(before('1', mark(20, '7')), mark(10, '9'), 60_000).value, '1');
});

test('a table without a value has no cursor, and one that lost its rows keeps the last', () => {
  assert.deepEqual(advance(null, mark(1, null), null), { value: null, marks: [] });
  assert.deepEqual(advance(before('5'), mark(1, null), null), { value: '5', marks: [] });
});

test('marks that would not move the cursor are not kept', () => {
  assert.deepEqual(advance(before('7'), mark(1, '7', 'a'), null), { value: '7', marks: [] });
});

test('a hundred marks are kept at most about, the oldest and the newest among them', () => {
  let cursor = before('0');
  for (let i = 1; i <= 1000; i++) cursor = advance(cursor, mark(i % 60, String(i), 'long'), null) as typeof cursor;
  assert.ok(cursor.marks.length <= 101, String(cursor.marks.length));
  assert.deepEqual([cursor.marks[0]?.newest, cursor.marks.at(-1)?.newest, cursor.value], ['1', '1000', '0']);
  assert.equal(advance(cursor, mark(1, '1001', 'other'), null).value, '1000');
});
