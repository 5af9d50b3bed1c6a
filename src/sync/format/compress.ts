import { constants, crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';

// Compression in zlib's own threads, several pieces at once: a stream of gzip uses one thread and is the wall of a load.

/** Pieces that are compressed at once. */
export const AT_ONCE = 3;

/** More than level 1 takes three times as long and saves 15 % of the size. */
const OPTIONS = { level: 1, chunkSize: 64 * 1024 };

/** An empty last block of deflate. */
const LAST = Buffer.from([3, 0]);

type Compressor = {
  /** One piece. It ends on a whole byte, is no last block, and refers to nothing outside of itself. */
  piece(data: Buffer): Promise<readonly Buffer[]>;
  /** Gives zlib's memory back; pieces under way are lost. */
  close(): void;
};

/** As many compressors as pieces are compressed at once, in turns: to set one up takes as long as half a piece. */
export function compressor(): Compressor {
  const all = Array.from({ length: AT_ONCE }, () => one());
  let next = 0;
  return {
    piece: (data) => (all[next++ % all.length] as (typeof all)[number]).piece(data),
    close() {
      for (const { stream } of all) stream.destroy();
    },
  };
}

function one(): { readonly stream: DeflateRaw; piece(data: Buffer): Promise<readonly Buffer[]> } {
  const stream = createDeflateRaw(OPTIONS);
  let parts: Buffer[] = [];
  let fail = (_error: Error): void => {};
  stream.on('data', (part: Buffer) => parts.push(part));
  stream.on('error', (error) => fail(error));
  stream.on('close', () => fail(new Error('the compressor is closed')));
  let before: Promise<unknown> = Promise.resolve();
  const piece = (data: Buffer): Promise<readonly Buffer[]> =>
    new Promise((resolve, reject) => {
      fail = reject;
      stream.write(data);
      // Whatever comes next refers to nothing that came before.
      stream.flush(constants.Z_FULL_FLUSH, () => {
        const done = parts;
        parts = [];
        resolve(done);
      });
    });
  return {
    stream,
    piece(data) {
      const done = before.then(() => piece(data));
      before = done.catch(() => {});
      return done;
    },
  };
}

/** Pieces that stand alone: what of them is deflate has its end. */
export function ended(parts: readonly Buffer[]): readonly Buffer[] {
  return [...parts, LAST];
}

/** What stands around the pieces of one gzip file. `note` has to be told of them in their order. */
export function gzipFrame(): { readonly head: Buffer; note(data: Buffer): void; tail(): Buffer } {
  let check = 0;
  let length = 0;
  return {
    // RFC 1952: deflate, no name, no time, fastest.
    head: Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]),
    note(data) {
      check = crc32(data, check);
      length += data.length;
    },
    tail() {
      const sums = Buffer.alloc(8);
      sums.writeUInt32LE(check, 0);
      sums.writeUInt32LE(length % 2 ** 32, 4);
      return Buffer.concat([LAST, sums]);
    },
  };
}
