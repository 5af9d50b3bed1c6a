/** How are rows read from CSV? */
import type { Field } from '../catalog.ts';
import type { LoadAsked } from '../configuration.ts';
import { BadRow, type Place, placed, type Row } from './index.ts';
import { type ReadValue, valueReader } from './values.ts';

type Value = { readonly text: string; readonly quoted: boolean };
type Line = { readonly values: readonly Value[]; readonly at: number };

export function* readCsv(file: Buffer, fields: readonly Field[], asked: LoadAsked): Iterable<Row> {
  const readers = fields.map((field) => ({ field, read: valueReader(field) }));
  let row = 0;
  for (const line of lines(textOf(file, asked), asked)) {
    row += 1;
    if (row <= (asked.skipLeadingRows ?? 0)) continue;
    const place = (more: Partial<Place> = {}): Place => ({ row, at: line.at, ...more });
    if (line.values.length > fields.length)
      throw new BadRow(`Too many values in line. Found ${line.values.length} column(s)`, place());
    if (line.values.length < fields.length && !asked.allowJaggedRows) {
      throw new BadRow(
        `Too few values in line. Found ${line.values.length} column(s) while expected ${fields.length}`,
        place(),
      );
    }
    yield readers.map((reader, i) => value(line.values[i], reader, { asked, place }));
  }
}

function textOf(file: Buffer, asked: LoadAsked): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    throw new BadRow('Invalid UTF-8', { row: 0, at: 0 });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = asked.preserveAsciiControlCharacters ? -1 : text.search(/[\0-\x08\x0b\x0c\x0e-\x1f]/);
  if (control < 0) return text;
  throw new BadRow(`Bad character (ASCII ${text.charCodeAt(control)}) encountered.`, { row: 0, at: control });
}

function* lines(text: string, asked: LoadAsked): Iterable<Line> {
  const { fieldDelimiter: delimiter = ',', quote = '"' } = asked;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const values: Value[] = [];
    for (;;) {
      const taken = quote !== '' && text.startsWith(quote, at) ? quoted(text, at, asked) : plain(text, at, delimiter);
      values.push(taken.value);
      at = taken.end;
      if (text.startsWith(delimiter, at) && at < text.length) {
        at += delimiter.length;
        continue;
      }
      if (text[at] === '\r') at += 1;
      if (at < text.length && text[at] !== '\n') {
        throw new BadRow('Data between close quote character and field separator', { row: 0, at });
      }
      at += 1;
      break;
    }
    yield { values, at: start };
  }
}

function plain(text: string, at: number, delimiter: string): { readonly value: Value; readonly end: number } {
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r' && !text.startsWith(delimiter, end)) end += 1;
  return { value: { text: text.slice(at, end), quoted: false }, end };
}

function quoted(text: string, at: number, asked: LoadAsked): { readonly value: Value; readonly end: number } {
  const quote = asked.quote ?? '"';
  let value = '';
  let from = at + 1;
  for (;;) {
    const found = text.indexOf(quote, from);
    if (found < 0) throw new BadRow('Missing close quote character (")', { row: 0, at });
    value += text.slice(from, found);
    if (text[found + 1] !== quote) {
      if (!asked.allowQuotedNewlines && /[\r\n]/.test(value)) {
        throw new BadRow('a quoted value has a newline, and allowQuotedNewlines is not set', { row: 0, at });
      }
      return { value: { text: value, quoted: true }, end: found + 1 };
    }
    value += quote;
    from = found + 2;
  }
}

function value(
  given: Value | undefined,
  { field, read }: { readonly field: Field; readonly read: ReadValue },
  { asked, place }: { readonly asked: LoadAsked; readonly place: (more: Partial<Place>) => Place },
): string | null {
  const marker = asked.nullMarker ?? '';
  const at = () => place({ field: field.name, ...(given === undefined ? {} : { value: given.text }) });
  if (given === undefined || (given.text === marker && !given.quoted)) {
    if (field.mode !== 'REQUIRED') return null;
    throw new BadRow('Required column value is missing', at());
  }
  // Nobody says whether a quoted marker is NULL: nothing may depend on it.
  if (given.text === marker && marker !== '') throw new BadRow('a quoted value is the null marker', at());
  return placed(at, () => read(given.text));
}
