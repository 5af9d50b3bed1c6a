/** Is this text a value of that type, and how does PostgreSQL write it? */
import type { Field, FieldType } from '../catalog.ts';
import { NUL } from '../storage.ts';

/** A value that BigQuery does not take; the message is without the place. */
export class BadValue extends Error {}

/** Checks the text of a value and gives PostgreSQL's text for it. Throws BadValue. */
export type ReadValue = (text: string) => string;

/** The check for a column, its parameters included. */
export function valueReader(field: Field): ReadValue {
  const { type, maxLength } = field;
  if (type === 'STRING') {
    const most = Number(maxLength ?? Number.POSITIVE_INFINITY);
    return (text) => string(text, most);
  }
  if (type === 'BYTES') {
    const most = Number(maxLength ?? Number.POSITIVE_INFINITY);
    return (text) => bytes(base64(text), most);
  }
  if (type === 'NUMERIC' || type === 'BIGNUMERIC') return (text) => decimal(text, { ...field, type });
  return READERS[type];
}

const READERS: Readonly<Record<Exclude<FieldType, 'STRING' | 'BYTES' | 'NUMERIC' | 'BIGNUMERIC'>, ReadValue>> = {
  BOOLEAN(text) {
    if (/^(true|t|yes|y|1)$/i.test(text)) return 't';
    if (/^(false|f|no|n|0)$/i.test(text)) return 'f';
    throw new BadValue('Could not convert value to boolean');
  },
  INTEGER(text) {
    if (!/^-?\d{1,19}$/.test(text)) throw new BadValue('Could not convert value to integer');
    const value = BigInt(text);
    if (value > 9223372036854775807n || value < -9223372036854775808n) {
      throw new BadValue('Could not convert value to integer: out of range');
    }
    return text;
  },
  FLOAT(text) {
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
      const value = Number(text);
      if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
      throw new BadValue('Could not convert value to double: out of range');
    }
    const word = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
    if (word === null) throw new BadValue('Could not convert value to double');
    return word[2]?.toLowerCase() === 'nan' ? 'NaN' : `${word[1] === '-' ? '-' : ''}Infinity`;
  },
  DATE(text) {
    checkDate(text);
    return text;
  },
  DATETIME(text) {
    const [, date = '', time = ''] = /^(.{10})[ T](.*)$/.exec(text) ?? [];
    checkDate(date);
    checkTime(time);
    return `${date} ${time}`;
  },
  TIMESTAMP(text) {
    const [, date = '', time = '', zone = ''] = /^(.{10})[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(.*)$/.exec(text) ?? [];
    checkDate(date);
    checkTime(time);
    const offset = /^(?:Z| ?UTC|)$/.test(zone) ? '+00' : zone;
    if (!/^[+-]\d\d(:\d\d)?$/.test(offset)) throw new BadValue('Could not parse timestamp: invalid time zone');
    const moment = Date.parse(`${date}T${time.slice(0, 8)}Z`) - minutes(offset) * 60_000;
    if (moment < FIRST || moment > LAST) throw new BadValue('Could not parse timestamp: out of range');
    return `${date} ${time}${offset}`;
  },
  TIME(text) {
    checkTime(text);
    return text;
  },
  JSON(text) {
    try {
      JSON.parse(text);
    } catch {
      throw new BadValue('Could not parse JSON');
    }
    return string(text, Number.POSITIVE_INFINITY);
  },
  INTERVAL(text) {
    if (!/^-?\d+-\d+ -?\d+ -?\d+:\d+:\d+(\.\d{1,6})?$/.test(text)) throw new BadValue('Could not parse interval');
    return text;
  },
};

const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

function minutes(offset: string): number {
  const [hours = '0', rest = '0'] = offset.slice(1).split(':');
  return (offset.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(rest));
}

function checkDate(text: string): void {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  if (date === null || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    throw new BadValue('Could not parse date: must be YYYY-MM-DD');
  }
  if (text < '0001-01-01') throw new BadValue('Could not parse date: out of range');
}

function checkTime(text: string): void {
  if (/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$/.test(text)) return;
  throw new BadValue('Could not parse time: must be HH:MM:SS[.DDDDDD]');
}

function string(text: string, most: number): string {
  if (!text.isWellFormed()) throw new BadValue('Could not convert value to string: not valid UTF-8');
  if (text.includes(NUL)) throw new BadValue('the loopback BigQuery cannot keep U+FFFF');
  if (text.length > most && [...text].length > most) {
    throw new BadValue(`Value has length ${[...text].length} which exceeds maximum length ${most}`);
  }
  return text.includes('\0') ? text.replaceAll('\0', NUL) : text;
}

function base64(text: string): Buffer {
  const decoded = Buffer.from(text, 'base64');
  if (decoded.toString('base64') !== text) throw new BadValue('Could not decode base64 string');
  return decoded;
}

/** PostgreSQL's text for bytes. */
export function bytes(value: Buffer, most: number): string {
  if (value.length > most) throw new BadValue(`Value has length ${value.length} which exceeds maximum length ${most}`);
  return `\\x${value.toString('hex')}`;
}

const DECIMALS = {
  NUMERIC: { scale: 9, most: 99999999999999999999999999999n * 10n ** 9n + 999999999n, least: null },
  // 2^255 - 1 and -2^255, times 10^-38
  BIGNUMERIC: { scale: 38, most: 2n ** 255n - 1n, least: -(2n ** 255n) },
} as const;

/** Refuses what BigQuery would round, too. */
function decimal(
  text: string,
  { type, precision, scale }: Field & { readonly type: 'NUMERIC' | 'BIGNUMERIC' },
): string {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text) ?? [];
  if (whole === '' && part === '') throw new BadValue(`Invalid ${type} value`);
  const limit = DECIMALS[type];
  const shift = Number(exponent) - part.length + limit.scale;
  const digits = `${whole}${part}`;
  const dropped = shift < 0 ? digits.slice(shift) : '';
  const kept = shift < 0 ? digits.slice(0, shift) : digits + '0'.repeat(Math.min(shift, 400));
  if (/[1-9]/.test(dropped))
    throw new BadValue(`Invalid ${type} value: more than ${limit.scale} digits behind the point`);
  const scaled = BigInt(kept || '0') * (sign === '-' ? -1n : 1n);
  if (scaled > limit.most || scaled < (limit.least ?? -limit.most)) {
    throw new BadValue(`Invalid ${type} value: out of range`);
  }
  if (precision !== undefined) checkParameters(scaled, limit.scale, { type, precision, scale: scale ?? '0' });
  return text;
}

function checkParameters(
  scaled: bigint,
  digits: number,
  { type, precision, scale }: { readonly type: string; readonly precision: string; readonly scale: string },
): void {
  const size = scaled < 0n ? -scaled : scaled;
  const [p, s] = [Number(precision), Number(scale)];
  const words = `Invalid value for ${type}(${p}, ${s})`;
  if (size % 10n ** BigInt(digits - s) !== 0n) throw new BadValue(`${words}: more than ${s} digits behind the point`);
  if (size >= 10n ** BigInt(p - s + digits)) throw new BadValue(`${words}: more than ${p - s} digits before the point`);
}
