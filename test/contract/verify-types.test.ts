import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionSpec } from '../../src/sync/config/spec.ts';
import { verify } from '../../src/sync/inspect.ts';
import { newStanding } from '../../src/sync/whereabouts.ts';
import { DUE, openers, runSync, tableSpec } from '../sync/engine.ts';
import { databases } from './databases.ts';

// No false alarm: what a run has copied is equal, whatever its type and however the database writes it.

const { need, source, destination, run } = databases('verify_types');

const warehouses = (): readonly ConnectionSpec[] => [
  destination.postgres(),
  destination.sqlite(),
  destination.bigquery(),
];

async function equalAfterRun(name: string, source: ConnectionSpec, destinations: readonly ConnectionSpec[]) {
  for (const destination of destinations) {
    // One name for the tables of every source: each replaces the columns of the one before.
    const table = tableSpec(name, { onNewColumn: 'add', acceptChanges: [...'abcdefghijklmnopqrstuvwx'] });
    await runSync(table, { source, destination });
    const order = { do: 'verify', due: DUE, table, source, destination } as const;
    const report = await verify(order, openers, newStanding(), new AbortController().signal);
    const differing = report.columns.filter(({ equal }) => !equal);
    assert.deepEqual(differing, [], `${name} to ${destination.type}`);
    assert.ok(report.equal);
  }
}

test('the types of MySQL are equal after a run', need, async () => {
  await run.mysql(
    `create table kinds (a bigint unsigned, b decimal(65,30), c decimal(5,0), d bit(5), e float, f double, g char(6),
       h varchar(20) character set latin1, i enum('x','ÿ'), j set('p','q'), k json, l time(3), m timestamp(3) null, n year,
       o binary(4), p longtext, q datetime, r decimal(10,3))`,
  );
  await run.mysql(
    `insert into kinds values
       (18446744073709551615, 12345678901234567890123456789012345.123456789012345678901234567890, -10, 21, 0.1, 1e-300, 'ab ',
        'café €', 'ÿ', 'p,q', '{"b": 1, "a": [1.50]}', '12:34:56.5', '2024-01-01 00:00:00.125', 1999, x'00ff', '日本',
        '2024-02-29 12:00:00', -0.5),
       (0, -0.1, 0, 0, 16777217, -1.7976931348623157e308, '', '', 'x', '', 'null', '00:00:00', '2001-01-01', 2155, x'', '',
        '1000-01-01', 100),
       (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)`,
  );
  await equalAfterRun('kinds', source.mysql(), warehouses());
});

test('the types of PostgreSQL are equal after a run', need, async () => {
  await run.postgres(
    `create table kinds (a boolean, b numeric, c numeric(8,2), d real, e float8, f char(6), g varchar(9), h uuid, i inet,
       j jsonb, k json, l text[], m int[], n interval, o timestamptz, p timestamp(3), q date, r time, s bytea, t smallint,
       u oid, v bit(3), w int4range, x name)`,
  );
  await run.postgres(
    `insert into kinds values
       (true, 1.100, 2.5, 0.1, 0.1, 'ab', 'é', '00000000-0000-0000-0000-000000000001', '10.0.0.1', '{"b":1,"a":2}',
        '{"b": 1,  "a": 2}', '{a,"b,c",null}', '{1,2}', '1 day 2 hours', '2024-01-01 00:00:00.5+09', '0001-01-01', '2024-02-29',
        '23:59:59.999999', '\\x00ff', -1, 4294967295, '101', '[1,5)', 'n'),
       (false, 0, -0.10, '1e-30', 1e300, '', '', null, '::1/64', '[]', '1', '{}', '{}', '0', '9999-12-31 23:59:59.999999+00',
        '9999-12-31', '9999-12-31', '00:00', '', 32767, 0, '000', 'empty', ''),
       (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null)`,
  );
  await equalAfterRun('kinds', source.postgres(), warehouses());
  await run.postgres(
    `create table endless (a numeric, b float8, c timestamp, d date, e real);
     insert into endless values ('NaN', 'NaN', 'infinity', '-infinity', 'infinity'), (1, '-0', '0044-03-15 BC', '20240-01-01', 'NaN')`,
  );
  await equalAfterRun('endless', source.postgres(), warehouses().slice(0, 1));
});

test('the types of SQLite are equal after a run', need, async () => {
  await run.sqlite(
    `create table kinds (a boolean, b numeric, c real, d datetime, e date, f time, g text, h blob, i integer, j json);
     insert into kinds values (1, 1.10, 0.1, '2024-01-01T10:00', '2024-01-01', '10:00', 'x', x'00', 9223372036854775807, '{}'),
       (0, 1e20, -0.0, '2024-01-01 10:00:00.5', null, null, '', x'', -1, '[1]'),
       (null, null, null, null, null, null, null, null, null, null)`,
  );
  await equalAfterRun('kinds', source.sqlite(), warehouses());
});

test('a table without rows is equal to one without rows', need, async () => {
  await run.mysql('create table nobody (id int, name text, at datetime, ratio double)');
  const table = tableSpec('nobody', { allowEmpty: true });
  for (const destination of warehouses()) {
    const ends = { source: source.mysql(), destination };
    await runSync(table, ends);
    const report = await verify(
      { do: 'verify', due: DUE, table, ...ends },
      openers,
      newStanding(),
      new AbortController().signal,
    );
    assert.deepEqual([report.equal, report.rows?.source], [true, '0']);
  }
});
