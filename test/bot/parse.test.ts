import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COMMANDS } from '../../src/bot/commands/index.ts';
import { flat } from '../../src/bot/language/index.ts';
import { lineOf, parse } from '../../src/bot/parse.ts';
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
  const refused = parse(split('run users --until 18:00'), COMMANDS);
  assert.equal(
    refused.kind === 'bad-usage' ? `${refused.verb}: ${flat('en', refused.problem)}` : refused.kind,
    'run: --until is not known here; allowed: --note, --yes, --plan, --dry-run, --full, --from, --to, --gaps',
  );
  assert.equal(parse(split('list --constructor'), COMMANDS).kind, 'bad-usage');
  assert.equal(parse(split('run users --note'), COMMANDS).kind, 'bad-usage');
});

test('key=value is a flag where the verb has it, and a word where it has not', () => {
  const paused = { verb: 'pause', args: ['users'], flags: { until: '18:00', why: 'index rebuild' } };
  assert.deepEqual(call('pause users until=18:00 why=index rebuild'), paused);
  assert.deepEqual(call('pause users --until=18:00 why="index rebuild"'), paused);
  assert.deepEqual(call('run users --note set full=yes by hand').flags, { note: 'set full=yes by hand' });
  assert.deepEqual(call('run users full=yes').flags, { full: '' });
  assert.deepEqual(call('run a=b').args, ['a=b']);
});

test('what a chat leaves before the verb says nothing', () => {
  for (const line of [
    ', run users',
    '/sync run users',
    'sync-bot: run users',
    '@sync-bot、run users',
    'run: users',
    'Run, users',
  ])
    assert.deepEqual(call(line), { verb: 'run', args: ['users'], flags: {} }, line);
  assert.equal(call('sync users').verb, 'run');
  assert.equal(call('?').verb, 'help');
});

test('the verb may stand where Japanese has it', () => {
  for (const line of ['users 実行', 'usersを実行', 'users を 実行して', 'users、を実行してください'])
    assert.deepEqual(call(line), { verb: 'run', args: ['users'], flags: {} }, line);
  assert.deepEqual(call('usersの履歴 5'), { verb: 'history', args: ['users', '5'], flags: {} });
  assert.deepEqual(call('注文履歴 状態'), { verb: 'status', args: ['注文履歴'], flags: {} });
  assert.equal(parse(split('注文履歴'), COMMANDS).kind, 'unknown-verb');
  assert.deepEqual(call('users の 履歴'), { verb: 'history', args: ['users'], flags: {} });
  assert.deepEqual(call('実行 users'), { verb: 'run', args: ['users'], flags: {} });
});

test('every verb has a Japanese name, and no two verbs share one', () => {
  const names = COMMANDS.flatMap(({ verb, aliases }) => [verb, ...aliases]);
  assert.equal(new Set(names).size, names.length, names.filter((name, i) => names.indexOf(name) !== i).join());
  for (const { verb, aliases } of COMMANDS)
    assert.ok(
      aliases.some((alias) => /\p{Script=Han}|\p{Script=Katakana}/u.test(alias)),
      verb,
    );
});

test('whatever is typed is read as something, and never throws', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      'run',
      '実行',
      '--note',
      '—',
      '“',
      "'",
      '"',
      '<@U1|',
      '<',
      '&lt;',
      '　',
      '\t',
      '\u0000',
      'key=',
      '--=',
      '`',
      '\ud800',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom('', ' '), (pieces, glue) => {
      const parsed = parse(split(pieces.join(glue)), COMMANDS);
      assert.ok(['call', 'unknown-verb', 'bad-usage'].includes(parsed.kind));
    }),
    { numRuns: 500 },
  );
});

test('an argument of several words stays one, and what looks like a mark of Slack stays what it is', () => {
  for (const arg of ['À a', 'ࠀ .', 'contact note', 'a <b> c', '&lt;', '<@U1>', 'R&amp;D', 'a & b', '--full', 'a=b, c'])
    for (const asked of [
      { verb: 'run', args: [arg], flags: {} },
      { verb: 'run', args: ['users', arg, 'b'], flags: { full: '', note: arg } },
    ])
      assert.deepEqual(call(lineOf(asked)), asked, arg);
});

test('a line as long as Slack lets it be is read in no time, whatever it is made of', () => {
  const began = performance.now();
  for (const piece of ['<', '“', "'", '"', '"a ', '&lt;', '<@', 'を', 'a ', 'run '])
    parse(split(piece.repeat(40_000 / piece.length)), COMMANDS);
  // Seconds when it was quadratic.
  assert.ok(performance.now() - began < 1500, `${performance.now() - began} ms`);
});

test('a command written as a line is read as the same command', () => {
  // Quotes inside become single ones, and odd widths are what they mean: both before the line is written.
  const word = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) =>
      text
        .normalize('NFKC')
        .replaceAll(/["`\p{Quotation_Mark}]/gu, '_')
        .replaceAll(/\s+/gu, ' ')
        .trim(),
    )
    .filter((text) => text !== '' && text === text.normalize('NFKC'));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), fc.option(word, { nil: null }), fc.boolean(), (args, note, full) => {
      const asked = { verb: 'run', args, flags: { ...(full ? { full: '' } : {}), ...(note === null ? {} : { note }) } };
      assert.deepEqual(call(lineOf(asked)), asked);
    }),
  );
});
