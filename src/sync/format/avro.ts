import { hash } from 'node:crypto';
import type { Cell } from '../types.ts';
import {
  clockMicros,
  copyBytes,
  copyDecimal,
  copyDouble,
  copyInteger,
  copyLong,
  copyMoment,
  daysOf,
} from './avro-values.ts';
import type { LoadColumn, RowEncoder } from './load-columns.ts';
import { refuseLongRow } from './long-rows.ts';
import { copyInto, makeRoom, type RowsBuffer, rowsBuffer, takeRows } from './rows-buffer.ts';

// Avro's container files: https://avro.apache.org/docs/1.12.0/specification/#object-container-files, and what BigQuery makes of them:
// https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-avro. Every batch is a block.

type AvroCodec = 'null' | 'deflate';

type Writer = (rows: RowsBuffer, cell: Uint8Array) => void;

/** A column's schema, and how its values are written. Room for 10 bytes is there; what takes more makes it. */
type AvroType = { readonly schema: unknown; readonly write: Writer };

/** Room for every value that has a fixed length, or is a number. */
const NUMBER_BYTES = 48;

/** Writes the rows of blocks. Cells come in the order of `columns`, without those that are constants. */
export function avroRows(columns: readonly LoadColumn[]): RowEncoder {
  const given = columns.filter(({ constant }) => constant === null);
  const writers = given.map((column) => typeOf(column).write);
  const width = given.length;
  const end = endOf(columns);
  const rows = rowsBuffer();
  return (batch) => {
    for (const row of batch) {
      const start = rows.at;
      for (let c = 0; c < width; c++) {
        makeRoom(rows, NUMBER_BYTES);
        const cell = row[c] as Cell;
        // Which of ["null", …] it is.
        rows.bytes[rows.at++] = cell === null ? 0 : 2;
        if (cell !== null) (writers[c] as Writer)(rows, cell);
      }
      makeRoom(rows, end.length);
      copyInto(rows, end);
      refuseLongRow('avro', rows.at - start);
    }
    return takeRows(rows);
  };
}

function endOf(columns: readonly LoadColumn[]): Buffer {
  const rows = rowsBuffer();
  for (const column of columns) {
    if (column.constant === null) continue;
    makeRoom(rows, NUMBER_BYTES);
    rows.bytes[rows.at++] = 2;
    typeOf(column).write(rows, Buffer.from(column.constant, 'utf8'));
  }
  return takeRows(rows);
}

/** A file without its blocks: its head, and what stands before and (`sync`) behind the bytes of a block. `name` tells files apart. */
export function avroFile(
  columns: readonly LoadColumn[],
  { codec, name }: { readonly codec: AvroCodec; readonly name: string },
): { readonly head: Buffer; readonly sync: Buffer; before(rows: number, bytes: number): Buffer } {
  const sync = hash('md5', name, 'buffer');
  // A staging table has no REQUIRED columns, and a file that has them is one of another schema to BigQuery.
  const fields = columns.map((column) => ({ name: column.name, type: ['null', typeOf(column).schema] }));
  const head = rowsBuffer();
  copyInto(head, Buffer.from('Obj\x01', 'latin1'));
  copyLong(head, 2);
  copyBytes(head, Buffer.from('avro.schema'));
  copyBytes(head, Buffer.from(JSON.stringify({ type: 'record', name: 'row', fields })));
  copyBytes(head, Buffer.from('avro.codec'));
  copyBytes(head, Buffer.from(codec));
  makeRoom(head, 1 + sync.length);
  copyLong(head, 0);
  copyInto(head, sync);
  return {
    head: takeRows(head),
    sync,
    before(rows, bytes) {
      const sizes = rowsBuffer(20);
      copyLong(sizes, rows);
      copyLong(sizes, bytes);
      return takeRows(sizes);
    },
  };
}

function typeOf({ to, type }: LoadColumn): AvroType {
  const logical = (type: string, logicalType: string): unknown => ({ type, logicalType });
  switch (to.type) {
    case 'boolean':
      return {
        schema: 'boolean',
        write: (rows, cell) => {
          rows.bytes[rows.at++] = cell[0] === 0x74 ? 1 : 0;
        },
      };
    case 'integer':
    case 'decimal': {
      if (type === 'INT64') return { schema: 'long', write: copyInteger };
      const { precision, scale } = decimalSize(type);
      return {
        schema: { type: 'bytes', logicalType: 'decimal', precision, scale },
        write: (rows, cell) => copyDecimal(rows, cell, scale),
      };
    }
    case 'double':
      return { schema: 'double', write: copyDouble };
    case 'date':
      return { schema: logical('int', 'date'), write: (rows, cell) => copyLong(rows, daysOf(cell)) };
    case 'time':
      return { schema: logical('long', 'time-micros'), write: (rows, cell) => copyLong(rows, clockMicros(cell, 0)) };
    case 'datetime':
      return { schema: logical('long', 'local-timestamp-micros'), write: copyMoment };
    case 'timestamp':
      return { schema: logical('long', 'timestamp-micros'), write: copyMoment };
    case 'bytes':
      return { schema: 'bytes', write: copyBytes };
    case 'string':
    case 'json':
      return { schema: 'string', write: copyBytes };
  }
}

/** `NUMERIC(18,4)` has 18 digits, 4 of them behind the point; a type without a size has all that it can have. */
function decimalSize(type: string): { readonly precision: number; readonly scale: number } {
  const [, precision, scale] = /\((\d+)(?:,(\d+))?\)$/.exec(type) ?? [];
  if (precision !== undefined) return { precision: Number(precision), scale: Number(scale ?? 0) };
  return type === 'NUMERIC' ? { precision: 38, scale: 9 } : { precision: 76, scale: 38 };
}
