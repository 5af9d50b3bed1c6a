/** Which columns does a table of every common type have, and which values may stand in them? Drawn with fast-check. */
import fc from 'fast-check';
import type { DestinationName, SourceName } from './databases.ts';

/** A value as its exact text, bytes as hex; null is NULL. */
export type Text = string | null;

/** How values of one sort are printed; `float` are doubles that four bytes can hold, a `list` is an array as JSON. */
export type Sort = 'text' | 'decimal' | 'bytes' | 'double' | 'float' | 'boolean' | 'clock' | 'moment' | 'list';

export type RandomColumn = {
  readonly name: string;
  readonly sort: Sort;
  /** Its type in each source; a source that is left out has no such type. */
  readonly in: Readonly<Partial<Record<SourceName, string>>>;
  /** Destinations that hold every one of these values exactly. */
  readonly to: readonly DestinationName[];
  readonly edges: readonly string[];
  readonly values: fc.Arbitrary<string>;
};

const ALL: readonly DestinationName[] = ['postgres', 'sqlite', 'bigquery'];
const DAY_US = 86_400_000_000;

function column(
  name: string,
  sort: Sort,
  types: RandomColumn['in'],
  values: fc.Arbitrary<string>,
  edges: readonly string[],
  to: readonly DestinationName[] = ALL,
): RandomColumn {
  return { name, sort, in: types, to, edges, values };
}

function integer(name: string, types: RandomColumn['in'], min: bigint, max: bigint): RandomColumn {
  const edges = [min, max, 0n, 1n, max - 1n, min + 1n].filter((edge) => edge >= min).map(String);
  return column(name, 'text', types, fc.bigInt({ min, max }).map(String), edges);
}

function decimal(
  name: string,
  types: RandomColumn['in'],
  precision: number,
  scale: number,
  to: readonly DestinationName[] = ALL,
): RandomColumn {
  const max = 10n ** BigInt(precision) - 1n;
  const printed = (units: bigint): string => {
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    const at = digits.length - scale;
    const fraction = scale === 0 ? '' : `.${digits.slice(at)}`;
    return `${units < 0n ? '-' : ''}${digits.slice(0, at)}${fraction}`;
  };
  // Of every length, and not only of the longest, which would be nearly all.
  const units = fc
    .tuple(fc.bigInt({ min: -max, max }), fc.integer({ min: 0, max: precision - 1 }))
    .map(([all, cut]) => all / 10n ** BigInt(cut));
  return column(name, 'decimal', types, units.map(printed), [max, -max, 0n, 1n, -1n].map(printed), to);
}

/** -0 has a column of its own: SQLite cannot hold it. */
const doubles = (least: number): fc.Arbitrary<string> =>
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -least, max: least })
    .map((value) => String(value === 0 ? 0 : value));
const floats = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value === 0 ? 0 : value));

const AWKWARD = [
  '\\',
  '\n',
  '\r',
  '\t',
  "'",
  '"',
  '`',
  ',',
  ';',
  '|',
  '%',
  '$',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\u0001',
  '\u007f',
  '\\N',
  '\\.',
  ' ',
  '０',
  'é',
  'e\u0301',
  '👩‍👩‍👧‍👦',
  '\u{10ffff}',
];
const TEXTS = [
  '',
  ' ',
  '\\N',
  'NULL',
  '\\.',
  '\\',
  "''",
  '\r\n',
  'a\tb',
  '\ufeffx',
  '\ufffe',
  '\u{10ffff}',
  '\u0001\u001f',
  'x'.repeat(30),
];
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength }) },
      { weight: 2, arbitrary: fc.string({ unit: 'binary-ascii', maxLength }) },
      { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...AWKWARD), maxLength: Math.ceil(maxLength / 4) }) },
    )
    .map(withoutLast);
const withoutNul = (value: string): string => value.replaceAll('\0', '\u0001');
/** The loopback BigQuery keeps a NUL as U+FFFF, and so cannot keep that one. */
const withoutLast = (value: string): string => value.replaceAll('\uffff', '\ufffe');

const FIRST_DAY = Date.UTC(2000, 0, 1) / 86_400_000 - 730_119;
const LAST_DAY = Date.UTC(9999, 11, 31) / 86_400_000;
const days = fc
  .integer({ min: FIRST_DAY, max: LAST_DAY })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const DAYS = [
  '0001-01-01',
  '9999-12-31',
  '1582-10-04',
  '1582-10-15',
  '1970-01-01',
  '2024-02-29',
  '0004-02-29',
  '1900-02-28',
];

