import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import Database from 'better-sqlite3';
import type { BigQuerySpec, BigQueryTable, Partitioning, TableSpec } from '../../../../src/sync/config/spec.ts';
import type { Cursor } from '../../../../src/sync/cursor.ts';
import { openSession } from '../../../../src/sync/destinations/bigquery/connect.ts';
import { explain } from '../../../../src/sync/explain.ts';
import { diff, verify } from '../../../../src/sync/inspect.ts';
import type { SyncResult } from '../../../../src/sync/orders.ts';
import { settle } from '../../../../src/sync/settle.ts';
import { sync } from '../../../../src/sync/sync.ts';
import { newStanding } from '../../../../src/sync/whereabouts.ts';
import { type LoopbackBigQuery, startBigQuery } from '../../../support/bigquery/index.ts';
import { freshPostgres } from '../../../support/postgres.ts';
import { needs } from '../../../support/servers.ts';
import { temporaryDirectory } from '../../../support/sqlite.ts';
import {
  bigqueryAt,
  bigqueryTable,
  failureOf,
  newToken,
  openers,
  orderOf,
  postgresAt,
  runSync,
  sqliteAt,
  tableSpec,
  type Ways,
} from '../../engine.ts';

// What append and merge do in BigQuery alone, from a SQLite source whose rows each test writes itself; what they do in every
// destination is in modes.test.ts.

const DUE = '2026-01-01T00:00:00.000Z';
const need = needs('postgres');
const directory = temporaryDirectory();
let bigquery: LoopbackBigQuery;
let number = 0;
let shopPath = '';
let last: Cursor | null = null;

before(async () => {
  if (need.skip === false) bigquery = await startBigQuery();
});
after(() => bigquery?.close());
beforeEach(async () => {
  number++;
  last = null;
  shopPath = join(directory, `shop${number}.db`);
  shop('create table items (id integer primary key, name text, day date, at datetime)');
  if (need.skip === false) await bigquery.dataset(`mart${number}`);
});

function shop(sql: string): void {
  const database = new Database(shopPath);
  database.exec(sql);
  database.close();
}

const warehouse = (given: Partial<BigQuerySpec> = {}): BigQuerySpec => bigqueryAt(bigquery, `mart${number}`, given);
const ways = (more: Partial<Ways> = {}): Ways => ({
  source: sqliteAt(shopPath, 'shop'),
  destination: warehouse(),
  cursor: last,
  ...more,
});
const merged = (given: Partial<TableSpec> = {}, table: Partial<BigQueryTable> = {}): TableSpec =>
  tableSpec('items', { mode: 'merge', incrementalKey: 'at', bigquery: bigqueryTable(table), ...given });

async function go(spec: TableSpec, more: Partial<Ways> = {}): Promise<SyncResult> {
  const result = await runSync(spec, ways(more));
  last = result.cursor ?? last;
  return result;
}

/** Rows of a query in GoogleSQL, `items` being the target's full name. */
async function ask(sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const session = await openSession(warehouse());
  const named = sql.replaceAll('items', `\`${session.project}.mart${number}.items\``);
  const { rows } = await session.query(`test_${number}_${newToken()}`, { sql: named });
  return rows;
}
const names = async (): Promise<readonly (string | null)[]> =>
  (await ask('select name from items order by id')).map(([name]) => name ?? null);
const day = (date: string, id: number, name = 'a', at = `${date} 10:00:00`): string =>
  `(${id}, '${name}', '${date}', '${at}')`;
const DAILY: Partitioning = {
  column: 'day',
  by: { kind: 'time', grain: 'day', expireDays: null },
  requireFilter: false,
};
/** The statement of the job that published last. */
function published(): string {
  const job = bigquery.jobs.findLast(({ jobId }) => /_publish(_\d+)?$/.test(jobId));
  const { query } = (job?.configuration ?? {}) as { readonly query?: { readonly query?: string } };
  return query?.query ?? '';
}

test('merge makes the table, then adds, updates and leaves rows, and counts each', need, async () => {
  shop(`insert into items values ${day('2026-01-01', 1)}, ${day('2026-01-02', 2)}`);
  const first = await go(merged());
  assert.deepEqual([first.method, first.changes?.inserted], ['create', 2]);
  shop(
    `update items set name = 'bb', at = '2026-01-03 00:00:00' where id = 2; insert into items values ${day('2026-01-03', 3)}`,
  );
  const second = await go(merged({ lookback: { by: 'time', ms: 172_800_000 } }));
  assert.deepEqual(second.changes, { inserted: 1, updated: 1, unchanged: 1, deleted: 0 });
  assert.deepEqual(await names(), ['a', 'bb', 'a']);
  assert.equal(typeof second.estimatedBytes, 'number');
});

