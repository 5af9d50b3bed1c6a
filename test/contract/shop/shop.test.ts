import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import pg from 'pg';
import { quote, quoteList } from '../../../src/sync/sql/quote.ts';
import { type FreshMysql, freshMysql } from '../../support/mysql.ts';
import { type FreshPostgres, freshPostgres } from '../../support/postgres.ts';
import { needs } from '../../support/servers.ts';
import { temporaryDirectory } from '../../support/sqlite.ts';
import { mysqlAt, postgresAt, runSync, sqliteAt, tableSpec } from '../../sync/engine.ts';
import { SOURCES, type SourceName } from '../databases.ts';
import { loadMysql, loadPostgres, loadSqlite } from './load.ts';
import { shopRow, TABLES, TYPES, VIEW } from './tables.ts';
import type { Kind, Text } from './values.ts';

// One shop in three databases: whichever it is copied from, the same tables arrive.
const need = needs('mysql', 'postgres');
const directory = temporaryDirectory();
const shop = join(directory, 'shop.db');
const warehouse = (from: SourceName): string => join(directory, `from_${from}.db`);
let mysql: FreshMysql;
let postgres: FreshPostgres;
let target: FreshPostgres;

type Copied = { readonly name: string; readonly columns: readonly { readonly name: string; readonly kind: Kind }[] };
const COPIED: readonly Copied[] = [...TABLES, VIEW];

before(async () => {
  if (need.skip !== false) return;
  [mysql, postgres, target] = await Promise.all([freshMysql('shop'), freshPostgres('shop'), freshPostgres('shop_to')]);
  await Promise.all([loadMysql(mysql.url), loadPostgres(postgres.url)]);
  loadSqlite(shop);
  for (const from of SOURCES) {
    await target.query(`create schema from_${from}`);
    const source = {
      mysql: mysqlAt(mysql.url),
      postgres: postgresAt(postgres.url, 'shop'),
      sqlite: sqliteAt(shop, 'shop'),
    }[from];
    const destinations = [{ ...postgresAt(target.url), schema: `from_${from}` }, sqliteAt(warehouse(from))];
    for (const { name } of COPIED)
      for (const destination of destinations) await runSync(tableSpec(name), { source, destination });
  }
});
after(async () => {
  await mysql?.drop();
  await postgres?.drop();
  await target?.drop();
});

/** What arrived: each column's type (with NOT NULL), and every row in an order of its own. */
type Arrived = { readonly types: readonly string[]; readonly rows: readonly (readonly Text[])[] };

async function inPostgres(from: SourceName, table: Copied): Promise<Arrived> {
  const client = new pg.Client({
    connectionString: target.url,
    types: { getTypeParser: () => (text: unknown) => text },
  });
  await client.connect();
  try {
    await client.query("set timezone = 'UTC'");
    const name = `from_${from}.${quote('postgres', table.name)}`;
    const types = await client.query(
      `select attname, format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end as type
         from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum`,
      [name],
    );
    assert.deepEqual(
      types.rows.map((row) => row.attname),
      table.columns.map((column) => column.name),
    );
    const values = table.columns.map(({ name: column, kind }) =>
      kind === 'bytes' ? `encode(${quote('postgres', column)}, 'hex')` : `${quote('postgres', column)}::text`,
    );
    const { rows } = await client.query({ text: `select ${values.join(', ')} from ${name}`, rowMode: 'array' });
    return { types: types.rows.map((row) => row.type), rows: sorted(rows) };
  } finally {
    await client.end();
  }
}

function inSqlite(from: SourceName, table: Copied): Arrived {
  const database = new Database(warehouse(from), { readonly: true });
  try {
    const types = database
      .prepare(`select type || iif("notnull", ' not null', '') as type from pragma_table_info(?)`)
      .pluck()
      .all(table.name) as string[];
    const columns = quoteList(
      'sqlite',
      table.columns.map((column) => column.name),
    );
    const rows = database
      .prepare(`select ${columns} from ${quote('sqlite', table.name)}`)
      .raw(true)
      .safeIntegers(true)
      .all();
    return { types, rows: sorted((rows as unknown[][]).map((row) => row.map(printed))) };
  } finally {
    database.close();
  }
}

