import type { LoadFormat } from '../config/spec.ts';
import type { Cell } from '../types.ts';
import { avroFile, avroRows } from './avro.ts';
import { AT_ONCE, compressor, ended, gzipFrame } from './compress.ts';
import { csvEncoder, nullMarker } from './csv.ts';
import type { LoadColumn, RowEncoder } from './load-columns.ts';
import { ndjsonEncoder } from './ndjson.ts';

/** What a load file is made of. */
type LoadFileSpec = {
  readonly columns: readonly LoadColumn[];
  readonly format: LoadFormat;
  /** Avro compresses its blocks, the others are gzip. */
  readonly compressed: boolean;
  readonly token: string;
};

/** Rows on their way into one file after another, all of one format. */
type LoadFiles = {
  /** Begins a file, whose bytes go to `sink` in their order; it holds the rows up while it is not done with them. */
  begin(sink: Sink): Promise<LoadFile>;
  /** Gives back what files need. Those that are under way are lost. */
  close(): void;
};

/** Takes bytes over: they may be others as soon as it is done. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

export type LoadFile = {
  /** Gives the bytes that the rows take before they are compressed. */
  write(rows: readonly (readonly Cell[])[]): Promise<number>;
  /** Writes what is still being compressed, and the end of the file. */
  end(): Promise<void>;
};

/** What stands around the rows of one file. */
type Frame = {
  readonly head: Buffer;
  /** Hears of every batch in its order, before it is compressed. */
  note(bytes: Buffer): void;
  /** What a batch is in the file, in parts. */
  around(parts: readonly Buffer[], rows: number): readonly Buffer[];
  tail(): Buffer;
};

/** The encoder, and what compresses, are made once for all the files of a load. */
export function loadFiles({ columns, format, compressed, token }: LoadFileSpec): LoadFiles {
  const encode = encoderOf(format, columns, token);
  const packer = compressed ? compressor() : null;
  let count = 0;
  return {
    async begin(sink) {
      const name = `${token} ${++count}`;
      const frame = format === 'avro' ? avroFrame(columns, { compressed, name }) : textFrame(compressed);
      const pieces: Promise<readonly Buffer[]>[] = [];
      const pass = async (most: number): Promise<void> => {
        while (pieces.length > most) for (const part of (await pieces.shift()) ?? []) await sink(part);
      };
      if (frame.head.length > 0) await sink(frame.head);
      return {
        async write(rows) {
          if (rows.length === 0) return 0;
          const bytes = encode(rows);
          frame.note(bytes);
          const parts = packer === null ? Promise.resolve([bytes]) : packer.piece(bytes);
          // Whatever waits for a piece holds no rows: those that live that long are old to the garbage collector.
          const { length } = rows;
          const piece = parts.then((all) => frame.around(all, length));
          // Whoever takes it hears of it.
          piece.catch(() => {});
          pieces.push(piece);
          await pass(packer === null ? 0 : AT_ONCE);
          return bytes.length;
        },
        async end() {
          await pass(0);
          const tail = frame.tail();
          if (tail.length > 0) await sink(tail);
        },
      };
    },
    close: () => packer?.close(),
  };
}

function encoderOf(format: LoadFormat, columns: readonly LoadColumn[], token: string): RowEncoder {
  if (format === 'avro') return avroRows(columns);
  return format === 'ndjson' ? ndjsonEncoder(columns) : csvEncoder(columns, nullMarker(token));
}

const NOTHING = Buffer.alloc(0);

function textFrame(compressed: boolean): Frame {
  const around = (parts: readonly Buffer[]): readonly Buffer[] => parts;
  if (compressed) return { ...gzipFrame(), around };
  return { head: NOTHING, note: () => {}, around, tail: () => NOTHING };
}

function avroFrame(
  columns: readonly LoadColumn[],
  { compressed, name }: { readonly compressed: boolean; readonly name: string },
): Frame {
  const { head, sync, before } = avroFile(columns, { codec: compressed ? 'deflate' : 'null', name });
  return {
    head,
    note: () => {},
    around(given, rows) {
      const parts = compressed ? ended(given) : given;
      const bytes = parts.reduce((sum, part) => sum + part.length, 0);
      return [before(rows, bytes), ...parts, sync];
    },
    tail: () => NOTHING,
  };
}
