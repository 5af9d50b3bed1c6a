/** How do files become rows of PostgreSQL's COPY? */
import { ApiError } from '../api-error.ts';
import type { Field } from '../catalog.ts';
import type { LoadAsked } from '../configuration.ts';
import { readAvro } from './avro.ts';
import { readCsv } from './csv.ts';
import { readNdjson } from './ndjson.ts';
import { BadValue } from './values.ts';

/** One row: PostgreSQL's text of every column, in the order of the fields. */
export type Row = readonly (string | null)[];

/** The place of a bad row, for the message. */
export type Place = { readonly row: number; readonly at: number; readonly field?: string; readonly value?: string };

/** A row that BigQuery does not take. */
export class BadRow extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

/** Lines of COPY's text format. Throws the API's `invalid` at the first bad row. */
export async function* readRows(
  files: readonly Buffer[],
  fields: readonly Field[],
  asked: LoadAsked,
): AsyncIterable<string> {
  const format = asked.sourceFormat ?? 'CSV';
  const read = { CSV: readCsv, NEWLINE_DELIMITED_JSON: readNdjson, AVRO: readAvro }[format];
  let lines: string[] = [];
  let size = 0;
  try {
    for (const file of files) {
      for (const row of read(file, fields, asked)) {
        const line = `${row.map(escaped).join('\t')}\n`;
        lines.push(line);
        size += line.length;
        if (size < 65_536) continue;
        yield lines.join('');
        lines = [];
        size = 0;
      }
    }
  } catch (error) {
    if (error instanceof BadRow) throw refused(error, format);
    throw error;
  }
  yield lines.join('');
}

/** Runs a check and says where it failed. */
export function placed<T>(place: () => Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BadValue) throw new BadRow(error.message, place());
    throw error;
  }
}

function escaped(value: string | null): string {
  if (value === null) return '\\N';
  return /[\\\t\n\r]/.test(value) ? value.replaceAll(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign) : value;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const WORDS = { CSV: 'CSV', NEWLINE_DELIMITED_JSON: 'JSON', AVRO: 'Avro' } as const;

function refused({ message, place }: BadRow, format: keyof typeof WORDS): ApiError {
  const { row, at, field, value } = place;
  const what = [message, field && `Field: ${field}`, value !== undefined && `Value: ${value}`]
    .filter(Boolean)
    .join('; ');
  const start = 'Error while reading data, error message:';
  return new ApiError(
    'invalid',
    `${start} ${WORDS[format]} table encountered too many errors, giving up. Rows: ${row}; errors: 1. Please look into the errors[] collection for more details.`,
    undefined,
    [
      {
        reason: 'invalid',
        message: `${start} ${WORDS[format]} processing encountered too many errors, at position ${at}: ${what}`,
      },
    ],
  );
}
