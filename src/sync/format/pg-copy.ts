import type { Cell, Column } from '../types.ts';

// PostgreSQL's COPY text format: https://www.postgresql.org/docs/current/sql-copy.html, "Text Format".
const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BACKSLASH = 0x5c;
const HEX = new Uint8Array(Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0)));

/** Values that cannot hold what has to be escaped: their form is the source's promise, and what breaks it is refused. */
const PLAIN: ReadonlySet<Column['type']> = new Set([
  'boolean',
  'integer',
  'decimal',
  'double',
  'date',
  'datetime',
  'timestamp',
]);

/** Writes cells as COPY text. The result is a buffer of its own: a socket may hold it while the next one is made. */
export function copyEncoder(columns: readonly Pick<Column, 'type'>[]): (rows: readonly Cell[][]) => Buffer {
  const isBytes = columns.map((column) => column.type === 'bytes');
  const isPlain = columns.map((column) => PLAIN.has(column.type));
  let out = Buffer.allocUnsafe(512 * 1024);
  let at = 0;

  function room(bytes: number): void {
    if (at + bytes <= out.length) return;
    const larger = Buffer.allocUnsafe(Math.max(out.length * 2, at + bytes));
    out.copy(larger, 0, 0, at);
    out = larger;
  }

  function text(cell: Uint8Array): void {
    const { length } = cell;
    room(length * 2 + 1);
    const to = out;
    let next = at;
    for (let i = 0; i < length; i++) {
      const byte = cell[i] as number;
      if (byte === BACKSLASH || byte === NEWLINE || byte === RETURN || byte === TAB) {
        to[next++] = BACKSLASH;
        // A raw return or newline would be taken for the end of the row by servers that guess the line ending.
        to[next++] = byte === NEWLINE ? 0x6e : byte === RETURN ? 0x72 : byte === TAB ? 0x74 : BACKSLASH;
      } else {
        to[next++] = byte;
      }
    }
    at = next;
  }

  function plain(cell: Uint8Array): void {
    const { length } = cell;
    room(length + 1);
    const [to, start] = [out, at];
    for (let i = 0; i < length; i++) to[start + i] = cell[i] as number;
    at += length;
  }

  function hex(cell: Uint8Array): void {
    room(cell.length * 2 + 4);
    out[at++] = BACKSLASH;
    out[at++] = BACKSLASH;
    out[at++] = 0x78;
    for (let i = 0; i < cell.length; i++) {
      const byte = cell[i] as number;
      out[at++] = HEX[byte >> 4] as number;
      out[at++] = HEX[byte & 15] as number;
    }
  }

  return (rows) => {
    at = 0;
    for (const row of rows) {
      for (let c = 0; c < row.length; c++) {
        room(3);
        if (c > 0) out[at++] = TAB;
        const cell = row[c] as Cell;
        if (cell === null) {
          out[at++] = BACKSLASH;
          out[at++] = 0x4e;
        } else if (isBytes[c]) {
          hex(cell);
        } else if (isPlain[c]) {
          plain(cell);
        } else {
          text(cell);
        }
      }
      room(1);
      out[at++] = NEWLINE;
    }
    return Buffer.from(out.subarray(0, at));
  };
}

const UNESCAPED: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11 };

/**
 * Reads COPY text, cut anywhere, back into cells. `push` gives the rows that are complete; `end` throws where a row is
 * left unfinished. Cells are views of the bytes given: they hold as long as those do.
 */
export function copyDecoder(columns: readonly Pick<Column, 'type'>[]): {
  push(data: Buffer): Cell[][];
  end(): void;
} {
  const isBytes = columns.map((column) => column.type === 'bytes');
  // Pieces of one unfinished row: joined once it ends, or a large value would be copied again with every piece.
  let rest: Buffer[] = [];

  function cell(field: Buffer, column: number): Cell {
    if (field.length === 2 && field[0] === BACKSLASH && field[1] === 0x4e) return null;
    const value = field.includes(BACKSLASH) ? unescaped(field) : field;
    return isBytes[column] ? Buffer.from(value.toString('latin1', 2), 'hex') : value;
  }

  return {
    push(data) {
      if (!data.includes(NEWLINE)) {
        if (data.length > 0) rest.push(data);
        return [];
      }
      const all = rest.length === 0 ? data : Buffer.concat([...rest, data]);
      const rows: Cell[][] = [];
      let start = 0;
      for (let end = all.indexOf(NEWLINE, start); end !== -1; end = all.indexOf(NEWLINE, start)) {
        const row: Cell[] = [];
        for (let c = 0; c < columns.length; c++) {
          const tab = c === columns.length - 1 ? end : all.indexOf(TAB, start);
          row.push(cell(all.subarray(start, tab), c));
          start = tab + 1;
        }
        rows.push(row);
      }
      rest = start < all.length ? [all.subarray(start)] : [];
      return rows;
    },
    end() {
      if (rest.length > 0) throw new Error('the COPY stream ended inside a row');
    },
  };
}

/** How many rows end in these bytes: inside values the format writes every newline as two characters. */
export function countLines(data: Uint8Array): number {
  let lines = 0;
  for (let at = data.indexOf(NEWLINE); at !== -1; at = data.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

function unescaped(field: Buffer): Buffer {
  const out = Buffer.allocUnsafe(field.length);
  let length = 0;
  for (let i = 0; i < field.length; i++) {
    const byte = field[i] as number;
    if (byte !== BACKSLASH) {
      out[length++] = byte;
    } else {
      const next = field[++i] as number;
      out[length++] = UNESCAPED[next] ?? next;
    }
  }
  return out.subarray(0, length);
}
