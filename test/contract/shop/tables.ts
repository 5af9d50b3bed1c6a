/** Which tables does the shop have? One logical shop, whatever database it stands in. */
import type { SourceName } from '../databases.ts';
import { type Kind, POOLS, type Text } from './values.ts';

export type ShopColumn = {
  readonly name: string;
  readonly kind: Kind;
  readonly nullable: boolean;
  /** The value of a row, from 1. Left out: the pool of the kind, in its own turn. */
  readonly value?: (row: number) => Text;
};

export type ShopTable = {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ShopColumn[];
  readonly primaryKey: readonly string[];
  readonly references: readonly {
    readonly columns: readonly string[];
    readonly table: string;
    readonly to: readonly string[];
  }[];
};

/** The type of each kind; SQLite has no exact decimals, no moments and no enums: they are text there. */
export const TYPES: Readonly<Record<Kind, Readonly<Record<SourceName, string>>>> = {
  key: { mysql: 'bigint', postgres: 'bigint', sqlite: 'bigint' },
  small: { mysql: 'smallint', postgres: 'smallint', sqlite: 'smallint' },
  int: { mysql: 'int', postgres: 'integer', sqlite: 'integer' },
  big: { mysql: 'bigint', postgres: 'bigint', sqlite: 'bigint' },
  flag: { mysql: 'tinyint(1)', postgres: 'boolean', sqlite: 'boolean' },
  price: { mysql: 'decimal(12,2)', postgres: 'numeric(12,2)', sqlite: 'text' },
  wide: { mysql: 'decimal(38,18)', postgres: 'numeric(38,18)', sqlite: 'text' },
  double: { mysql: 'double', postgres: 'double precision', sqlite: 'double' },
  float: { mysql: 'float', postgres: 'real', sqlite: 'float' },
  code: { mysql: 'char(3)', postgres: 'character(3)', sqlite: 'char(3)' },
  word: { mysql: 'varchar(60)', postgres: 'varchar(60)', sqlite: 'varchar(60)' },
  text: { mysql: 'text', postgres: 'text', sqlite: 'text' },
  bytes: { mysql: 'varbinary(300)', postgres: 'bytea', sqlite: 'blob' },
  date: { mysql: 'date', postgres: 'date', sqlite: 'date' },
  time: { mysql: 'time(6)', postgres: 'time', sqlite: 'time' },
  local: { mysql: 'datetime(6)', postgres: 'timestamp', sqlite: 'datetime' },
  moment: { mysql: 'timestamp(6)', postgres: 'timestamptz', sqlite: 'text' },
  uuid: { mysql: 'uuid', postgres: 'uuid', sqlite: 'text' },
  json: { mysql: 'json', postgres: 'json', sqlite: 'json' },
  status: { mysql: "enum('new','sold out','廃番','it''s')", postgres: 'shop_status', sqlite: 'text' },
};

const STATUS = "create type shop_status as enum ('new', 'sold out', '廃番', 'it''s')";
/** What has to stand there before the tables do. */
export const BEFORE: Readonly<Record<SourceName, string | null>> = { mysql: null, postgres: STATUS, sqlite: null };

const own = (name: string, kind: Kind): ShopColumn => ({ name, kind, nullable: true });
const given = (name: string, kind: Kind, value: (row: number) => Text): ShopColumn => ({
  name,
  kind,
  nullable: false,
  value,
});
const id = given('id', 'key', String);
const optional = (name: string, kind: Kind, value: (row: number) => Text): ShopColumn => ({
  name,
  kind,
  nullable: true,
  value,
});
/** A row of a table of so many rows. */
const one =
  (rows: number, stride = 7) =>
  (row: number): string =>
    String(((row * stride) % rows) + 1);
const code = (row: number): string =>
  `${String.fromCharCode(65 + (row % 26))}${String.fromCharCode(97 + (Math.floor(row / 26) % 26))}é`;

