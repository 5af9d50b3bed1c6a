import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnReceipt } from '../../src/sync/findings.ts';
import type { Load } from '../../src/sync/types.ts';
import type { Openers } from '../../src/sync/whereabouts.ts';
import { failureOf, newToken, openers, runSync, tableSpec } from '../sync/engine.ts';
import { awkwardEnds, SOURCES, TARGETS } from './awkward-ends.ts';

const ROWS = 3000;
const { need, source, destination, change, run } = awkwardEnds('receipt', ROWS);

/** Real connectors; `meddle` changes what is staged behind the run's back, after the last row was written. */
const meddling = (meddle: () => Promise<void>): Openers => ({
  ...openers,
  async destination(spec, label) {
    const real = await openers.destination(spec, label);
    return {
      ...real,
      async begin(plan, token): Promise<Load> {
        const load = await real.begin(plan, token);
        return {
          ...load,
          async finish() {
            const end = await load.finish();
            await meddle();
            return end;
          },
        };
      },
    };
  },
});

const figures = (receipt: readonly ColumnReceipt[] | undefined): object =>
  Object.fromEntries((receipt ?? []).map(({ name, ...rest }) => [name, rest]));

for (const from of SOURCES) {
  for (const to of TARGETS) {
    test(`a run proves every column before it publishes: ${from} to ${to}`, need, async () => {
      const name = `proven_${from}_${to}`;
      const ends = { source: source[from](), destination: destination[to]() };
      const { receipt } = await runSync(tableSpec(name, { from: 'awkward', mask: { label: 'hash' } }), ends);
      const all = figures(receipt) as Record<string, ColumnReceipt>;
      assert.deepEqual(Object.keys(all).length, 10);
      assert.deepEqual(all.id, { nulls: '0', sum: '4501500', compared: ['nulls', 'sum', 'min', 'max'] });
      assert.deepEqual(all.label?.compared, ['nulls'], 'a masked column is looked at for its NULLs alone');
      assert.deepEqual(all.body?.compared, ['nulls', 'bytes']);
      assert.deepEqual(all.day?.compared, ['nulls', 'min', 'max']);
      assert.doesNotMatch(JSON.stringify(receipt), /\d{4}-\d\d-\d\d/, 'no smallest or largest value is kept');
    });

    test(`whatever differs in staging is refused, named, and not published: ${from} to ${to}`, need, async () => {
      const name = `meddled_${from}_${to}`;
      const ends = { source: source[from](), destination: destination[to]() };
      const sum = to === 'sqlite' || from === 'sqlite' ? /bytes in all \d+ .*but \d+/ : /sum -?[\d.]+ .*but -?[\d.]+/;
      const wrongs: readonly (readonly [string, string, RegExp])[] = [
        [
          'update STAGING set body = null where id = (select min(id) from STAGING where body is not null)',
          'body',
          /NULLs \d+ .* \d+ in what is staged/,
        ],
        [
          "update STAGING set body = body || '!' where id = (select max(id) from STAGING where body is not null)",
          'body',
          /bytes/,
        ],
        [
          to === 'sqlite' || from === 'sqlite'
            ? "update STAGING set amount = amount || '0' where id = (select min(id) from STAGING where amount is not null)"
            : 'update STAGING set amount = amount + 0.000001 where id = (select min(id) from STAGING where amount is not null)',
          'amount',
          sum,
        ],
        [
          `update STAGING set day = '0001-01-02' where day = '0001-01-01'`,
          'day',
          /the smallest value that was read, but another one is staged/,
        ],
        ['update STAGING set ratio = null where ratio = (select max(ratio) from STAGING)', 'ratio', /NULLs|largest/],
      ];
      for (const [sql, column, said] of wrongs) {
        const token = newToken();
        const meddle = () => change(to, sql.replaceAll('STAGING', `_sync_bot_${token}`));
        const failure = await failureOf(
          runSync(tableSpec(name, { from: 'awkward' }), { ...ends, token, openers: meddling(meddle) }).then(() =>
            assert.fail(`published after: ${sql}`),
          ),
        );
        assert.deepEqual([failure.code, failure.stage, failure.column], ['guard.receipt', 'check', column], sql);
        assert.match(failure.message, said, sql);
        assert.doesNotMatch(failure.message, /0001|e\+?300/, 'no value of a row is told');
      }
      const left = await openers.destination(ends.destination, 'look');
      assert.equal(await left.describe({ schema: null, name }), null, 'nothing was published');
      await left.close();
    });
  }
}

