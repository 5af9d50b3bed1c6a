/** What does a reader that is not ours find in a load file? Every cell as text, bytes as hex, NULL as null. */
import { gunzipSync } from 'node:zlib';
import avro from 'avsc';
import { parse } from 'csv-parse/sync';
import type { LoadFormat } from '../../src/sync/config/spec.ts';

export type Row = Readonly<Record<string, string | null>>;

/** A schema of one field of a record: the type alone, or one with a logical type. */
type FieldType = string | { readonly type: string; readonly logicalType: string; readonly scale?: number };
type Field = { readonly name: string; readonly type: FieldType | readonly FieldType[] };

export async function readLoadFile(
  format: LoadFormat,
  data: Buffer,
  {
    names,
    bytes,
    marker,
  }: { readonly names: readonly string[]; readonly bytes: ReadonlySet<string>; readonly marker: string },
): Promise<readonly Row[]> {
  const plain = data[0] === 0x1f && data[1] === 0x8b ? gunzipSync(data) : data;
  if (format === 'avro') return readAvro(data);
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
  const cell = (name: string, value: string): string =>
    bytes.has(name) ? Buffer.from(value, 'base64').toString('hex') : value;
  if (format === 'ndjson') {
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const row = JSON.parse(line) as Record<string, unknown>;
        return Object.fromEntries(
          names.map((name) => {
            if (!(name in row)) throw new Error(`no ${name} in ${line}`);
            const value = row[name];
            if (value === null) return [name, null];
            if (typeof value === 'number') return [name, Object.is(value, -0) ? '-0' : String(value)];
            return [name, typeof value === 'boolean' ? String(value) : cell(name, value as string)];
          }),
        );
      });
  }
  const rows: string[][] = parse(text, { delimiter: ',', quote: '"', escape: '"', record_delimiter: '\n', bom: false });
  return rows.map((row) => {
    if (row.length !== names.length) throw new Error(`${row.length} fields`);
    return Object.fromEntries(names.map((name, i) => [name, row[i] === marker ? null : cell(name, row[i] as string)]));
  });
}

/** 64 bits that a double would round. */
const LONG = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
});

/** A long with a logical type is a long. */
function longHook(schema: unknown): avro.Type | undefined {
  return (schema as { readonly type?: unknown }).type === 'long' ? LONG : undefined;
}

function readAvro(data: Buffer): Promise<readonly Row[]> {
  const decoder = new avro.streams.BlockDecoder({
    parseHook: (schema) => avro.Type.forSchema(schema, { registry: { long: LONG }, typeHook: longHook }),
  });
  let fields: readonly Field[] = [];
  const rows: Row[] = [];
  return new Promise((resolve, reject) => {
    decoder.on('metadata', (_type, _codec, header: { meta: Record<string, Buffer> }) => {
      fields = (JSON.parse(String(header.meta['avro.schema'])) as { fields: Field[] }).fields;
    });
    decoder.on('data', (row: Record<string, unknown>) => {
      rows.push(Object.fromEntries(fields.map(({ name, type }) => [name, printed(type, row[name])])));
    });
    decoder.on('end', () => resolve(rows));
    decoder.on('error', reject);
    decoder.end(data);
  });
}

function printed(union: Field['type'], value: unknown): string | null {
  if (value === null) return null;
  const type = (Array.isArray(union) ? union.find((each) => each !== 'null') : union) as FieldType;
  if (typeof type === 'string') {
    if (Buffer.isBuffer(value)) return value.toString('hex');
    return Object.is(value, -0) ? '-0' : String(value);
  }
  const day = (days: number): string => {
    const [date = ''] = new Date(days * 86_400_000).toISOString().split('T');
    return date;
  };
  const clock = (micros: bigint): string => {
    const seconds = Number(micros / 1_000_000n);
    const two = (part: number): string => String(part).padStart(2, '0');
    const fraction = String(micros % 1_000_000n).padStart(6, '0');
    return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
  };
  switch (type.logicalType) {
    case 'date':
      return day(value as number);
    case 'time-micros':
      return clock(value as bigint);
    case 'timestamp-micros':
    case 'local-timestamp-micros': {
      const micros = value as bigint;
      const rest = ((micros % 86_400_000_000n) + 86_400_000_000n) % 86_400_000_000n;
      return `${day(Number((micros - rest) / 86_400_000_000n))} ${clock(rest)}`;
    }
    default: {
      const units = BigInt.asIntN(8 * (value as Buffer).length, BigInt(`0x${(value as Buffer).toString('hex')}`));
      const digits = (units < 0n ? -units : units).toString().padStart((type.scale ?? 0) + 1, '0');
      const at = digits.length - (type.scale ?? 0);
      return `${units < 0n ? '-' : ''}${digits.slice(0, at)}${type.scale ? `.${digits.slice(at)}` : ''}`;
    }
  }
}
