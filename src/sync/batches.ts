// How rows move from a source to a destination: as cells, or as bytes that both sides speak.

/**
 * One value: its exact text (UTF-8) as the database prints it, or the bytes of a bytes column. Never a JS number, never
 * a Date. boolean: `t` or `f`. date `YYYY-MM-DD`. datetime `YYYY-MM-DD HH:MM:SS[.ffffff]`, from the servers without
 * needless zeros. timestamp: the same in UTC with `+00` behind it.
 */
export type Cell = Uint8Array | null;

/** Rows of cells in the plan's order of columns. Masks change the rows in place. */
export type CellBatch = {
  readonly format: 'cells';
  readonly rows: Cell[][];
  readonly bytes: number;
  /** Cells that are not of their column's type, where the source's columns may hold anything. */
  readonly odd?: readonly OddCell[];
};

/** `row` and `column` are positions in the batch; `found` says what stands there instead, never its value. */
export type OddCell = { readonly row: number; readonly column: number; readonly found: string };

/** Bytes of PostgreSQL's COPY text format, cut anywhere; `lines` counts the line ends in them, and a line is a row. */
export type CopyBatch = { readonly format: 'pg-copy'; readonly data: Uint8Array; readonly lines: number };

/** Whole rows of PostgreSQL's COPY binary format, without its header and end. */
export type BinaryBatch = { readonly format: 'pg-binary'; readonly data: Uint8Array; readonly lines: number };

/** A bounded piece of a table, bounded by bytes (about 256 KiB) and not by rows. */
export type Batch = CellBatch | CopyBatch | BinaryBatch;
export type BatchFormat = Batch['format'];
