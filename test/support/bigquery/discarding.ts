/** How many rows are in bytes that are thrown away as they arrive? */
import { createGunzip } from 'node:zlib';
import { AvroBytes } from './files/avro-container.ts';
import { BadRow } from './files/index.ts';
import type { LoadInput } from './load-job.ts';

type Counter = { count(piece: Buffer): void; rows(): number };

export type Discarding = { write(piece: Buffer): void; input(): Promise<LoadInput> };

/** Lines, or the records that Avro's blocks say they have. gzip is known by its first bytes. */
export function discarding(format: 'NEWLINE_DELIMITED_JSON' | 'CSV' | 'AVRO'): Discarding {
  const counter = format === 'AVRO' ? records() : lines();
  const gunzip = createGunzip();
  let zipped: boolean | null = null;
  let bytes = 0;
  const count = (piece: Buffer): void => {
    bytes += piece.length;
    counter.count(piece);
  };
  const ended = new Promise<void>((resolve, reject) => gunzip.on('data', count).on('end', resolve).on('error', reject));
  ended.catch(() => {}); // heard in input()
  return {
    write(piece) {
      zipped ??= piece[0] === 0x1f && piece[1] === 0x8b;
      // The piece may be a part of a buffer that is used again.
      if (zipped) gunzip.write(Buffer.from(piece));
      else count(piece);
    },
    async input() {
      if (zipped) {
        gunzip.end();
        await ended;
      }
      return { discarded: { rows: counter.rows(), bytes } };
    },
  };
}

function lines(): Counter {
  let rows = 0;
  return {
    count(piece) {
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) rows += 1;
    },
    rows: () => rows,
  };
}

/** Keeps what is not understood yet, and skips the contents of blocks. */
function records(): Counter {
  let [rows, skip, inHeader] = [0, 0, true];
  let kept: Buffer = Buffer.alloc(0);
  const step = (): boolean => {
    const bytes = new AvroBytes(kept, 0);
    try {
      if (inHeader) header(bytes);
      else {
        const [count, size] = [bytes.number(), bytes.number()];
        rows += count;
        skip = size + 16; // the mark behind a block
      }
    } catch (error) {
      if (error instanceof BadRow) return false; // it goes on in the next piece
      throw error;
    }
    inHeader = false;
    kept = kept.subarray(bytes.position);
    return true;
  };
  return {
    count(piece) {
      kept = kept.length === 0 ? Buffer.from(piece) : Buffer.concat([kept, piece]);
      for (;;) {
        const skipped = Math.min(skip, kept.length);
        kept = kept.subarray(skipped);
        skip -= skipped;
        if (skip > 0 || kept.length === 0 || !step()) return;
      }
    },
    rows: () => rows,
  };
}

function header(bytes: AvroBytes): void {
  bytes.take(4);
  for (let entries = bytes.number(); entries !== 0; entries = bytes.number()) {
    for (let i = 0; i < 2 * Math.abs(entries); i += 1) bytes.sized();
  }
  bytes.take(16);
}
