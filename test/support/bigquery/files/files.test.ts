import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { ApiError } from '../api-error.ts';
import type { Field } from '../catalog.ts';
import type { LoadAsked } from '../configuration.ts';
import { discarding } from '../discarding.ts';
import { readRows } from './index.ts';

const destinationTable = { projectId: 'p', datasetId: 'd', tableId: 't' };

/** PostgreSQL's lines of COPY for a file, or what was said against it. */
async function lines(file: string | Buffer, fields: readonly Field[], asked: Omit<LoadAsked, 'destinationTable'>) {
  try {
    const read: string[] = [];
    for await (const part of readRows([Buffer.from(file)], fields, { destinationTable, ...asked })) read.push(part);
    return read.join('');
  } catch (error) {
    if (error instanceof ApiError) return error.others[0]?.message.replace(/.*at position \d+: /s, '') ?? error.message;
    throw error;
  }
}

const field = (type: Field['type'], more: Partial<Field> = {}): Field => ({
  name: 'a',
  type,
  mode: 'NULLABLE',
  ...more,
});
const json = (value: string, of: Field, asked = {}) =>
  lines(`{"a":${value}}\n`, [of], { sourceFormat: 'NEWLINE_DELIMITED_JSON', ...asked });

suite('files that are loaded are checked by type', () => {
  test('every type takes what is documented and nothing else', async () => {
    const nines = (count: number) => '9'.repeat(count);
    const cases: readonly (readonly [Field, readonly string[], readonly string[]])[] = [
      [
        field('INTEGER'),
        ['"9223372036854775807"', '"-9223372036854775808"', '7', 'null'],
        ['"9223372036854775808"', '"1.0"', '1e3', '""', 'true', '"١"', '9007199254740993'],
      ],
      [field('BOOLEAN'), ['true', '"false"'], ['"maybe"', '1']],
      [field('FLOAT'), ['1.5', '"NaN"', '"-Infinity"', '"1e308"', '"-0"'], ['"1e309"', '"1,5"', '""']],
      [
        field('NUMERIC'),
        [`"${nines(29)}.999999999"`, '"-0.000000001"', '"1.10000000000"', '"1e2"'],
        [`"1${'0'.repeat(29)}"`, '"0.0000000001"', '"NaN"', '0.1234567890123456'],
      ],
      [field('NUMERIC', { precision: '5', scale: '2' }), ['"999.99"', '"-999.99"'], ['"1000"', '"0.001"']],
      [field('BIGNUMERIC'), [`"${nines(38)}.${nines(38)}"`], [`"${nines(39)}"`, `"0.${'0'.repeat(38)}1"`]],
      [
        field('BIGNUMERIC', { precision: '65', scale: '30' }),
        [`"${nines(35)}.${nines(30)}"`],
        [`"1${'0'.repeat(35)}"`],
      ],
      [
        field('STRING', { maxLength: '2' }),
        ['"😀😀"', '""', '"\\u0000"'],
        ['"abc"', '7', '"\\ud800"', '"\\uffff"', '{}', '["a"]'],
      ],
      [field('BYTES', { maxLength: '2' }), ['"/+8="', '""'], ['"AQID"', '"_-8="', '"A"', '"AQ"']],
      [
        field('DATE'),
        ['"0001-01-01"', '"9999-12-31"', '"2024-02-29"'],
        ['"0000-01-01"', '"2023-02-29"', '"2024-1-1"', '"10000-01-01"', '20240101'],
      ],
      [
        field('DATETIME'),
        ['"2024-01-01 00:00:00"', '"0001-01-01T23:59:59.999999"'],
        ['"2024-01-01"', '"2024-01-01 24:00:00"', '"2024-01-01 00:00:00Z"', '"2024-01-01 00:00:00.1234567"'],
      ],
      [
        field('TIMESTAMP'),
        ['"2024-01-01 00:00:00Z"', '"2024-01-01T00:00:00+09:00"', '"2024-01-01 00:00:00.000001 UTC"'],
        ['"0001-01-01 00:00:00+09:00"', '"2024-01-01 00:00:60Z"', '"2024-01-01 00:00:00 Mars"', '1700000000'],
      ],
      [field('TIME'), ['"23:59:59.999999"'], ['"24:00:00"', '"-01:00:00"', '"838:59:59"']],
      [field('JSON'), ['{"b":[1,null]}', '"text"'], []],
    ];
    for (const [of, good, bad] of cases) {
      for (const value of good) {
        const got = await json(value, of);
        assert.ok(got.endsWith('\n'), `${of.type} takes ${value}: ${got}`);
      }
      for (const value of bad) {
        const got = await json(value, of);
        assert.ok(!got.endsWith('\n'), `${of.type} refuses ${value}: ${got}`);
      }
    }
  });

  test('values reach PostgreSQL as they are', async () => {
    const fields = (['STRING', 'BYTES', 'FLOAT', 'TIMESTAMP', 'JSON'] as const).map((type) => ({
      ...field(type),
      name: type,
    }));
    const row = {
      STRING: 'a\tb\\N\n\0',
      BYTES: 'AP8=',
      FLOAT: '-0',
      TIMESTAMP: '2024-01-01T00:00:00.000001Z',
      JSON: { b: 1 },
    };
    assert.equal(
      await lines(JSON.stringify(row), fields, { sourceFormat: 'NEWLINE_DELIMITED_JSON' }),
      'a\\tb\\\\N\\n\uffff\t\\\\x00ff\t-0\t2024-01-01 00:00:00.000001+00\t{"b":1}\n',
    );
  });

  test('a row of JSON has known fields, all that are required, and valid UTF-8', async () => {
    const required = field('STRING', { mode: 'REQUIRED' });
    assert.match(await json('null', required), /Only optional fields can be set to NULL/);
    const ndjson = { sourceFormat: 'NEWLINE_DELIMITED_JSON' } as const;
    assert.match(await lines('{}', [required], ndjson), /Missing required field/);
    assert.match(await lines('{"b":1}', [field('STRING')], ndjson), /No such field: b/);
    assert.equal(await lines('{"b":1}', [field('STRING')], { ...ndjson, ignoreUnknownValues: true }), '\\N\n');
    assert.match(await lines('{"a":"x"}\n[1]\n', [field('STRING')], ndjson), /not a JSON object/);
    assert.match(
      await lines(Buffer.from([...Buffer.from('{"a":"'), 0xff, 0x22, 0x7d]), [field('STRING')], ndjson),
      /UTF-8/,
    );
    assert.equal(await lines('', [field('STRING')], ndjson), '');
  });

  test('CSV tells NULL from an empty text, and takes newlines and control characters only when told to', async () => {
    const two = [field('STRING'), { ...field('INTEGER'), name: 'b' }];
    const csv = (text: string, asked = {}) => lines(text, two, { sourceFormat: 'CSV', ...asked });
    assert.equal(await csv('"",\r\n,7\n"a ""b"", c",1'), '\t\\N\n\\N\t7\na "b", c\t1\n');
    assert.equal(await csv('\\N,\\N\n', { nullMarker: '\\N' }), '\\N\t\\N\n');
    assert.equal(await csv(',1\n', { nullMarker: '\\N' }), '\t1\n');
    assert.match(await csv(',\n', { nullMarker: '\\N' }), /Could not convert value to integer/);
    assert.match(await csv('"\\N",1\n', { nullMarker: '\\N' }), /a quoted value is the null marker/);
    assert.match(await csv('"a\nb",1\n'), /allowQuotedNewlines/);
    assert.equal(await csv('"a\nb",1\n', { allowQuotedNewlines: true }), 'a\\nb\t1\n');
    assert.match(await csv('a\0,1\n'), /ASCII 0/);
    assert.equal(await csv('a\0,1\n', { preserveAsciiControlCharacters: true }), 'a\uffff\t1\n');
    assert.equal(await csv('x,y\n1,2\n', { skipLeadingRows: 1 }), '1\t2\n');
    assert.match(await csv('a\n'), /Too few values/);
    assert.equal(await csv('a\n', { allowJaggedRows: true }), 'a\t\\N\n');
    assert.match(await csv('a,1,2\n'), /Too many values/);
    assert.match(await csv('"a"b,1\n'), /close quote/);
    assert.match(await csv('"a,1\n'), /Missing close quote/);
  });

  const TYPES: readonly (readonly [unknown, Field['type'], Buffer, string])[] = [
    ['boolean', 'BOOLEAN', Buffer.from([1]), 't'],
    ['long', 'INTEGER', long(-9223372036854775808n), '-9223372036854775808'],
    ['double', 'FLOAT', Buffer.from(new Float64Array([-0]).buffer), '-0'],
    ['string', 'STRING', sized('é\0'), 'é\uffff'],
    ['bytes', 'BYTES', sized('\xff'), '\\\\xc3bf'],
    [{ type: 'string', sqlType: 'JSON' }, 'JSON', sized('{}'), '{}'],
    [{ type: 'int', logicalType: 'date' }, 'DATE', long(-719162n), '0001-01-01'],
    [{ type: 'long', logicalType: 'time-micros' }, 'TIME', long(86_399_999_999n), '23:59:59.999999'],
    [{ type: 'long', logicalType: 'timestamp-micros' }, 'TIMESTAMP', long(-1n), '1969-12-31 23:59:59.999999+00'],
    [{ type: 'long', logicalType: 'local-timestamp-micros' }, 'DATETIME', long(1n), '1970-01-01 00:00:00.000001'],
    [
      { type: 'bytes', logicalType: 'decimal', precision: 5, scale: 2 },
      'NUMERIC',
      sized(Buffer.from([0xff, 0x85])),
      '-1.23',
    ],
  ];

  test('Avro is read by its logical types, deflated or not', async () => {
    const fields = TYPES.map(([, type], i) => ({ ...field(type), name: `f${i}` }));
    const record = {
      type: 'record',
      name: 'row',
      fields: TYPES.map(([type], i) => ({ name: `f${i}`, type: ['null', type] })),
    };
    const full = Buffer.concat(TYPES.map(([, , bytes]) => Buffer.concat([long(1n), bytes])));
    const empty = Buffer.concat(TYPES.map(() => long(0n)));
    const asked = { sourceFormat: 'AVRO', useAvroLogicalTypes: true } as const;
    const expected = `${TYPES.map(([, , , text]) => text).join('\t')}\n${TYPES.map(() => '\\N').join('\t')}\n`;
    for (const codec of ['null', 'deflate'] as const) {
      assert.equal(await lines(container(record, [full, empty], codec), fields, asked), expected);
    }
    assert.match(
      await lines(container(record, [full], 'null'), fields, { sourceFormat: 'AVRO' }),
      /f6 has changed type from DATE to INTEGER/,
    );
  });

  test('records that are thrown away are counted, however the file comes in pieces', async () => {
    const record = { type: 'record', name: 'row', fields: [{ name: 'a', type: 'long' }] };
    const file = container(
      record,
      [...Array(300).keys()].map((n) => long(BigInt(n))),
      'deflate',
    );
    for (const size of [1, 7, file.length]) {
      const counted = discarding('AVRO');
      for (let at = 0; at < file.length; at += size) counted.write(file.subarray(at, at + size));
      assert.deepEqual(await counted.input(), { discarded: { rows: 300, bytes: file.length } });
    }
  });

  test('Avro that is cut, out of range or of another schema is refused', async () => {
    const record = (type: unknown) => ({ type: 'record', name: 'row', fields: [{ name: 'a', type }] });
    const asked = { sourceFormat: 'AVRO', useAvroLogicalTypes: true } as const;
    const file = container(record('long'), [long(1n)], 'null');
    assert.match(await lines(file.subarray(0, -3), [field('INTEGER')], asked), /ends within a value/);
    assert.match(await lines(file, [field('STRING')], asked), /changed type from STRING to INTEGER/);
    assert.match(await lines(file, [{ ...field('INTEGER'), name: 'b' }], asked), /Cannot add fields \(field: a\)/);
    const date = container(record({ type: 'int', logicalType: 'date' }), [long(-719163n)], 'null');
    assert.match(await lines(date, [field('DATE')], asked), /Out of range/);
    const nothing = container(record(['null', 'long']), [long(0n)], 'null');
    assert.match(await lines(nothing, [field('INTEGER', { mode: 'REQUIRED' })], asked), /Missing required field/);
  });
});

function long(value: bigint): Buffer {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

function sized(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([long(BigInt(bytes.length)), bytes]);
}

function container(schema: object, records: readonly Buffer[], codec: 'null' | 'deflate'): Buffer {
  const sync = Buffer.alloc(16, 7);
  const content = Buffer.concat(records);
  const header = [sized('avro.schema'), sized(JSON.stringify(schema)), sized('avro.codec'), sized(codec)];
  return Buffer.concat([
    Buffer.from('Obj\u0001'),
    long(2n),
    ...header,
    long(0n),
    sync,
    long(BigInt(records.length)),
    sized(codec === 'deflate' ? deflateRawSync(content) : content),
    sync,
  ]);
}
