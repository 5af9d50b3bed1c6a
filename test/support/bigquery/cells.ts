/** How does the API write a value of a row? */

import type { PostgresRow } from '../postgres.ts';
import { unknownToLoopback } from './api-error.ts';
import type { Field } from './catalog.ts';
import { NUL } from './storage.ts';

export type TimestampFormat = 'FLOAT64' | 'INT64' | 'ISO8601_STRING';
export type ApiRow = { readonly f: readonly { readonly v: string | null }[] };

/** A row as tabledata.list and getQueryResults have it. `names` are PostgreSQL's names of the columns. */
export function apiRow(
  row: PostgresRow,
  fields: readonly Field[],
  names: readonly string[],
  format: TimestampFormat,
): ApiRow {
  return { f: fields.map((field, i) => ({ v: cell(row[names[i] ?? ''] ?? null, field, format) })) };
}

export function cell(
  value: string | Buffer | null,
  field: Pick<Field, 'type'>,
  format: TimestampFormat,
): string | null {
  if (value === null) return null;
  if (Buffer.isBuffer(value)) return value.toString('base64');
  switch (field.type) {
    case 'BOOLEAN':
      return value === 't' ? 'true' : 'false';
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
    case 'FLOAT':
      return float(value);
    case 'STRING':
    case 'JSON':
      return value.replaceAll(NUL, '\0');
    case 'DATETIME':
      return sixDigits(value.replace(' ', 'T'));
    case 'TIME':
      return sixDigits(value);
    case 'TIMESTAMP':
      return timestamp(value, format);
    default:
      return value;
  }
}

/** The formats that a request asks for. */
export function timestampFormat(query: {
  readonly useInt64Timestamp?: boolean | undefined;
  readonly timestampOutputFormat?: string | undefined;
}): TimestampFormat {
  const { useInt64Timestamp, timestampOutputFormat: named } = query;
  if (named === undefined || named === 'TIMESTAMP_OUTPUT_FORMAT_UNSPECIFIED') {
    return useInt64Timestamp ? 'INT64' : 'FLOAT64';
  }
  if (named === 'INT64' || named === 'ISO8601_STRING' || named === 'FLOAT64') return named;
  throw unknownToLoopback(`timestampOutputFormat ${named}`);
}

function float(value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (Object.is(number, -0)) return '-0.0';
  const text = String(number);
  if (text.includes('e')) {
    const [mantissa = '', exponent = ''] = text.split('e');
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`;
  }
  return text.includes('.') ? text : `${text}.0`;
}

function sixDigits(value: string): string {
  const point = value.indexOf('.');
  return point < 0 ? value : value.padEnd(point + 7, '0');
}

/** PostgreSQL's text in UTC, `2026-01-02 03:04:05.000006+00`. */
function timestamp(value: string, format: TimestampFormat): string {
  const [seconds = '', fraction = ''] = value.replace(/\+00$/, '').split('.');
  const micros = BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
  if (format === 'INT64') return String(micros);
  if (format === 'FLOAT64') return float(String(Number(micros) / 1e6));
  return `${seconds.replace(' ', 'T')}.${fraction.padEnd(6, '0')}Z`;
}