function printed(value: unknown): Text {
  if (value === null) return null;
  return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
}

const sorted = (rows: readonly (readonly Text[])[]): readonly (readonly Text[])[] =>
  [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** The rows as the generator made them. */
function made(table: Copied): readonly (readonly Text[])[] {
  const whole = TABLES.find(({ name }) => name === table.name);
  if (whole) return Array.from({ length: whole.rows }, (_, i) => shopRow(whole, i + 1));
  const [orders, customers] = ['order', 'customers'].map((name) => TABLES.find((each) => each.name === name));
  assert.ok(orders && customers);
  return Array.from({ length: orders.rows }, (_, i) => {
    const order = shopRow(orders, i + 1);
    const customer = shopRow(customers, Number(order[1]));
    return VIEW.columns.map(({ from: [of, column] }) => {
      const { columns } = of === 'order' ? orders : customers;
      return (of === 'order' ? order : customer)[columns.findIndex(({ name }) => name === column)] as Text;
    });
  });
}

/** One form for a value whose type is another from another source: docs/types.md says which these are. */
const FORMS: Readonly<Partial<Record<Kind, (text: string) => string>>> = {
  flag: (text) => ({ true: '1', false: '0' })[text] ?? text,
  moment: (text) => text.replace(/(\+00|Z)$/, ''),
  double: (text) => String(Number(text)),
  float: (text) => String(Math.fround(Number(text))),
};
const inOneForm = (table: Copied, rows: readonly (readonly Text[])[]): readonly (readonly Text[])[] =>
  sorted(
    rows.map((row) =>
      row.map((text, c) => (text === null ? null : (FORMS[table.columns[c]?.kind as Kind]?.(text) ?? text))),
    ),
  );

for (const table of COPIED) {
  test(`${table.name} is the same table in SQLite, whichever database it comes from`, need, () => {
    const [first, second, third] = SOURCES.map((from) => inSqlite(from, table));
    assert.deepEqual(second?.rows, first?.rows);
    assert.deepEqual(third?.rows, first?.rows);
    assert.deepEqual(inOneForm(table, first?.rows ?? []), sorted(made(table)));
    // A view of PostgreSQL and SQLite does not know what its tables know: that a column is NOT NULL.
    const types = ({ types: all }: Arrived): readonly string[] =>
      table === VIEW ? all.map((type) => type.replace(' not null', '')) : all;
    assert.deepEqual(types(second as Arrived), types(first as Arrived));
    assert.deepEqual(types(third as Arrived), types(first as Arrived));
  });

  test(`${table.name} has the same cells in PostgreSQL, whichever database it comes from`, need, async () => {
    const meant = sorted(made(table));
    for (const from of SOURCES) assert.deepEqual(inOneForm(table, (await inPostgres(from, table)).rows), meant, from);
  });
}

test(
  'docs/types.md says which types of the shop differ in PostgreSQL by the database they come from',
  need,
  async () => {
    const kinds = new Map<Kind, readonly string[]>();
    for (const table of TABLES) {
      const arrived = await Promise.all(SOURCES.map((from) => inPostgres(from, table)));
      for (const [c, { name, kind }] of table.columns.entries()) {
        const types = arrived.map((each) => String(each.types[c]));
        assert.equal(new Set(types.map((type) => type.endsWith(' not null'))).size, 1, `${table.name}.${name}`);
        const bare = types.map((type) => type.replace(/ not null$/, ''));
        assert.deepEqual(kinds.get(kind) ?? bare, bare, `${table.name}.${name}`);
        kinds.set(kind, bare);
      }
    }
    const rows = [...kinds]
      .filter(([, types]) => new Set(types).size > 1)
      .map(
        ([kind, types]) =>
          `| ${SOURCES.map((from) => `\`${TYPES[kind][from].split("('")[0]}\``).join(', ')} | ${types.join(' | ')} |`,
      );
    const text = readFileSync(new URL('../../../docs/types.md', import.meta.url), 'utf8');
    const section = text.split('## The same data from different sources\n')[1]?.split('\n## ')[0] ?? '';
    const said = section.split('\n').filter((line) => line.startsWith('| `'));
    assert.deepEqual(said.toSorted(), rows.toSorted());
  },
);
