import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Claim, type Limits, startable } from '../../src/jobs/slots.ts';
import { seeded } from './kills.ts';

const claim = (id: number, source = 'shop', destination = 'warehouse'): Claim => ({
  id,
  source,
  destination,
  readers: 1,
});
const limits = (total: number, readers = 100, writers = 100): Limits => ({
  total,
  readers: () => readers,
  writers: () => writers,
});

test('as many start as the total allows, in the order they were asked for', () => {
  const waiting = [1, 2, 3, 4].map((id) => claim(id));
  assert.deepEqual(startable(waiting, [], limits(3)), [1, 2, 3]);
  assert.deepEqual(startable(waiting, [claim(9)], limits(3)), [1, 2]);
  assert.deepEqual(startable(waiting, [claim(8), claim(9), claim(10)], limits(3)), []);
});

test('each connection has its own limits, for reading and for writing', () => {
  const waiting = [claim(1, 'shop', 'a'), claim(2, 'shop', 'b'), claim(3, 'blog', 'a'), claim(4, 'blog', 'b')];
  assert.deepEqual(startable(waiting, [], limits(9, 1)), [1, 3]);
  assert.deepEqual(startable(waiting, [], limits(9, 9, 1)), [1, 2]);
});

test('a run takes as many slots for reading as its table has readers', () => {
  const many = (id: number, readers: number): Claim => ({ ...claim(id), readers });
  assert.deepEqual(startable([many(1, 3), many(2, 2), many(3, 1)], [], limits(9, 4)), [1, 3]);
  assert.deepEqual(startable([many(2, 4)], [many(1, 1)], limits(9, 4)), []);
  // 2 was passed by 3: from then on nobody else may take what it needs.
  assert.deepEqual(startable([many(2, 4), many(4, 1)], [many(3, 1)], limits(9, 4)), []);
  assert.deepEqual(startable([many(2, 4), many(4, 1)], [], limits(9, 4)), [2]);
});

test('one that has to wait does not hold up those behind it', () => {
  assert.deepEqual(
    startable([claim(2, 'shop', 'a'), claim(3, 'blog', 'a')], [claim(1, 'shop', 'b')], limits(9, 1)),
    [3],
  );
});

test('one that was passed keeps the slots it needs from those behind it', () => {
  // 2 waits for shop; 3 passed it and writes where 2 has to write; then shop becomes free.
  const passed = claim(2, 'shop', 'a');
  const going = [claim(1, 'shop', 'b'), claim(3, 'blog', 'a')];
  assert.deepEqual(startable([passed, claim(4, 'news', 'a'), claim(5, 'news', 'c')], going, limits(9, 1, 1)), [5]);
  assert.deepEqual(startable([passed, claim(4, 'shop', 'd')], going.slice(1), limits(9, 1, 1)), []);
});

test('under a load that never ends, and never leaves two slots free at once, nobody waits for ever', () => {
  const passed = claim(2, 'x', 'w');
  let running = [
    { ...claim(1, 'x', 'v'), until: 2 },
    { ...claim(0, 'y', 'w'), until: 1 },
  ];
  let id = 2;
  for (let now = 1; ; now++) {
    assert.ok(now < 10, 'somebody else was always faster');
    running = running.filter((one) => one.until > now);
    const waiting = [passed, claim(++id, 'x', 'v'), claim(++id, 'y', 'w')];
    const chosen = startable(waiting, running, limits(3, 1, 1));
    if (chosen.includes(passed.id)) break;
    for (const one of waiting) if (chosen.includes(one.id)) running.push({ ...one, until: now + 2 });
  }
});

test('whatever is asked for, no limit is ever passed and nothing that could start is left waiting', () => {
  const random = seeded(7);
  const some = (names: readonly string[]) => names[Math.floor(random() * names.length)] as string;
  for (let round = 0; round < 500; round++) {
    const claims = Array.from({ length: 12 }, (_, id) => claim(id, some(['x', 'y', 'z']), some(['v', 'w'])));
    const total = 1 + Math.floor(random() * 5);
    const most = 1 + Math.floor(random() * 2);
    const running = claims.slice(0, startable(claims.slice(0, 3), [], limits(total, most, most)).length ? 1 : 0);
    const waiting = claims.slice(1);
    const chosen = startable(waiting, running, limits(total, most, most));
    const going = [...running, ...waiting.filter((one) => chosen.includes(one.id))];
    assert.ok(going.length <= total);
    const full = (one: Claim, key: 'source' | 'destination') =>
      going.filter((other) => other[key] === one[key]).length >= most;
    for (const one of going) {
      for (const key of ['source', 'destination'] as const) {
        assert.ok(going.filter((other) => other[key] === one[key]).length <= most);
      }
    }
    for (const one of waiting.filter((each) => !chosen.includes(each.id))) {
      assert.ok(going.length === total || full(one, 'source') || full(one, 'destination'), `${one.id} could start`);
    }
  }
});
