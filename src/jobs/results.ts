import { type ErrorSummary, failure, type SyncResult, type TableSpec, tableText, type Undone } from '../sync/index.ts';

type Declared = Pick<TableSpec, 'destination'>;

/** What a run that succeeded came to. */
export type RunResult = Omit<SyncResult, 'rowsStaged' | 'cursor'> & {
  readonly seconds: number;
  /** The table that was written, where its name has a part of the moment in it. */
  readonly target?: string;
  /** Who had it published although a guard had tripped. */
  readonly publishedBy?: string;
  /** Of an undo: the version that was put back, and the run that had copied it where that is known. */
  readonly restored?: { readonly publishedAt: string; readonly run: number | null };
};

/** What the history keeps of what a worker did. */
export function resultOf(done: SyncResult, seconds: number): RunResult {
  const { rowsStaged: _, cursor: __, ...result } = done;
  return { ...result, seconds };
}

/** The name of a target that has another one for another moment; nothing of one whose name stands in tables.yml. */
export function targetName(declared: Declared, written: Declared): Pick<RunResult, 'target'> {
  const name = tableText(written.destination.table);
  return name === tableText(declared.destination.table) ? {} : { target: name };
}

/** The same of an undo: nothing was read, and what was put back is what readers see. */
export function undoResult({ rows, method, restored }: Undone, seconds: number): RunResult {
  const masks = Object.entries(restored.masks).flatMap(([column, mask]) => (mask === null ? [] : [[column, mask]]));
  return {
    rowsRead: rows,
    rowsWritten: rows,
    bytes: 0,
    seconds,
    checks: [{ name: 'published', ok: true, expected: `${restored.rows} rows kept`, actual: `${rows} rows put back` }],
    masks: Object.fromEntries(masks),
    method,
    changes: null,
    gaps: null,
    window: null,
    restored: { publishedAt: restored.publishedAt, run: runOf(restored.origin) },
  };
}

/** The run that an attempt's token names; null where it is none of ours. */
function runOf(token: string): number | null {
  const [, digits] = /^[a-z0-9]+_(\d{1,15})_\d+_[a-z0-9]+$/.exec(token) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** What nobody foresaw, before anything was reached. */
export function unexpected(): ErrorSummary {
  return failure('unknown', { side: 'local', stage: 'connect', facts: {} }).summary;
}
