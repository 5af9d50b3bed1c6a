import { isUtf8 } from 'node:buffer';
import type { OnInvalid } from './config/spec.ts';
import { plainNumber } from './format/canonical.ts';
import { typeName } from './sql/ddl.ts';
import type { Column, DestinationKind, SourceKind } from './types.ts';

/** Why a value cannot be held exactly: the failure class, and what such a value is, to stand behind "holds". */
export type Invalid = { readonly code: string; readonly what: string };

/** Null for a value that arrives exactly. */
export type Validity = (cell: Uint8Array) => Invalid | null;

/** From where to where, and as what type, a column goes. */
export type Way = { readonly from: SourceKind; readonly to: DestinationKind; readonly on: OnInvalid };

const NO_DATE: Invalid = { code: 'data.date', what: 'a date of no calendar (0000-00-00 and the like)' };
const INFINITE: Invalid = { code: 'data.range', what: 'a date of infinity' };
const FAR: Invalid = { code: 'data.range', what: 'a date outside of the years 1 to 9999' };
const NO_CLOCK: Invalid = { code: 'data.date', what: 'a time outside of 00:00:00 to 24:00:00' };
const MIDNIGHT: Invalid = { code: 'data.date', what: 'a time outside of 00:00:00 to 23:59:59.999999' };
const NO_NUMBER: Invalid = { code: 'data.range', what: 'NaN or infinity, which no decimal of BigQuery is' };
const TOO_MANY_DIGITS: Invalid = {
  code: 'data.range',
  what: 'a number of more than 38 digits before or behind the point',
};
const NUL: Invalid = { code: 'dst.encoding', what: 'text with a NUL character' };
const NO_UTF8: Invalid = { code: 'dst.encoding', what: 'text that is not UTF-8' };
const NAN: Invalid = { code: 'data.range', what: 'NaN, which SQLite would store as NULL' };
const MINUS_ZERO: Invalid = { code: 'data.range', what: '-0, which SQLite would store as 0' };
const NO_JSON: Invalid = { code: 'data.json', what: 'text that is not JSON' };

/**
 * What of this column the destination cannot hold exactly, or null where it holds every value the source can have.
 * Pure, and cheap enough to be asked about every cell.
 */
export function validityOf(column: Column, way: Way): Validity | null {
  // Both sides have the same values then.
  if (way.from === way.to && way.from === 'postgres') return null;
  // BigQuery and SQLite take a NUL for a character like any other.
  const text = way.to === 'postgres' ? postgresText : sqliteText;
  if (way.on === 'text') return column.type === 'bytes' ? null : text;
  switch (column.type) {
    case 'date':
    case 'datetime':
    case 'timestamp':
      return way.from === 'postgres' ? isoDate : calendarDate;
    case 'time':
      if (way.to === 'bigquery') return hourOfDay;
      return way.to === 'postgres' ? clockTime : null;
    case 'double':
      return way.to === 'sqlite' ? sqliteNumber : null;
    case 'json':
      return way.to === 'postgres' && way.from === 'sqlite' ? (cell) => text(cell) ?? json(cell) : text;
    case 'string':
      return text;
    case 'decimal':
      return way.to === 'bigquery' ? decimalOf(column, way) : null;
    case 'boolean':
    case 'integer':
    case 'bytes':
      return null;
  }
}

const SHORT = 48;

function postgresText(cell: Uint8Array): Invalid | null {
  const length = cell.length;
  if (length > SHORT) return cell.includes(0) ? NUL : isUtf8(cell) ? null : NO_UTF8;
  let all = 0;
  for (let i = 0; i < length; i++) {
    const byte = cell[i] as number;
    if (byte === 0) return NUL;
    all |= byte;
  }
  return all < 0x80 || isUtf8(cell) ? null : NO_UTF8;
}

function sqliteText(cell: Uint8Array): Invalid | null {
  const length = cell.length;
  if (length > SHORT) return isUtf8(cell) ? null : NO_UTF8;
  let all = 0;
  for (let i = 0; i < length; i++) all |= cell[i] as number;
  return all < 0x80 || isUtf8(cell) ? null : NO_UTF8;
}

