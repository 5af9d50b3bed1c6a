import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

// Compression in zlib's own threads, several pieces at once: a stream of gzip uses one thread and is the wall of a load.

const deflate = promisify(deflateRaw) as (data: Buffer, options: object) => Promise<Buffer>;

/** More than level 1 takes three times as long and saves 15 % of the size. */
const OPTIONS = { level: 1, chunkSize: 128 * 1024 };

/** One piece that stands alone. */
export function deflated(data: Buffer): Promise<Buffer> {
  return deflate(data, OPTIONS);
}

/**
 * One gzip file of pieces that are compressed apart from each other. `piece` has to be called in the order in which the results
 * will stand behind `head`; `tail` after the last.
 */
export function gzipPieces(): { readonly head: Buffer; piece(data: Buffer): Promise<Buffer>; tail(): Buffer } {
  let check = 0;
  let length = 0;
  return {
    // RFC 1952: deflate, no name, no time, fastest.
    head: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]),
    piece(data) {
      check = crc32(data, check);
      length += data.length;
      // Ends on a whole byte, and not as the last block: the next piece goes on behind it.
      return deflate(data, { ...OPTIONS, finishFlush: constants.Z_SYNC_FLUSH });
    },
    tail() {
      const tail = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
      tail.writeUInt32LE(check, 2);
      tail.writeUInt32LE(length % 2 ** 32, 6);
      return tail;
    },
  };
}
