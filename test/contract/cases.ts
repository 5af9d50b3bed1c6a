/** Which values are hard to copy, how does each source come to hold them, and what has to become of them? */

import type { DestinationName, SourceName } from './databases.ts';

/**
 * How the source writes the value in SQL, and its text in PostgreSQL, in SQLite (left out: the same) and in BigQuery
 * (left out: as in SQLite), which drops the zeros behind a decimal.
 */
export type Value = readonly [literal: string, postgres: string | null, sqlite?: string, bigquery?: string];

/** `rows` are the positions of the values, from 1. Empty: refused when the run is planned. */
export type Refusal = {
  readonly code: string;
  readonly rows: readonly number[];
  /** Also refused under `on_invalid: text`. */
  readonly evenAsText?: true;
};

export type From = {
  readonly type: string;
  readonly values: readonly Value[];
  /** Where nothing is said, every value arrives exactly. */
  readonly refused?: Partial<Record<DestinationName, Refusal>>;
};

export type Case = {
  readonly number: string;
  readonly name: string;
  /** A text says why the source cannot have such a value. */
  readonly from: Readonly<Record<SourceName, From | string>>;
};

/** Whether a source has dates or times in it, which a time zone could shift. */
export function isOfTimes({ from }: Case): boolean {
  return Object.values(from).some((each) => typeof each !== 'string' && /date|time|year|interval/i.test(each.type));
}

const same = (...values: readonly string[]): readonly Value[] => values.map((value) => [`'${value}'`, value]);
const plain = (...values: readonly string[]): readonly Value[] => values.map((value) => [value, value]);
const all = (refusal: Refusal) => ({ postgres: refusal, sqlite: refusal, bigquery: refusal });
/** PostgreSQL has a wider calendar than the two others. */
const years = (refusal: Refusal) => ({ sqlite: refusal, bigquery: refusal });
/** Decimals, which BigQuery prints without the zeros behind them. */
const decimals = (...values: readonly string[]): readonly Value[] =>
  values.map((value) => [value, value, value, value.replace(/\.?0+$/, '')]);
const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex');
/** Texts by their bytes, so that no rule of quoting touches them. */
const texts = (source: SourceName, ...all: readonly (string | null)[]): readonly Value[] =>
  all.map((text) => {
    if (text === null) return ['null', null];
    if (source === 'mysql') return [`convert(x'${hex(text)}' using utf8mb4)`, text];
    return [source === 'postgres' ? `convert_from('\\x${hex(text)}', 'UTF8')` : `cast(x'${hex(text)}' as text)`, text];
  });
const everywhere = (...all: readonly (string | null)[]): Case['from'] => ({
  mysql: { type: 'text', values: texts('mysql', ...all) },
  postgres: { type: 'text', values: texts('postgres', ...all) },
  sqlite: { type: 'text', values: texts('sqlite', ...all) },
});
/** Moments in UTC: PostgreSQL prints `+00` behind them, SQLite gets `Z`. */
const moments = (...all: readonly string[]): readonly Value[] => all.map((at) => [`'${at}+00'`, `${at}+00`, `${at}Z`]);
const mysqlMoments = (...all: readonly string[]): readonly Value[] =>
  all.map((at) => [`'${at}'`, `${at}+00`, `${at}Z`]);

const REAL_DATES = 'PostgreSQL holds real dates only';
const NO_MOMENTS = 'SQLite has no type for a moment';
const NO_UNSIGNED = 'SQLite has no unsigned 64-bit integer';
const NO_DECIMALS = 'SQLite stores decimals as doubles';
const ONLY_MYSQL = 'a type of MySQL';
const ONLY_POSTGRES = 'a type of PostgreSQL';

const zero = { code: 'data.date', rows: [2] };

