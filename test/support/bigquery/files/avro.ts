/** How are rows read from an Avro container file? */
import { ApiError, unknownToLoopback } from '../api-error.ts';
import type { Field, FieldType } from '../catalog.ts';
import type { LoadAsked } from '../configuration.ts';
import { type AvroBytes, type AvroType, readContainer } from './avro-container.ts';
import { BadRow, type Place, placed, type Row } from './index.ts';
import { BadValue, valueReader } from './values.ts';

/** Reads one value and gives the text that a row of CSV would have, or null. */
type Decode = (bytes: AvroBytes) => string | null;

export function* readAvro(file: Buffer, fields: readonly Field[], asked: LoadAsked): Iterable<Row> {
  const { schema, blocks } = readContainer(file);
  if (typeof schema !== 'object' || schema === null || !('fields' in schema) || schema.fields === undefined) {
    throw new BadRow('The Avro schema is not a record', { row: 0, at: 0 });
  }
  const logical = asked.useAvroLogicalTypes ?? false;
  const columns = schema.fields.map(({ name, type }) => {
    const index = fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
    const field = fields[index];
    if (field === undefined && !asked.ignoreUnknownValues) {
      throw new ApiError('invalid', `Provided Schema does not match the file: Cannot add fields (field: ${name})`);
    }
    const wanted = field?.type ?? null;
    return { index, field, decode: decoder(type, { name, wanted, logical }), read: field && valueReader(field) };
  });
  let row = 0;
  for (const { records, bytes } of blocks) {
    for (let i = 0; i < records; i += 1) {
      row += 1;
      const values: (string | null)[] = fields.map(() => null);
      for (const { index, field, decode, read } of columns) {
        const place = (): Place => ({ row, at: bytes.start + bytes.position, ...(field && { field: field.name }) });
        const text = placed(place, () => decode(bytes));
        if (field === undefined || read === undefined || text === null) continue;
        values[index] = placed(place, () => read(text));
      }
      for (const [index, field] of fields.entries()) {
        if (field.mode === 'REQUIRED' && values[index] === null) {
          throw new BadRow('Missing required field', { row, at: bytes.start, field: field.name });
        }
      }
      yield values;
    }
    if (bytes.left() > 0) throw new BadRow('a block has more bytes than records', { row, at: bytes.start });
  }
}

type Wanted = { readonly name: string; readonly wanted: FieldType | null; readonly logical: boolean };

function decoder(type: AvroType, given: Wanted): Decode {
  if (Array.isArray(type)) return union(type as readonly AvroType[], given);
  const plain = typeof type === 'string' ? { type } : (type as Exclude<AvroType, string | readonly AvroType[]>);
  if (typeof plain.type !== 'string') return decoder(plain.type, given);
  const logical = given.logical ? plain.logicalType : undefined;
  const { to, decode } = logicalDecoder(logical, plain) ?? plainDecoder(plain, given);
  if (given.wanted !== null && !to.includes(given.wanted)) {
    throw new ApiError(
      'invalid',
      `Provided Schema does not match the file: Field ${given.name} has changed type from ${given.wanted} to ${to[0]} (Avro ${logical ?? plain.type})`,
    );
  }
  return decode;
}

function union(branches: readonly AvroType[], given: Wanted): Decode {
  const rest = branches.filter((branch) => branch !== 'null');
  if (rest.length !== 1 || branches.length > 2) throw unknownToLoopback(`the Avro union of the field ${given.name}`);
  const decode = decoder(rest[0] ?? 'null', given);
  return (bytes) => (branches[bytes.number()] === 'null' ? null : decode(bytes));
}

type Decoder = { readonly to: readonly FieldType[]; readonly decode: Decode };
type Plain = {
  readonly type: AvroType;
  readonly size?: number;
  readonly scale?: number;
  readonly symbols?: readonly string[];
  readonly sqlType?: string;
};

