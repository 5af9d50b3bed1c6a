/** How are the awkward rows put into a database, and how is a table read back by that database's own means? */
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { AWKWARD_COLUMNS, type AwkwardRow, awkwardRow } from './awkward-rows.ts';
import { type BigQueryAt, readBigQuery } from './bigquery-rows.ts';

const CHUNK = 1000;

function* chunks(rows: number): Generator<readonly AwkwardRow[]> {
  for (let start = 1; start <= rows; start += CHUNK) {
    yield Array.from({ length: Math.min(CHUNK, rows - start + 1) }, (_, i) => awkwardRow(start + i));
  }
}

const values = (row: AwkwardRow): unknown[] => AWKWARD_COLUMNS.map((column) => row[column]);

export async function seedMysql(url: string, rows: number): Promise<void> {
  const connection = await mysql.createConnection({ uri: url, charset: 'utf8mb4', timezone: 'Z' });
  await connection.query("set session time_zone = '+00:00'");
  await connection.query(
    `create table awkward (id bigint not null primary key, label varchar(200), body text, amount decimal(18,6),
       big bigint unsigned, at_local datetime(6), at_utc timestamp(6) null, bin varbinary(64), day date, ratio double)
     character set utf8mb4`,
  );
  for (const chunk of chunks(rows)) {
    await connection.query('insert into awkward values ?', [chunk.map(values)]);
  }
  await connection.end();
}

export async function seedPostgres(url: string, rows: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("set timezone = 'UTC'");
  await client.query(
    `create table awkward (id bigint primary key, label varchar(200), body text, amount numeric(18,6), big numeric(20,0),
       at_local timestamp(6), at_utc timestamptz(6), bin bytea, day date, ratio double precision)`,
  );
  for (const chunk of chunks(rows)) {
    const columns = AWKWARD_COLUMNS.map((name) =>
      chunk.map((row) => (name === 'bin' ? (row.bin?.toString('hex') ?? null) : row[name])),
    );
    await client.query(
      `insert into awkward select id, label, body, amount, big, at_local, at_utc, decode(bin, 'hex'), day, ratio
         from unnest($1::bigint[], $2::text[], $3::text[], $4::numeric[], $5::numeric[], $6::timestamp[], $7::timestamptz[],
                     $8::text[], $9::date[], $10::float8[]) as t(${AWKWARD_COLUMNS.join(', ')})`,
      columns,
    );
  }
  await client.end();
}

/** SQLite has no type for a moment or for 64 unsigned bits: both are text there. */
export function seedSqlite(path: string, rows: number): void {
  const database = new Database(path);
  database.exec(
    `create table awkward (id integer primary key, label text, body text, amount text, big text, at_local datetime,
       at_utc text, bin blob, day date, ratio real)`,
  );
  const insert = database.prepare(`insert into awkward values (${AWKWARD_COLUMNS.map(() => '?').join(', ')})`);
  database.transaction(() => {
    for (const chunk of chunks(rows)) for (const row of chunk) insert.run(values(row));
  })();
  database.close();
}

/** A row as one comparable text: texts and bytes as the hex that the server made of them, NULL as `~`. */
export type Reading = AsyncGenerator<string>;

const PAGE = 5000;

export async function* readMysql(url: string, table = 'awkward'): Reading {
  const connection = await mysql.createConnection({ uri: url, charset: 'utf8mb4', rowsAsArray: true });
  try {
    await connection.query("set session time_zone = '+00:00'");
    const sql = `select id, hex(label), hex(body), cast(amount as char), cast(big as char),
      date_format(at_local, '%Y-%m-%d %H:%i:%s.%f'), date_format(at_utc, '%Y-%m-%d %H:%i:%s.%f'), hex(bin),
      date_format(day, '%Y-%m-%d'), cast(ratio as char) from ${table} where id > ? order by id limit ${PAGE}`;
    yield* paged(async (after) => (await connection.query(sql, [after]))[0] as unknown as unknown[][]);
  } finally {
    await connection.end();
  }
}

export async function* readPostgres(url: string, table = 'awkward'): Reading {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set timezone = 'UTC'");
    const hex = (column: string): string => `upper(encode(convert_to(${column}::text, 'UTF8'), 'hex'))`;
    const sql = `select id::text as key, ${hex('label')}, ${hex('body')}, amount::text, big::text,
      to_char(at_local::timestamp, 'YYYY-MM-DD HH24:MI:SS.US'), to_char(at_utc::timestamptz, 'YYYY-MM-DD HH24:MI:SS.US'),
      upper(encode(bin, 'hex')), to_char(day, 'YYYY-MM-DD'), ratio::text from ${table} where id > $1 order by id limit ${PAGE}`;
    yield* paged(async (after) => (await client.query({ text: sql, values: [after], rowMode: 'array' })).rows);
  } finally {
    await client.end();
  }
}

export async function* readSqlite(path: string, table = 'awkward'): Reading {
  const database = new Database(path, { readonly: true });
  try {
    const sql = `select id, hex(label) as label, hex(body), amount, big, at_local, at_utc, hex(bin), day, ratio, label is null,
      body is null, bin is null from ${table} where id > ? order by id limit ${PAGE}`;
    const select = database.prepare(sql).raw(true);
    // hex(NULL) is '' in SQLite: the last three columns tell the two apart.
    const nulls = [1, 2, 7];
    yield* paged(async (after) =>
      (select.all(after) as unknown[][]).map((row) =>
        row.slice(0, 10).map((value, i) => (nulls.includes(i) && row[10 + nulls.indexOf(i)] === 1 ? null : value)),
      ),
    );
  } finally {
    database.close();
  }
}

export async function* readFromBigQuery(server: BigQueryAt, table: string): Reading {
  const hex = (text: string | null | undefined) =>
    text == null ? null : Buffer.from(text).toString('hex').toUpperCase();
  for (const row of (await readBigQuery(server, table)) ?? []) {
    const { id, label, body, amount, big, at_local, at_utc, bin, day, ratio } = row;
    // BigQuery prints no zeros behind a decimal.
    const padded =
      amount == null
        ? null
        : `${amount}${amount.includes('.') ? '' : '.'}`.replace(/\.(\d*)$/, (_, digits) => `.${digits.padEnd(6, '0')}`);
    const values = [id, hex(label), hex(body), padded, big, at_local, at_utc, bin?.toUpperCase(), day, ratio];
    yield values.map((value, i) => printed(value ?? null, i)).join('|');
  }
}

async function* paged(page: (after: string) => Promise<unknown[][]>): Reading {
  for (let after = '0'; ; ) {
    const rows = await page(after);
    for (const row of rows) yield row.map(printed).join('|');
    if (rows.length < PAGE) return;
    after = String((rows.at(-1) as unknown[])[0]);
  }
}

/** Column 5 and 6 are times: servers print as many digits of the second as they like. Column 9 is a double. */
function printed(value: unknown, column: number): string {
  if (value === null) return '~';
  if (column === 9) return String(Number(value));
  if (column !== 5 && column !== 6) return String(value);
  const [seconds, fraction = ''] = String(value)
    .replace(/(Z|\+00)$/, '')
    .split('.');
  return `${seconds}.${fraction.padEnd(6, '0')}`;
}
