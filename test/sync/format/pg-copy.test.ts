import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { copyDecoder, copyEncoder, countLines } from '../../../src/sync/format/pg-copy.ts';
import type { Cell, Column } from '../../../src/sync/types.ts';
import { type FreshPostgres, freshPostgres } from '../../support/postgres.ts';
import { needs } from '../../support/servers.ts';

const COLUMNS: readonly Pick<Column, 'type'>[] = [{ type: 'string' }, { type: 'bytes' }, { type: 'string' }];
const need = needs('postgres');
let postgres: FreshPostgres;

before(async () => {
  if (need.skip === false) postgres = await freshPostgres('pg_copy');
});
after(() => postgres?.drop());

/** Bytes that look like chance and are the same every time. */
function noise(seed: string, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < length; at += 32) parts.push(createHash('sha256').update(`${seed} ${at}`).digest());
  return Buffer.concat(parts).subarray(0, length);
}

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
/** Valid UTF-8 without NUL, made of what the format treats as special. */
const SPECIALS = [
  '\\',
  '\n',
  '\r',
  '\t',
  '\\N',
  '\\.',
  '\\\\',
  '\b',
  '\f',
  '\v',
  'N',
  '',
  'x',
  '日本',
  '😀',
  '\\x41',
  "'",
];

function text(seed: number): Buffer {
  const picks = noise(`text ${seed}`, seed % 23);
  return Buffer.from(Array.from(picks, (byte) => SPECIALS[byte % SPECIALS.length]).join(''), 'utf8');
}

function rows(count: number): Cell[][] {
  return Array.from({ length: count }, (_, i) => [
    i % 7 === 0 ? null : text(i),
    i % 5 === 0 ? null : i % 11 === 0 ? ALL_BYTES : noise(`bytes ${i}`, i % 40),
    i % 13 === 0 ? Buffer.alloc(0) : text(i * 3 + 1),
  ]);
}

function hex(all: readonly (readonly Cell[])[]): readonly (readonly (string | null)[])[] {
  return all.map((row) => row.map((cell) => (cell === null ? null : Buffer.from(cell).toString('hex'))));
}

test('what is encoded is decoded to the same cells, every byte value among them', () => {
  const columns = [{ type: 'string' }, { type: 'bytes' }] as const;
  const given: Cell[][] = [
    [ALL_BYTES, ALL_BYTES],
    [Buffer.alloc(0), Buffer.alloc(0)],
    [null, null],
    [Buffer.from('\\N'), Buffer.from('\\N')],
    ...Array.from(ALL_BYTES, (byte): Cell[] => [Buffer.from([byte]), Buffer.from([byte])]),
  ];
  const decoder = copyDecoder(columns);
  assert.deepEqual(hex(decoder.push(copyEncoder(columns)(given))), hex(given));
  decoder.end();
});

test('the decoder gives the same cells wherever its bytes are cut', () => {
  const given = rows(40);
  const data = copyEncoder(COLUMNS)(given);
  assert.equal(countLines(data), given.length);
  for (let cut = 0; cut <= data.length; cut++) {
    const decoder = copyDecoder(COLUMNS);
    const got = [...hex(decoder.push(data.subarray(0, cut))), ...hex(decoder.push(data.subarray(cut)))];
    decoder.end();
    assert.deepEqual(got, hex(given), `cut at ${cut}`);
  }
  const decoder = copyDecoder(COLUMNS);
  const single = Array.from(data, (_, i) => hex(decoder.push(data.subarray(i, i + 1)))).flat();
  assert.deepEqual(single, hex(given), 'byte by byte');
});

test('a stream that ends inside a row is an error', () => {
  const data = copyEncoder(COLUMNS)(rows(3));
  const decoder = copyDecoder(COLUMNS);
  decoder.push(data.subarray(0, data.length - 1));
  assert.throws(() => decoder.end(), /ended inside a row/);
});

test('a buffer of the encoder stays as it was when the next one is made', () => {
  const encode = copyEncoder(COLUMNS);
  const first = encode(rows(20));
  const kept = Buffer.from(first);
  encode(rows(30).reverse());
  assert.ok(first.equals(kept));
});

test('a cell larger than the encoder’s first buffer fits, and decodes in time however it is cut', () => {
  const large = Buffer.alloc(8 * 1024 * 1024, '\\\tx');
  const given: Cell[][] = [[Buffer.from('a'), large, large]];
  const data = copyEncoder(COLUMNS)(given);
  const decoder = copyDecoder(COLUMNS);
  const began = performance.now();
  const got: Cell[][] = [];
  for (let at = 0; at < data.length; at += 8 * 1024) got.push(...decoder.push(data.subarray(at, at + 8 * 1024)));
  assert.equal(got.length, 1);
  assert.ok(large.equals(got[0]?.[1] as Uint8Array) && large.equals(got[0]?.[2] as Uint8Array));
  // Joining all that is held with every piece would move 13 GB here.
  assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`);
});

test('PostgreSQL reads what the encoder writes, and the decoder reads what PostgreSQL writes', need, async () => {
  // 3,000 rows with every special in every position; bytea takes every byte, text every character but NUL.
  const given = rows(3000);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await client.query('create table cells (n serial, a text, b bytea, c text)');
    const encode = copyEncoder(COLUMNS);
    const batches = [encode(given.slice(0, 1)), encode(given.slice(1, 2900)), encode(given.slice(2900))];
    await pipeline(Readable.from(batches), client.query(copyFrom('copy cells (a, b, c) from stdin')));
    const read = await client.query<{ a: string | null; b: string | null; c: string | null }>(
      `select encode(convert_to(a, 'UTF8'), 'hex') as a, encode(b, 'hex') as b, encode(convert_to(c, 'UTF8'), 'hex') as c
         from cells order by n`,
    );
    assert.deepEqual(
      read.rows.map((row) => [row.a, row.b, row.c]),
      hex(given),
    );
    const decoder = copyDecoder(COLUMNS);
    const out: Cell[][] = [];
    for await (const chunk of client.query(copyTo('copy (select a, b, c from cells order by n) to stdout'))) {
      out.push(...decoder.push(Buffer.from(chunk)));
    }
    decoder.end();
    assert.deepEqual(hex(out), hex(given));
  } finally {
    await client.end();
  }
});
