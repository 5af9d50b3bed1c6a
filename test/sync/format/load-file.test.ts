import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { LOAD_FORMATS, type LoadFormat } from '../../../src/sync/config/spec.ts';
import { plainMoment, plainNumber, plainTime } from '../../../src/sync/format/canonical.ts';
import { nullMarker } from '../../../src/sync/format/csv.ts';
import { chooseLoadFormat, type LoadColumn, loadColumns } from '../../../src/sync/format/load-columns.ts';
import { loadFiles } from '../../../src/sync/format/load-file.ts';
import type { Column } from '../../../src/sync/types.ts';
import { type Row, readLoadFile } from '../../support/load-files.ts';

type Given = Partial<Column> & Pick<Column, 'name' | 'type'>;
type Values = { readonly column: Given; readonly values: fc.Arbitrary<string>; readonly edges: readonly string[] };

const TOKEN = 'tabc_1_1';
const pad = (value: number | bigint, width: number): string => String(value).padStart(width, '0');
const integers = (min: bigint, max: bigint) => ({
  values: fc.bigInt({ min, max }).map(String),
  edges: [String(min), String(max), '0', '-1', '999999999999999', '-999999999999999', '9007199254740993'].filter(
    (edge) => BigInt(edge) >= min && BigInt(edge) <= max,
  ),
});
const decimals = (digits: number, scale: number) => {
  const max = 10n ** BigInt(digits) - 1n;
  const printed = (units: bigint): string => {
    const all = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const at = all.length - scale;
    return `${units < 0n ? '-' : ''}${all.slice(0, at)}${scale === 0 ? '' : `.${all.slice(at)}`}`;
  };
  const cut = fc.tuple(fc.bigInt({ min: -max, max }), fc.integer({ min: 0, max: digits - 1 }));
  return {
    values: cut.map(([units, less]) => printed(units / 10n ** BigInt(less))),
    edges: [max, -max, 0n, 1n, -1n, 127n, 128n, -128n, -129n, 32_767n, -32_769n]
      .filter((edge) => edge <= max && -edge <= max)
      .map(printed),
  };
};
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59Z');
const days = fc
  .date({ min: new Date(FIRST), max: new Date(LAST), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const clocks = fc
  .tuple(fc.integer({ min: 0, max: 86_399 }), fc.constantFrom('', '.5', '.000001', '.999999', '.120'))
  .map(
    ([at, fraction]) =>
      `${pad(Math.floor(at / 3600), 2)}:${pad(Math.floor(at / 60) % 60, 2)}:${pad(at % 60, 2)}${fraction}`,
  );
const moments = fc.tuple(days, clocks).map((parts) => parts.join(' '));
const MOMENTS = [
  '0001-01-01 00:00:00',
  '9999-12-31 23:59:59.999999',
  '1969-12-31 23:59:59.999999',
  '1970-01-01 00:00:00',
  '2000-02-29 12:00:00.5',
  '1900-03-01 00:00:00',
  '2106-11-24 00:00:00.000001',
  '1833-02-07 00:00:00.000001',
];
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '\n',
      '\r',
      '\t',
      ',',
      '\0',
      '\u0001',
      '\u001f',
      '\u007f',
      '\u2028',
      'é',
      '😀',
      '\ufeff',
      ' ',
    ),
    maxLength: 40,
  }),
);
const TEXTS = [
  '',
  ' ',
  '\\N',
  'NULL',
  'null',
  '"',
  '""',
  '\r\n',
  '\0',
  '\ufeffx',
  '\u0001'.repeat(3000),
  'long '.repeat(9000),
];

