import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProfileQuery } from '../../../src/sync/findings.ts';
import { profileStatement, readProfile } from '../../../src/sync/sql/profile.ts';
import type { Column } from '../../../src/sync/types.ts';

const column = (name: string, type: Column['type'], native: string, rest: Partial<Column> = {}): Column => ({
  name,
  type,
  native,
  nullable: true,
  ...rest,
});
const query = (rest: Partial<ProfileQuery> = {}): ProfileQuery => ({
  table: { schema: null, name: 'users' },
  columns: [
    { column: column('id', 'integer', 'bigint'), measure: 'number' },
    { column: column('email', 'string', 'varchar(9)'), measure: 'nulls' },
  ],
  where: null,
  window: null,
  native: false,
  depth: 'hash',
  ...rest,
});

test('MySQL gets one statement, and of a column that is compared by NULLs it is asked nothing else', () => {
  assert.equal(
    profileStatement('mysql', query({ where: 'id > 1 -- new' })),
    [
      'select count(*) as f0,',
      '       count(*) - count(`id`) as f1,',
      '       sum(`id`) as f2,',
      '       sum(cast(conv(substr(md5(cast(`id` as char)), 1, 15), 16, 10) as decimal(20, 0))) as f3,',
      '       count(*) - count(`email`) as f4',
      'from `users`',
      'where (id > 1 -- new\n)',
    ].join('\n'),
  );
});

test('PostgreSQL gets the same figures in the same order', () => {
  assert.equal(
    profileStatement('postgres', query()),
    [
      'select count(*) as f0,',
      '       count(*) - count("id") as f1,',
      '       sum("id") as f2,',
      `       sum(('x' || substr(md5("id"::text), 1, 15))::bit(60)::bigint) as f3,`,
      '       count(*) - count("email") as f4',
      'from "users"',
    ].join('\n'),
  );
});

test('the answer is put in its places, and NULL stays NULL', () => {
  const profile = readProfile(query(), { f0: '3', f1: 0, f2: '6', f3: null, f4: 2 });
  assert.deepEqual(profile, { rows: '3', columns: [{ nulls: '0', sum: '6', hash: null }, { nulls: '2' }] });
});
