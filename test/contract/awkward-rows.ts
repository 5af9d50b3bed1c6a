/** Which values break tools that copy tables? Rows made of them, the same for every database, without chance. */

export type AwkwardRow = {
  readonly id: number;
  readonly label: string | null;
  readonly body: string | null;
  /** decimal(18,6) */
  readonly amount: string | null;
  /** Unsigned, 64 bits. */
  readonly big: string | null;
  /** A date and time without a zone, microseconds. */
  readonly at_local: string | null;
  /** A moment, in UTC, microseconds. */
  readonly at_utc: string | null;
  readonly bin: Buffer | null;
  readonly day: string | null;
  readonly ratio: number | null;
};

const TEXTS = [
  null,
  '',
  ' ',
  'NULL',
  '\\N',
  '\\',
  '\\\\n',
  '\\.',
  'a\tb',
  'line\nbreak',
  'carriage\rreturn',
  '\r\n',
  `quotes ' " \` ''`,
  '😀 emoji 👩‍👩‍👧‍👦',
  '日本語テキスト、全角　空白',
  'comma, semicolon; pipe|',
  '\u2028\u2029\ufeff\u00a0',
  '{"json": [1, "two\\n"]}',
  '%s $x $1 ?',
  'Ωμέγα ñ é (e\u0301)',
  '\u0001\u001f\u007f',
  'x'.repeat(190),
];
const AMOUNTS = [null, '0.000000', '-0.000001', '123456789012.345678', '-999999999999.999999', '0.100000', '1.005000'];
const BIGS = [null, '0', '18446744073709551615', '9223372036854775808', '9007199254740993', '1'];
const LOCALS = [
  null,
  '2024-02-29 23:59:59.999999',
  '1970-01-01 00:00:00.000001',
  '2024-03-10 02:30:00.100000',
  '1000-01-01 00:00:00.000000',
  '9999-12-31 23:59:59.123456',
];
const MOMENTS = [null, '2024-11-03 06:30:00.000001', '2001-09-09 01:46:40.500000', '2037-12-31 23:59:59.999999'];
const BYTES = [
  null,
  Buffer.alloc(0),
  Buffer.from([0]),
  Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x09, 0x5c, 0x27]),
  Buffer.from(Array.from({ length: 60 }, (_, i) => i * 4)),
];
const DAYS = [null, '2024-02-29', '1582-10-15', '0001-01-01', '9999-12-31', '1970-01-01'];
const RATIOS = [null, 0, -0.1, 1 / 3, 1e300, 5e-324, 1.7976931348623157e308, 123456789.12345679, 16777217];

/** Row `id` (from 1): every list turns at its own pace, so that all combinations come by. */
export function awkwardRow(id: number): AwkwardRow {
  const pick = <T>(list: readonly T[], turn: number): T => list[Math.floor(id / turn) % list.length] as T;
  const text = pick(TEXTS, 1);
  return {
    id,
    label: text,
    body: id % 5 === 0 ? null : `${pick(TEXTS, 3) ?? ''}#${id}`,
    amount: pick(AMOUNTS, 1),
    big: pick(BIGS, 1),
    at_local: pick(LOCALS, 2),
    at_utc: pick(MOMENTS, 1),
    bin: pick(BYTES, 1),
    day: pick(DAYS, 1),
    ratio: pick(RATIOS, 1),
  };
}

export const AWKWARD_COLUMNS = [
  'id',
  'label',
  'body',
  'amount',
  'big',
  'at_local',
  'at_utc',
  'bin',
  'day',
  'ratio',
] as const;