const COLUMNS: readonly Values[] = [
  { column: { name: 'id', type: 'integer', length: 8, nullable: false }, ...integers(-(2n ** 63n), 2n ** 63n - 1n) },
  { column: { name: 'small', type: 'integer', length: 2 }, ...integers(-32768n, 32767n) },
  { column: { name: 'unsigned', type: 'integer', length: 8, unsigned: true }, ...integers(0n, 2n ** 64n - 1n) },
  { column: { name: 'money', type: 'decimal', precision: 18, scale: 4 }, ...decimals(18, 4) },
  { column: { name: 'whole', type: 'decimal', precision: 29, scale: 0 }, ...decimals(29, 0) },
  { column: { name: 'wide', type: 'decimal', precision: 65, scale: 30 }, ...decimals(65, 30) },
  {
    column: { name: 'free', type: 'decimal' },
    values: fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }))
      .map((two) => two.join('.')),
    edges: [
      '0',
      '-0.10',
      `${'9'.repeat(38)}.${'9'.repeat(38)}`,
      `-${'9'.repeat(38)}.${'9'.repeat(38)}`,
      '.5',
      '1.',
      '1e5',
      '-2.5e-3',
      '+7',
    ],
  },
  {
    column: { name: 'double', type: 'double', length: 8 },
    values: fc.double().map((value) => (Object.is(value, -0) ? '-0' : String(value))),
    edges: ['-0', '0', 'NaN', 'Infinity', '-Infinity', '1e+20', '1e20', '5e-324', '1.7976931348623157e+308', '0001.5'],
  },
  { column: { name: 'yes', type: 'boolean' }, values: fc.constantFrom('t', 'f'), edges: ['t', 'f'] },
  { column: { name: 'text', type: 'string' }, values: texts, edges: TEXTS },
  { column: { name: 'json', type: 'json' }, values: texts, edges: TEXTS },
  {
    column: { name: 'blob', type: 'bytes' },
    values: fc.uint8Array({ maxLength: 50 }).map((all) => Buffer.from(all).toString('hex')),
    edges: ['', '00', 'ff0a225c', '00'.repeat(20_000)],
  },
  {
    column: { name: 'date', type: 'date' },
    values: days,
    edges: ['0001-01-01', '9999-12-31', '1970-01-01', '1969-12-31', '2000-02-29', '1900-02-28'],
  },
  { column: { name: 'time', type: 'time' }, values: clocks, edges: ['00:00:00', '23:59:59.999999', '10:30'] },
  {
    column: { name: 'datetime', type: 'datetime' },
    values: moments,
    edges: [...MOMENTS, '2024-01-02 10:30', '2024-01-02T10:30:01'],
  },
  {
    column: { name: 'timestamp', type: 'timestamp' },
    values: moments.map((at) => `${at}+00`),
    edges: MOMENTS.map((at) => `${at}+00`),
  },
];

const planned = COLUMNS.map(({ column }) => {
  const to: Column = { nullable: true, native: 'x', ...column };
  return { name: to.name, from: to, to, mask: null };
});
const added = [
  {
    column: { name: 'synced_at', type: 'timestamp', nullable: false, native: 'x' } as const,
    value: '2026-01-02 03:04:05.678+00',
  },
  { column: { name: 'word', type: 'string', nullable: true, native: 'x' } as const, value: 'a "quoted"\nword' },
];
const columns: readonly LoadColumn[] = loadColumns({ columns: planned, added });
const names = columns.map(({ name }) => name);
const bytes = new Set(['blob']);

const row = fc.tuple(
  ...COLUMNS.map(({ column, values, edges }) => {
    const some = fc.oneof({ weight: 2, arbitrary: values }, { weight: 1, arbitrary: fc.constantFrom(...edges) });
    return column.nullable === false ? some : fc.option(some, { freq: 6 });
  }),
);

const cellsOf = (row: readonly (string | null)[]) =>
  row.map((text, i) =>
    text === null ? null : Buffer.from(text, COLUMNS[i]?.column.type === 'bytes' ? 'hex' : 'utf8'),
  );

/** One text for one value, whatever the notation; of what a cell says and of what was read from a file. */
function canonical(type: Column['type'], text: string | null): string | null {
  if (text === null) return null;
  switch (type) {
    case 'integer':
    case 'decimal':
      return plainNumber(text.replace('+', ''));
    case 'double':
      return Object.is(Number(text), -0) ? '-0' : String(Number(text));
    case 'boolean':
      return text.slice(0, 1);
    case 'time':
      return plainTime(text);
    case 'datetime':
    case 'timestamp':
      return plainMoment(text.replace('T', ' '));
    default:
      return text;
  }
}

