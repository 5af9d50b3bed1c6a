import type { LoadFormat } from '../config/spec.ts';
import type { Cell } from '../types.ts';
import { avroFile, avroRows } from './avro.ts';
import { deflated, gzipPieces } from './compress.ts';
import { csvEncoder, nullMarker } from './csv.ts';
import type { LoadColumn } from './load-columns.ts';
import { ndjsonEncoder } from './ndjson.ts';

/** What a load file is made of. */
export type LoadFileSpec = {
  readonly columns: readonly LoadColumn[];
  readonly format: LoadFormat;
  /** Avro compresses its blocks, the others are gzip. */
  readonly compressed: boolean;
  readonly token: string;
};

/** Rows on their way into one file after another, all of one format. */
export type LoadFiles = {
  /** Begins a file, whose bytes go to `sink` in their order; it holds the rows up while it is not done. */
  begin(sink: (bytes: Buffer) => Promise<void>): Promise<LoadFile>;
};

export type LoadFile = {
  /** Gives the bytes that the rows take before they are compressed. */
  write(rows: readonly (readonly Cell[])[]): Promise<number>;
  /** Writes what is still being compressed, and the end of the file. */
  end(): Promise<void>;
};

/** Pieces that are compressed at once; one more is being made meanwhile. */
const AT_ONCE = 3;

/** The encoder is made once for all the files of a load. */
export function loadFiles({ columns, format, compressed, token }: LoadFileSpec): LoadFiles {
  const encode = format === 'avro' ? avroRows(columns) : textRows(format, columns, token);
  let count = 0;
  return {
    async begin(sink) {
      count++;
      const name = `${token} ${count}`;
      const shape = format === 'avro' ? avroShape(columns, { compressed, name }) : textShape(compressed);
      const pieces: Promise<Buffer>[] = [];
      const pass = async (most: number): Promise<void> => {
        while (pieces.length > most) await sink(await (pieces.shift() as Promise<Buffer>));
      };
      if (shape.head.length > 0) await sink(shape.head);
      return {
        async write(rows) {
          if (rows.length === 0) return 0;
          const bytes = encode(rows);
          const piece = shape.piece(bytes, rows.length);
          // Whoever takes it hears of it.
          piece.catch(() => {});
          pieces.push(piece);
          await pass(compressed ? AT_ONCE : 0);
          return bytes.length;
        },
        async end() {
          await pass(0);
          const tail = shape.tail();
          if (tail.length > 0) await sink(tail);
        },
      };
    },
  };
}

/** What stands around the rows of one file. */
type FileShape = {
  readonly head: Buffer;
  piece(bytes: Buffer, rows: number): Promise<Buffer>;
  tail(): Buffer;
};

const NOTHING = Buffer.alloc(0);

function textRows(format: 'ndjson' | 'csv', columns: readonly LoadColumn[], token: string) {
  return format === 'ndjson' ? ndjsonEncoder(columns) : csvEncoder(columns, nullMarker(token));
}

function textShape(compressed: boolean): FileShape {
  return compressed ? gzipPieces() : { head: NOTHING, piece: async (bytes) => bytes, tail: () => NOTHING };
}

function avroShape(
  columns: readonly LoadColumn[],
  { compressed, name }: { readonly compressed: boolean; readonly name: string },
): FileShape {
  const { head, block } = avroFile(columns, { codec: compressed ? 'deflate' : 'null', name });
  return {
    head,
    piece: async (bytes, rows) => block(rows, compressed ? await deflated(bytes) : bytes),
    tail: () => NOTHING,
  };
}