export const TABLES: readonly ShopTable[] = [
  {
    name: 'countries',
    rows: 60,
    columns: [
      given('code', 'code', code),
      own('name', 'word'),
      own('vat', 'price'),
      own('since', 'date'),
      own('open', 'flag'),
    ],
    primaryKey: ['code'],
    references: [],
  },
  {
    name: 'customers',
    rows: 400,
    columns: [
      id,
      own('email', 'word'),
      own('name', 'text'),
      own('birthday', 'date'),
      own('vip', 'flag'),
      own('credit', 'price'),
      own('score', 'double'),
      own('uid', 'uuid'),
      own('prefs', 'json'),
      own('photo', 'bytes'),
      optional('country', 'code', (row) => (row % 9 === 0 ? null : code((row % 60) + 1))),
      own('created_at', 'moment'),
      own('updated_at', 'local'),
    ],
    primaryKey: ['id'],
    references: [{ columns: ['country'], table: 'countries', to: ['code'] }],
  },
  {
    name: 'addresses',
    rows: 500,
    columns: [
      given('customer_id', 'key', one(400, 1)),
      given('position', 'small', (row) => String(row > 399 ? 2 : 1)),
      own('line', 'text'),
      own('zip', 'word'),
      own('lat', 'double'),
      own('accuracy', 'float'),
      own('valid_from', 'date'),
      own('valid_until', 'date'),
    ],
    primaryKey: ['customer_id', 'position'],
    references: [{ columns: ['customer_id'], table: 'customers', to: ['id'] }],
  },
  {
    name: 'categories',
    rows: 120,
    columns: [
      id,
      optional('parent_id', 'key', (row) => (row < 5 ? null : String(Math.floor(row / 3)))),
      own('name', 'word'),
      own('depth', 'small'),
    ],
    primaryKey: ['id'],
    references: [{ columns: ['parent_id'], table: 'categories', to: ['id'] }],
  },
  {
    name: 'products',
    rows: 300,
    columns: [
      id,
      own('sku', 'word'),
      own('description', 'text'),
      own('price', 'price'),
      own('weight', 'float'),
      own('stock', 'int'),
      own('barcode', 'big'),
      own('status', 'status'),
      own('attributes', 'json'),
      own('image', 'bytes'),
      own('on_sale', 'flag'),
      own('released', 'date'),
      own('open_from', 'time'),
      own('open_until', 'time'),
    ],
    primaryKey: ['id'],
    references: [],
  },
  {
    name: 'product_categories',
    rows: 300,
    columns: [given('category_id', 'key', one(120, 11)), given('product_id', 'key', String)],
    primaryKey: ['product_id', 'category_id'],
    references: [
      { columns: ['product_id'], table: 'products', to: ['id'] },
      { columns: ['category_id'], table: 'categories', to: ['id'] },
    ],
  },
  {
    // Words of SQL as names.
    name: 'order',
    rows: 600,
    columns: [
      id,
      given('customer_id', 'key', one(400)),
      own('group', 'word'),
      own('select', 'small'),
      own('from', 'local'),
      own('total', 'wide'),
      own('placed_at', 'moment'),
    ],
    primaryKey: ['id'],
    references: [{ columns: ['customer_id'], table: 'customers', to: ['id'] }],
  },
  {
    name: 'order_lines',
    rows: 600,
    columns: [
      given('order_id', 'key', (row) => String(Math.ceil(row / 2))),
      given('line', 'small', (row) => String((row % 2) + 1)),
      given('product_id', 'key', one(300)),
      own('quantity', 'int'),
      own('unit_price', 'price'),
      own('discount', 'wide'),
    ],
    primaryKey: ['order_id', 'line'],
    references: [
      { columns: ['order_id'], table: 'order', to: ['id'] },
      { columns: ['product_id'], table: 'products', to: ['id'] },
    ],
  },
  {
    name: 'payments',
    rows: 400,
    columns: [
      given('id', 'uuid', (row) => `0190c5f0-3a4e-7c1e-8d6f-${row.toString(16).padStart(12, '0')}`),
      given('order_id', 'key', one(600)),
      own('status', 'status'),
      own('amount', 'wide'),
      own('fee', 'double'),
      own('paid_at', 'moment'),
      own('token', 'bytes'),
      own('raw', 'json'),
      own('at', 'time'),
    ],
    primaryKey: ['id'],
    references: [{ columns: ['order_id'], table: 'order', to: ['id'] }],
  },
  {
    // Spaces, upper case and quotes in names; no key, and rows that are there several times.
    name: 'Shop Events',
    rows: 300,
    columns: [
      own('At', 'moment'),
      own('User Id', 'big'),
      own('naïve "kind"', 'word'),
      own("it's", 'text'),
      own('お名前', 'text'),
    ],
    primaryKey: [],
    references: [],
  },
  {
    name: '在庫',
    rows: 200,
    columns: [
      given('店舗', 'small', (row) => String(row % 10)),
      given('品番', 'word', (row) => `品番-${String(row).padStart(5, '0')}`),
      own('数量', 'int'),
      own('更新日時', 'local'),
      own('備考', 'text'),
    ],
    primaryKey: ['品番', '店舗'],
    references: [],
  },
  {
    name: 'measurements',
    rows: 500,
    columns: [
      own('a', 'double'),
      own('b', 'float'),
      own('c', 'wide'),
      own('d', 'big'),
      own('e', 'int'),
      own('f', 'small'),
      own('g', 'time'),
      own('h', 'local'),
      own('i', 'bytes'),
    ],
    primaryKey: [],
    references: [],
  },
];

/** A view over two tables, with columns of its own order and names. */
export const VIEW = {
  name: 'Open Orders',
  columns: [
    { name: 'order_id', kind: 'key', from: ['order', 'id'] },
    { name: 'Customer', kind: 'text', from: ['customers', 'name'] },
    { name: 'total', kind: 'wide', from: ['order', 'total'] },
    { name: 'placed_at', kind: 'moment', from: ['order', 'placed_at'] },
    { name: 'vip', kind: 'flag', from: ['customers', 'vip'] },
  ],
} as const;

/** The values of one row (from 1), in the columns' order. */
export function shopRow(table: ShopTable, row: number): readonly Text[] {
  return table.columns.map((column, c) => {
    if (column.value) return column.value(row);
    const pool = POOLS[column.kind];
    return pool[(row * 31 + c * 17 + table.columns.length) % pool.length] as Text;
  });
}
