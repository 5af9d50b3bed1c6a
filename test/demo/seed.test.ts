import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Database from 'better-sqlite3';
import { type ShopSize, seedShop } from '../../demo/seed.ts';

const dir = mkdtempSync(join(tmpdir(), 'sync-bot-seed-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const SIZE: ShopSize = { users: 3_000, purchases: 9_000, products: 120 };
const shop = join(dir, 'new', 'shop.db');
seedShop(shop, SIZE);

/** A hash of every cell of every row, in the order of the keys. */
function fingerprint(path: string): string {
  using db = open(path);
  const hash = createHash('sha256');
  for (const table of ['users', 'products', 'purchases']) {
    for (const row of db.db.prepare(`SELECT * FROM ${table} ORDER BY id`).raw().iterate()) {
      hash.update(`${JSON.stringify(row)}\n`);
    }
  }
  return hash.digest('hex');
}

function open(path: string): Disposable & { readonly db: Database.Database } {
  const db = new Database(path, { readonly: true });
  return { db, [Symbol.dispose]: () => db.close() };
}

function value(sql: string): unknown {
  using shopDb = open(shop);
  return shopDb.db.prepare(sql).pluck().get();
}

test('the shop has as many rows as were asked for', () => {
  assert.deepEqual(
    ['users', 'purchases', 'products'].map((table) => value(`SELECT count(*) FROM ${table}`)),
    [SIZE.users, SIZE.purchases, SIZE.products],
  );
});

test('the same seed makes the same rows, another seed makes others', () => {
  seedShop(join(dir, 'again.db'), SIZE);
  seedShop(join(dir, 'other.db'), SIZE, 7);
  assert.equal(fingerprint(join(dir, 'again.db')), fingerprint(shop));
  assert.notEqual(fingerprint(join(dir, 'other.db')), fingerprint(shop));
});

test('a shop that is there already is replaced whole, and no unfinished file stays', () => {
  const path = join(dir, 'replaced', 'shop.db');
  seedShop(path, { users: 5, purchases: 5, products: 5 });
  seedShop(path, SIZE);
  assert.equal(fingerprint(path), fingerprint(shop));
  assert.deepEqual(readdirSync(join(dir, 'replaced')), ['shop.db']);
});

test('every e-mail address is one of the domains that belong to nobody', () => {
  const addresses = "SELECT count(*) FROM users WHERE email LIKE '%_@_%'";
  assert.equal(value(addresses), value('SELECT count(*) FROM users WHERE email IS NOT NULL'));
  assert.equal(
    value(
      `${addresses} AND email NOT LIKE '%@example.com' AND email NOT LIKE '%@example.net' AND email NOT LIKE '%@example.org'`,
    ),
    0,
  );
  assert.equal(value('SELECT count(email) - count(DISTINCT email) FROM users'), 0);
});

test('no telephone number is one that somebody can have', () => {
  assert.equal(
    value(
      "SELECT count(*) FROM users WHERE phone NOT GLOB '+1-[2-9][0-9][0-9]-555-01[0-9][0-9]' AND phone NOT GLOB '090-0*'",
    ),
    0,
  );
});

test('the users hold what copies of data have been broken by', () => {
  for (const [what, where] of [
    ['an apostrophe', `name LIKE '%''%'`],
    ['an emoji', `name LIKE '%🌱%'`],
    ['a Japanese name', `name GLOB '*[一-龠]*'`],
    ['a character outside of the basic plane', `name LIKE '%𠮷%'`],
    ['no e-mail', 'email IS NULL'],
    ['no birthday', 'birthday IS NULL'],
    ['a deleted user', 'deleted_at IS NOT NULL'],
  ]) {
    assert.ok(Number(value(`SELECT count(*) FROM users WHERE ${where}`)) > 0, what);
  }
  for (const note of ['', 'NULL', '\\N', 'two\nlines', 'tab\there']) {
    using db = open(shop);
    const rows = db.db.prepare('SELECT count(*) FROM purchases WHERE note = ?').pluck().get(note);
    assert.ok(Number(rows) > 0, JSON.stringify(note));
  }
});

test('amounts are exact decimals in text, two places but for yen', () => {
  const bad = "CASE currency WHEN 'JPY' THEN amount GLOB '*[^0-9]*' ELSE amount NOT GLOB '*[0-9].[0-9][0-9]' END";
  assert.equal(value(`SELECT count(*) FROM purchases WHERE typeof(amount) <> 'text' OR ${bad}`), 0);
});

test('purchases belong to users and products that are there', () => {
  assert.equal(value('SELECT count(*) FROM purchases WHERE user_id NOT IN (SELECT id FROM users)'), 0);
  assert.equal(value('SELECT count(*) FROM purchases WHERE product_id NOT IN (SELECT id FROM products)'), 0);
});

test('tags are JSON lists', () => {
  assert.equal(value("SELECT count(*) FROM products WHERE json_type(tags) IS NOT 'array'"), 0);
});
