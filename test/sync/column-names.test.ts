import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseNames } from '../../src/sync/column-names.ts';
import { SyncError } from '../../src/sync/errors.ts';
import type { DestinationKind } from '../../src/sync/types.ts';

function refusal(names: readonly string[], destination: DestinationKind = 'bigquery'): string | null {
  try {
    refuseNames(
      { name: 'users' },
      destination,
      names.map((name) => ({ name })),
    );
    return null;
  } catch (error) {
    assert.ok(error instanceof SyncError);
    assert.match(error.summary.hint, /tables\.users\.exclude in tables\.yml, or read from a view/);
    return error.summary.message;
  }
}

test('names of letters, digits, blanks and most signs are columns of BigQuery, in any language', () => {
  assert.equal(
    refusal(['id', '名前', 'unit price', 'größe', '2nd', 'a-b', "it's", 'a&b', '#', '<=>', 'x'.repeat(300)]),
    null,
  );
});

test('a sign that BigQuery has no column for is named', () => {
  for (const sign of '!"$()*,./;?@[\\]^`{}~')
    assert.ok(refusal([`a${sign}b`])?.endsWith(`: ${sign} is not allowed in it`), sign);
  assert.match(refusal(['a\tb']) ?? '', /"a\\tb": a control character is not allowed in it$/);
});

test('a name that is too long, or BigQuery’s own, is refused', () => {
  assert.match(refusal(['é'.repeat(301)]) ?? '', /it has more than 300 characters$/);
  for (const name of ['_PARTITIONTIME', '_table_x', '_FILE_NAME', '_Row_Timestamp', '__ROOT__', '_colidentifier_1'])
    assert.match(refusal([name]) ?? '', /names that begin with _.* are BigQuery's own$/, name);
  assert.equal(refusal(['_id', '_deleted_at', 'x_PARTITION']), null);
});

test('two names that differ by case alone are one column to BigQuery', () => {
  assert.match(refusal(['Id', 'name', 'id']) ?? '', /there are Id and id$/);
  assert.match(refusal(['ÄPFEL', 'äpfel']) ?? '', /there are ÄPFEL and äpfel$/);
});

test('other destinations take every name', () => {
  for (const destination of ['postgres', 'sqlite'] as const)
    assert.equal(refusal(['Id', 'id', 'a.b', '_PARTITIONTIME'], destination), null);
});
