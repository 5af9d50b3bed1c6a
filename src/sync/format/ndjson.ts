import type { Cell } from '../types.ts';
import { FORMS, isOddDouble, plainKind } from './bigquery-text.ts';
import type { LoadColumn, RowEncoder } from './load-columns.ts';
import { refuseLongRow } from './long-rows.ts';
import { copyBase64, copyInto, makeRoom, type RowsBuffer, rowsBuffer, takeRows } from './rows-buffer.ts';

// Newline-delimited JSON as BigQuery loads it:
// https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-json. Whole numbers and decimals are quoted: a reader of JSON
// may take an unquoted one for a double. Bytes are base64. A double is a number, NaN and the infinities are quoted.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NULL = Buffer.from('null', 'latin1');
const HEX = new Uint8Array(Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0)));

/** What stands behind the backslash; 0: the four digits of \u. */
const SHORT_ESCAPES = new Uint8Array(0x20);
for (const [byte, letter] of [
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0c, 'f'],
  [0x0d, 'r'],
] as const)
  SHORT_ESCAPES[byte] = letter.charCodeAt(0);

type Writer = (rows: RowsBuffer, cell: Uint8Array) => void;

/** Writes rows as NDJSON. */
export function ndjsonEncoder(columns: readonly LoadColumn[]): RowEncoder {
  const given = columns.filter(({ constant }) => constant === null);
  const keys = given.map(({ name }, i) => Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(name)}:`, 'utf8'));
  const writers = given.map(writerOf);
  const width = given.length;
  const keyBytes = keys.reduce((sum, key) => sum + key.length, 0);
  const end = endOf(columns);
  const rows = rowsBuffer();
  return (batch) => {
    for (const row of batch) {
      const start = rows.at;
      makeRoom(rows, keyBytes + width * NULL.length + end.length);
      for (let c = 0; c < width; c++) {
        const cell = row[c] as Cell;
        copyInto(rows, keys[c] as Buffer);
        if (cell === null) copyInto(rows, NULL);
        else (writers[c] as Writer)(rows, cell);
        makeRoom(rows, keyBytes + NULL.length + end.length);
      }
      copyInto(rows, end);
      refuseLongRow('ndjson', rows.at - start);
    }
    return takeRows(rows);
  };
}

/** What every row ends with: the columns that are the same in all of them. */
function endOf(columns: readonly LoadColumn[]): Buffer {
  const rows = rowsBuffer();
  for (const column of columns) {
    if (column.constant === null) continue;
    copyInto(rows, Buffer.from(`,${JSON.stringify(column.name)}:`, 'utf8'));
    writerOf(column)(rows, Buffer.from(column.constant, 'utf8'));
  }
  copyInto(rows, Buffer.from('}\n', 'latin1'));
  return takeRows(rows);
}

function writerOf({ to }: LoadColumn): Writer {
  const kind = plainKind(to);
  if (kind === null) return to.type === 'bytes' ? bytes : text;
  const form = FORMS[kind];
  if (kind === 'boolean') return (rows, cell) => unquoted(rows, form(cell));
  if (kind === 'double') return (rows, cell) => (isOddDouble(cell) ? quoted(rows, cell) : unquoted(rows, form(cell)));
  return (rows, cell) => quoted(rows, form(cell));
}

function unquoted(rows: RowsBuffer, value: Uint8Array): void {
  makeRoom(rows, value.length);
  copyInto(rows, value);
}

function quoted(rows: RowsBuffer, value: Uint8Array): void {
  makeRoom(rows, value.length + 2);
  rows.bytes[rows.at++] = QUOTE;
  copyInto(rows, value);
  rows.bytes[rows.at++] = QUOTE;
}

function bytes(rows: RowsBuffer, cell: Uint8Array): void {
  makeRoom(rows, 2);
  rows.bytes[rows.at++] = QUOTE;
  copyBase64(rows, cell);
  rows.bytes[rows.at++] = QUOTE;
}

function text(rows: RowsBuffer, cell: Uint8Array): void {
  const { length } = cell;
  makeRoom(rows, length + 2);
  let [to, next] = [rows.bytes, rows.at];
  to[next++] = QUOTE;
  for (let i = 0; i < length; i++) {
    const byte = cell[i] as number;
    if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) {
      to[next++] = byte;
      continue;
    }
    // An escape takes six bytes at most, and the rest of the cell may need as much as it is long.
    if (next + 6 + length - i > to.length) {
      rows.at = next;
      makeRoom(rows, 2 * (6 + length - i));
      to = rows.bytes;
    }
    to[next++] = BACKSLASH;
    const letter = byte < 0x20 ? (SHORT_ESCAPES[byte] as number) : byte;
    if (letter !== 0) {
      to[next++] = letter;
      continue;
    }
    to[next++] = 0x75;
    to[next++] = 0x30;
    to[next++] = 0x30;
    to[next++] = HEX[byte >> 4] as number;
    to[next++] = HEX[byte & 15] as number;
  }
  to[next++] = QUOTE;
  rows.at = next;
}
