/** How are rows read from newline-delimited JSON? */
import { TextDecoder } from 'node:util';
import type { Field } from '../catalog.ts';
import type { LoadAsked } from '../configuration.ts';
import { BadRow, type Place, placed, type Row } from './index.ts';
import { type ReadValue, valueReader } from './values.ts';

const NEWLINE = 10;
/** A number that stands by itself, not within a text: its digits are looked at as they are written. */
const NUMBER = /[:,[]\s*-?\d/;

type Reader = { readonly field: Field; readonly read: ReadValue };

export function* readNdjson(file: Buffer, fields: readonly Field[], asked: LoadAsked): Iterable<Row> {
  const readers = fields.map((field) => ({ field, read: valueReader(field) }));
  const known = new Set(fields.map(({ name }) => name));
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let row = 0;
  for (let start = 0; start < file.length; ) {
    const found = file.indexOf(NEWLINE, start);
    const end = found < 0 ? file.length : found;
    const at = start;
    row += 1;
    const place = (more: Partial<Place> = {}): Place => ({ row, at, ...more });
    const object = parsed(decoder, file.subarray(start, end), place);
    for (const name in object) {
      if (!known.has(name) && !asked.ignoreUnknownValues) throw new BadRow(`No such field: ${name}.`, place());
    }
    yield readers.map((reader) => value(object[reader.field.name], reader, place));
    start = end + 1;
  }
}

function parsed(decoder: TextDecoder, bytes: Buffer, place: () => Place): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new BadRow('Invalid UTF-8', place());
  }
  try {
    const value: unknown = NUMBER.test(text) ? JSON.parse(text, withDigits) : JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new BadRow('Parser terminated before end of string: a line is not a JSON object', place());
}

/** A number as it was written. */
class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): number {
    return Number(this.text);
  }
}

function withDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new Digits(context?.source ?? String(value)) : value;
}

function value(given: unknown, { field, read }: Reader, place: (more: Partial<Place>) => Place): string | null {
  const { name, type, mode } = field;
  const at = () => place({ field: name, ...(typeof given === 'string' ? { value: given } : {}) });
  if (given === null || given === undefined) {
    if (mode !== 'REQUIRED') return null;
    throw new BadRow(given === null ? 'Only optional fields can be set to NULL.' : 'Missing required field', at());
  }
  if (type === 'JSON') return placed(at, () => read(JSON.stringify(given)));
  if (typeof given === 'string') return placed(at, () => read(given));
  if (typeof given === 'boolean') {
    if (type !== 'BOOLEAN') throw new BadRow(`Could not convert value to ${type.toLowerCase()}`, at());
    return given ? 't' : 'f';
  }
  if (!(given instanceof Digits)) throw new BadRow(`Value of type object found for a ${type} field`, at());
  if (!['INTEGER', 'FLOAT', 'NUMERIC', 'BIGNUMERIC'].includes(type)) {
    throw new BadRow(`the loopback takes no number for ${type}`, at());
  }
  // Numbers pass through a double on their way: what that cannot hold has to be quoted.
  if (type !== 'FLOAT' && given.text.replaceAll(/\D/g, '').replace(/^0+/, '').length > 15) {
    throw new BadRow('a number of more than 15 digits is not quoted: it would be rounded', at());
  }
  return placed(at, () => read(given.text));
}
