import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Table from 'cli-table3';
import { type ConnectionSpec, LOAD_FORMATS, type OnInvalid, type TableSpec } from '../../src/sync/config/spec.ts';
import { bigqueryTable, failureOf, runSync, tableSpec } from '../sync/engine.ts';
import { readBigQuery } from './bigquery-rows.ts';
import { CASES, type From, isOfTimes, type Refusal } from './cases.ts';
import { DESTINATIONS, type DestinationName, databases, SOURCES, type SourceName } from './databases.ts';

// Exact, or refused: every case, from every source, to every destination. The matrix is printed at the end.
// zones.test.ts names the ones it wants.
const wanted = process.env.TEST_CASES === 'times' ? isOfTimes : () => true;
const { need, source, destination, run, change, bigquery } = databases('cases', async ({ run }) => {
  await run.postgres(
    "create type mood as enum ('ok', 'not so good'); create domain pay as money; create domain salary as pay",
  );
});
const cells = new Map<string, string>();

after(() => {
  if (cells.size === 0) return;
  const ways = SOURCES.flatMap((from) => DESTINATIONS.map((to) => `${from} → ${to}`));
  const table = new Table({ head: ['', 'case', ...ways], style: { head: [], border: [], compact: true } });
  for (const [index, each] of CASES.entries()) {
    if (!wanted(each)) continue;
    const { number, name } = each;
    table.push([number, name, ...ways.map((way) => cells.get(`${index} ${way}`) ?? 'differs')]);
  }
  console.log(table.toString());
  const counts = Map.groupBy(cells.values(), (cell) => cell);
  console.log([...counts].map(([cell, all]) => `${cell}: ${all.length}`).join(', '));
});

async function seed(from: SourceName, table: string, { type, values }: From): Promise<void> {
  const rows = values.map(([literal], i) => `(${i + 1}, ${literal})`).join(', ');
  const key = from === 'mysql' ? 'bigint not null primary key' : 'integer primary key';
  const sql = `create table ${table} (id ${key}, v ${type}); insert into ${table} values ${rows}`;
  await run[from](from === 'mysql' ? `set sql_mode = ''; set time_zone = '+00:00'; ${sql}` : sql);
}

/** The column as the destination's own SQL prints it; null where the table is not there. */
async function readBack(to: DestinationName, table: string): Promise<readonly (string | null)[] | null> {
  if (to === 'bigquery') return (await readBigQuery(bigquery(), table))?.map(({ v }) => v ?? null) ?? null;
  if (to === 'sqlite') {
    const [there] = await change.sqlite(`select 1 from sqlite_master where name = '${table}'`);
    if (there === undefined) return null;
    const rows = (await change.sqlite(`select v from ${table} order by id`)) as readonly { readonly v: unknown }[];
    return rows.map(({ v }) => printed(v));
  }
  const [there] = await change.postgres('select to_regclass($1) as name', [table]);
  if (there?.name === null) return null;
  const rows = await change.postgres(
    `set timezone = 'UTC'; set intervalstyle = 'iso_8601';
     select case when pg_typeof(v)::text = 'character' then rpad(v::text, 5) else v::text end as v from ${table} order by id`,
  );
  return rows.map(({ v }) => (typeof v === 'string' && v.startsWith('\\x') ? v.slice(2) : (v as string | null)));
}

function printed(value: unknown): string | null {
  if (value === null) return null;
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return Object.is(value, -0) ? '-0' : String(value);
}

/** `asText`: where tables.yml says `on_invalid: text`, which keeps the source's own text. */
function expected({ values }: From, destination: DestinationName, how: { readonly asText: boolean }) {
  return values.map(([, there, here, inBigQuery]): string | null => {
    if (destination === 'postgres' || (how.asText && destination === 'bigquery')) return there;
    return (destination === 'bigquery' ? inBigQuery : undefined) ?? here ?? there;
  });
}

function refusedFor(refusal: Refusal, table: string, ways: { source: ConnectionSpec; destination: ConnectionSpec }) {
  return async (on: OnInvalid | null) => {
    const spec = tableSpec(table, on === null ? {} : { onInvalid: { v: on } });
    const { code, column, message } = await failureOf(runSync(spec, ways));
    assert.deepEqual([code, column], [refusal.code, 'v'], message);
    const [first, last] = [refusal.rows[0], refusal.rows.at(-1)];
    if (first === undefined) return;
    const count = refusal.rows.length === 1 ? '1 row' : `${refusal.rows.length} rows`;
    const range = first === last ? `(id ${first})` : `(id from ${first} to ${last})`;
    assert.ok(message.includes(`in ${count} ${range}`), message);
  };
}

for (const [index, each] of CASES.entries()) {
  if (!wanted(each)) continue;
  for (const from of SOURCES) {
    const given = each.from[from];
    for (const to of DESTINATIONS) {
      const cell = `${index} ${from} → ${to}`;
      if (typeof given === 'string') {
        cells.set(cell, '–');
        continue;
      }
      test(`${each.number} ${each.name}: ${from} to ${to}`, need, async () => {
        const table = `case_${index}_${from}_${to}`;
        // Every format of a load file in its turn.
        const format = LOAD_FORMATS[(index + SOURCES.indexOf(from)) % LOAD_FORMATS.length] ?? null;
        const spec = (more: Partial<TableSpec> = {}) =>
          tableSpec(table, { bigquery: bigqueryTable({ format }), ...more });
        await seed(from, table, given);
        const ways = { source: source[from](), destination: destination[to]() };
        const refusal = given.refused?.[to];
        const exact = expected(given, to, { asText: false });
        if (refusal === undefined) {
          const result = await runSync(spec(), ways);
          assert.deepEqual(await readBack(to, table), exact);
          assert.equal(result.altered, undefined);
          cells.set(cell, 'exact');
          return;
        }
        const refused = refusedFor(refusal, table, ways);
        await refused(null);
        assert.equal(await readBack(to, table), null, 'nothing is published');
        if (refusal.rows.length > 0) {
          const result = await runSync(spec({ onInvalid: { v: 'null' } }), ways);
          assert.deepEqual(
            await readBack(to, table),
            exact.map((value, i) => (refusal.rows.includes(i + 1) ? null : value)),
          );
          assert.deepEqual(result.altered, { v: refusal.rows.length });
          if (refusal.evenAsText) await refused('text');
          else {
            const kept = await runSync(spec({ onInvalid: { v: 'text' } }), ways);
            assert.deepEqual(await readBack(to, table), expected(given, to, { asText: true }));
            assert.equal(kept.altered, undefined);
          }
        }
        cells.set(cell, `refused (${refusal.code})`);
      });
    }
  }
}