function plainDecoder(plain: Plain, { name }: Wanted): Decoder {
  switch (plain.type) {
    case 'boolean':
      return { to: ['BOOLEAN'], decode: (bytes) => (bytes.take(1)[0] === 1 ? 'true' : 'false') };
    case 'int':
    case 'long':
      return { to: ['INTEGER'], decode: (bytes) => String(bytes.long()) };
    case 'float':
      return { to: ['FLOAT'], decode: (bytes) => float(bytes.take(4).readFloatLE()) };
    case 'double':
      return { to: ['FLOAT'], decode: (bytes) => float(bytes.take(8).readDoubleLE()) };
    case 'bytes':
      return { to: ['BYTES'], decode: (bytes) => bytes.sized().toString('base64') };
    case 'fixed':
      return { to: ['BYTES'], decode: (bytes) => bytes.take(plain.size ?? 0).toString('base64') };
    case 'string':
      return { to: ofText(plain.sqlType), decode: (bytes) => text(bytes.sized()) };
    case 'enum':
      return { to: ['STRING'], decode: (bytes) => plain.symbols?.[bytes.number()] ?? null };
    default:
      throw unknownToLoopback(`the Avro type ${JSON.stringify(plain.type)} of the field ${name}`);
  }
}

function ofText(sqlType: string | undefined): readonly FieldType[] {
  if (sqlType === 'DATETIME' || sqlType === 'JSON') return [sqlType];
  return ['STRING'];
}

const SIZES: Readonly<Record<string, { readonly of: string; readonly to: FieldType; readonly micros: bigint }>> = {
  'time-millis': { of: 'int', to: 'TIME', micros: 1000n },
  'time-micros': { of: 'long', to: 'TIME', micros: 1n },
  'timestamp-millis': { of: 'long', to: 'TIMESTAMP', micros: 1000n },
  'timestamp-micros': { of: 'long', to: 'TIMESTAMP', micros: 1n },
  'local-timestamp-millis': { of: 'long', to: 'DATETIME', micros: 1000n },
  'local-timestamp-micros': { of: 'long', to: 'DATETIME', micros: 1n },
};

/** Null: there is no logical type, or none that changes the plain one. */
function logicalDecoder(logical: string | undefined, plain: Plain): Decoder | null {
  if (logical === undefined) return null;
  if (logical === 'date' && plain.type === 'int') {
    return { to: ['DATE'], decode: (bytes) => moment(bytes.long() * 86_400_000_000n).slice(0, 10) };
  }
  if (logical === 'decimal' && (plain.type === 'bytes' || plain.type === 'fixed')) {
    const { scale = 0, size } = plain;
    return {
      to: ['NUMERIC', 'BIGNUMERIC'],
      decode: (bytes) => decimal(size === undefined ? bytes.sized() : bytes.take(size), scale),
    };
  }
  const known = SIZES[logical];
  if (known === undefined || known.of !== plain.type)
    throw unknownToLoopback(`the Avro type ${logical} of ${plain.type}`);
  const { to, micros } = known;
  if (to === 'TIME') return { to: [to], decode: (bytes) => timeOfDay(bytes.long() * micros) };
  return { to: [to], decode: (bytes) => `${moment(bytes.long() * micros)}${to === 'TIMESTAMP' ? 'Z' : ''}` };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new BadValue('Invalid UTF-8');
  }
}

function float(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Two's complement, the largest byte first. */
function decimal(bytes: Buffer, scale: number): string {
  const unsigned = BigInt(`0x${bytes.toString('hex') || '0'}`);
  const value = BigInt.asIntN(bytes.length * 8, unsigned);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`;
}

function timeOfDay(micros: bigint): string {
  if (micros < 0n || micros >= 86_400_000_000n) throw new BadValue('Invalid time of day');
  return moment(micros).slice(11);
}

/** `2026-01-02T03:04:05.000006` */
function moment(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((micros - fraction) / 1000n));
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999) {
    throw new BadValue('Out of range: the year is not between 1 and 9999');
  }
  return `${date.toISOString().slice(0, 19)}.${String(fraction).padStart(6, '0')}`;
}
