import { plainNumber } from './canonical.ts';
import { copyInto, makeRoom, type RowsBuffer } from './rows-buffer.ts';

// Avro's binary encoding of single values: https://avro.apache.org/docs/1.12.0/specification/#binary-encoding. What a double holds
// exactly is counted in doubles, everything else in bigints.

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
/** So many digits are a whole number of which twice as much is exact too. */
const EXACT_DIGITS = 15;

const FOUR_SEVENS = 2 ** 28;

/** A whole number below 2^52, zigzag and in sevens. Room for 10 bytes is the caller's. */
export function copyLong(rows: RowsBuffer, value: number): void {
  const { bytes } = rows;
  let { at } = rows;
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  // Doubles are taken apart as seldom as can be: the rest is done on 32 bits.
  while (rest >= FOUR_SEVENS) {
    const high = Math.floor(rest / FOUR_SEVENS);
    const low = rest - high * FOUR_SEVENS;
    bytes[at++] = (low & 0x7f) | 0x80;
    bytes[at++] = ((low >> 7) & 0x7f) | 0x80;
    bytes[at++] = ((low >> 14) & 0x7f) | 0x80;
    bytes[at++] = (low >> 21) | 0x80;
    rest = high;
  }
  let small = rest | 0;
  while (small > 0x7f) {
    bytes[at++] = (small & 0x7f) | 0x80;
    small >>= 7;
  }
  bytes[at++] = small;
  rows.at = at;
}

/** The same of any 64-bit number. */
function copyBigLong(rows: RowsBuffer, value: bigint): void {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  while (rest > 0x7fn) {
    rows.bytes[rows.at++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  rows.bytes[rows.at++] = Number(rest);
}

/** A whole number as text. */
export function copyInteger(rows: RowsBuffer, cell: Uint8Array): void {
  const { length } = cell;
  let i = cell[0] === MINUS ? 1 : 0;
  const negative = i === 1;
  let value = 0;
  for (; i < length && length <= EXACT_DIGITS; i++) {
    const digit = (cell[i] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (i === length) copyLong(rows, negative ? -value : value);
  else copyBigLong(rows, BigInt(text(cell)));
}

/** Text or bytes, with their length in front. Makes its room. */
export function copyBytes(rows: RowsBuffer, cell: Uint8Array): void {
  makeRoom(rows, cell.length + 10);
  copyLong(rows, cell.length);
  copyInto(rows, cell);
}

const eight = new DataView(new ArrayBuffer(8));

export function copyDouble(rows: RowsBuffer, cell: Uint8Array): void {
  // `NaN`, `Infinity` and `-0` are what JavaScript makes of these words too.
  eight.setFloat64(0, Number(text(cell)), true);
  for (let i = 0; i < 8; i++) rows.bytes[rows.at++] = eight.getUint8(i);
}

/** A decimal as a whole number of its last digit, `scale` digits behind the point: its shortest two's complement. */
export function copyDecimal(rows: RowsBuffer, cell: Uint8Array, scale: number): void {
  const { length } = cell;
  let i = cell[0] === MINUS ? 1 : 0;
  const negative = i === 1;
  let value = 0;
  let point = -1;
  for (; i < length && length <= EXACT_DIGITS; i++) {
    const digit = (cell[i] as number) - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (cell[i] === POINT && point === -1) point = i;
    else break;
  }
  let missing = scale - (point === -1 ? 0 : length - 1 - point);
  if (i !== length || missing < 0 || length + missing > EXACT_DIGITS) {
    copyBigDecimal(rows, unscaled(cell, scale));
    return;
  }
  for (; missing > 0; missing--) value *= 10;
  if (negative) value = -value;
  // Two's complement in two halves of 32 bits.
  const high = Math.floor(value / 2 ** 32);
  const low = value | 0;
  const size = high === low >> 31 ? sizeOf(low) : 4 + sizeOf(high);
  const { bytes } = rows;
  let { at } = rows;
  // The length, which zigzag doubles.
  bytes[at++] = 2 * size;
  for (let shift = 8 * (size - 5); shift >= 0; shift -= 8) bytes[at++] = (high >> shift) & 0xff;
  for (let shift = 8 * (Math.min(size, 4) - 1); shift >= 0; shift -= 8) bytes[at++] = (low >> shift) & 0xff;
  rows.at = at;
}

/** Bytes that a 32-bit number takes. */
function sizeOf(value: number): number {
  if ((value << 24) >> 24 === value) return 1;
  if ((value << 16) >> 16 === value) return 2;
  return (value << 8) >> 8 === value ? 3 : 4;
}

function unscaled(cell: Uint8Array, scale: number): bigint {
  const [whole = '', fraction = ''] = plainNumber(text(cell)).split('.');
  if (fraction.length > scale) throw new Error(`a decimal of ${fraction.length} digits behind the point, not ${scale}`);
  return BigInt(`${whole}${fraction.padEnd(scale, '0')}`);
}

function copyBigDecimal(rows: RowsBuffer, value: bigint): void {
  let size = 1;
  while (BigInt.asIntN(8 * size, value) !== value) size++;
  makeRoom(rows, size + 10);
  copyLong(rows, size);
  const hex = BigInt.asUintN(8 * size, value)
    .toString(16)
    .padStart(2 * size, '0');
  rows.at += rows.bytes.write(hex, rows.at, 'hex');
}

const two = (cell: Uint8Array, at: number): number =>
  ((cell[at] as number) - ZERO) * 10 + (cell[at + 1] as number) - ZERO;

/** Days since 1970 of `YYYY-MM-DD`, in the calendar that is counted back to the year 1. */
export function daysOf(cell: Uint8Array): number {
  const month = two(cell, 5);
  // Years that begin in March, so that a leap day is their last.
  const year = two(cell, 0) * 100 + two(cell, 2) - (month <= 2 ? 1 : 0);
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + two(cell, 8) - 1;
  return year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + dayOfYear - 719_468;
}

/** Microseconds of `HH:MM[:SS[.ffffff]]`, from `start`. */
export function clockMicros(cell: Uint8Array, start: number): number {
  let seconds = two(cell, start) * 3600 + two(cell, start + 3) * 60;
  if (cell.length > start + 5) seconds += two(cell, start + 6);
  let micros = 0;
  let unit = 100_000;
  for (let i = start + 9; i < cell.length; i++) {
    const digit = (cell[i] as number) - ZERO;
    // A zone of UTC.
    if (digit < 0 || digit > 9) break;
    micros += digit * unit;
    unit /= 10;
  }
  return seconds * 1_000_000 + micros;
}

const DAY_MICROS = 86_400_000_000;
/** Days around 1970 whose microseconds a double holds twice over. */
const EXACT_DAYS = 50_000;

/** A date-time as microseconds since 1970. */
export function copyMoment(rows: RowsBuffer, cell: Uint8Array): void {
  const days = daysOf(cell);
  const micros = cell.length > 10 ? clockMicros(cell, 11) : 0;
  if (days < EXACT_DAYS && days > -EXACT_DAYS) copyLong(rows, days * DAY_MICROS + micros);
  else copyBigLong(rows, BigInt(days) * BigInt(DAY_MICROS) + BigInt(micros));
}

const text = (cell: Uint8Array): string =>
  Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString('latin1');