async function written(
  format: LoadFormat,
  compressed: boolean,
  batches: readonly (readonly (string | null)[])[][],
): Promise<Buffer> {
  const parts: Buffer[] = [];
  const file = await loadFiles({ columns, format, compressed, token: TOKEN }).begin(async (part) => {
    parts.push(Buffer.from(part));
  });
  for (const batch of batches) await file.write(batch.map(cellsOf));
  await file.end();
  return Buffer.concat(parts);
}

async function check(
  format: LoadFormat,
  compressed: boolean,
  batches: readonly (readonly (string | null)[])[][],
): Promise<void> {
  const data = await written(format, compressed, batches);
  const read: readonly Row[] = await readLoadFile(format, data, { names, bytes, marker: nullMarker(TOKEN) });
  const expected = batches.flat();
  assert.equal(read.length, expected.length);
  for (const [r, row] of expected.entries()) {
    for (const [c, { name, to, constant }] of columns.entries()) {
      const exact = canonical(to.type, constant ?? row[c] ?? null);
      assert.equal(canonical(to.type, read[r]?.[name] ?? null), exact, `${format}, row ${r}, ${name}`);
    }
  }
}

for (const format of LOAD_FORMATS) {
  test(`${format}: every cell that is written is the cell that another reader finds`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { maxLength: 4 }), { maxLength: 3 }),
        fc.boolean(),
        (batches, compressed) => check(format, compressed, batches),
      ),
      { numRuns: 120 },
    );
  });

  test(`${format}: every extreme of every type arrives`, async () => {
    const most = Math.max(...COLUMNS.map(({ edges }) => edges.length));
    const rows = Array.from({ length: most }, (_, i) => COLUMNS.map(({ edges }) => edges[i % edges.length] as string));
    await check(format, true, [rows, [], rows.slice(0, 1)]);
    await check(format, false, [rows]);
  });

  test(`${format}: pieces that are compressed at once come out in their order`, async () => {
    const base = COLUMNS.map(({ edges }) => edges[0] as string);
    const batches = Array.from({ length: 40 }, (_, b) =>
      Array.from({ length: b % 3 === 0 ? 400 : 1 }, (_, r) => [String(b * 1000 + r), ...base.slice(1)]),
    );
    await check(format, true, batches);
  });
}

test('without rows a file is what its format has for that', async () => {
  assert.equal((await written('ndjson', false, [])).length, 0);
  assert.equal(gunzipSync(await written('csv', true, [[]])).length, 0);
  await check('avro', true, []);
});

test('a NULL in a column that should have none is a NULL: what a table says changes between plan and read', async () => {
  for (const format of LOAD_FORMATS) await check(format, false, [[COLUMNS.map(() => null)]]);
});

test('a text that is the word for NULL is refused under CSV, and is a text like any other elsewhere', async () => {
  const row = COLUMNS.map(({ column, edges }) => (column.name === 'text' ? nullMarker(TOKEN) : (edges[0] as string)));
  await assert.rejects(written('csv', false, [[row]]), /the very word that this run writes for NULL/);
  await check('ndjson', false, [[row]]);
  await check('avro', false, [[row]]);
});

test('a row that BigQuery would not load is refused before it is sent', async () => {
  const base = COLUMNS.map(({ edges }) => edges[0] as string);
  const long = (bytes: number) => [
    base.map((text, i) => (COLUMNS[i]?.column.name === 'text' ? 'x'.repeat(bytes) : text)),
  ];
  await assert.rejects(written('avro', false, [long(50_000_000)]), /more than the 50 MB that BigQuery loads as avro/);
  await assert.rejects(written('ndjson', false, [long(100_000_000)]), /more than the 100 MB/);
});

test('Avro is chosen where it has every name, and a person may say otherwise', () => {
  const named = (...all: readonly string[]) => all.map((name) => ({ name }));
  assert.deepEqual(chooseLoadFormat(named('id', '_x9'), null), { format: 'avro', why: null });
  assert.deepEqual(chooseLoadFormat(named('id'), 'csv'), { format: 'csv', why: null });
  assert.deepEqual(chooseLoadFormat(named('id', '名前'), null).format, 'ndjson');
  assert.deepEqual(chooseLoadFormat(named('id', 'unit price'), 'avro'), {
    format: 'ndjson',
    why: 'Avro has no column name like unit price',
  });
  assert.deepEqual(chooseLoadFormat(named('unit price'), 'csv').format, 'csv');
});
