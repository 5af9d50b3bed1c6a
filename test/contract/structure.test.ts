import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runData } from '../../src/bot/commands/data.ts';
import { literal, quote } from '../../src/sync/sql/quote.ts';
import { openTestJobs, runTable } from '../support/jobs.ts';
import { failureOf, runSync, tableSpec } from '../sync/engine.ts';
import { readBigQuery } from './bigquery-rows.ts';
import { DESTINATIONS, type DestinationName, databases, SOURCES } from './databases.ts';

// What is hard about tables rather than about values, from every source to every destination.
const { need, directory, source, destination, run, change, bigquery } = databases('structure');
/** Destinations whose tables a test can make with plain SQL. */
const TARGETS = ['postgres', 'sqlite'] as const;

async function rowsOf(to: DestinationName, table: string): Promise<readonly unknown[]> {
  if (to === 'bigquery') return (await readBigQuery(bigquery(), table)) ?? [];
  return change[to](`select * from ${table}`);
}

const NAMES = ['id', 'select', 'a b', 'naïve "quote"', 'お名前', "it's", 'Upper', 'x`y'];
/** BigQuery takes neither quotes nor backquotes in the name of a column. */
const namesFor = (to: DestinationName) => (to === 'bigquery' ? NAMES.filter((name) => !/["`]/.test(name)) : NAMES);

for (const from of SOURCES) {
  for (const to of DESTINATIONS) {
    test(`a: no rows replace the rows that are there only with allow_empty: ${from} to ${to}`, need, async () => {
      const name = `empty_${from}_${to}`;
      await run[from](`create table ${name} (id int); insert into ${name} values (1), (2)`);
      const ways = { source: source[from](), destination: destination[to]() };
      await runSync(tableSpec(name), ways);
      await run[from](`delete from ${name}`);
      const { code, stage, hint } = await failureOf(runSync(tableSpec(name), ways));
      assert.deepEqual([code, stage], ['guard.empty', 'check']);
      assert.match(hint, /allow_empty: true/);
      assert.equal((await rowsOf(to, name)).length, 2);
      await runSync(tableSpec(name, { allowEmpty: true }), ways);
      assert.equal((await rowsOf(to, name)).length, 0);
    });

    test(`c: names of columns arrive as they are, whatever is in them: ${from} to ${to}`, need, async () => {
      const name = `names_${from}_${to}`;
      const columns = namesFor(to)
        .map((column) => `${quote(from, column)} varchar(50)`)
        .join(', ');
      const row = namesFor(to)
        .map((column) => literal(from, column))
        .join(', ');
      await run[from](`create table ${name} (${columns}); insert into ${name} values (${row})`);
      await runSync(tableSpec(name), { source: source[from](), destination: destination[to]() });
      assert.deepEqual(await rowsOf(to, name), [Object.fromEntries(namesFor(to).map((column) => [column, column]))]);
    });
  }
}

test('c: a name that PostgreSQL would cut, and names that are one to SQLite, are refused', need, async () => {
  const long = 'n'.repeat(64);
  await run.sqlite(`create table long_names (${long} int); insert into long_names values (1)`);
  const cut = await failureOf(
    runSync(tableSpec('long_names'), { source: source.sqlite(), destination: destination.postgres() }),
  );
  assert.deepEqual([cut.code, cut.stage], ['config', 'begin']);
  await run.postgres('create table twins ("Id" int, id int); insert into twins values (1, 2)');
  const one = await failureOf(
    runSync(tableSpec('twins'), { source: source.postgres(), destination: destination.sqlite() }),
  );
  assert.match(one.message, /Id|id/);
  assert.deepEqual(await change.sqlite("select name from sqlite_master where name = 'twins'"), []);
});

for (const from of SOURCES) {
  for (const to of TARGETS) {
    test(
      `3: decimals longer than those of a target that must stay are refused, never rounded: ${from} to ${to}`,
      need,
      async () => {
        const name = `scale_${from}_${to}`;
        const target = `create table ${name} (id bigint, v decimal(10,2)); create index ${name}_v on ${name} (v); insert into ${name} values (7, 7.25)`;
        await run[from](`create table ${name} (id bigint, v decimal(10,4)); insert into ${name} values (1, 1.0050)`);
        await change[to](target);
        const ways = { source: source[from](), destination: destination[to]() };
        const { code, message, hint } = await failureOf(runSync(tableSpec(name), ways));
        assert.equal(code, 'dst.columns', message);
        assert.match(
          message,
          to === 'postgres'
            ? /v is numeric\(10,2\) there, and the sync brings numeric/
            : /v is decimal\(10,2\) there, and the sync brings TEXT/,
        );
        assert.match(hint, /alter the columns/);
        assert.deepEqual(await change[to](`select cast(v as text) as v from ${name}`), [{ v: '7.25' }]);
      },
    );
  }
}

test('3: a target that must stay is refused whatever it is that it cannot hold: postgres', need, async () => {
  const narrower = [
    ['timestamp(6) without time zone', 'timestamp(0) without time zone'],
    ['timestamp with time zone', 'timestamp without time zone'],
    ['time without time zone', 'time(0) without time zone'],
    ['double precision', 'real'],
    ['numeric', 'double precision'],
    ['integer', 'smallint'],
    ['character varying(10)', 'character varying(3)'],
    ['text', 'character(3)'],
    ['timestamp without time zone', 'date'],
    ['json', 'jsonb'],
  ] as const;
  const columns = (which: 0 | 1): string => narrower.map((types, i) => `c${i} ${types[which]}`).join(', ');
  await run.postgres(`create table narrow (${columns(0)}); insert into narrow default values`);
  await change.postgres(`create table narrow (${columns(1)}); comment on table narrow is 'mine'`);
  const ways = { source: source.postgres(), destination: destination.postgres() };
  for (const [i, [wide, narrow]] of narrower.entries()) {
    // One at a time: a message names five columns, and counts the others.
    const { code, message } = await failureOf(runSync(tableSpec('narrow', { columns: [`c${i}`] }), ways));
    assert.equal(code, 'dst.columns');
    assert.ok(message.includes(`c${i} is ${narrow} there, and the sync brings ${wide}`), message);
  }
  assert.deepEqual(await change.postgres('select * from narrow'), []);
});

test(
  'an expression of a SQLite view arrives as its text, as its cast says, or is refused with what to do',
  need,
  async () => {
    await run.sqlite(
      `create table sold (id integer primary key, price real, name text);
     insert into sold values (1, 0.1, 'a'), (2, 0.2, 'é');
     create view sums as select upper(name) as name, price, cast(count(*) as integer) as n, cast(price * 2 as real) as twice,
       count(*) as bare from sold group by id order by id`,
    );
    for (const to of TARGETS) {
      const ways = { source: source.sqlite(), destination: destination[to]() };
      const { code, message, hint, column } = await failureOf(runSync(tableSpec('sums'), ways));
      assert.deepEqual([code, column], ['data.type', 'bare']);
      assert.match(message, /column bare is declared any and holds an integer in 2 rows/);
      assert.match(hint, /cast\(… as integer\) as bare.*on_invalid: \{ bare: null \} \(or text\)/);
      await runSync(tableSpec('sums', { exclude: ['bare'] }), ways);
      const [real, whole] = to === 'postgres' ? ['double precision', 'bigint'] : ['real', 'integer'];
      const type = to === 'postgres' ? 'pg_typeof' : 'typeof';
      assert.deepEqual(
        await change[to](
          `select name, cast(price as text) as price, cast(${type}(price) as text) as p, cast(n as text) as n, cast(${type}(n) as text) as t,
                cast(twice as text) as twice from sums order by name`,
        ),
        [
          { name: 'A', price: '0.1', p: real, n: '1', t: whole, twice: '0.2' },
          { name: 'é', price: '0.2', p: real, n: '1', t: whole, twice: '0.4' },
        ],
      );
      await runSync(tableSpec('sums', { columns: ['bare'], onInvalid: { bare: 'text' } }), ways);
      assert.deepEqual(await change[to]('select bare from sums'), [{ bare: '1' }, { bare: '1' }]);
    }
  },
);

test('on_invalid: null is refused before anything is read where a column cannot be NULL', need, async () => {
  await run.sqlite("create table strict_dates (day date not null); insert into strict_dates values ('0000-00-00')");
  const ways = { source: source.sqlite(), destination: destination.sqlite() };
  const { code, stage, message, hint } = await failureOf(
    runSync(tableSpec('strict_dates', { onInvalid: { day: 'null' } }), ways),
  );
  assert.deepEqual([code, stage], ['config', 'plan']);
  assert.match(`${message} ${hint}`, /NOT NULL.*Write text instead/);
});

test('a refusal counts every row of every column and tells no key that is not a number', need, async () => {
  const values = Array.from(
    { length: 40_000 },
    (_, i) => `('key${i}', ${i % 2 === 0 ? "'0000-00-00'" : "'2024-01-01'"}, ${i % 4})`,
  );
  await run.sqlite(
    `create table counted (id text primary key, day date, flag boolean); insert into counted values ${values.join(', ')}`,
  );
  const { message, hint } = await failureOf(
    runSync(tableSpec('counted'), { source: source.sqlite(), destination: destination.sqlite() }),
  );
  assert.match(message, /column day is declared date and holds a date of no calendar .* in 20000 rows; column flag/);
  assert.match(message, /an integer other than 0 and 1 in 20000 rows; nothing was published/);
  assert.doesNotMatch(`${message}${hint}`, /key\d|key from/);
});

test('one moment has one hash, whichever database it comes from', need, async () => {
  const hashes: unknown[] = [];
  await run.mysql("create table moments (v datetime(6)); insert into moments values ('2024-01-01 10:00:00.5')");
  await run.postgres("create table moments (v timestamp); insert into moments values ('2024-01-01 10:00:00.5')");
  await run.sqlite("create table moments (v datetime); insert into moments values ('2024-01-01T10:00:00.50')");
  for (const from of SOURCES) {
    await runSync(tableSpec('moments', { mask: { v: 'hash' } }), {
      source: source[from](),
      destination: destination.sqlite(),
    });
    hashes.push(...(await change.sqlite('select v from moments')));
  }
  assert.equal(hashes.length, 3);
  assert.deepEqual(hashes[1], hashes[0]);
  assert.deepEqual(hashes[2], hashes[0]);
});

test('the history of a run and its --json say how many values were set to NULL', need, async () => {
  await run.sqlite("create table aged (id integer primary key, day date); insert into aged values (1, '0000-00-00')");
  const file = join(directory, 'tables.yml');
  writeFileSync(
    file,
    `connections:
  shop: { type: sqlite, path: ./shop.db }
  warehouse: { type: sqlite, path: ./warehouse.db }
tables:
  aged: { source: shop, destination: warehouse, on_invalid: { day: null } }
`,
  );
  const jobs = await openTestJobs(file);
  try {
    const run = await runTable(jobs, 'aged');
    assert.equal(run.error, null);
    assert.deepEqual(jobs.run(run.id)?.result?.altered, { day: 1 });
    assert.deepEqual((runData(run) as { readonly result: unknown }).result, {
      ...(runData(run) as { readonly result: object }).result,
      altered: { day: 1 },
    });
  } finally {
    await jobs.stop(0);
  }
});
