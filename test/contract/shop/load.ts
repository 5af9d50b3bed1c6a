/** How does the shop come into a database? */
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { quote, quoteList } from '../../../src/sync/sql/quote.ts';
import type { SourceName } from '../databases.ts';
import { BEFORE, type ShopTable, shopRow, TABLES, TYPES, VIEW } from './tables.ts';
import type { Text } from './values.ts';

function createTable(source: SourceName, table: ShopTable): string {
  const names = (columns: readonly string[]): string => quoteList(source, columns);
  const parts = [
    ...table.columns.map(({ name, kind, nullable }) => {
      return `${quote(source, name)} ${TYPES[kind][source]} ${nullable ? 'null' : 'not null'}`;
    }),
    ...(table.primaryKey.length > 0 ? [`primary key (${names(table.primaryKey)})`] : []),
    ...table.references.map(
      (key) => `foreign key (${names(key.columns)}) references ${quote(source, key.table)} (${names(key.to)})`,
    ),
  ];
  // MySQL's usual collation would take Aa and aA for one key.
  const end = source === 'mysql' ? ' character set utf8mb4 collate utf8mb4_bin' : '';
  return `create table ${quote(source, table.name)} (${parts.join(', ')})${end}`;
}

function createView(source: SourceName): string {
  const q = (name: string): string => quote(source, name);
  const columns = VIEW.columns.map(({ name, from }) => `${q(from[0])}.${q(from[1])} as ${q(name)}`);
  return `create view ${q(VIEW.name)} as select ${columns.join(', ')} from ${q('order')}
    join ${q('customers')} on ${q('customers')}.${q('id')} = ${q('order')}.${q('customer_id')}`;
}

const rowsOf = (table: ShopTable): readonly (readonly Text[])[] =>
  Array.from({ length: table.rows }, (_, i) => shopRow(table, i + 1));
const bytes = (text: string): Buffer => Buffer.from(text, 'hex');

export async function loadMysql(url: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url, charset: 'utf8mb4' });
  try {
    await connection.query("set session time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES'");
    for (const table of TABLES) {
      await connection.query(createTable('mysql', table));
      const rows = rowsOf(table).map((row) =>
        row.map((text, c) => (text !== null && table.columns[c]?.kind === 'bytes' ? bytes(text) : text)),
      );
      await connection.query(`insert into ${quote('mysql', table.name)} values ?`, [rows]);
    }
    await connection.query(createView('mysql'));
  } finally {
    await connection.end();
  }
}

export async function loadPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`set timezone = 'UTC'; ${BEFORE.postgres}`);
    for (const table of TABLES) {
      await client.query(createTable('postgres', table));
      const values = table.columns.map(({ kind }, c) =>
        kind === 'bytes' ? `decode(c${c}, 'hex')` : `c${c}::${TYPES[kind].postgres}`,
      );
      const rows = rowsOf(table);
      await client.query(
        `insert into ${quote('postgres', table.name)} select ${values.join(', ')}
           from unnest(${values.map((_, c) => `$${c + 1}::text[]`).join(', ')}) as t(${values.map((_, c) => `c${c}`).join(', ')})`,
        table.columns.map((_, c) => rows.map((row) => row[c])),
      );
    }
    await client.query(createView('postgres'));
  } finally {
    await client.end();
  }
}

export function loadSqlite(path: string): void {
  const database = new Database(path);
  try {
    for (const table of TABLES) {
      database.exec(createTable('sqlite', table));
      const insert = database.prepare(
        `insert into ${quote('sqlite', table.name)} values (${table.columns.map(() => '?').join(', ')})`,
      );
      database.transaction(() => {
        for (const row of rowsOf(table)) insert.run(row.map((text, c) => bound(table, c, text)));
      })();
    }
    database.exec(createView('sqlite'));
  } finally {
    database.close();
  }
}

function bound(table: ShopTable, c: number, text: Text): unknown {
  if (text === null) return null;
  switch (table.columns[c]?.kind) {
    case 'bytes':
      return bytes(text);
    case 'key':
    case 'small':
    case 'int':
    case 'big':
    case 'flag':
      return BigInt(text);
    case 'double':
    case 'float':
      return Number(text);
    case 'moment':
      return `${text}Z`;
    default:
      return text;
  }
}
