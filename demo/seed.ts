import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { generateMersenne53Randomizer } from '@faker-js/faker';
import Database from 'better-sqlite3';
import { makePools, type Pools } from './pools.ts';

export type ShopSize = { readonly users: number; readonly purchases: number; readonly products: number };

/** What `npm run demo` makes. */
export const DEMO_SIZE: ShopSize = { users: 50_000, purchases: 500_000, products: 500 };

/**
 * Amounts are TEXT, the way exact decimals have to be kept in SQLite: a column declared DECIMAL has NUMERIC affinity,
 * which turns 0.10 into the double 0.1 and rounds long numbers. Products are priced in whole yen, an INTEGER.
 */
const SCHEMA = `
  CREATE TABLE users (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    email      TEXT,
    phone      TEXT,
    birthday   DATE,
    city       TEXT,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    deleted_at DATETIME
  );
  CREATE TABLE products (
    id    INTEGER PRIMARY KEY,
    sku   TEXT NOT NULL UNIQUE,
    name  TEXT NOT NULL,
    price INTEGER NOT NULL,
    tags  TEXT NOT NULL
  );
  CREATE TABLE purchases (
    id           INTEGER PRIMARY KEY,
    user_id      INTEGER NOT NULL,
    product_id   INTEGER NOT NULL,
    quantity     INTEGER NOT NULL,
    amount       TEXT NOT NULL,
    currency     TEXT NOT NULL,
    note         TEXT,
    purchased_at DATETIME NOT NULL
  );
  CREATE TABLE inquiries (
    id       INTEGER PRIMARY KEY,
    user_id  INTEGER NOT NULL,
    reply_to TEXT NOT NULL,
    body     TEXT NOT NULL,
    sent_at  DATETIME NOT NULL
  );`;

const MAIL_DOMAINS = ['example.com', 'example.net', 'example.org'] as const;
const YEN_PER = { USD: 150, EUR: 165 } as const;

/** A whole number from 0 to `below` - 1. */
type Draw = (below: number) => number;

/**
 * Makes a SQLite shop of made-up people at `path`: 50,000 users and 500,000 purchases in about two seconds. The same
 * `seed` and size give the same rows. The file appears whole or not at all; one that is there already is replaced.
 * All e-mail addresses end in example.com, example.net or example.org, and no telephone number is one that is given out.
 */
export function seedShop(path: string, size: ShopSize, seed = 20_261_101): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });

  const randomizer = generateMersenne53Randomizer(seed);
  const draw: Draw = (below) => Math.floor(randomizer.next() * below);
  const pools = makePools(seed);

  const db = new Database(unfinished);
  try {
    // A crash in here leaves a file that nobody reads, so that nothing has to be safe on disk until the rename.
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.exec(SCHEMA);
    db.transaction(() => {
      insertUsers(db, size.users, pools, draw);
      const prices = insertProducts(db, size.products, pools, draw);
      insertPurchases(db, size, prices, pools, draw);
      insertInquiries(db, size, pools, draw);
    })();
  } finally {
    db.close();
  }
  renameSync(unfinished, path);
}

function insertUsers(db: Database.Database, users: number, pools: Pools, draw: Draw): void {
  const insert = db.prepare('INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (let id = 1; id <= users; id++) {
    const japanese = draw(10) < 3;
    const folk = japanese ? pools.japanese : pools.english;
    const first = pick(folk.first, draw);
    const family = pick(folk.family, draw);
    const name = japanese ? `${family} ${first}` : `${first} ${family}`;
    const mailbox = japanese ? pick(pools.words, draw) : `${first}.${family}`.toLowerCase().replace(/[^a-z.]/g, '');
    const email = `${mailbox}.${id}@${pick(MAIL_DOMAINS, draw)}`;
    const createdDay = Math.floor((id / (users + 1)) * pools.days.length);
    const updatedDay = createdDay + draw(pools.days.length - createdDay);
    const created = `${pools.days[createdDay]} ${pick(pools.seconds, draw)}`;
    const updated = `${pools.days[updatedDay]} ${pick(pools.seconds, draw)}`;
    const latest = updated > created ? updated : created;
    insert.run(
      id,
      name,
      draw(100) < 3 ? null : email,
      draw(100) < 10 ? null : phone(draw),
      draw(100) < 8 ? null : pick(pools.birthdays, draw),
      draw(100) < 5 ? null : pick(folk.cities, draw),
      created,
      latest,
      draw(100) < 4 ? latest : null,
    );
  }
}

/** Numbers that no one has: 555-01nn is kept free for fiction in North America, and no Japanese mobile starts 090-0. */
function phone(draw: Draw): string {
  return draw(2) === 0
    ? `+1-${201 + draw(700)}-555-01${String(draw(100)).padStart(2, '0')}`
    : `090-0${String(draw(1000)).padStart(3, '0')}-${String(draw(10_000)).padStart(4, '0')}`;
}

/** Returns the prices in yen, by product id - 1. */
function insertProducts(db: Database.Database, products: number, pools: Pools, draw: Draw): number[] {
  const insert = db.prepare('INSERT INTO products VALUES (?, ?, ?, ?, ?)');
  return Array.from({ length: products }, (_, n) => {
    const price = (1 + draw(400)) * 50;
    const tags = [...new Set(Array.from({ length: draw(4) }, () => pick(pools.words, draw)))];
    insert.run(n + 1, `SKU-${String(n + 1).padStart(5, '0')}`, pick(pools.goods, draw), price, JSON.stringify(tags));
    return price;
  });
}

function insertPurchases(
  db: Database.Database,
  size: ShopSize,
  prices: readonly number[],
  pools: Pools,
  draw: Draw,
): void {
  const insert = db.prepare('INSERT INTO purchases VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (let id = 1; id <= size.purchases; id++) {
    const product = draw(size.products);
    const quantity = 1 + draw(5);
    const yen = prices[product]! * quantity;
    const currency = draw(10) < 8 ? 'JPY' : draw(2) === 0 ? 'USD' : 'EUR';
    // Some people buy a lot: the smaller of two draws makes low numbers likelier.
    const user = 1 + Math.min(draw(size.users), draw(size.users));
    const day = pools.days[Math.floor((id / (size.purchases + 1)) * pools.days.length)];
    insert.run(
      id,
      user,
      product + 1,
      quantity,
      currency === 'JPY' ? String(yen) : decimal(Math.round((yen * 100) / YEN_PER[currency])),
      currency,
      draw(10) < 6 ? null : pick(pools.notes, draw),
      `${day} ${pick(pools.seconds, draw)}`,
    );
  }
}

/** What people wrote to the shop, with an address in every third text: columns that nobody should copy unseen. */
function insertInquiries(db: Database.Database, size: ShopSize, pools: Pools, draw: Draw): void {
  const insert = db.prepare('INSERT INTO inquiries VALUES (?, ?, ?, ?, ?)');
  const most = Math.min(200, size.users);
  for (let id = 1; id <= most; id++) {
    const address = `${pick(pools.words, draw)}.${id}@${pick(MAIL_DOMAINS, draw)}`;
    const body = `${pick(pools.goods, draw)}: ${pick(pools.notes, draw)}`;
    const told = draw(3) === 0 ? `${body}. Please write to ${address}` : body;
    insert.run(id, 1 + draw(size.users), address, told, `${pick(pools.days, draw)} ${pick(pools.seconds, draw)}`);
  }
}

/** Hundredths as a decimal with two places: 1050 is `10.50`. */
function decimal(hundredths: number): string {
  const digits = String(hundredths).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function pick<T>(pool: readonly T[], draw: Draw): T {
  return pool[draw(pool.length)]!;
}
