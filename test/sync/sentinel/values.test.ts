import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Looks } from '../../../src/sync/findings.ts';
import { suspect } from '../../../src/sync/sentinel/examine.ts';
import type { Column } from '../../../src/sync/types.ts';

const column = (type: Column['type'] = 'string'): Column => ({ name: 'c', type, nullable: true, native: 'text' });
const look = (values: readonly string[], type?: Column['type']): Looks | null =>
  suspect(column(type), 'things', values, { primaryKey: [] })?.looks ?? null;

/** The same numbers every time: a linear congruential generator. */
function digits(seed: number): (count: number) => string {
  let state = seed;
  return (count) => {
    let text = '';
    while (text.length < count) {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      text += String(Math.floor(state / 65_536) % 10);
    }
    return text;
  };
}

const PERSONAL: readonly (readonly [Looks, readonly string[]])[] = [
  ['email', ['aiko@example.com', 'b.en+news@mail.example.co.jp', 'cleo@xn--eckwd4c.example']],
  ['email', ['call back', 'asked for aiko@example.com', 'paid', 'wants a refund', 'none']],
  ['email', ['{"to":"aiko@example.com"}', '{"to":"ben@example.com"}']],
  ['phone', ['+81 90-1234-5678', '+81312345678', '+1 415-555-2671']],
  ['phone', ['090-1234-5678', '03-1234-5678', '0120-123-456']],
  ['phone', ['09012345678', '0312345678', '08098765432']],
  ['phone', ['(415) 555-2671', '212-555-0123', '650.253.0000']],
  ['phone', ['０９０－１２３４－５６７８'.normalize('NFKC'), '070-1234-5678']],
  ['card', ['4111 1111 1111 1111', '5555555555554444', '3782-822463-10005', '3530111333300000']],
  ['my_number', ['123456789018', '1234 5678 9018', '112233445566'.replace(/.$/, '0'), '123456789018']],
  ['address', ['東京都千代田区丸の内1-9-1', '大阪府大阪市北区梅田3丁目1番3号']],
  ['address', ['札幌市中央区北1条西2-3', '横浜市西区みなとみらい2-2-1']],
  ['address', ['221B Baker Street', '1600 Pennsylvania Avenue NW', '12 Rue de Rivoli', '350 FIFTH AVENUE']],
  ['name', ['佐藤 花子', '鈴木一郎', '高橋 みなみ', '田中太郎']],
  ['name', ['サトウ ハナコ', 'スズキイチロウ', 'たかはし みなみ']],
  ['name', ['佐藤', '鈴木', '田中', '宮崎', '石川']],
];

const OTHER: readonly (readonly string[])[] = [
  ['git@github.com:acme/shop.git', 'https://user:secret@db.example.com/x', 'icon@2x.png', 'pkg@1.2.3'],
  ['2024-01-01', '2026-11-20 09:00:00', '12:30:45'],
  ['192.168.0.1', '10.0.0.254', '255.255.255.0'],
  ['978-4-87311-565-8', '4-06-519981-0', '0-306-40615-2'],
  ['100-0001', '1-2-3', 'A-100-200'],
  ['東京都', '大阪府', '山口県', '石川県', '福島県', '宮崎県'],
  ['山口市', '石川県', '宮崎駅', '福島店', '千葉支社'],
  ['東京都千代田区', '大阪市北区', '横浜市西区'],
  ['3 items in the box', '10 Street Fighter copies sold', '4 wheel drive parts'],
  ['AB-1234-5678', 'INV-090-1234', 'v1.20.300'],
  ['000000000000', '111111111111', '222222222222'],
  ['りんご', 'みかん', 'バナナ', 'チョコレート'],
  ['[redacted]', '***@example', 'a'.repeat(64)],
  ['1234567', '7654321', '0001234567'],
  ['1732060800000', '1732060800123', '1732060801999', '1732060802000'],
];

test('values of personal data are known whatever their column is called', () => {
  for (const [looks, values] of PERSONAL) assert.equal(look(values), looks, values.join(' | '));
});

test('values of other things are left alone', () => {
  for (const values of OTHER) assert.equal(look(values), null, `${look(values)}: ${values.join(' | ')}`);
});

test('numbers that pass a check digit by chance do not trip, by the thousand or by the dozen', () => {
  const next = digits(20_261_120);
  for (const count of [1, 2, 5, 12, 100, 1_000]) {
    const of = (prefix: string, length: number) =>
      Array.from({ length: count }, () => prefix + next(length - prefix.length));
    assert.equal(look(of('4', 16), 'integer'), null, `${count} order ids like cards`);
    assert.equal(look(of('', 12)), null, `${count} ids of 12 digits`);
    assert.equal(look(of('1', 10), 'integer'), null, `${count} ids of 10 digits`);
    assert.equal(look(of('', 13)), null, `${count} bar codes`);
  }
});

test('whole numbers are looked at for card numbers and My Number too', () => {
  assert.equal(look(['4111111111111111', '5555555555554444', '378282246310005'], 'integer'), 'card');
  assert.equal(look(['123456789018', '123456789018', '123456789018'], 'decimal'), 'my_number');
});

test('a few addresses among many notes are a column of notes, a tenth is not', () => {
  const notes = (mails: number) => Array.from({ length: 100 }, (_, i) => (i < mails ? 'see aiko@example.com' : 'paid'));
  assert.equal(look(notes(9)), null);
  assert.equal(look(notes(10)), 'email');
});

test('what is said of a column is names and counts', () => {
  const found = suspect({ ...column(), name: 'email' }, 'users', ['aiko@example.com', 'none'], { primaryKey: [] });
  assert.deepEqual(found, {
    column: 'email',
    type: 'text',
    looks: 'email',
    named: true,
    matched: 1,
    sampled: 2,
    masks: ['hash', 'redact', 'null', 'email'],
  });
  const key = suspect({ ...column(), name: 'email' }, 'users', [], { primaryKey: ['email'] });
  assert.deepEqual(key?.masks, ['hash']);
});
