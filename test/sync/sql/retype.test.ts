import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareTypes } from '../../../src/sync/sql/retype.ts';

const compare = (old: string, made: string): string => compareTypes('bigquery', old, made);

test('in BigQuery a number is wider that has room for every digit of the other', () => {
  assert.equal(compare('INT64', 'INT64'), 'same');
  assert.equal(compare('numeric(18, 4)', 'NUMERIC(20,4)'), 'wider');
  assert.equal(compare('INT64', 'NUMERIC(20)'), 'wider');
  assert.equal(compare('INT64', 'NUMERIC'), 'wider');
  assert.equal(compare('NUMERIC(5)', 'INT64'), 'wider');
  assert.equal(compare('NUMERIC', 'BIGNUMERIC'), 'wider');
  assert.equal(compare('BIGNUMERIC', 'NUMERIC(18,4)'), 'narrower');
  assert.equal(compare('NUMERIC(10,2)', 'NUMERIC(10,4)'), 'other');
  assert.equal(compare('INT64', 'FLOAT64'), 'other');
  assert.equal(compare('NUMERIC', 'FLOAT64'), 'other');
});

test('in BigQuery a text is wider that may be longer', () => {
  assert.equal(compare('STRING(10)', 'STRING(20)'), 'wider');
  assert.equal(compare('STRING(10)', 'STRING'), 'wider');
  assert.equal(compare('STRING', 'STRING(64)'), 'narrower');
  assert.equal(compare('BYTES(5)', 'BYTES'), 'wider');
  assert.equal(compare('STRING', 'BYTES'), 'other');
});

test('in BigQuery nothing else becomes something else by itself', () => {
  assert.equal(compare('DATE', 'DATETIME'), 'other');
  assert.equal(compare('DATETIME', 'TIMESTAMP'), 'other');
  assert.equal(compare('BOOL', 'INT64'), 'other');
  assert.equal(compare('JSON', 'STRING'), 'other');
});
