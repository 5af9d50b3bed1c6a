import { SyncError } from '../errors.ts';
import type { Cell } from '../types.ts';
import { FORMS, plainKind } from './bigquery-text.ts';
import type { LoadColumn, RowEncoder } from './load-columns.ts';
import { refuseLongRow } from './long-rows.ts';
import { copyBase64, copyInto, makeRoom, type RowsBuffer, rowsBuffer, takeRows } from './rows-buffer.ts';

// CSV as BigQuery loads it: https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-csv. Text and bytes are always quoted,
// so that an empty one is not nothing, and NULL is a word of ours: BigQuery takes a quoted word for NULL too.

const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;

/** The word for NULL of one attempt: no value of a table has its token in it, and one that had would be refused. */
export function nullMarker(token: string): string {
  return `\\N_${token}`;
}

type Writer = (rows: RowsBuffer, cell: Uint8Array) => void;

/** Writes rows as CSV without a header; `marker` stands for NULL. Throws a SyncError where a value is the marker. */
export function csvEncoder(columns: readonly LoadColumn[], marker: string): RowEncoder {
  const none = Buffer.from(marker, 'utf8');
  const given = columns.filter(({ constant }) => constant === null);
  const writers = given.map((column) => writerOf(column, none));
  const width = given.length;
  const end = endOf(columns, none);
  const rows = rowsBuffer();
  return (batch) => {
    for (const row of batch) {
      const start = rows.at;
      for (let c = 0; c < width; c++) {
        const cell = row[c] as Cell;
        makeRoom(rows, 1 + none.length);
        if (c > 0) rows.bytes[rows.at++] = COMMA;
        if (cell === null) copyInto(rows, none);
        else (writers[c] as Writer)(rows, cell);
      }
      makeRoom(rows, end.length);
      copyInto(rows, end);
      refuseLongRow('csv', rows.at - start);
    }
    return takeRows(rows);
  };
}

function endOf(columns: readonly LoadColumn[], none: Buffer): Buffer {
  const rows = rowsBuffer();
  for (const column of columns) {
    if (column.constant === null) continue;
    rows.bytes[rows.at++] = COMMA;
    writerOf(column, none)(rows, Buffer.from(column.constant, 'utf8'));
  }
  rows.bytes[rows.at++] = NEWLINE;
  return takeRows(rows);
}

function writerOf({ name, to }: LoadColumn, none: Buffer): Writer {
  const kind = plainKind(to);
  if (kind !== null) {
    const form = FORMS[kind];
    return (rows, cell) => {
      const value = form(cell);
      makeRoom(rows, value.length);
      copyInto(rows, value);
    };
  }
  if (to.type === 'bytes') return bytes;
  return (rows, cell) => {
    if (cell.length === none.length && none.equals(cell)) throw markedValue(name);
    text(rows, cell);
  };
}

function bytes(rows: RowsBuffer, cell: Uint8Array): void {
  makeRoom(rows, 2);
  rows.bytes[rows.at++] = QUOTE;
  copyBase64(rows, cell);
  rows.bytes[rows.at++] = QUOTE;
}

function text(rows: RowsBuffer, cell: Uint8Array): void {
  const { length } = cell;
  makeRoom(rows, length * 2 + 2);
  const to = rows.bytes;
  let next = rows.at;
  to[next++] = QUOTE;
  for (let i = 0; i < length; i++) {
    const byte = cell[i] as number;
    if (byte === QUOTE) to[next++] = QUOTE;
    to[next++] = byte;
  }
  to[next++] = QUOTE;
  rows.at = next;
}

function markedValue(column: string): SyncError {
  return new SyncError({
    code: 'data.check',
    side: 'destination',
    stage: 'copy',
    message: `column ${column} holds the very word that this run writes for NULL; nothing was published`,
    hint: 'Run the table again, which takes another word, or set bigquery: { format: ndjson } for it in tables.yml.',
    retry: 'once',
    column,
  });
}
