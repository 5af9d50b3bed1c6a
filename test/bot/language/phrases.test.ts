import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JA } from '../../../src/bot/language/ja/index.ts';
import { phrasesIn } from '../../support/phrases.ts';

const { keys, glued } = phrasesIn(new URL('../../../src/bot/', import.meta.url));
const places = (words: string): readonly string[] => [...new Set(words.match(/\{\d+\}/g) ?? [])].sort();
/** `{0}: {1}` says nothing: it is the same in every language. */
const hasWords = (key: string): boolean => /\p{L}/u.test(key.replace(/\{\d+\}/g, ''));

test('the sources are read: phrases of every kind are found', () => {
  const found = new Set(keys.map(({ key }) => key));
  for (const key of [
    '{0} still shows the version of {1}, complete.',
    'What readers see',
    'Run again',
    'copy tables now',
    '{0} rows',
    '{0} entries',
    'which table?',
    ' or ',
    'Publish anyway',
    'Keep it going',
    'The staging table takes the place of the old table in one instant.',
    '--gaps compares all keys, loads rows that were missed and finds those that are gone',
  ])
    assert.ok(found.has(key), `“${key}” was not found`);
  assert.ok(found.size > 500, `${found.size} phrases`);
});

test('every phrase has its Japanese', () => {
  const unsaid = keys.filter(({ key }) => hasWords(key) && !Object.hasOwn(JA, key));
  assert.deepEqual([...new Map(unsaid.map(({ key, at }) => [key, `${at}: ${key}`])).values()], []);
});

test('no phrase has data glued into it: another language could not find it', () => {
  assert.deepEqual(
    glued.map(({ at }) => at),
    [],
  );
});

test('a translation has the places of its English, none more and none less', () => {
  for (const [english, japanese] of Object.entries(JA)) assert.deepEqual(places(japanese), places(english), english);
});

test('a letter beside a place has a space between, and Japanese is written in its own signs', () => {
  for (const [english, japanese] of Object.entries(JA)) {
    assert.doesNotMatch(japanese, /[\p{L}\p{N}]\{\d+\}|\{\d+\}[\p{L}\p{N}]/u, english);
    assert.notEqual(japanese.trim(), '', english);
    // Half-width katakana, and full-width letters and digits, are typing errors.
    assert.doesNotMatch(japanese, /[\uff66-\uff9f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/, english);
  }
});

test('labels that are printed bold do not begin or end with a full-width sign: Slack shows their asterisks', () => {
  const bold = new Set(keys.filter(({ as }) => as === 'bold').map(({ key }) => key));
  assert.ok(bold.size > 30);
  for (const key of bold) {
    const japanese = JA[key];
    if (japanese === undefined) continue;
    assert.doesNotMatch(japanese, /^[\u3000-\u303f\uff00-\uffef\s]|[\u3000-\u303f\uff00-\uffef\s]$/u, key);
  }
});
