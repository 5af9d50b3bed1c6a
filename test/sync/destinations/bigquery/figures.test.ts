import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { diff, verify } from '../../../../src/sync/inspect.ts';
import { newStanding } from '../../../../src/sync/whereabouts.ts';
import { type LoopbackBigQuery, startBigQuery } from '../../../support/bigquery/index.ts';
import { type FreshMysql, freshMysql } from '../../../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../../../support/postgres.ts';
import { needs } from '../../../support/servers.ts';
import { bigqueryAt, bigqueryTable, mysqlAt, openers, postgresAt, runSync, tableSpec } from '../../engine.ts';

const need = needs('mysql', 'postgres');
let bigquery: LoopbackBigQuery;
let shop: FreshPostgres;
let store: FreshMysql;

before(async () => {
  if (need.skip !== false) return;
  [bigquery, shop, store] = await Promise.all([startBigQuery(), freshPostgres('bq_figures'), freshMysql('bq_figures')]);
  await bigquery.dataset('mart');
});
after(async () => {
  await bigquery?.close();
  await shop?.drop();
  await store?.drop();
});

test('receipt and verify agree with PostgreSQL over the odd values of every type', need, async () => {
  await shop.query(`
    create table odd (id bigint primary key, n numeric(12,2), huge numeric(38,0), ok boolean, x double precision, r real,
      name text, raw bytea, day date, at time(6), moment timestamp, stamped timestamptz, doc json);
    insert into odd values
      (1, 0.10, 99999999999999999999999999999999999999, true, 0.1, 0.1, 'né 日本 😀', '\\x00ff', '0001-01-01', '00:00:00', '0001-01-01 00:00:00', '0001-01-01 00:00:00+00', '{"b": 1, "a": 1.10}'),
      (2, -1.50, 99999999999999999999999999999999999999, false, '-0', 1e-30, '', '', '9999-12-31', '23:59:59.999999', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00', '[]'),
      (3, 9999999999.99, -1, null, 'NaN', 'NaN', null, null, null, null, null, null, null),
      (4, 0, 0, true, 'Infinity', '-Infinity', 'x', 'x', '1970-01-01', '12:00:00.5', '1969-12-31 23:59:59.5', '1970-01-01 00:00:00.000001+00', '"x"'),
      (9223372036854775807, 1, 99999999999999999999999999999999999999, true, 5e-324, 3.4028235e38, 'y', 'y', '2000-02-29', '01:02:03', '2026-11-21 01:02:03', '2026-11-21 01:02:03+09', 'null'),
      (-9223372036854775808, 1, 1, true, 1.7976931348623157e308, 1.1754944e-38, 'y', 'y', '2000-02-29', '01:02:03', '2026-11-21 01:02:03', '2026-11-21 01:02:03+09', '{"a":"é"}'),
      (7, 1, 90000000000000000000000000000000000000, true, 2.2250738585072014e-308, 1, 'y', 'y', '2000-02-29', '01:02:03', '2026-11-21 01:02:03', '2026-11-21 01:02:03+09', '1'),
      (8, 1, 90000000000000000000000000000000000000, true, 2.225073858507201e-308, 2, 'y', 'y', '2000-02-29', '01:02:03', '2026-11-21 01:02:03', '2026-11-21 01:02:03+09', '1'),
      (9, 1, 90000000000000000000000000000000000000, true, 1024, 3, 'y', 'y', '2000-02-29', '01:02:03', '2026-11-21 01:02:03', '2026-11-21 01:02:03+09', '1'),
      (10, 1, 90000000000000000000000000000000000000, true, -0.3333333333333333, 3, 'y', 'y', '2000-02-29', '01:02:03', '2026-11-21 01:02:03', '2026-11-21 01:02:03+09', '1')`);
  const table = tableSpec('odd', { bigquery: bigqueryTable() });
  const ends = {
    source: postgresAt(shop.url, 'shop'),
    destination: bigqueryAt(bigquery, 'mart'),
    due: '2026-01-01T00:00:00.000Z',
  };
  const result = await runSync(table, ends);
  assert.equal(result.rowsWritten, 10);
  const report = await verify({ do: 'verify', table, ...ends }, openers, newStanding(), new AbortController().signal);
  assert.deepEqual(
    report.columns.filter((column) => !column.equal),
    [],
  );
  assert.deepEqual([report.equal, report.rows], [true, { source: '10', destination: '10' }]);
  assert.deepEqual(
    report.columns.find(({ name }) => name === 'x')?.figures.map(({ name }) => name),
    ['nulls', 'min', 'max', 'hash'],
  );
});

test('they agree with MySQL too', need, async () => {
  await store.query(`create table odd (id bigint unsigned primary key, n decimal(20,4), wide decimal(38,10), bits bit(8), f float, x double,
    name varchar(40) character set utf8mb4, code char(8), kind enum('a', 'é'), doc json, raw varbinary(20), day date, at time(6),
    moment datetime(6), stamped timestamp(6) null, born year, flag tinyint(1), left_out varchar(9))`);
  await store.query("set time_zone = '+09:00'");
  await store.query(`insert into odd values
    (18446744073709551615, 0.1000, 9999999999999999999999999999.9999999999, b'11111111', 0.1, 0.1, '日本 😀 ', 'x', 'é', '{"b": 1.10, "a": [1, 2]}', x'00ff', '1000-01-01', '23:59:59.999999', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999999', 2155, 7, 'a'),
    (0, -5, -0.0000000001, b'0', -1e30, 1e308, '', '', 'a', '[]', '', '2024-02-29', '00:00:00', '1000-01-01 00:00:00', '1970-01-01 09:00:01', 1901, 0, ''),
    (2, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)`);
  const table = tableSpec('odd', {
    destination: { connection: 'warehouse', table: { schema: null, name: 'odd_mysql' } },
    mask: { left_out: 'hash' },
    bigquery: bigqueryTable(),
  });
  const ends = {
    source: mysqlAt(store.url),
    destination: bigqueryAt(bigquery, 'mart'),
    due: '2026-01-01T00:00:00.000Z',
  };
  await runSync(table, ends);
  const report = await verify({ do: 'verify', table, ...ends }, openers, newStanding(), new AbortController().signal);
  assert.deepEqual(
    report.columns.filter((column) => !column.equal),
    [],
  );
  assert.deepEqual([report.equal, report.rows?.destination], [true, '3']);
  assert.match(report.columns.find(({ name }) => name === 'left_out')?.note ?? '', /^masked/);
  const difference = await diff({ do: 'diff', table, ...ends }, openers);
  assert.deepEqual(difference.columns, []);
});
