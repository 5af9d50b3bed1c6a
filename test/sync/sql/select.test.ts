import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectStatement } from '../../../src/sync/sql/select.ts';
import type { Column, ReadQuery } from '../../../src/sync/types.ts';

const column = (name: string, type: Column['type'], native: string): Column => ({ name, type, native, nullable: true });

function query(columns: ReadQuery['columns'], given: Partial<ReadQuery> = {}): ReadQuery {
  return {
    table: { schema: null, name: 'users' },
    columns,
    where: null,
    window: null,
    split: null,
    format: 'cells',
    native: false,
    ...given,
  };
}

const value = (name: string, type: Column['type'], native: string) =>
  ({ column: column(name, type, native), as: 'value' }) as const;

test('MySQL: FLOAT and BIT are printed as numbers in full, geometry as text, the rest by its name', () => {
  const columns = [
    value('id', 'integer', 'bigint(20) unsigned'),
    value('ratio', 'double', 'float unsigned'),
    value('flags', 'integer', 'bit(8)'),
    value('place', 'string', 'point'),
    value('total', 'double', 'double'),
  ];
  assert.equal(
    selectStatement('mysql', query(columns, { table: { schema: 'shop', name: 'users' } })),
    'select `id`,\n       (`ratio` + 0e0) as `ratio`,\n       (`flags` + 0) as `flags`,\n' +
      "       case when st_srid(`place`) = 0 then st_astext(`place`) else concat('SRID=', st_srid(`place`), ';', st_astext(`place`)) end as `place`,\n" +
      '       `total`\nfrom `shop`.`users`',
  );
});

test('PostgreSQL: arrays are JSON for who does not know arrays, and themselves for PostgreSQL', () => {
  const columns = [value('id', 'integer', 'bigint'), value('tags', 'json', 'text[]')];
  assert.equal(
    selectStatement('postgres', query(columns)),
    `select "id",\n       case when array_dims("tags") ~ '\\[(?!1:)' then to_json("tags"::text) else to_json("tags") end as "tags"\nfrom "users"`,
  );
  assert.equal(
    selectStatement('postgres', query(columns, { native: true })),
    'select "id",\n       "tags"\nfrom "users"',
  );
});

test('masks of the source stand in its query, and NULL stays NULL under redact', () => {
  const email = column('email', 'string', 'text');
  const columns = [
    { column: email, as: 'redact' },
    { column: { ...email, name: 'phone' }, as: 'null' },
  ] as const;
  for (const [dialect, q] of [
    ['mysql', '`'],
    ['postgres', '"'],
    ['sqlite', '"'],
  ] as const) {
    assert.equal(
      selectStatement(dialect, query(columns)),
      `select case when ${q}email${q} is null then null else '[redacted]' end as ${q}email${q},\n` +
        `       null as ${q}phone${q}\nfrom ${q}users${q}`,
    );
  }
});

test('a where clause stands by itself: neither `or` nor a comment at its end reaches beyond it', () => {
  const columns = [value('id', 'integer', 'bigint')];
  assert.equal(
    selectStatement('postgres', query(columns, { where: "a = 1 or b = '?' -- note" })),
    `select "id"\nfrom "users"\nwhere (a = 1 or b = '?' -- note\n)`,
  );
});