test('a target with several rows of a key is refused, and one with other columns too', need, async () => {
  shop(`insert into items values ${day('2026-01-01', 1)}`);
  await go(merged());
  await ask('insert into items select * from items');
  assert.match((await failureOf(go(merged(), { cursor: null }))).message, /1 row too many/);
  await ask('alter table items drop column name');
  await ask('alter table items add column name bytes');
  assert.equal((await failureOf(go(merged()))).code, 'dst.columns');
});

test('a row that moved to another partition is found where it was', need, async () => {
  const spec = merged({ lookback: { by: 'time', ms: 0 } }, { partitionBy: { ...DAILY, requireFilter: true } });
  shop(
    `insert into items values ${[1, 2, 3, 4, 5].map((i) => day(`2026-01-0${i}`, i)).join(', ')}, (6, 'n', null, '2026-01-05 10:00:00')`,
  );
  await go(spec);
  shop(`update items set day = '2026-02-01', name = 'moved', at = '2026-02-01 10:00:00' where id = 2;
    update items set day = null, name = 'none', at = '2026-02-01 10:00:00' where id = 3;
    update items set day = '2026-01-04', at = '2026-02-01 10:00:00' where id = 6;
    insert into items values ${day('2026-02-02', 7)}`);
  const result = await go(spec);
  assert.deepEqual(result.changes, { inserted: 1, updated: 3, unchanged: 1, deleted: 0 });
  assert.deepEqual(
    await ask(
      "select cast(id as string), name, cast(day as string) from items where day is null or day > '2020-01-01' order by id",
    ),
    [
      ['1', 'a', '2026-01-01'],
      ['2', 'moved', '2026-02-01'],
      ['3', 'none', null],
      ['4', 'a', '2026-01-04'],
      ['5', 'a', '2026-01-05'],
      ['6', 'n', '2026-01-04'],
      ['7', 'a', '2026-02-02'],
    ],
  );
  assert.match(
    published(),
    /\(_sync_bot_t\.`day` >= date '2026-01-02' and _sync_bot_t\.`day` < date '2026-01-06' or _sync_bot_t\.`day` >= date '2026-02-01' and _sync_bot_t\.`day` < date '2026-02-03' or _sync_bot_t\.`day` is null\)/,
  );
});

test('a table that is partitioned by arrival, or by ranges, is merged too', need, async () => {
  const arrival: Partitioning = { ...DAILY, column: null, requireFilter: true };
  const ranges: Partitioning = {
    column: 'id',
    by: { kind: 'range', start: 0, end: 100, interval: 10 },
    requireFilter: true,
  };
  for (const partitionBy of [arrival, ranges]) {
    last = null;
    await bigquery.transaction(async (all) => {
      const ref = { projectId: bigquery.project, datasetId: `mart${number}`, tableId: 'items' };
      if (all.catalog().tables.has(`mart${number}.items`)) await all.dropTable(ref);
    });
    shop(
      `delete from items; insert into items values ${day('2026-01-01', 1)}, ${day('2026-01-01', 205)}, ${day('2026-01-01', -5)}`,
    );
    const spec = merged({}, { partitionBy });
    await go(spec);
    shop(`update items set name = 'b'; insert into items values ${day('2026-01-01', 12)}`);
    assert.deepEqual((await go(spec)).changes, { inserted: 1, updated: 3, unchanged: 0, deleted: 0 });
    assert.equal((await bigquery.rows(`mart${number}.items`)).length, 4);
  }
});

test('a merge that would read more than may be billed is refused before it is', need, async () => {
  shop(`insert into items values ${day('2026-01-01', 1)}`);
  await go(merged());
  shop(`insert into items values ${day('2026-01-02', 2)}`);
  const jobs = bigquery.jobs.length;
  const error = await failureOf(go(merged({}, { maxBytesBilled: 1_000_000 })));
  assert.equal(error.code, 'dst.bq_bytes');
  assert.match(error.message, /of which 21 MB are billed at least .* 1 MB allowed/);
  assert.equal(
    bigquery.jobs.slice(jobs).some(({ jobId }) => jobId.includes('_publish')),
    false,
  );
  assert.deepEqual(await names(), ['a']);
  assert.equal((await go(merged({}, { maxBytesBilled: 100_000_000 }))).changes?.inserted, 1);
});