test('receipt: rows counts rows alone', need, async () => {
  const table = tableSpec('counted', { from: 'awkward', receipt: 'rows' });
  const result = await runSync(table, { source: source.mysql(), destination: destination.postgres() });
  assert.equal(result.receipt, undefined);
  assert.equal(result.rowsWritten, ROWS);
});

test('where, masks by the source and values made NULL are all in the receipt', need, async () => {
  await run.mysql('create table dated (id int primary key, at date, tag varchar(9), note text)');
  await run.mysql("set session sql_mode = ''");
  await run.mysql(
    "insert into dated values (1, '0000-00-00', 'a', 'x'), (2, '2024-02-29', null, 'é'), (3, '2030-01-01', 'c', 'z')",
  );
  const table = tableSpec('dated', {
    where: 'id < 3',
    onInvalid: { at: 'null' },
    mask: { tag: 'null', note: 'redact' },
  });
  for (const to of TARGETS) {
    const result = await runSync(table, { source: source.mysql(), destination: destination[to]() });
    assert.deepEqual(result.altered, { at: 1 });
    assert.deepEqual(figures(result.receipt), {
      id: { nulls: '0', compared: ['nulls', 'sum', 'min', 'max'] },
      at: { nulls: '1', compared: ['nulls', 'min', 'max'] },
      tag: { nulls: '2', compared: ['nulls'] },
      note: { nulls: '0', compared: ['nulls'] },
    });
  }
  await run.postgres(
    `create table dated as select i as id, case when i > 1 then 'n' || i end as tag from generate_series(1, 3) i`,
  );
  const passed = tableSpec('dated_pg', { from: 'dated', where: 'id < 3', mask: { tag: 'null' } });
  const result = await runSync(passed, { source: source.postgres(), destination: destination.postgres() });
  assert.deepEqual(figures(result.receipt), {
    id: { nulls: '0', compared: ['nulls', 'sum', 'min', 'max'] },
    tag: { nulls: '2', compared: ['nulls'] },
  });
});

test('numbers are added exactly, whatever their size, scale and sign', need, async () => {
  const big = '9223372036854775807';
  await run.postgres(`create table numbers as select * from (values
    (1, ${big}::bigint, 99999999999999999999999999999999999999.123456789::numeric, 0.1::numeric(30,10), 'mood'::text),
    (2, ${big}, -1.5, -99999999999999.0000000001, null), (3, -${big}, 1e-30, 0, ''), (4, null, null, null, null)) v(id, n, d, s, t);
    insert into numbers select i, 0, 0, 0, 'few values are not told' from generate_series(5, 12) i`);
  for (const mask of [{}, { t: 'hash' }] as const) {
    for (const to of TARGETS) {
      const table = tableSpec(`numbers_${to}_${Object.keys(mask).length}`, { from: 'numbers', mask });
      const { receipt } = await runSync(table, { source: source.postgres(), destination: destination[to]() });
      const { n, d } = figures(receipt) as Record<string, ColumnReceipt>;
      assert.deepEqual([n?.nulls, n?.sum], ['1', big]);
      if (to === 'postgres')
        assert.equal(d?.sum, '99999999999999999999999999999999999997.623456789000000000000000000001');
    }
  }
});

test('an empty table, a table of NULLs and a very wide one have receipts too', need, async () => {
  const wide = Array.from({ length: 900 }, (_, i) => `c${i} int`).join(', ');
  await run.postgres(`create table wide (id int, ${wide}); insert into wide (id, c3) select i, 6 from generate_series(1, 10) i;
    create table nothing (id int, t text, at timestamptz, b bytea, f float4, y boolean);
    create table nulls as select * from nothing; insert into nulls select from generate_series(1, 3)`);
  for (const to of TARGETS) {
    for (const [from, count] of [
      ['wide', 901],
      ['nothing', 6],
      ['nulls', 6],
    ] as const) {
      const table = tableSpec(`${from}_all`, { from, allowEmpty: true });
      const { receipt } = await runSync(table, { source: source.postgres(), destination: destination[to]() });
      assert.equal(receipt?.length, count);
      if (from === 'wide') assert.equal(receipt?.[4]?.sum, '60');
    }
  }
});
