import type { Column } from '../types.ts';
import { plainNumber } from './canonical.ts';

// What the text formats of BigQuery (NDJSON and CSV) make of a value that is not text, and that both write alike.

/** A value whose form is the source's promise, copied byte by byte as long as it keeps to it. */
export type Plain = 'boolean' | 'number' | 'double' | 'date' | 'time' | 'moment';

/** Null: text, or bytes. */
export function plainKind({ type }: Pick<Column, 'type'>): Plain | null {
  switch (type) {
    case 'integer':
    case 'decimal':
      return 'number';
    case 'datetime':
    case 'timestamp':
      return 'moment';
    case 'string':
    case 'json':
    case 'bytes':
      return null;
    default:
      return type;
  }
}

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const POINT = 0x2e;

const TRUE = Buffer.from('true', 'latin1');
const FALSE = Buffer.from('false', 'latin1');
const MINUS_ZERO = Buffer.from('-0.0', 'latin1');

/** The bytes that BigQuery reads as this value; mostly the cell itself. */
export const FORMS: Readonly<Record<Plain, (cell: Uint8Array) => Uint8Array>> = {
  boolean: (cell) => (cell[0] === 0x74 ? TRUE : FALSE),
  // `042` of a ZEROFILL column, `1e5` and `.5` that somebody wrote into SQLite.
  number: (cell) => (isPlainNumber(cell) ? cell : latin1(plainNumber(text(cell)))),
  double(cell) {
    if (cell.length === 2 && cell[0] === MINUS && cell[1] === ZERO) return MINUS_ZERO;
    return startsWithZero(cell) ? latin1(plainNumber(text(cell))) : cell;
  },
  date: (cell) => cell,
  time: (cell) => (cell.length === 5 ? latin1(`${text(cell)}:00`) : cell),
  moment(cell) {
    const { length } = cell;
    if (length === 16) return latin1(`${text(cell)}:00`);
    // Behind a timestamp stands `+00`.
    if (cell[length - 3] !== 0x2b) return cell;
    const utc = Buffer.allocUnsafe(length - 2);
    utc.set(cell.subarray(0, length - 3));
    utc[length - 3] = 0x5a;
    return utc;
  },
};

/** NaN and the infinities, which JSON has no number for. */
export function isOddDouble(cell: Uint8Array): boolean {
  const first = (cell[0] === MINUS ? cell[1] : cell[0]) ?? 0;
  return first > NINE;
}

function isPlainNumber(cell: Uint8Array): boolean {
  const { length } = cell;
  let i = cell[0] === MINUS ? 1 : 0;
  if (i === length || (cell[i] as number) < ZERO || startsWithZero(cell)) return false;
  for (; i < length; i++) {
    const byte = cell[i] as number;
    if ((byte < ZERO || byte > NINE) && byte !== POINT) return false;
  }
  return cell[length - 1] !== POINT;
}

/** `042`, which JSON takes for no number. */
function startsWithZero(cell: Uint8Array): boolean {
  const i = cell[0] === MINUS ? 1 : 0;
  const next = cell[i + 1] ?? 0;
  return cell[i] === ZERO && next >= ZERO && next <= NINE;
}

const latin1 = (value: string): Buffer => Buffer.from(value, 'latin1');
const text = (cell: Uint8Array): string => Buffer.from(cell).toString('latin1');
