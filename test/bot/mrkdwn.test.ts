import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBlocks } from '../../src/bot/blocks.ts';
import { flat, spokenIn } from '../../src/bot/language/index.ts';
import { code, command, message, person, say, strong, type Text, text } from '../../src/bot/message.ts';
import { mrkdwn } from '../../src/bot/mrkdwn.ts';
import { toText } from '../../src/bot/text.ts';
import { duration, rows } from '../../src/bot/views/quantities.ts';
import { columnsOf, wrap } from '../../src/bot/wrap.ts';

const print = (line: Text): string => mrkdwn(spokenIn('en', line));

test('markers have a space where a letter or a full-width sign would touch them', () => {
  assert.equal(print(['表', code('users'), 'は正常です']), '表 `users` は正常です');
  assert.equal(print([strong(['重要']), '。']), '*重要* 。');
  assert.equal(print([code('a'), '、', code('b')]), '`a` 、 `b`');
  assert.equal(print([code('a'), code('b')]), '`a` `b`');
  assert.equal(print([command('list'), 'で']), '`/sync list` で');
  assert.equal(print(['ﾃｰﾌﾞﾙ', code('a'), '１']), 'ﾃｰﾌﾞﾙ `a` １');
});

test('where Slack takes the markers as they are, nothing is put in', () => {
  assert.equal(
    print(['see ', code('users'), ', (', code('a'), ') – “', code('b'), '”.']),
    'see `users`, (`a`) – “`b`”.',
  );
  assert.equal(print([strong(['対応']), ': ', person('U0KIM'), 'さん']), '*対応*: <@U0KIM>さん');
});

test('names of any kind keep their markers in every sentence of a Japanese message', () => {
  const names = ['users', '売上', '「返品」', 'ａｂｃ', '_x_'];
  for (const name of names) {
    const said = message('neutral', 'Run', {
      parts: [text(say`${code(name)} still shows the version of ${code(name)}, complete.`)],
    });
    const shown = JSON.stringify(toBlocks(said, 'ja').blocks);
    const marked = [...shown.matchAll(/(.)`[^`]*`(.)/gsu)];
    assert.equal(marked.length, 2);
    for (const [whole, before = '', after = ''] of marked) {
      assert.doesNotMatch(before + after, /[\p{L}\p{N}\u3000-\u303f\uff00-\uffef]/u, whole);
    }
    assert.ok(shown.includes(`\`${name}\``), shown);
  }
});

test('words of ours meet without a space in Japanese, names keep theirs', () => {
  assert.equal(flat('ja', say`${rows(50_000)} published`), '50,000 行を公開');
  assert.equal(flat('ja', say`${'orders'} published`), 'orders を公開');
  assert.equal(flat('ja', say`${'売上'} published`), '売上 を公開');
  assert.equal(flat('ja', say`${rows(1)} published`), '1 行を公開');
  assert.equal(flat('ja', duration(252_000)), '4 分 12 秒');
  assert.deepEqual(spokenIn('en', say`${rows(2)} published`), ['2', ' rows', ' published']);
});

test('a terminal breaks Japanese between characters, and no line begins with a full stop', () => {
  const words = 'この実行では何も変わっていません。最後に成功した実行が書き込んだのは warehouse.users です。';
  for (let width = 20; width < 90; width += 1) {
    const lines = wrap(words, width).split('\n');
    for (const line of lines) {
      assert.doesNotMatch(line, /^[、。」]/);
      assert.ok(columnsOf(line) <= width + 2, `${width}: ${line}`);
    }
    assert.equal(lines.join('').replaceAll(' ', ''), words.replaceAll(' ', ''));
  }
  assert.ok(wrap(words, 24).includes('warehouse.users'), 'a name stays whole');
});

test('labels of a terminal stand in columns in Japanese too', () => {
  const said = message('neutral', 'Run', {
    parts: [
      {
        kind: 'fields',
        fields: [
          { label: 'Rows', value: ['1'] },
          { label: 'Models that wait for it', value: ['2'] },
        ],
      },
    ],
  });
  const [, first = '', second = ''] = toText(said, { width: 80, color: false, language: 'ja' }).split('\n');
  assert.equal(columnsOf(first), columnsOf(second));
});
