/** What is in an Avro container file? Its schema, and the bytes of its records. */
import { inflateRawSync } from 'node:zlib';
import { unknownToLoopback } from '../api-error.ts';
import { BadRow } from './index.ts';

export type AvroType =
  | string
  | readonly AvroType[]
  | {
      readonly type: AvroType;
      readonly name?: string;
      readonly logicalType?: string;
      readonly sqlType?: string;
      readonly precision?: number;
      readonly scale?: number;
      readonly size?: number;
      readonly symbols?: readonly string[];
      readonly fields?: readonly { readonly name: string; readonly type: AvroType }[];
    };

export type Container = {
  readonly schema: AvroType;
  readonly blocks: readonly { readonly records: number; readonly bytes: AvroBytes }[];
};

/** Reads the file's frame. Throws BadRow for one that is broken. */
export function readContainer(file: Buffer): Container {
  const bytes = new AvroBytes(file, 0);
  if (bytes.take(4).toString('latin1') !== 'Obj\u0001') throw broken('it does not begin as an Avro file does', 0);
  const header = new Map<string, Buffer>();
  for (let entries = bytes.number(); entries !== 0; entries = bytes.number()) {
    if (entries < 0) bytes.number();
    for (let i = 0; i < Math.abs(entries); i += 1) header.set(bytes.sized().toString(), bytes.sized());
  }
  const sync = bytes.take(16);
  const codec = header.get('avro.codec')?.toString() ?? 'null';
  if (codec !== 'null' && codec !== 'deflate') throw unknownToLoopback(`the Avro codec ${codec}`);
  const blocks: { records: number; bytes: AvroBytes }[] = [];
  while (bytes.left() > 0) {
    const records = bytes.number();
    const at = bytes.position;
    const content = bytes.sized();
    if (!bytes.take(16).equals(sync)) throw broken('the mark behind a block is another one', at);
    blocks.push({ records, bytes: new AvroBytes(codec === 'deflate' ? inflateRawSync(content) : content, at) });
  }
  return { schema: JSON.parse(header.get('avro.schema')?.toString() ?? 'null') as AvroType, blocks };
}

function broken(why: string, at: number): BadRow {
  return new BadRow(`The Apache Avro library failed to parse the file: ${why}`, { row: 0, at });
}

/** A place in bytes of Avro's encoding. */
export class AvroBytes {
  readonly #bytes: Buffer;
  readonly start: number;
  position = 0;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.start = start;
  }

  left(): number {
    return this.#bytes.length - this.position;
  }

  take(size: number): Buffer {
    if (size < 0 || size > this.left()) throw broken('it ends within a value', this.start + this.position);
    this.position += size;
    return this.#bytes.subarray(this.position - size, this.position);
  }

  /** int and long: zigzag, seven bits a byte. */
  long(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.take(1)[0] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return (value >> 1n) ^ -(value & 1n);
    }
    throw broken('a number has more than ten bytes', this.start + this.position);
  }

  number(): number {
    return Number(this.long());
  }

  sized(): Buffer {
    return this.take(this.number());
  }
}
