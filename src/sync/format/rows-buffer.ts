/** Bytes of rows under way: grows as they need it. A few buffers are written in turns, so that nothing is left to be collected. */
export type RowsBuffer = {
  bytes: Buffer<ArrayBuffer>;
  /** Where the next byte goes. */
  at: number;
  /** Those that were taken, and may be in use. */
  readonly turns: Buffer<ArrayBuffer>[];
};

const FIRST_BYTES = 512 * 1024;
/** A larger one is not kept: a row of 50 MB shall not leave five such buffers behind. */
const KEPT_BYTES = 4 * FIRST_BYTES;

/** How many results of takeRows are valid at once. */
export const TAKEN_AT_ONCE = 5;

export function rowsBuffer(bytes: number = FIRST_BYTES): RowsBuffer {
  return { bytes: Buffer.allocUnsafeSlow(bytes), at: 0, turns: [] };
}

/** Makes room for so many more bytes behind `at`. */
export function makeRoom(rows: RowsBuffer, more: number): void {
  const needed = rows.at + more;
  if (needed <= rows.bytes.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(rows.bytes.length * 2, needed, FIRST_BYTES));
  rows.bytes.copy(larger, 0, 0, rows.at);
  rows.bytes = larger;
}

const SHORT = 24;

/** Copies bytes for which there is room: a call into the engine costs more than a few bytes do. */
export function copyInto(rows: RowsBuffer, from: Uint8Array): void {
  const { bytes, at } = rows;
  const { length } = from;
  if (length > SHORT) bytes.set(from, at);
  else for (let i = 0; i < length; i++) bytes[at + i] = from[i] as number;
  rows.at = at + length;
}

/** Copies bytes as base64, and makes room for them and two more. */
export function copyBase64(rows: RowsBuffer, from: Uint8Array): void {
  const encoded = Buffer.from(from.buffer, from.byteOffset, from.length).toString('base64');
  makeRoom(rows, encoded.length + 2);
  rows.at += rows.bytes.write(encoded, rows.at, 'latin1');
}

const NONE = Buffer.alloc(0);

/** What has been written. It stays as it is until so many more have been taken; the next row goes to the start of another one. */
export function takeRows(rows: RowsBuffer): Buffer {
  const taken = rows.bytes.subarray(0, rows.at);
  rows.turns.push(rows.bytes.length > KEPT_BYTES ? NONE : rows.bytes);
  rows.bytes = rows.turns.length < TAKEN_AT_ONCE ? NONE : (rows.turns.shift() ?? NONE);
  rows.at = 0;
  return taken;
}