test('comparing keys loads what is late, and deletes what is gone as tables.yml says', need, async () => {
  shop(`insert into items values ${day('2026-01-01', 1)}, ${day('2026-01-01', 2)}, ${day('2026-01-01', 3)}`);
  const soft = merged({ deletes: 'soft' });
  const audit = (spec: TableSpec): Promise<SyncResult> => runSync(spec, ways({ scope: { kind: 'gaps' } }));
  const marked = async () =>
    (await ask('select cast(id as string) from items where _deleted_at is not null order by id')).flat();
  await go(soft);
  shop(
    `delete from items where id < 3; insert into items values ${day('2020-01-01', 4, 'late')}; update items set name = 'moved', at = '2020-01-01 10:00:00' where id = 3`,
  );
  const first = await audit(soft);
  assert.deepEqual(
    [first.gaps, first.changes],
    [
      { late: 2, gone: 2 },
      { inserted: 1, updated: 1, unchanged: 0, deleted: 2 },
    ],
  );
  assert.deepEqual(await marked(), ['1', '2']);
  const again = await audit(soft);
  assert.deepEqual([again.gaps, again.changes?.deleted], [{ late: 0, gone: 0 }, 0]);
  const ends = { table: soft, source: sqliteAt(shopPath, 'shop'), destination: warehouse(), due: DUE } as const;
  const verified = await verify({ do: 'verify', ...ends }, openers, newStanding(), new AbortController().signal);
  assert.equal(verified.equal, true);
  const all = await verify(
    { do: 'verify', ...ends, table: merged() },
    openers,
    newStanding(),
    new AbortController().signal,
  );
  assert.deepEqual(
    [all.equal, all.rows?.destination],
    [false, '4'],
    'asked again, and not answered with what was known',
  );
  assert.deepEqual((await diff({ do: 'diff', ...ends }, openers)).columns, []);
  shop(`insert into items values ${day('2026-01-01', 1)}`);
  assert.equal((await audit(soft)).changes?.updated, 1);
  assert.deepEqual(await marked(), ['2']);
  assert.equal((await audit(merged({ deletes: 'hard' }))).changes?.deleted, 1);
  assert.deepEqual(await names(), ['a', 'moved', 'late']);
  const ours = [...bigquery.catalog().tables.keys()].filter((key) => key.startsWith(`mart${number}._sync_bot`));
  assert.deepEqual(ours, [], 'nothing staged is left');
  shop('delete from items');
  assert.equal((await failureOf(audit(merged({ deletes: 'hard' })))).code, 'guard.empty');
});

test(
  'whoever settles an attempt hears its rows and its cursor, also of the run that made the table',
  need,
  async () => {
    shop(`insert into items values ${day('2026-01-01', 1)}`);
    for (const rows of [1, 2]) {
      const token = newToken();
      const { cursor } = await go(merged(), { token });
      const order = orderOf(merged(), ways({ token }));
      const { published } = await settle({ ...order, do: 'settle' }, openers);
      assert.deepEqual(published, { rows, cursor });
      shop(`insert into items values ${day('2026-01-01', rows + 1)}`);
    }
  },
);

test('a plan shows the statement and what it would read, and changes nothing', need, async () => {
  shop(`insert into items values ${day('2026-01-01', 1)}`);
  const order = {
    do: 'plan',
    table: merged({}, { partitionBy: DAILY }),
    source: sqliteAt(shopPath, 'shop'),
    destination: warehouse(),
    due: DUE,
  } as const;
  assert.deepEqual((await explain(order, openers)).preview.publish, 'create');
  await go(merged({}, { partitionBy: DAILY }));
  const { preview } = await explain(order, openers);
  assert.equal(preview.publish, 'merge');
  assert.match(preview.statements.at(-1) ?? '', /^merge into[\s\S]*constants of the partitions/);
  assert.equal(preview.estimate?.limit, null);
  assert.equal((preview.estimate?.bytes ?? 0) > 0, true);
});

