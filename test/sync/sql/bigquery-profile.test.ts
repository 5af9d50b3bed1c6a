import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Measure, ProfileQuery } from '../../../src/sync/findings.ts';
import { googleMeasure } from '../../../src/sync/sql/bigquery-measure.ts';
import { googleProfile, readGoogleProfile } from '../../../src/sync/sql/bigquery-profile.ts';
import { compareTypes } from '../../../src/sync/sql/retype.ts';
import type { Column } from '../../../src/sync/types.ts';
import { column, planOf } from '../destinations/bigquery/plans.ts';

function query(columns: readonly (readonly [Column, Measure])[], rest: Partial<ProfileQuery> = {}): ProfileQuery {
  return {
    table: { schema: null, name: 'users' },
    columns: columns.map(([column, measure]) => ({ column, measure })),
    where: null,
    window: null,
    native: false,
    depth: 'quick',
    ...rest,
  };
}

const ID = column('id', 'integer', { native: 'INT64' });
const HUGE = column('n', 'decimal', { native: 'BIGNUMERIC' });
const AT = column('at', 'timestamp', { native: 'TIMESTAMP' });

test('one statement takes the figures of every column, with sums that no type of a column ends', () => {
  const asked = query([
    [ID, 'number'],
    [AT, 'moment'],
  ]);
  assert.equal(
    googleProfile('`t`', asked, null),
    [
      'select count(*) as f0,',
      '       countif(`id` is null) as f1,',
      '       sum(cast(`id` as bignumeric)) as f2,',
      '       min(`id`) as f3,',
      '       max(`id`) as f4,',
      '       countif(`at` is null) as f5,',
      "       format_timestamp('%E4Y-%m-%d %H:%M:%E6S', min(`at`), 'UTC') as f6,",
      "       format_timestamp('%E4Y-%m-%d %H:%M:%E6S', max(`at`), 'UTC') as f7",
      'from `t`',
    ].join('\n'),
  );
});

test('a sum beyond the largest BIGNUMERIC is put together from two', () => {
  const asked = query([
    [HUGE, 'number'],
    [ID, 'number'],
  ]);
  const sumOf = (high: string | null, low: string | null): string | null | undefined =>
    readGoogleProfile(asked, ['3', '0', high, low, '1', '2', '0', '6', '1', '3']).columns[0]?.sum;
  assert.equal(
    sumOf('11579208923731619542', '0.00000000000000000000000000000000000003'),
    '1157920892373161954200000000000000000000.00000000000000000000000000000000000003',
  );
  assert.equal(sumOf('-1', '-50.5'), '-100000000000000000050.5');
  assert.equal(sumOf('1', '-1'), '99999999999999999999');
  assert.equal(sumOf(null, null), null);
  assert.deepEqual(readGoogleProfile(asked, ['3', '0', '0', '1', '1', '2', '0', '6', '1', '3']).columns[1], {
    nulls: '0',
    sum: '6',
    min: '1',
    max: '3',
  });
});

test('floating point that is no number has one name on every side', () => {
  const asked = query([[column('x', 'double', { native: 'FLOAT64' }), 'double']]);
  const ends = (min: string, max: string) => readGoogleProfile(asked, ['2', '0', min, max]).columns[0];
  assert.deepEqual(ends('-inf', 'nan'), { nulls: '0', min: '-Infinity', max: 'NaN' });
  assert.deepEqual(ends('-Infinity', 'NaN'), { nulls: '0', min: '-Infinity', max: 'NaN' });
  assert.deepEqual(ends('1.5', '2e3'), { nulls: '0', min: '1.5', max: '2e3' });
});

test('only the bits of floating point need layers, and those keep the filter inside', () => {
  const asked = query([[column('x', 'double', { native: 'FLOAT64' }), 'bits']], { where: 'a = 1 -- x', depth: 'hash' });
  const sql = googleProfile('`t`', asked, '(`day` is null)');
  assert.match(sql, /from `t`\nwhere \(a = 1 -- x\n\)\n {2}and \(`day` is null\)\) as _sync_bot_t\) as _sync_bot_t$/);
  assert.doesNotMatch(googleProfile('`t`', { ...asked, depth: 'quick' }, null), /_sync_bot/);
});

test('guards are asked in one statement, by the clock of the destination', () => {
  const plan = planOf([ID, column('day', 'date')]);
  const sql = googleMeasure(plan, '`s`', [
    { kind: 'nulls', column: 'day' },
    { kind: 'duplicates', columns: ['id', 'day'] },
    { kind: 'age', column: 'day', zone: 'Asia/Tokyo' },
  ]);
  assert.equal(
    sql,
    [
      'select countif(`day` is null) as f0,',
      '       (select coalesce(sum(_sync_bot_n - 1), 0) from (select count(*) as _sync_bot_n from `s` where `id` is not null and `day` is not null group by `id`, `day`) as each_value) as f1,',
      "       timestamp_diff(current_timestamp(), timestamp(least(greatest(max(`day`), date '0001-01-02'), date '9999-12-30'), 'Asia/Tokyo'), microsecond) / 1000000 as f2",
      'from `s`',
    ].join('\n'),
  );
});

test('a type of BigQuery is wider than another of its family where every value fits', () => {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['STRING', 'STRING', 'same'],
    ['STRING(10)', 'STRING', 'wider'],
    ['STRING', 'STRING(200)', 'narrower'],
    ['INT64', 'NUMERIC(20)', 'wider'],
    ['NUMERIC', 'NUMERIC(12,2)', 'narrower'],
    ['NUMERIC', 'BIGNUMERIC', 'wider'],
    ['NUMERIC(12,2)', 'NUMERIC(10,4)', 'other'],
    ['BYTES', 'STRING', 'other'],
    ['DATE', 'TIMESTAMP', 'other'],
    ['ARRAY<STRING>', 'STRING', 'other'],
  ];
  assert.deepEqual(
    pairs.map(([old, made]) => compareTypes('bigquery', old, made)),
    pairs.map(([, , said]) => said),
  );
});
