/** How does a database come to hold drawn values, and how does it print them, by its own means? */
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { type BigQueryAt, readBigQuery } from './bigquery-rows.ts';
import type { DestinationName, SourceName } from './databases.ts';
import type { RandomColumn, Sort, Text } from './random-columns.ts';

/** The values of every column, in the columns' order. */
export type Drawn = readonly (readonly Text[])[];

const CHUNK = 1000;

function* rowsOf(drawn: Drawn): Generator<readonly [id: number, values: readonly Text[]]> {
  const rows = drawn[0]?.length ?? 0;
  for (let row = 0; row < rows; row++) yield [row + 1, drawn.map((values) => values[row] ?? null)];
}

const ddl = (columns: readonly RandomColumn[], source: SourceName, id: string): string =>
  `create table random (${[id, ...columns.map((column) => `${column.name}_ ${column.in[source]}`)].join(', ')})`;

async function withMysql<T>(url: string, work: (connection: mysql.Connection) => Promise<T>): Promise<T> {
  const connection = await mysql.createConnection({ uri: url, charset: 'utf8mb4', rowsAsArray: true, typeCast: false });
  try {
    await connection.query("set session time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES'");
    return await work(connection);
  } finally {
    await connection.end();
  }
}

async function withPostgres<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => (text: unknown) => text } });
  await client.connect();
  try {
    await client.query("set timezone = 'UTC'");
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function insertMysql(url: string, columns: readonly RandomColumn[], drawn: Drawn): Promise<void> {
  const bound = columns.map(
    ({ sort }) =>
      (text: string) =>
        sort === 'bytes' ? Buffer.from(text, 'hex') : text,
  );
  const all = [...rowsOf(drawn)].map(([id, values]) => [
    id,
    ...values.map((text, c) => (text === null ? null : bound[c]?.(text))),
  ]);
  await withMysql(url, async (connection) => {
    await connection.query(ddl(columns, 'mysql', 'id bigint not null primary key'));
    for (let start = 0; start < all.length; start += CHUNK) {
      await connection.query('insert into random values ?', [all.slice(start, start + CHUNK)]);
    }
  });
}

export async function insertPostgres(url: string, columns: readonly RandomColumn[], drawn: Drawn): Promise<void> {
  const values = columns.map(({ sort, in: types }, c) => {
    if (sort === 'list')
      return `case when c${c} is not null then array(select jsonb_array_elements_text(c${c}::jsonb)) end`;
    return sort === 'bytes' ? `decode(c${c}, 'hex')` : `c${c}::${types.postgres}`;
  });
  const arrays = columns.map((_, c) => `$${c + 1}::text[]`);
  await withPostgres(url, async (client) => {
    await client.query(ddl(columns, 'postgres', 'id integer primary key'));
    await client.query(
      `insert into random select n, ${values.join(', ')}
         from unnest(${arrays.join(', ')}) with ordinality as t(${columns.map((_, c) => `c${c}`).join(', ')}, n)`,
      drawn as unknown[][],
    );
  });
}

export function insertSqlite(path: string, columns: readonly RandomColumn[], drawn: Drawn): void {
  const database = new Database(path);
  database.exec(ddl(columns, 'sqlite', 'id integer primary key'));
  const insert = database.prepare(`insert into random values (?, ${columns.map(() => '?').join(', ')})`);
  const bound = columns.map((column) => (text: string): unknown => {
    if (column.sort === 'bytes') return Buffer.from(text, 'hex');
    // Not as text: SQLite's own parser may be off by one bit.
    if (column.sort === 'double' || /^decimal/.test(column.in.sqlite ?? '')) return Number(text);
    if (column.sort === 'boolean' || /int/.test(column.in.sqlite ?? '')) return BigInt(text);
    return text;
  });
  database.transaction(() => {
    for (const [id, values] of rowsOf(drawn)) {
      insert.run(
        id,
        values.map((text, c) => (text === null ? null : bound[c]?.(text))),
      );
    }
  })();
  database.close();
}

type Row = readonly Text[];

/** What the source itself holds, in the form of the drawn values. */
export async function readMysql(url: string, columns: readonly RandomColumn[]): Promise<readonly Row[]> {
  const names = columns.map(({ name, sort }) => (sort === 'float' ? `${name}_ + 0e0` : `${name}_`));
  const [rows] = await withMysql(url, (connection) =>
    connection.query(`select ${names.join(', ')} from random order by id`),
  );
  return (rows as unknown as readonly (readonly (Buffer | null)[])[]).map((row) =>
    row.map((value, c) => {
      const sort = columns[c]?.sort as Sort;
      if (value === null) return null;
      if (sort === 'bytes') return value.toString('hex');
      const text = value.toString('utf8');
      // MySQL prints as many digits of the second as the column has.
      const padded = (sort === 'clock' || sort === 'moment') && text.includes('.');
      return padded ? text.replace(/\.?0+$/, '') : canonical(sort, text);
    }),
  );
}

export async function readPostgres(
  url: string,
  table: string,
  columns: readonly RandomColumn[],
): Promise<readonly Row[]> {
  const names = columns.map(({ name, sort }) => {
    if (sort === 'list') return `to_json(${name}_)::text`;
    return sort === 'bytes' ? `encode(${name}_, 'hex')` : `${name}_::text`;
  });
  const { rows } = await withPostgres(url, (client) =>
    client.query({ text: `select ${names.join(', ')} from ${table} order by id`, rowMode: 'array' }),
  );
  return (rows as Text[][]).map((row) =>
    row.map((text, c) => (text === null ? null : canonical(columns[c]?.sort as Sort, text))),
  );
}

export function readSqlite(path: string, table: string, columns: readonly RandomColumn[]): readonly Row[] {
  const database = new Database(path, { readonly: true });
  const rows = database
    .prepare(`select ${columns.map(({ name }) => `${name}_`).join(', ')} from ${table} order by id`)
    .raw(true)
    .safeIntegers(true)
    .all() as unknown[][];
  database.close();
  return rows.map((row) =>
    row.map((value, c) => {
      if (value === null) return null;
      if (Buffer.isBuffer(value)) return value.toString('hex');
      if (typeof value === 'string') return columns[c]?.sort === 'list' ? canonical('list', value) : value;
      return Object.is(value, -0) ? '-0' : String(value);
    }),
  );
}

export async function readFromBigQuery(
  server: BigQueryAt,
  table: string,
  columns: readonly RandomColumn[],
): Promise<readonly Row[]> {
  const rows = (await readBigQuery(server, table)) ?? [];
  return rows.map((row) =>
    columns.map(({ name, sort }) => {
      const text = row[`${name}_`] ?? null;
      return text !== null && sort === 'list' ? canonical('list', text) : text;
    }),
  );
}

/** Floating point and JSON as JavaScript prints them: one text for one value. */
function canonical(sort: Sort, text: string): string {
  if (sort === 'list') return JSON.stringify(JSON.parse(text));
  if (sort !== 'double' && sort !== 'float') return text;
  const value = sort === 'float' ? Math.fround(Number(text)) : Number(text);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The drawn value as this destination has to print it, from this source. */
export function expected(
  column: RandomColumn,
  value: string,
  from: SourceName,
  to: SourceName | DestinationName,
): string {
  if (to === 'bigquery' && column.sort === 'decimal') return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  if (column.sort === 'moment')
    return to === 'sqlite' || to === 'bigquery' ? `${value}Z` : to === 'mysql' ? value : `${value}+00`;
  if (column.sort !== 'boolean' || to !== 'postgres' || from === 'mysql') return value;
  return value === '1' ? 'true' : 'false';
}
