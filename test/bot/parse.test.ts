import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '../../src/bot/commands/index.ts';
import { parse } from '../../src/bot/parse.ts';
import { fromShell, split } from '../../src/bot/words.ts';

const call = (line: string) => {
  const parsed = parse(split(line), COMMANDS);
  assert.equal(parsed.kind, 'call', `${line}: ${JSON.stringify(parsed)}`);
  assert.ok(parsed.kind === 'call');
  return parsed.call;
};

test('an empty line asks for help', () => {
  assert.deepEqual(call('   '), { verb: 'help', args: [], flags: {} });
});

test('verbs are understood in any case, and names keep theirs', () => {
  assert.deepEqual(call('RUN Users'), { verb: 'run', args: ['Users'], flags: {} });
});

test('several tables are separated by spaces, commas or both', () => {
  for (const line of ['run a b c', 'run a,b,c', 'run a, b ,c', 'run a、b，c']) {
    assert.deepEqual(call(line).args, ['a', 'b', 'c'], line);
  }
});

test('what a Japanese keyboard types is understood: full-width letters, spaces, dashes and digits', () => {
  const expected = { verb: 'pause', args: ['users'], flags: { until: '18:00', why: '索引の再構築' } };
  assert.deepEqual(call('ｐａｕｓｅ　ｕｓｅｒｓ　－－ｕｎｔｉｌ　１８：００　－－ｗｈｙ　索引の再構築'), expected);
  assert.deepEqual(call('停止 users ーーuntil 18:00 ーーwhy 「索引の再構築」'), expected);
  assert.deepEqual(call('実行　ｕｓｅｒｓ、purchases'), { verb: 'run', args: ['users', 'purchases'], flags: {} });
});

test('dashes and quotes that a phone made prettier are what was meant', () => {
  const expected = { verb: 'run', args: ['users'], flags: { note: 'after the fix' } };
  for (const line of [
    'run users —note after the fix',
    'run users ––note “after the fix”',
    "run users --note 'after the fix'",
    'run users --note=“after the fix”',
  ]) {
    assert.deepEqual(call(line), expected, line);
  }
});

test('an apostrophe inside a word is a letter', () => {
  assert.equal(call("run users --note it's Kim's fix").flags.note, "it's Kim's fix");
});

test("Slack's own marks are taken away: back-ticks, links, escaped characters", () => {
  assert.deepEqual(call('run `users`').args, ['users']);
  assert.deepEqual(call('run <http://shop.users|shop.users>').args, ['shop.users']);
  assert.deepEqual(call('run users --note a &lt; b &amp; c').flags.note, 'a < b & c');
  assert.deepEqual(call('run users --note for <@U0LEE|lee>').flags.note, 'for @U0LEE');
});

test('the words of a shell are not split again', () => {
  const parsed = parse(fromShell(['run', 'users', '--note', 'a, b --until c']), COMMANDS);
  assert.deepEqual(parsed, { kind: 'call', call: { verb: 'run', args: ['users'], flags: { note: 'a, b --until c' } } });
});

test('a verb that is nearly right is answered with what was meant, and the rest of the line is kept', () => {
  const parsed = parse(split('rnu users --note "a  b"'), COMMANDS);
  assert.deepEqual(parsed, { kind: 'unknown-verb', said: 'rnu', near: ['run'], rest: 'users --note "a  b"' });
  assert.deepEqual(parse(split('xyzzy'), COMMANDS), { kind: 'unknown-verb', said: 'xyzzy', near: [], rest: '' });
});

test('a flag that a verb does not have is refused with the flags it has', () => {
  assert.deepEqual(parse(split('run users --until 18:00'), COMMANDS), {
    kind: 'bad-usage',
    verb: 'run',
    problem: '--until is not known here; allowed: --note, --full, --from, --to, --gaps',
  });
  assert.equal(parse(split('list --constructor'), COMMANDS).kind, 'bad-usage');
  assert.equal(parse(split('run users --note'), COMMANDS).kind, 'bad-usage');
});