/** `HH:MM:SS[.ffffff]`, without needless zeros. */
function clock(us: number): string {
  const seconds = Math.floor(us / 1_000_000);
  const hms = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  const fraction = String(us % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${hms.join(':')}${fraction === '' ? '' : `.${fraction}`}`;
}
/** As often to the second, to the millisecond, to the microsecond. */
const micros = (max: number): fc.Arbitrary<number> =>
  fc.tuple(fc.integer({ min: 0, max }), fc.constantFrom(1, 1000, 1_000_000)).map(([us, unit]) => us - (us % unit));
const clocks = micros(DAY_US - 1).map(clock);
const CLOCKS = ['00:00:00', '23:59:59.999999', '00:00:00.000001', '12:00:00.1'];
const datetimes = fc.tuple(days, clocks).map(([day, time]) => `${day} ${time}`);
const DATETIMES = [
  '0001-01-01 00:00:00',
  '9999-12-31 23:59:59.999999',
  '2024-03-10 02:30:00',
  '1969-12-31 23:59:59.999999',
];
/** MySQL's TIMESTAMP ends in 2038. */
const unix = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), micros(999_999))
  .map(
    ([second, us]) =>
      `${new Date(second * 1000).toISOString().slice(0, 10)} ${clock((second % 86_400) * 1_000_000 + us)}`,
  );
const UNIX = ['1970-01-01 00:00:01', '2038-01-19 03:14:07.999999', '2024-11-03 05:30:00', '2024-11-03 06:30:00'];
const spans = fc
  .tuple(fc.boolean(), micros(839 * 3_600_000_000 - 1_000_000))
  .map(([minus, us]) => `${minus && us > 0 ? '-' : ''}${clock(us)}`);

const documents = fc.oneof(
  fc.json({ maxDepth: 2, stringUnit: 'binary' }).map(withoutLast),
  fc.constantFrom(
    '{"a":1,"a":2}',
    '[1e400, 12345678901234567890.10, -0]',
    ' [ 1 ,2]\n',
    '"\\ud83d\\ude00 \\/"',
    'null',
  ),
);
const MOODS = ['ok', 'not so good', '日本', "it's", 'a,b'];
const moods = MOODS.map((mood) => `'${mood.replaceAll("'", "''")}'`).join(',');

export const MOOD = `create type mood as enum (${moods})`;

export const COLUMNS: readonly RandomColumn[] = [
  integer('int2', { mysql: 'smallint', postgres: 'smallint', sqlite: 'smallint' }, -(2n ** 15n), 2n ** 15n - 1n),
  integer('int4', { mysql: 'int', postgres: 'integer', sqlite: 'integer' }, -(2n ** 31n), 2n ** 31n - 1n),
  integer('int8', { mysql: 'bigint', postgres: 'bigint', sqlite: 'bigint' }, -(2n ** 63n), 2n ** 63n - 1n),
  integer('uint1', { mysql: 'tinyint unsigned' }, 0n, 255n),
  integer('uint4', { mysql: 'int unsigned', postgres: 'oid' }, 0n, 2n ** 32n - 1n),
  integer('uint8', { mysql: 'bigint unsigned' }, 0n, 2n ** 64n - 1n),
  integer('year', { mysql: 'year' }, 1901n, 2155n),
  decimal('money', { mysql: 'decimal(18,6)', postgres: 'numeric(18,6)' }, 18, 6),
  decimal('wide', { mysql: 'decimal(65,30)', postgres: 'numeric(65,30)' }, 65, 30),
  decimal('whole', { mysql: 'decimal(65,0)', postgres: 'numeric(65,0)' }, 65, 0, ['postgres', 'sqlite']),
  decimal('tiny', { mysql: 'decimal(30,30)', postgres: 'numeric(30,30)' }, 30, 30),
  decimal('free', { postgres: 'numeric' }, 200, 90, ['postgres', 'sqlite']),
  // What SQLite makes of a decimal: a double, whose text is all there is.
  column(
    'num',
    'decimal',
    { sqlite: 'decimal(10,2)' },
    doubles(1e15).map((value) => (value.includes('e') ? '0.5' : value)),
    ['0.1', '-0.01', '123456789.12', '5'],
  ),
  column(
    'float8',
    'double',
    { mysql: 'double', postgres: 'double precision', sqlite: 'real' },
    doubles(Number.MAX_VALUE),
    [
      '5e-324',
      '-5e-324',
      '2.225073858507201e-308',
      '2.2250738585072014e-308',
      '1.7976931348623157e+308',
      '-1.7976931348623157e+308',
      '0.1',
      '0.30000000000000004',
      '9007199254740992',
    ],
  ),
  column(
    'zero',
    'double',
    { postgres: 'double precision' },
    fc.constantFrom('-0', '0', '-1', '1'),
    ['-0'],
    ['postgres', 'bigquery'],
  ),
  column(
    'special',
    'double',
    { postgres: 'double precision' },
    fc.constantFrom('NaN', 'Infinity', '-Infinity', '1.5'),
    [],
    ['postgres', 'bigquery'],
  ),
  column(
    'float4',
    'float',
    { mysql: 'float', postgres: 'real' },
    floats,
    [2 ** -149, 2 ** -126, (2 - 2 ** -23) * 2 ** 127, 16_777_217, 0.1].map((n) => String(Math.fround(n))),
  ),
  column('text', 'text', { mysql: 'text', postgres: 'text', sqlite: 'text' }, text(30).map(withoutNul), TEXTS),
  column(
    'last',
    'text',
    { mysql: 'text', postgres: 'text', sqlite: 'text' },
    fc.constantFrom('\uffff', 'a\uffffb', '\ufffe\uffff'),
    [],
    ['postgres', 'sqlite'],
  ),
  column(
    'varchar',
    'text',
    { mysql: 'varchar(30)', postgres: 'varchar(30)', sqlite: 'varchar(30)' },
    text(30)
      .map(withoutNul)
      .map((value) => [...value].slice(0, 30).join('')),
    ['\u{10ffff}'.repeat(30), ''],
  ),
  column('nul', 'text', { mysql: 'text', sqlite: 'text' }, text(12), ['\0', 'a\0b', '\0\0x'], ['sqlite', 'bigquery']),
  column(
    'bytes',
    'bytes',
    { mysql: 'varbinary(60)', postgres: 'bytea', sqlite: 'blob' },
    fc.uint8Array({ maxLength: 60 }).map((data) => Buffer.from(data).toString('hex')),
    ['', '00', '5c4e', 'fffe000a095c27', '5c78'],
  ),
  column('day', 'text', { mysql: 'date', postgres: 'date', sqlite: 'date' }, days, DAYS),
  column('clock', 'clock', { mysql: 'time(6)', postgres: 'time', sqlite: 'time' }, clocks, CLOCKS),
  column(
    'span',
    'clock',
    { mysql: 'time(6)' },
    spans,
    ['-838:59:58.999999', '838:59:59', '-00:00:00.000001'],
    ['sqlite'],
  ),
  column('local', 'clock', { mysql: 'datetime(6)', postgres: 'timestamp', sqlite: 'datetime' }, datetimes, DATETIMES),
  column(
    'second',
    'text',
    { mysql: 'datetime', postgres: 'timestamp(0)' },
    datetimes.map((value) => value.slice(0, 19)),
    ['9999-12-31 23:59:59'],
  ),
  column('moment', 'moment', { mysql: 'timestamp(6) null', postgres: 'timestamptz' }, unix, UNIX),
  column('far', 'moment', { postgres: 'timestamptz' }, datetimes, DATETIMES),
  column(
    'uuid',
    'text',
    { mysql: 'uuid', postgres: 'uuid', sqlite: 'text' },
    fc.uuid({ version: [1, 2, 3, 4, 5, 6, 7] }),
    ['00000000-0000-0000-0000-000000000000'],
  ),
  // A document that is a number would be stored as one by SQLite; MySQL and PostgreSQL have a column for those.
  column(
    'json',
    'text',
    { mysql: 'json', postgres: 'json', sqlite: 'json' },
    documents.map((value) => (/^\s*[-\d]/.test(value) ? `[${value}]` : value)),
    ['{}', '[]', 'null', '""'],
  ),
  column(
    'number',
    'text',
    { mysql: 'json', postgres: 'json' },
    fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
      fc.bigInt().map(String),
    ),
    ['1e400', '-0', '12345678901234567890.10'],
  ),
  column(
    'flag',
    'boolean',
    { mysql: 'tinyint(1)', postgres: 'boolean', sqlite: 'boolean' },
    fc.boolean().map((value) => (value ? '1' : '0')),
    ['1', '0'],
  ),
  column(
    'mood',
    'text',
    { mysql: `enum(${moods})`, postgres: 'mood', sqlite: 'text' },
    fc.constantFrom(...MOODS),
    MOODS,
  ),
  column(
    'list',
    'list',
    { postgres: 'text[]' },
    fc.array(fc.option(text(8).map(withoutNul), { freq: 5 }), { maxLength: 4 }).map((all) => JSON.stringify(all)),
    ['[]', '[null]', '["null","NULL","","{}"]', '["a,b","\\\\","\\"","\\n"]'],
  ),
];

/** `rows` values of a column: its edges, a NULL, and what chance gives, the same for the same seed. */
export function drawn({ edges, values }: RandomColumn, rows: number, seed: number): readonly Text[] {
  const random = fc.sample(fc.option(values, { nil: null, freq: 20 }), { numRuns: rows, seed });
  return [...edges, null, ...random].slice(0, rows);
}
