import type {
  Changes,
  Check,
  ColumnReceipt,
  Gaps,
  Kept,
  Mask,
  NewColumn,
  PublishMethod,
  Retyped,
  Window,
} from '../sync/index.ts';

/** What a run that succeeded came to. */
export type RunResult = {
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly checks: readonly Check[];
  readonly masks: Readonly<Record<string, Mask>>;
  /** Values set to NULL because `on_invalid` says so, by column; left out where there are none. */
  readonly altered?: Readonly<Record<string, number>>;
  /** What was proven of every column; left out where the table asks for `receipt: rows`. */
  readonly receipt?: readonly ColumnReceipt[];
  /** Left out where there are none. */
  readonly newColumns?: readonly NewColumn[];
  readonly retyped?: readonly Retyped[];
  readonly method: PublishMethod;
  /** What became of the rows of the target; null where everything was replaced, and where nobody counted. */
  readonly changes: Changes | null;
  /** What comparing all keys found, for scope `gaps`. */
  readonly gaps: Gaps | null;
  /** The part of the table that was read; null: all of it. */
  readonly window: Window | null;
  /** Who had it published although a guard had tripped. */
  readonly publishedBy?: string;
  /** What became of the version that was there before; left out where there was none or nobody knows. */
  readonly previous?: Kept;
  /** What hangs on the target and stayed: grants, indexes, views, comments. Left out where there was nothing. */
  readonly kept?: readonly string[];
  /** Of an undo: the version that was put back, and the run that had copied it where that is known. */
  readonly restored?: { readonly publishedAt: string; readonly run: number | null };
};
