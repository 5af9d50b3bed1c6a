import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sparkline } from '../../../src/bot/views/sparkline.ts';

test('the lowest number is the lowest bar and the highest the highest', () => {
  assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7]), '▁▂▃▄▅▆▇█');
  assert.equal(sparkline([1_204_000, 1_204_331, 1_210_000]), '▁▁█');
  assert.equal(sparkline([-5, 5]), '▁█');
});

test('where nothing rose and nothing fell every bar is the middle one', () => {
  assert.equal(sparkline([5, 5, 5]), '▄▄▄');
  assert.equal(sparkline([0]), '▄');
});

test('what is not known is a gap, and nothing is nothing', () => {
  assert.equal(sparkline([1, null, 8]), '▁·█');
  assert.equal(sparkline([null, null]), '··');
  assert.equal(sparkline([Number.NaN, 1, Number.POSITIVE_INFINITY, 2]), '·▁·█');
  assert.equal(sparkline([]), '');
});

test('many numbers are squeezed, and a peak among them stays', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => (i === 4321 ? 100 : 1));
  const drawn = sparkline(many, 20);
  assert.equal(drawn.length, 20);
  assert.equal(drawn.replaceAll('▁', ''), '█');
  assert.equal(sparkline([null, null, 1, 2], 2), '·▄');
});

test('the largest numbers there are do not overflow', () => {
  assert.equal(sparkline([-Number.MAX_VALUE, 0, Number.MAX_VALUE]), '▁▅█');
});