test('a second copy of the same day replaces that day and no other', need, async () => {
  const partitionBy: Partitioning = { ...DAILY, column: 'synced_at', requireFilter: true };
  const spec = merged({ mode: 'append', incrementalKey: null, addColumns: ['synced_at'] }, { partitionBy });
  const copy = async (due: string): Promise<SyncResult> => {
    const end = await sync({ ...orderOf(spec, ways()), due }, openers, newStanding(), new AbortController().signal);
    assert.ok('result' in end);
    return end.result;
  };
  shop(`insert into items values ${day('2026-01-01', 1)}, ${day('2026-01-01', 2)}`);
  assert.equal((await copy('2026-01-01T20:00:00.000Z')).method, 'create');
  shop('delete from items where id = 1');
  assert.deepEqual((await copy('2026-01-02T00:00:00.000Z')).changes, {
    inserted: 1,
    updated: 0,
    unchanged: 0,
    deleted: 0,
  });
  shop(`insert into items values ${day('2026-01-01', 3)}`);
  const again = await copy('2026-01-02T23:59:59.000Z');
  assert.deepEqual([again.method, again.changes], ['append', { inserted: 2, updated: 0, unchanged: 0, deleted: 1 }]);
  const days = await ask(
    "select format_date('%F', date(synced_at)), string_agg(cast(id as string), ',' order by id) from items where synced_at > '2000-01-01' group by 1 order by 1",
  );
  assert.deepEqual(days, [
    ['2026-01-01', '1,2'],
    ['2026-01-02', '2,3'],
  ]);
});

test('a table that wants a filter is appended to, and its gone rows are found in all partitions', need, async () => {
  for (const partitionBy of [
    { ...DAILY, requireFilter: true },
    { ...DAILY, column: null, requireFilter: true },
  ]) {
    const name = partitionBy.column === null ? 'by_arrival' : 'by_day';
    last = null;
    shop(
      `create table ${name} (id integer, name text, day date, at datetime); insert into ${name} values ${day('2026-01-01', 1)}, ${day('2026-01-02', 2)}`,
    );
    const table = bigqueryTable({ partitionBy });
    const exact = tableSpec(name, { mode: 'append', incrementalKey: 'id', bigquery: table });
    await go(exact);
    shop(`insert into ${name} values ${day('2026-01-03', 3)}`);
    assert.deepEqual((await go(exact)).changes, { inserted: 1, updated: 0, unchanged: 0, deleted: 0 });
    shop(`delete from ${name} where id < 3`);
    const keyed = { mode: 'merge', primaryKey: ['id'], incrementalKey: 'at', bigquery: table } as const;
    const audit = async (deletes: TableSpec['deletes']): Promise<SyncResult['changes']> =>
      (await runSync(tableSpec(name, { ...keyed, deletes }), ways({ scope: { kind: 'gaps' } }))).changes;
    assert.equal((await audit('soft'))?.deleted, 2);
    assert.equal((await audit('soft'))?.deleted, 0);
    assert.equal((await audit('hard'))?.deleted, 2);
    assert.equal((await bigquery.rows(`mart${number}.${name}`)).length, 1);
  }
});

test('a row in which only synced_at is new is left as it was', need, async () => {
  shop(`insert into items values ${day('2026-01-01', 1)}, ${day('2026-01-01', 2)}`);
  const spec = merged({ addColumns: ['synced_at'] });
  const at = async (due: string): Promise<SyncResult['changes']> => {
    const end = await sync({ ...orderOf(spec, ways()), due }, openers, newStanding(), new AbortController().signal);
    assert.ok('result' in end);
    return end.result.changes;
  };
  await at('2026-01-02T00:00:00.000Z');
  shop("update items set name = 'b' where id = 2");
  assert.deepEqual(await at('2026-01-03T00:00:00.000Z'), { inserted: 0, updated: 1, unchanged: 1, deleted: 0 });
  assert.deepEqual((await ask("select format_date('%F', date(synced_at)) from items order by id")).flat(), [
    '2026-01-02',
    '2026-01-03',
  ]);
});

test('a key that is no number names no row', need, async () => {
  const postgres = await freshPostgres('bq_nan');
  try {
    await postgres.query(
      "create table odd (x double precision, name text); insert into odd values ('NaN', 'a'), (-0.0, 'b')",
    );
    const spec = tableSpec('odd', { mode: 'merge', primaryKey: ['x'], bigquery: bigqueryTable() });
    const ends = { source: postgresAt(postgres.url, 'shop'), destination: warehouse() };
    assert.match((await failureOf(runSync(spec, ends))).message, /^1 row of shop\.odd has no value in the key \(x\)/);
    await postgres.query("delete from odd where x = 'NaN'");
    await runSync(spec, ends);
    await postgres.query('update odd set x = 0');
    assert.deepEqual((await runSync(spec, ends)).changes, { inserted: 0, updated: 0, unchanged: 1, deleted: 0 });
  } finally {
    await postgres.drop();
  }
});
