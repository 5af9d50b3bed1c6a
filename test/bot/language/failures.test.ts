import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAILURES } from '../../../src/bot/language/ja/failures.ts';
import { phrasesOfFailures, phrasesOfSource } from '../../support/failure-phrases.ts';

const said = new Set([...phrasesOfSource(), ...phrasesOfFailures()]);
/** What the views say around a sentence of the engine. */
const OF_VIEWS = ['{0}.'];

describe('what the engine says of failures, in Japanese', () => {
  test('every sentence, next action and title has Japanese, and nothing else does', () => {
    assert.ok(said.size > 350, `${said.size} phrases`);
    const missing = [...said].filter((key) => !Object.hasOwn(FAILURES, key));
    assert.deepEqual(missing, []);
    const unused = Object.keys(FAILURES).filter((key) => !said.has(key) && !OF_VIEWS.includes(key));
    assert.deepEqual(unused, []);
  });

  test('the Japanese has the same places, and is Japanese', () => {
    for (const [key, japanese] of Object.entries(FAILURES)) {
      const places = (text: string): readonly string[] => [...new Set(text.match(/\{\d+\}/g))].sort();
      assert.deepEqual(places(japanese), places(key), `${key} -> ${japanese}`);
      if (!/[A-Za-z]{2}/.test(key)) continue;
      assert.match(japanese, /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u, key);
    }
  });

  test('a letter never stands directly beside a place', () => {
    for (const japanese of Object.values(FAILURES)) {
      assert.doesNotMatch(japanese, /[\p{L}\p{N}ー]\{\d+\}|\{\d+\}[\p{L}\p{N}ー]/u, japanese);
    }
  });
});