/** PostgreSQL's dates are real ones, but those of SQLite and BigQuery end at four digits of the year: no `infinity`, no `10000-01-01`, no `BC`. */
function isoDate(cell: Uint8Array): Invalid | null {
  if (cell[0] === 0x69 || cell[0] === 0x2d) return INFINITE;
  return cell[4] !== 0x2d || cell[cell.length - 1] === 0x43 ? FAR : null;
}

const two = (cell: Uint8Array, at: number): number => ((cell[at] as number) - 48) * 10 + (cell[at + 1] as number) - 48;

/** `YYYY-MM-DD[ HH:MM[:SS…]]`, whose form the source warrants: is it a day, and a time of that day? */
function calendarDate(cell: Uint8Array): Invalid | null {
  const year = two(cell, 0) * 100 + two(cell, 2);
  const month = two(cell, 5);
  const day = two(cell, 8);
  if (year === 0 || month === 0 || month > 12 || day === 0) return NO_DATE;
  if (day > 28 && day > daysOf(year, month)) return NO_DATE;
  // PostgreSQL would take 24:00 and :60 for a moment of the next day or minute, quietly.
  if (cell.length < 16) return null;
  if (two(cell, 11) > 23 || two(cell, 14) > 59) return NO_CLOCK;
  return cell.length >= 19 && cell[16] === 0x3a && two(cell, 17) > 59 ? NO_CLOCK : null;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `HH:MM[:SS[.ffffff]]` of MySQL, which may be negative and has three digits of hours, or of SQLite. */
function clockTime(cell: Uint8Array): Invalid | null {
  if (cell[0] === 0x2d || cell[2] !== 0x3a) return NO_CLOCK;
  const hours = two(cell, 0);
  if (hours > 24 || two(cell, 3) > 59 || (cell.length > 5 && two(cell, 6) > 59)) return NO_CLOCK;
  if (hours < 24) return null;
  for (let i = 3; i < cell.length; i++) {
    const byte = cell[i] as number;
    if (byte !== 0x30 && byte !== 0x3a && byte !== 0x2e) return NO_CLOCK;
  }
  return null;
}

/** BigQuery's day ends before midnight. */
function hourOfDay(cell: Uint8Array): Invalid | null {
  return clockTime(cell) === null && two(cell, 0) < 24 ? null : MIDNIGHT;
}

/** Digits that BIGNUMERIC has on either side of the point. */
const DIGITS = 38;

/** Of a declared size every number fits, where there is a type for the size; NaN fits no decimal. */
function decimalOf(column: Column, { from }: Way): Validity | null {
  if (typeName('bigquery', column) === 'BIGNUMERIC') return bigNumeric;
  return from === 'postgres' ? (cell) => (isWord(cell) ? NO_NUMBER : null) : null;
}

function bigNumeric(cell: Uint8Array): Invalid | null {
  if (isWord(cell)) return NO_NUMBER;
  const { length } = cell;
  // So short a number fits whatever is in it, but for an exponent.
  if (length <= DIGITS && !cell.includes(0x65) && !cell.includes(0x45)) return null;
  const [, exponent] = /e([+-]?\d+)$/i.exec(Buffer.from(cell).toString('latin1')) ?? [];
  if (Math.abs(Number(exponent ?? 0)) > 2 * DIGITS + length) return TOO_MANY_DIGITS;
  const [whole = '', fraction = ''] = plainNumber(Buffer.from(cell).toString('latin1')).replace('-', '').split('.');
  return whole.length > DIGITS || fraction.length > DIGITS ? TOO_MANY_DIGITS : null;
}

/** `NaN`, `Infinity`, `-Infinity`. */
function isWord(cell: Uint8Array): boolean {
  const first = (cell[0] === 0x2d ? cell[1] : cell[0]) as number;
  return first === 0x4e || first === 0x49;
}

function sqliteNumber(cell: Uint8Array): Invalid | null {
  if (cell[0] === 0x4e) return NAN;
  return cell.length === 2 && cell[0] === 0x2d && cell[1] === 0x30 ? MINUS_ZERO : null;
}

function json(cell: Uint8Array): Invalid | null {
  try {
    JSON.parse(Buffer.from(cell).toString('utf8'));
    return null;
  } catch {
    return NO_JSON;
  }
}
