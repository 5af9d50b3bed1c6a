// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are what tables.yml holds.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { durationMs, share } from '../../../src/sync/config/durations.ts';
import { nearest } from '../../../src/sync/config/nearest.ts';
import { substitute } from '../../../src/sync/config/variables.ts';

describe('the small words of tables.yml', () => {
  test('a duration is a whole number and one unit', () => {
    assert.deepEqual(
      ['30s', '5m', '2h', '1d', '0s', '24d'].map(durationMs),
      [30_000, 300_000, 7_200_000, 86_400_000, 0, 2_073_600_000],
    );
    for (const wrong of ['', '5', '5 m', '5min', '-5m', '1.5h', '1h30m', '25d', '5M', '٥m', '99999999999d']) {
      assert.equal(durationMs(wrong), null, wrong);
    }
  });

  test('a share is a percentage of 0 to 100', () => {
    assert.deepEqual(['0%', '30%', '12.5%', '100%'].map(share), [0, 0.3, 0.125, 1]);
    for (const wrong of ['', '30', '0.3', '101%', '100.1%', '-1%', '30 %', '%', '1e1%'])
      assert.equal(share(wrong), null, wrong);
  });

  test('the nearest name is the one a slip of the hand away, whatever the case', () => {
    const names = ['hash', 'redact', 'null', 'email', 'last4', 'year'];
    assert.equal(nearest('hsh', names), 'hash');
    assert.equal(nearest('HASH', names), 'hash');
    assert.equal(nearest('emial', names), 'email');
    assert.equal(nearest('sha256', names), null);
    assert.equal(nearest('', names), null);
    assert.equal(nearest('ot', ['to']), 'to');
    assert.equal(nearest('b', ['a']), null);
    assert.equal(nearest('a', []), null);
  });

  test('variables are put in once, and what they hold is not looked at again', () => {
    const env = { A: '${B}', B: 'b', EMPTY: '', DOLLARS: "$& $1 $'" };
    assert.equal(substitute('x${B}y${B}', env).text, 'xbyb');
    assert.equal(substitute('${A}', env).text, '${B}');
    assert.equal(substitute('${DOLLARS}', env).text, "$& $1 $'");
    assert.equal(substitute('$${B} $B', env).text, '${B} $B');
    assert.deepEqual(substitute('${EMPTY}${NONE}${toString}', env).unset, ['EMPTY', 'NONE', 'toString']);
    assert.deepEqual(substitute('${} ${A-B} ${A', env).malformed, ['${}', '${A-B}', '${A']);
  });
});
