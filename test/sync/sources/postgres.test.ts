import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { openSource } from '../../../src/sync/sources/index.ts';
import type { Source } from '../../../src/sync/types.ts';
import { eventually } from '../../support/eventually.ts';
import { type FreshPostgres, freshPostgres } from '../../support/postgres.ts';
import { needs } from '../../support/servers.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { failureOf, openRead, postgresAt, readAll, runSync, sqliteAt, tableSpec } from '../engine.ts';

const need = needs('postgres');
const directory = temporaryDirectory();
const file = join(directory, 'warehouse.db');
let postgres: FreshPostgres;
let target: FreshPostgres;

before(async () => {
  if (need.skip !== false) return;
  postgres = await freshPostgres('source');
  target = await freshPostgres('source_target');
  await postgres.query("create view big as select n as id, repeat('x', 1000) as v from generate_series(1, 300000) n");
});
after(async () => {
  await postgres?.drop();
  await target?.drop();
});

async function withSource<T>(work: (source: Source) => Promise<T>): Promise<T> {
  const source = await openSource(postgresAt(postgres.url, 'shop'), 'sync-bot test source', null);
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

async function active(): Promise<readonly string[]> {
  const rows = await postgres.query(
    "select pid from pg_stat_activity where application_name = 'sync-bot test source' and state = 'active'",
  );
  return rows.map((row) => String(row.pid));
}

test('a cancel stops the statement on the server, whether it sends rows or not', need, async () => {
  await postgres.query('create or replace view silent as select 1 as id from pg_sleep(60)');
  for (const table of ['big', 'silent']) {
    await withSource(async (source) => {
      const abort = new AbortController();
      const { batches } = await openRead(source, table, abort.signal);
      const reading = batches[Symbol.asyncIterator]();
      const first = reading.next();
      if (table === 'big') await first;
      await eventually('the server runs it', async () => (await active()).length === 1);
      abort.abort();
      await assert.rejects(
        async () => {
          await first;
          while (!(await reading.next()).done);
        },
        { name: 'AbortError' },
      );
      await eventually('the server has stopped it', async () => (await active()).length === 0, 3000);
    });
  }
});

test('a reader that stops early stops the statement on the server', need, async () => {
  await withSource(async (source) => {
    const { batches } = await openRead(source, 'big');
    for await (const _ of batches) break;
    await eventually('the server has stopped it', async () => (await active()).length === 0, 3000);
  });
});

test('a backend that is terminated in mid-copy is an error and never a hang', need, async () => {
  await withSource(async (source) => {
    const { batches } = await openRead(source, 'big');
    await assert.rejects(async () => {
      let killed = false;
      for await (const _ of batches) {
        if (killed) continue;
        killed = true;
        await postgres.query('select pg_terminate_backend($1)', (await active()).slice(0, 1));
      }
    });
  });
  await postgres.query('create or replace view silent as select 1 as id from pg_sleep(60)');
  const run = failureOf(
    runSync(tableSpec('silent'), {
      source: postgresAt(postgres.url, 'shop'),
      destination: sqliteAt(file),
      token: 'gone',
    }),
  );
  const pid = await eventually('the server runs it', async () => {
    const rows = await postgres.query(
      "select pid from pg_stat_activity where application_name = 'sync-bot gone' and state = 'active' and query like 'copy %'",
    );
    return rows[0]?.pid;
  });
  await postgres.query('select pg_terminate_backend($1)', [pid]);
  const { code, side, stage } = await run;
  assert.deepEqual([side, stage], ['source', 'copy'], code);
  assert.match(code, /^src\.(reset|failover|killed)$/);
});

test('an error that comes after rows were sent is an error, not a shorter table', need, async () => {
  await postgres.query(
    "create view breaks as select 1 / (200000 - n) as id, repeat('x', 100) as v from generate_series(1, 300000) n",
  );
  await withSource(async (source) => {
    await assert.rejects(readAll(source, 'breaks'), { code: '22012' });
  });
});

/** Value expressions by type; what SQLite gets of them, null where it is the same text. */
const VALUES: readonly (readonly [type: string, value: string, sqlite: string | number | bigint | null])[] = [
  ['int[]', "'{1,NULL,3}'", '[1,null,3]'],
  ['int[]', "'{}'", '[]'],
  ['int[]', "'{{1,2},{3,4}}'", '[[1,2],[3,4]]'],
  ['numeric[]', "'{12345678901234567890.10,0.1}'", '[12345678901234567890.10,0.1]'],
  ['text[]', `array['a"b', 'NULL', '', 'ü\\n']`, '["a\\"b","NULL","","ü\\\\n"]'],
  ['timestamptz[]', "array['2024-06-15 08:30:00+09'::timestamptz]", '["2024-06-14T23:30:00+00:00"]'],
  ['email', "'a@example.com'", 'a@example.com'],
  ['positive', '7', 7n],
  ['amounts', "'{1.50}'", '[1.50]'],
  ['mood', "'さびしい'", 'さびしい'],
  ['mood[]', "'{ok,さびしい}'", '["ok","さびしい"]'],
  ['pair', "row(1, 'a b')", '(1,"a b")'],
  ['uuid', "'123e4567-e89b-12d3-a456-426655440000'", '123e4567-e89b-12d3-a456-426655440000'],
  ['interval', "'1 year -2 months 3 days 04:05:06.789'", 'P10M3DT4H5M6.789S'],
  ['interval', "'-1 days +02:00'", 'P-1DT2H'],
  ['inet', "'2001:db8::1/64'", '2001:db8::1/64'],
  ['cidr', "'10.0.0.0/8'", '10.0.0.0/8'],
  ['macaddr', "'08:00:2b:01:02:03'", '08:00:2b:01:02:03'],
  ['json', `'{"a": 1.10, "a": 12345678901234567890}'`, '{"a": 1.10, "a": 12345678901234567890}'],
  ['jsonb', `'{"b": 1.10, "a": 12345678901234567890}'`, '{"a": 12345678901234567890, "b": 1.10}'],
  ['jsonb', "'null'", 'null'],
  ['timestamptz', "'2024-06-15 08:30:00.000001+09'", '2024-06-14 23:30:00.000001Z'],
  ['timestamptz', "'0001-01-01'", '0001-01-01 00:00:00Z'],
  ['timestamp', "'2024-03-10 02:30:00'", '2024-03-10 02:30:00'],
  ['timetz', "'08:30:00+09'", '08:30:00+09'],
  ['time', "'24:00:00'", '24:00:00'],
  ['date', "'0001-01-01'", '0001-01-01'],
  ['boolean', 'true', 1n],
  ['boolean', 'false', 0n],
  ['bytea', "'\\x00ff5c0a09'", '00ff5c0a09'],
  ['numeric', "'12345678901234567890123456789.0123456789'", '12345678901234567890123456789.0123456789'],
  ['numeric(20,4)', "'1.5'", '1.5000'],
  ['numeric', "'NaN'", 'NaN'],
  ['numeric(3,-2)', "'12345'", '12300'],
  ['bigint', "'-9223372036854775808'", -9223372036854775808n],
  ['oid', "'4294967295'", 4294967295n],
  ['real', "'0.1'", Math.fround(0.1)],
  ['double precision', "'1e300'", 1e300],
  ['double precision', "'-Infinity'", Number.NEGATIVE_INFINITY],
  ['char(5)', "'ab'", 'ab   '],
  ['varchar(5)', "'日本語'", '日本語'],
  ['bit(4)', "b'0101'", '0101'],
  ['varbit', "b'01'", '01'],
  ['"char"', "'x'", 'x'],
  ['name', "'n'", 'n'],
  ['xml', "'<a>1</a>'", '<a>1</a>'],
  ['int4range', "'[1,5)'", '[1,5)'],
  ['point', "'(1,2.5)'", '(1,2.5)'],
  ['tsvector', "'a b'", "'a' 'b'"],
];

async function makeTypes(): Promise<void> {
  await postgres.query(
    `create domain email as varchar(40) check (value like '%@%'); create domain positive as int check (value > 0);
     create domain amounts as numeric(10,2)[]; create type mood as enum ('ok', 'さびしい'); create type pair as (a int, b text)`,
  );
  const columns = VALUES.map(([type], i) => `v${i} ${type}`);
  await postgres.query(`create table types (${columns.join(', ')})`);
  await postgres.query(`insert into types values (${VALUES.map(([, value]) => value).join(', ')})`);
  await postgres.query('insert into types default values');
}

test('every type arrives in SQLite as its exact text, arrays as JSON, and in PostgreSQL as itself', need, async () => {
  await makeTypes();
  const source = postgresAt(postgres.url, 'shop');
  await runSync(tableSpec('types'), { source, destination: sqliteAt(file) });
  const database = new Database(file);
  const [row, nulls] = database.prepare('select * from types').safeIntegers(true).all() as Record<string, unknown>[];
  database.close();
  for (const [i, [type, , expected]] of VALUES.entries()) {
    const value = row?.[`v${i}`];
    const shown = Buffer.isBuffer(value) ? value.toString('hex') : value;
    assert.deepEqual([type, shown], [type, expected]);
    assert.equal(nulls?.[`v${i}`], null, type);
  }

  // Domains, enums and composites need not exist over there: they arrive as their base type or as text.
  await runSync(tableSpec('types'), { source, destination: postgresAt(target.url) });
  const columns = VALUES.map((_, i) => `v${i}::text as v${i}`).join(', ');
  const session = "set timezone = 'UTC'; set intervalstyle = 'iso_8601';";
  assert.deepEqual(
    await target.query(`${session} select ${columns} from types`),
    await postgres.query(`${session} select ${columns} from types`),
  );
  const types = await target.query(
    `select string_agg(format_type(atttypid, atttypmod), '|' order by attnum) as types from pg_attribute
      where attrelid = 'types'::regclass and attnum > 0`,
  );
  const made = String(types[0]?.types).split('|');
  const at = (type: string) => made[VALUES.findIndex(([name]) => name === type)];
  assert.deepEqual(
    ['int[]', 'email', 'positive', 'amounts', 'mood', 'mood[]', 'pair', 'numeric(3,-2)', 'char(5)', 'jsonb'].map(at),
    [
      'integer[]',
      'character varying(40)',
      'integer',
      'numeric(10,2)[]',
      'text',
      'text[]',
      'text',
      'numeric(3,-2)',
      'character(5)',
      'jsonb',
    ],
  );
});

test('masks that hide bytes put their text and not bytes made of it', need, async () => {
  await postgres.query(
    "create table photos (id int, a bytea, b bytea); insert into photos values (1, '\\x00ff', '\\x00ff')",
  );
  const masked = tableSpec('photos', { mask: { a: 'redact', b: 'hash' } });
  const plain = tableSpec('photos', { mask: { a: 'redact' }, acceptChanges: ['b'] });
  const source = postgresAt(postgres.url, 'shop');
  await runSync(masked, { source, destination: sqliteAt(file) });
  const database = new Database(file);
  const rows = database.prepare('select a, length(b) as b from photos').all();
  database.close();
  assert.deepEqual(rows, [{ a: '[redacted]', b: 64 }]);
  for (const spec of [masked, plain]) {
    await runSync(spec, { source, destination: postgresAt(target.url) });
    assert.deepEqual(await target.query('select a from photos'), [{ a: '[redacted]' }]);
  }
});

test('what SQLite does not know is refused by the name of its column', need, async () => {
  const source = postgresAt(postgres.url, 'shop');
  for (const [type, value] of [
    ['date', 'infinity'],
    ['timestamp', '-infinity'],
    ['timestamptz', 'infinity'],
    ['real', 'NaN'],
    ['double precision', 'NaN'],
  ] as const) {
    await postgres.query(`drop table if exists odd; create table odd (v ${type}); insert into odd values ('${value}')`);
    const { code, column } = await failureOf(runSync(tableSpec('odd'), { source, destination: sqliteAt(file) }));
    assert.deepEqual([code, column], ['data.range', 'v'], `${type} ${value}`);
    await runSync(tableSpec('odd', { acceptChanges: ['v'] }), { source, destination: postgresAt(target.url) });
    assert.deepEqual(await target.query('select v::text as v from odd'), [{ v: value }]);
  }
  await postgres.query('create table twins ("Id" int, id int)');
  const { code, message } = await failureOf(runSync(tableSpec('twins'), { source, destination: sqliteAt(file) }));
  assert.equal(code, 'config');
  assert.match(message, /id in two spellings/);
});

test('what the role or the database has set by default changes no value', need, async () => {
  await postgres.query(
    `create table dated (d date, t timestamptz, i interval, f float8, b bytea);
     insert into dated values ('2024-06-15', '2024-06-15 08:30:00+00', '1 day 02:00', 0.1::float8 + 0.2::float8, '\\x0aff');
     create view slowly as select dated.* from dated, lateral (select pg_sleep(0.3)) as x`,
  );
  const database = new URL(postgres.url).pathname.slice(1);
  const role = `${database}_role`;
  await postgres.query(
    `create role "${role}" login password 'secret' ; grant select on dated, slowly to "${role}";
     alter role "${role}" set datestyle = 'SQL, DMY'; alter role "${role}" set timezone = 'Asia/Tokyo';
     alter role "${role}" set intervalstyle = 'sql_standard'; alter role "${role}" set extra_float_digits = -15;
     alter role "${role}" set bytea_output = 'escape'; alter role "${role}" set client_encoding = 'LATIN1';
     alter role "${role}" set statement_timeout = '250ms'`,
  );
  try {
    const url = Object.assign(new URL(postgres.url), { username: role, password: 'secret' }).href;
    const source = await openSource(postgresAt(url, 'shop'), 'test', null);
    try {
      assert.deepEqual(await readAll(source, 'slowly'), [
        ['2024-06-15', '2024-06-15 08:30:00+00', 'P1DT2H', '0.30000000000000004', '0aff'],
      ]);
    } finally {
      await source.close();
    }
  } finally {
    await postgres.query(`drop owned by "${role}"; drop role "${role}"`);
  }
});

test('comments of a table, its columns and a view are read', need, async () => {
  await postgres.query(
    `create table noted (gone int, id int, plain int); alter table noted drop column gone;
     comment on table noted is 'what is "sold"'; comment on column noted.id is '番号''s';
     create view seen as select id from noted; comment on view seen is 'a look'`,
  );
  await withSource(async (source) => {
    const noted = await source.describe({ schema: null, name: 'noted' });
    assert.equal(noted?.comment, 'what is "sold"');
    assert.deepEqual(
      noted.columns.map((column) => ['comment' in column, column.comment]),
      [
        [true, "番号's"],
        [false, undefined],
      ],
    );
    assert.equal((await source.describe({ schema: null, name: 'seen' }))?.comment, 'a look');
  });
});

test('all reads of a source see one snapshot', need, async () => {
  await postgres.query('create table counted (id int); insert into counted values (1), (2)');
  await withSource(async (source) => {
    await source.describe({ schema: null, name: 'counted' });
    await postgres.query('insert into counted values (3); delete from counted where id = 1');
    assert.deepEqual(await readAll(source, 'counted'), [['1'], ['2']]);
  });
});

test(
  'a table of another schema is read by its schema, and one that is not there is told with its nearest name',
  need,
  async () => {
    await postgres.query(
      'create schema other; create table other.things (id int); insert into other.things values (5)',
    );
    const spec = tableSpec('things');
    const source = postgresAt(postgres.url, 'shop');
    const ways = { source, destination: sqliteAt(file) };
    const result = await runSync(
      { ...spec, source: { ...spec.source, table: { schema: 'other', name: 'things' } } },
      ways,
    );
    assert.equal(result.rowsRead, 1);
    const { code, message } = await failureOf(runSync(tableSpec('countd'), ways));
    assert.equal(code, 'src.table_missing');
    assert.match(message, /counted/);
  },
);