export const CASES: readonly Case[] = [
  {
    number: '1',
    name: 'decimal that fits',
    from: {
      mysql: { type: 'decimal(20,2)', values: decimals('123456789012345678.12', '0.10', '-0.01') },
      postgres: { type: 'numeric(20,2)', values: decimals('123456789012345678.12', '0.10', '-0.01') },
      sqlite: { type: 'decimal(10,2)', values: plain('0.5', '-12.25', '7') },
    },
  },
  {
    number: '2',
    name: 'decimal of 65 digits, of no limit',
    from: {
      mysql: {
        type: 'decimal(65,30)',
        values: decimals('12345678901234567890123456789012345.123456789012345678901234567890'),
      },
      postgres: {
        type: 'numeric',
        values: decimals(`${'9'.repeat(120)}.${'1'.repeat(60)}`, '1.10', '-0.000000001'),
        refused: { bigquery: { code: 'data.range', rows: [1] } },
      },
      sqlite: NO_DECIMALS,
    },
  },
  {
    number: '4',
    name: 'bigint unsigned, largest',
    from: {
      mysql: { type: 'bigint unsigned', values: plain('18446744073709551615', '0') },
      postgres: { type: 'numeric(20,0)', values: plain('18446744073709551615', '0') },
      sqlite: NO_UNSIGNED,
    },
  },
  {
    number: '5',
    name: 'integers beyond 2^53',
    from: {
      mysql: { type: 'bigint', values: plain('9007199254740993', '-9223372036854775807') },
      postgres: { type: 'bigint', values: plain('9007199254740993', '-9223372036854775807') },
      sqlite: { type: 'bigint', values: plain('9007199254740993', '-9223372036854775807') },
    },
  },
  {
    number: '6',
    name: 'zero date',
    from: {
      mysql: { type: 'date', values: same('2024-06-15', '0000-00-00'), refused: all(zero) },
      postgres: REAL_DATES,
      sqlite: { type: 'date', values: same('2024-06-15', '0000-00-00'), refused: all(zero) },
    },
  },
  {
    number: '6',
    name: 'zero date and time',
    from: {
      mysql: {
        type: 'datetime',
        values: same('2024-06-15 10:00:00', '0000-00-00 00:00:00'),
        refused: all(zero),
      },
      postgres: REAL_DATES,
      sqlite: {
        type: 'datetime',
        values: same('2024-06-15 10:00:00', '0000-00-00 00:00:00'),
        refused: all(zero),
      },
    },
  },
  {
    number: '7',
    name: 'partial zero date, day that never was',
    from: {
      mysql: {
        type: 'date',
        values: same('2024-02-29', '2020-00-15', '2020-01-00'),
        refused: all({ code: 'data.date', rows: [2, 3] }),
      },
      postgres: REAL_DATES,
      sqlite: {
        type: 'date',
        values: same('2024-02-29', '2020-00-15', '2020-01-00', '2023-02-29'),
        refused: all({ code: 'data.date', rows: [2, 3, 4] }),
      },
    },
  },
  {
    number: '8',
    name: 'years 1 to 9999, before, after',
    from: {
      mysql: { type: 'date', values: same('0001-01-01', '0999-12-31', '9999-12-31') },
      postgres: {
        type: 'date',
        values: same('0001-01-01', '9999-12-31', '0044-03-15 BC', '294276-12-31'),
        refused: years({ code: 'data.range', rows: [3, 4] }),
      },
      sqlite: { type: 'date', values: same('0001-01-01', '0999-12-31', '9999-12-31') },
    },
  },
  {
    number: '8',
    name: 'dates and times before year 1 and after 9999',
    from: {
      mysql: ONLY_POSTGRES,
      postgres: {
        type: 'timestamp',
        values: same(
          '0001-01-01 00:00:00',
          '9999-12-31 23:59:59.999999',
          '0044-03-15 12:00:00 BC',
          '10000-01-01 00:00:00',
        ),
        refused: years({ code: 'data.range', rows: [3, 4] }),
      },
      sqlite: ONLY_POSTGRES,
    },
  },
  {
    number: '8',
    name: 'infinity of dates and moments',
    from: {
      mysql: ONLY_POSTGRES,
      postgres: {
        type: 'timestamp',
        values: same('2024-06-15 10:00:00', 'infinity', '-infinity'),
        refused: years({ code: 'data.range', rows: [2, 3] }),
      },
      sqlite: ONLY_POSTGRES,
    },
  },
  {
    number: '9',
    name: 'date, which no time zone may shift',
    from: {
      mysql: { type: 'date', values: same('2024-06-15', '2024-12-31') },
      postgres: { type: 'date', values: same('2024-06-15', '2024-12-31') },
      sqlite: { type: 'date', values: same('2024-06-15', '2024-12-31') },
    },
  },
  {
    number: '10',
    name: 'date and time without zone',
    from: {
      mysql: { type: 'datetime(6)', values: same('2024-02-29 23:59:59.999999') },
      postgres: { type: 'timestamp(6)', values: same('2024-02-29 23:59:59.999999') },
      sqlite: { type: 'datetime', values: same('2024-02-29 23:59:59.999999') },
    },
  },
  {
    number: '11',
    name: 'moment',
    from: {
      mysql: { type: 'timestamp(6) null', values: mysqlMoments('2024-11-03 06:30:00.123456') },
      postgres: { type: 'timestamptz', values: moments('2024-11-03 06:30:00.123456', '2024-11-03 06:30:00') },
      sqlite: NO_MOMENTS,
    },
  },
  {
    number: '12',
    name: 'hour that is left out or comes twice',
    from: {
      mysql: { type: 'timestamp null', values: mysqlMoments('2024-11-03 05:30:00', '2024-11-03 06:30:00') },
      postgres: { type: 'timestamptz', values: moments('2024-11-03 05:30:00', '2024-11-03 06:30:00') },
      sqlite: { type: 'datetime', values: same('2024-03-10 02:30:00', '2024-11-03 01:30:00') },
    },
  },
  {
    number: '12',
    name: 'the same, without zone',
    from: {
      mysql: { type: 'datetime', values: same('2024-03-10 02:30:00', '2024-11-03 01:30:00') },
      postgres: { type: 'timestamp', values: same('2024-03-10 02:30:00', '2024-11-03 01:30:00') },
      sqlite: { type: 'timestamp', values: same('2024-03-10 02:30:00', '2024-11-03 01:30:00') },
    },
  },
  {
    number: '13',
    name: 'microseconds',
    from: {
      mysql: { type: 'time(6)', values: same('23:59:59.999999', '00:00:00.000001') },
      postgres: { type: 'time', values: same('23:59:59.999999', '00:00:00.000001') },
      sqlite: { type: 'time', values: same('23:59:59.999999', '00:00:00.000001') },
    },
  },
  {
    number: '14',
    name: 'time beyond a day',
    from: {
      mysql: {
        type: 'time',
        values: same('24:00:00', '-838:59:59', '838:59:59', '24:00:01'),
        refused: {
          postgres: { code: 'data.date', rows: [2, 3, 4] },
          bigquery: { code: 'data.date', rows: [1, 2, 3, 4] },
        },
      },
      postgres: {
        type: 'time',
        values: same('24:00:00', '00:00:00'),
        refused: { bigquery: { code: 'data.date', rows: [1] } },
      },
      sqlite: {
        type: 'time',
        values: same('24:00:00', '25:00:00', '10:00:60'),
        refused: {
          postgres: { code: 'data.date', rows: [2, 3] },
          bigquery: { code: 'data.date', rows: [1, 2, 3] },
        },
      },
    },
  },
  {
    number: '15',
    name: 'year',
    from: {
      mysql: {
        type: 'year',
        values: [
          ['0', '0'],
          ['2155', '2155'],
        ],
      },
      postgres: ONLY_MYSQL,
      sqlite: ONLY_MYSQL,
    },
  },
  {
    number: '16',
    name: 'tinyint(1), which holds 7 too; boolean',
    from: {
      mysql: { type: 'tinyint(1)', values: plain('0', '1', '7', '-128') },
      postgres: {
        type: 'boolean',
        values: [
          ['true', 'true', '1'],
          ['false', 'false', '0'],
        ],
      },
      sqlite: {
        type: 'boolean',
        values: [
          ['1', 'true', '1'],
          ['0', 'false', '0'],
        ],
      },
    },
  },
  {
    number: '17',
    name: 'bits',
    from: {
      mysql: {
        type: 'bit(64)',
        values: [
          ['18446744073709551615', '18446744073709551615'],
          ["b'1'", '1'],
        ],
      },
      postgres: { type: 'bit(8)', values: [["b'10101010'", '10101010']] },
      sqlite: 'SQLite has no bits',
    },
  },
  {
    number: '18',
    name: 'enum, with the empty value of an error',
    from: {
      mysql: {
        type: "enum('a','日本')",
        values: [...same('a', '日本'), ["'other'", '']],
      },
      postgres: { type: 'mood', values: same('ok', 'not so good') },
      sqlite: 'SQLite has no enum',
    },
  },
  {
    number: '18',
    name: 'set',
    from: { mysql: { type: "set('a','b')", values: same('a,b', '') }, postgres: ONLY_MYSQL, sqlite: ONLY_MYSQL },
  },
  {
    number: '19',
    name: 'json: large numbers, double keys, order',
    from: {
      mysql: { type: 'json', values: same('{"b":1,"a":12345678901234567890.10,"a":2}') },
      postgres: { type: 'json', values: same('{"b":1,"a":12345678901234567890.10,"a":2}', '1e400') },
      sqlite: { type: 'json', values: same('{"b":1,"a":12345678901234567890.10,"a":2}') },
    },
  },
  {
    number: '19',
    name: 'jsonb: large numbers',
    from: {
      mysql: ONLY_POSTGRES,
      postgres: { type: 'jsonb', values: same('{"a": 12345678901234567890.10, "b": [1, null]}') },
      sqlite: ONLY_POSTGRES,
    },
  },
  {
    number: '19',
    name: 'json that is none',
    from: {
      mysql: 'MySQL checks JSON',
      postgres: 'PostgreSQL checks JSON',
      sqlite: {
        type: 'json',
        values: same('[1]', '{"a":'),
        refused: { postgres: { code: 'data.json', rows: [2] } },
      },
    },
  },
  {
    number: '20',
    name: 'null of JSON, and NULL',
    from: {
      mysql: { type: 'json', values: [...same('null'), ['null', null]] },
      postgres: { type: 'jsonb', values: [...same('null'), ['null', null]] },
      sqlite: { type: 'json', values: [...same('null'), ['null', null]] },
    },
  },
  {
    number: '21',
    name: 'bytes, padded and empty',
    from: {
      mysql: {
        type: 'binary(4)',
        values: [
          ["x'ab'", 'ab000000'],
          ["x'00ff0a5c'", '00ff0a5c'],
        ],
      },
      postgres: {
        type: 'bytea',
        values: [
          ["'\\x00ff0a5c27'", '00ff0a5c27'],
          ["'\\x'", ''],
        ],
      },
      sqlite: {
        type: 'blob',
        values: [
          ["x'00ff0a5c27'", '00ff0a5c27'],
          ["x''", ''],
        ],
      },
    },
  },
  {
    number: '22',
    name: 'NUL in text',
    from: {
      mysql: {
        type: 'text',
        values: texts('mysql', 'plain', 'a\0b'),
        refused: { postgres: { code: 'dst.encoding', rows: [2], evenAsText: true } },
      },
      postgres: 'PostgreSQL takes no NUL',
      sqlite: {
        type: 'text',
        values: texts('sqlite', 'plain', 'a\0b'),
        refused: { postgres: { code: 'dst.encoding', rows: [2], evenAsText: true } },
      },
    },
  },
  {
    number: '23',
    name: 'bytes that are not UTF-8, lone surrogate',
    from: {
      mysql: 'MySQL checks its character sets',
      postgres: 'PostgreSQL checks UTF-8',
      sqlite: {
        type: 'text',
        values: [
          ["'é'", 'é'],
          ["cast(x'ff41' as text)", null],
          ["cast(x'eda080' as text)", null],
        ],
        refused: all({ code: 'dst.encoding', rows: [2, 3], evenAsText: true }),
      },
    },
  },
  {
    number: '23',
    name: 'emoji, and another character set',
    from: {
      ...everywhere('😀 👩‍👩‍👧‍👦', 'e\u0301 é'),
      mysql: { type: 'varchar(20) character set latin1', values: texts('mysql', 'é ñ', 'Ærø') },
    },
  },
  { number: '23', name: 'emoji in utf8mb4', from: everywhere('😀', '𝄞 \ufffd') },
  {
    number: '24',
    name: "'', NULL, blanks, \\N and NULL as words",
    from: everywhere('', null, ' ', '\\N', 'NULL', '""'),
  },
  {
    number: '25',
    name: 'line ends, tab, quotes, BOM, U+2028',
    from: everywhere('a\nb\rc\r\n', '\t', `"'\`,;|`, '\\', '\\.', '\ufeffx', '\u2028\u2029'),
  },
  {
    number: '26',
    name: 'text as long as its column allows',
    from: {
      mysql: { type: 'varchar(3)', values: texts('mysql', 'あいう', '😀😀😀') },
      postgres: { type: 'varchar(3)', values: texts('postgres', 'あいう', '😀😀😀') },
      sqlite: { type: 'varchar(3)', values: texts('sqlite', 'あいう', 'longer than it says') },
    },
  },
  {
    number: '27',
    name: 'NaN, infinity and -0 of doubles',
    from: {
      mysql: { type: 'double', values: plain('-1.5', '0.25') },
      postgres: {
        type: 'double precision',
        values: same('NaN', 'Infinity', '-Infinity', '-0'),
        refused: { sqlite: { code: 'data.range', rows: [1, 4] } },
      },
      sqlite: {
        type: 'real',
        values: [
          ['9e999', 'Infinity'],
          ['-9e999', '-Infinity'],
        ],
      },
    },
  },
  {
    number: '27',
    name: 'NaN of a decimal',
    from: {
      mysql: ONLY_POSTGRES,
      postgres: {
        type: 'numeric',
        values: [...same('NaN'), ...decimals('1.50')],
        refused: { bigquery: { code: 'data.range', rows: [1] } },
      },
      sqlite: NO_DECIMALS,
    },
  },
  {
    number: '28',
    name: 'float of 4 bytes',
    from: {
      mysql: {
        type: 'float',
        values: [
          ['16777216', '1.6777216e+07', '16777216'],
          ['0.1', '0.1', '0.10000000149011612'],
        ],
      },
      postgres: {
        type: 'real',
        values: [
          ['16777216', '1.6777216e+07', '16777216'],
          ['0.1', '0.1', '0.10000000149011612'],
        ],
      },
      sqlite: { type: 'float', values: plain('0.1', '0.30000000000000004') },
    },
  },
  {
    number: '29',
    name: 'arrays: NULL inside, nested, empty, of numbers, from another index',
    from: {
      mysql: ONLY_POSTGRES,
      postgres: {
        type: 'numeric[]',
        values: [
          ["'{1.10,NULL,3}'", '{1.10,NULL,3}', '[1.10,null,3]'],
          ["'{{1,2},{3,4}}'", '{{1,2},{3,4}}', '[[1,2],[3,4]]'],
          ["'{}'", '{}', '[]'],
          ["'[0:1][1:2]={{1,2},{3,4.50}}'", '[0:1][1:2]={{1,2},{3,4.50}}', '"[0:1][1:2]={{1,2},{3,4.50}}"'],
          ["'[1:1][0:1]={{1,2}}'", '[1:1][0:1]={{1,2}}', '"[1:1][0:1]={{1,2}}"'],
          ['null', null],
        ],
      },
      sqlite: ONLY_POSTGRES,
    },
  },
  {
    number: '30',
    name: 'uuid',
    from: {
      mysql: { type: 'uuid', values: same('0190c5f0-3a4e-7c1e-8d6f-2b1a9c8e7d60') },
      postgres: { type: 'uuid', values: same('0190c5f0-3a4e-7c1e-8d6f-2b1a9c8e7d60') },
      sqlite: { type: 'text', values: same('0190c5f0-3a4e-7c1e-8d6f-2b1a9c8e7d60') },
    },
  },
  {
    number: '30',
    name: 'inet',
    from: {
      mysql: { type: 'inet6', values: same('2001:db8::1') },
      postgres: { type: 'inet', values: [["'2001:db8::1'", '2001:db8::1/128', '2001:db8::1'], ...same('10.0.0.0/8')] },
      sqlite: 'SQLite has no type for addresses',
    },
  },
  {
    number: '30',
    name: 'interval, in ISO 8601',
    from: {
      mysql: ONLY_POSTGRES,
      postgres: { type: 'interval', values: same('P1Y2M3DT4H5M6.5S', 'PT0S') },
      sqlite: ONLY_POSTGRES,
    },
  },
  {
    number: '30',
    name: 'money',
    from: {
      mysql: ONLY_POSTGRES,
      postgres: { type: 'money', values: plain('1'), refused: all({ code: 'data.type', rows: [] }) },
      sqlite: ONLY_POSTGRES,
    },
  },
  {
    number: '30',
    name: 'array of money',
    from: {
      mysql: ONLY_POSTGRES,
      postgres: { type: 'money[]', values: same('{1}'), refused: all({ code: 'data.type', rows: [] }) },
      sqlite: ONLY_POSTGRES,
    },
  },
  {
    number: '30',
    name: 'money behind two domains',
    from: {
      mysql: ONLY_POSTGRES,
      postgres: { type: 'salary', values: plain('1'), refused: all({ code: 'data.type', rows: [] }) },
      sqlite: ONLY_POSTGRES,
    },
  },
  {
    number: '30',
    name: 'geometry, with and without SRID',
    from: {
      mysql: {
        type: 'geometry',
        values: [
          ["st_geomfromtext('POINT(1 2)')", 'POINT(1 2)'],
          ["st_geomfromtext('POINT(1 2)', 3857)", 'SRID=3857;POINT(1 2)'],
        ],
      },
      postgres: { type: 'point', values: same('(1,2)') },
      sqlite: 'SQLite has no geometry of its own',
    },
  },
  {
    number: '30',
    name: 'range',
    from: { mysql: ONLY_POSTGRES, postgres: { type: 'int4range', values: same('[1,5)') }, sqlite: ONLY_POSTGRES },
  },
  {
    number: 'S',
    name: 'integer column that holds other things',
    from: {
      mysql: 'MySQL holds columns to their type',
      postgres: 'PostgreSQL holds columns to their type',
      sqlite: {
        type: 'integer',
        values: [...plain('5', '1.5'), ...same('text')],
        refused: all({ code: 'data.type', rows: [2, 3] }),
      },
    },
  },
  {
    number: 'S',
    name: 'decimal column that holds text',
    from: {
      mysql: 'MySQL holds columns to their type',
      postgres: 'PostgreSQL holds columns to their type',
      sqlite: {
        type: 'decimal(10,2)',
        values: [...plain('1.5'), ...same('n/a')],
        refused: all({ code: 'data.type', rows: [2] }),
      },
    },
  },
  {
    number: 'd',
    name: 'char with blanks at its end, as the source prints it',
    from: {
      mysql: { type: 'char(5)', values: [["'a  '", 'a']] },
      postgres: { type: 'character(5)', values: [["'a  '", 'a    ']] },
      sqlite: { type: 'char(5)', values: same('a  ') },
    },
  },
  { number: 'e', name: 'texts that differ in case, accents, blanks', from: everywhere('a', 'A', 'á', 'a ') },
  { number: 'h', name: 'a ? that a lax server stored long ago', from: everywhere('?', 'caf?') },
];
