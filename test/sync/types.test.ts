import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ConnectionSpec } from '../../src/sync/config/spec.ts';
import { openDestination } from '../../src/sync/destinations/index.ts';
import { type LoopbackBigQuery, startBigQuery } from '../support/bigquery/index.ts';
import { type FreshMysql, freshMysql } from '../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../support/postgres.ts';
import { needs } from '../support/servers.ts';
import { temporaryDirectory } from '../support/sqlite.ts';
import { bigqueryAt, mysqlAt, postgresAt, runSync, sqliteAt, tableSpec } from './engine.ts';

const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const shop = sqliteAt(join(directory, 'shop.db'), 'shop');
const warehouse = sqliteAt(join(directory, 'warehouse.db'), 'warehouse');
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;
let bigquery: LoopbackBigQuery;

before(async () => {
  if (need.skip !== false) return;
  [mysql, postgres, target, bigquery] = await Promise.all([
    freshMysql('types'),
    freshPostgres('types'),
    freshPostgres('types_to'),
    startBigQuery({ datasets: ['types'] }),
  ]);
  await postgres.query(
    "create domain email as varchar(40); create domain work_email as email; create type mood as enum ('ok'); create type pair as (a int, b text)",
  );
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
  await bigquery?.close();
});

type Row = { readonly type: string; readonly postgres: string; readonly sqlite: string; readonly bigquery: string };

/** What the document calls by a description has a name here. */
const DESCRIBED: Readonly<Record<string, readonly string[]>> = {
  'a domain over `character varying(40)`': ['email', 'work_email'],
  'an enum, a composite type, an extension’s type': ['mood', 'pair'],
  'an array of such a type': ['mood[]'],
};

/** The rows of the table under a heading of docs/types.md, one for each source type. */
function documented(heading: string): readonly Row[] {
  const text = readFileSync(new URL('../../docs/types.md', import.meta.url), 'utf8').replaceAll("'s type", '’s type');
  const section = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (---|source )/.test(line))
    .flatMap((line) => {
      const [source = '', to = '', lite = '', big = ''] = line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim());
      const types = DESCRIBED[source] ?? [...source.matchAll(/`([^`]+)`/g)].map(([, type]) => type as string);
      return types.map((type) => ({ type, postgres: to, sqlite: lite, bigquery: big }));
    });
}

/** A table of every documented type, copied: the types that its columns got, in their order. */
async function created(source: ConnectionSpec, name: string): Promise<readonly string[]> {
  await runSync(tableSpec(name, { allowEmpty: true }), { source, destination: postgresAt(target.url) });
  await runSync(tableSpec(name, { allowEmpty: true }), { source, destination: warehouse });
  const toBigQuery = bigqueryAt(bigquery, 'types');
  await runSync(tableSpec(name, { allowEmpty: true }), { source, destination: toBigQuery });
  const destination = await openDestination(toBigQuery, 'types');
  const shape = await destination.describe({ schema: null, name });
  await destination.close();
  const there = await target.query(
    'select format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum',
    [name],
  );
  const database = new Database(warehouse.path, { readonly: true });
  const here = database.prepare('select type from pragma_table_info(?) order by cid').all(name) as { type: string }[];
  database.close();
  return there.map((row, i) => `${row.type}, ${here[i]?.type}, ${shape?.columns[i]?.native}`);
}

const PLACES = [
  { heading: 'From MySQL and MariaDB', name: 'of_mysql', least: 38 },
  { heading: 'From PostgreSQL', name: 'of_postgres', least: 34 },
  { heading: 'From SQLite', name: 'of_sqlite', least: 19 },
] as const;

for (const { heading, name, least } of PLACES) {
  test(`docs/types.md says what is created: ${heading}`, need, async () => {
    const rows = documented(heading);
    assert.ok(rows.length >= least, `${rows.length} types`);
    const ddl = `create table ${name} (${rows.map(({ type }, i) => `c${i} ${type} null`).join(', ')})`;
    const source = { of_mysql: mysqlAt(mysql.url), of_postgres: postgresAt(postgres.url), of_sqlite: shop }[name];
    if (source.type === 'mysql') await mysql.query(ddl);
    else if (source.type === 'postgres') await postgres.query(ddl);
    else {
      const database = new Database(shop.path);
      database.exec(ddl);
      database.close();
    }
    const made = await created(source, name);
    assert.deepEqual(
      made.map((types, i) => `${rows[i]?.type}: ${types}`),
      rows.map((row) => `${row.type}: ${row.postgres}, ${row.sqlite}, ${row.bigquery}`),
    );
  });
}

test('masks give the types that docs/types.md says', need, async () => {
  const masks = { a: 'hash', b: 'redact', c: 'email', d: 'last4', e: 'year', f: 'null' } as const;
  await postgres.query(
    'create table masked (a integer not null, b bytea not null, c text, d bigint, e date, f numeric(5,2) not null)',
  );
  const spec = tableSpec('masked', { mask: masks, allowEmpty: true });
  await runSync(spec, { source: postgresAt(postgres.url), destination: postgresAt(target.url) });
  const got = await target.query(
    `select format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end as type
       from pg_attribute where attrelid = 'masked'::regclass and attnum > 0 order by attnum`,
  );
  assert.deepEqual(
    got.map((row) => row.type),
    ['character varying(64) not null', 'text not null', 'text', 'text', 'smallint', 'numeric(5,2)'],
  );
});
