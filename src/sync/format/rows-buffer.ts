/** Bytes of rows under way: grows as they need it, and is used again for the next ones. */
export type RowsBuffer = {
  bytes: Buffer<ArrayBuffer>;
  /** Where the next byte goes. */
  at: number;
};

const FIRST_BYTES = 512 * 1024;

export function rowsBuffer(bytes: number = FIRST_BYTES): RowsBuffer {
  return { bytes: Buffer.allocUnsafeSlow(bytes), at: 0 };
}

/** Makes room for so many more bytes behind `at`. */
export function makeRoom(rows: RowsBuffer, more: number): void {
  const needed = rows.at + more;
  if (needed <= rows.bytes.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(rows.bytes.length * 2, needed));
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

/** What has been written, as a buffer of its own; the next row goes to the start. A large one is not kept for small ones. */
export function takeRows(rows: RowsBuffer): Buffer {
  const taken = rows.bytes.subarray(0, rows.at);
  if (rows.bytes.length > 4 * FIRST_BYTES) {
    rows.bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
    rows.at = 0;
    return taken;
  }
  rows.at = 0;
  return Buffer.from(taken);
}
