import type { ConnectionSpec, Mask, TableSpec } from './config/spec.ts';
import type { Cursor, Scope, Window } from './cursor.ts';
import type { ErrorSummary, Stage } from './errors.ts';
import type {
  ColumnReceipt,
  DiffReport,
  NewColumn,
  Retyped,
  Suspicion,
  UsageReport,
  VerifyReport,
} from './findings.ts';
import type { Phrase } from './phrase.ts';
import type { PlanFacts } from './pinned.ts';
import type { ProbeReport } from './probe/report.ts';
import type {
  Changes,
  Cost,
  Generation,
  Generations,
  Kept,
  Plan,
  Preview,
  PublishMethod,
  Settlement,
  UsageQuery,
} from './types.ts';
import type { BoundStatement } from './warehouse.ts';

// What is asked of the engine and what it answers: plain data that travels between processes.

/** What `/sync plan` shows. */
export type PlanReport = {
  readonly plan: Plan;
  readonly query: string;
  readonly preview: Preview;
  /**
   * How rows get into a destination that loads files: where these are put first (null: uploaded to the destination
   * itself), and why they are not of the format that tables.yml asks for. Left out for every other destination.
   */
  readonly load?: { readonly staging: string | null; readonly unlike: string | null };
  /** What it was made of: a run that is pinned to it is compared with this. */
  readonly facts: PlanFacts;
  /** Columns that hold the next run until somebody decides about them. */
  readonly suspicions?: readonly Suspicion[];
  /** Columns that stay out until somebody decides about them. */
  readonly newColumns?: readonly NewColumn[];
  /** Of a model: bytes that its query would read and may bill at most, what is bound in it, and what it waits for. */
  readonly model?: {
    readonly bytes: number;
    readonly limit: number | null;
    readonly parameters: BoundStatement['parameters'];
    readonly after: readonly string[];
  };
};

/** One thing that was proven before the commit. */
export type Check = {
  readonly name: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly actual: string;
  /** The same two for whoever says them in another language; left out by older versions. */
  readonly said?: { readonly expected: Phrase; readonly actual: Phrase };
};

/** Rows that earlier runs had missed, or had in another state, and that were loaded now; rows gone from the source. */
export type Gaps = { readonly late: number; readonly gone: number };

export type SyncResult = {
  readonly rowsRead: number;
  readonly rowsStaged: number;
  /** Rows published: what a reader of the target sees now. */
  readonly rowsWritten: number;
  /** Bytes of values moved. */
  readonly bytes: number;
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
  /** What comparing all keys found, for scope `gaps`; null for every other. */
  readonly gaps: Gaps | null;
  /** The part of the table that was read; null: all of it. */
  readonly window: Window | null;
  /** What to remember for the next run; null: leave it as it is. */
  readonly cursor: Cursor | null;
  /** What the destination bills for the run, as far as this worker made it; left out where nothing is billed. */
  readonly cost?: Cost;
  /** What became of the version that was there before; left out where there was none or nobody knows. */
  readonly previous?: Kept;
  /** What hangs on the target and stayed: grants, indexes, views, comments. Left out where there was nothing. */
  readonly kept?: readonly string[];
  /** Bytes that publishing was estimated to read; left out where nobody bills for them. */
  readonly estimatedBytes?: number;
};

/** What is known of a load once it is staged, before anything is published. */
export type Staged = Omit<
  SyncResult,
  'rowsWritten' | 'method' | 'changes' | 'previous' | 'kept' | 'cost' | 'estimatedBytes'
>;

/**
 * A load that is staged and not published because a guard tripped: everything that another worker needs to publish it
 * later. Plain data, without a row's value.
 */
export type Pending = {
  readonly plan: Plan;
  readonly staged: Staged;
  /** The token that had published the target last; null where nobody knows. */
  readonly over: string | null;
  /** Which guard tripped, in a sentence that names all that did. */
  readonly error: ErrorSummary;
};

/** How a sync ended that did not fail; `undecided`: nothing was copied, since columns wait for a decision. */
export type SyncEnd =
  | { readonly result: SyncResult }
  | { readonly held: Pending }
  | { readonly undecided: readonly Suspicion[] };

/** What an undo put back. */
export type Undone = {
  readonly rows: number;
  readonly method: PublishMethod;
  readonly restored: Generation;
  /** What readers saw until then, and what another undo would put back. */
  readonly replaced: Generation;
  /** Left out where nothing is billed. */
  readonly cost?: Cost;
};

/** Whether an undo is possible now, and what it would do. */
export type UndoReport = {
  /** The table that would go back. */
  readonly target: string;
  readonly generations: Generations;
  readonly refused: ErrorSummary | null;
};

export type Progress = {
  readonly stage: Stage;
  readonly rowsRead: number;
  readonly bytes: number;
  readonly estimatedRows: number | null;
};

/** What an order says that looks at both databases. */
export type BothEnds = {
  readonly table: TableSpec;
  readonly source: ConnectionSpec;
  readonly destination: ConnectionSpec;
  /** The moment that is stood for, ISO 8601 in UTC: of a run the same for all its tries, when it was due or asked for. */
  readonly due: string;
};

/** What is asked of a worker. Secrets travel inside, over the process's own channel, never on a command line. */
export type Order =
  | ({
      readonly do: 'sync';
      readonly token: string;
      readonly maskKey: string | null;
      readonly scope: Scope;
      /** What the last run that succeeded left; null where there is none. */
      readonly cursor: Cursor | null;
      /** Of the plan that a person has seen: the run does exactly that, or nothing. Null: whatever is planned now. */
      readonly pinned: PlanFacts | null;
      /** Rows of the last published run, for `max_drop`; null where there is none. */
      readonly previousRows: number | null;
    } & BothEnds)
  /** `cursor`: as a sync would get it; without it the query of a first run is shown. */
  | ({ readonly do: 'plan'; readonly cursor?: Cursor | null } & BothEnds)
  | ({ readonly do: 'diff' } & BothEnds)
  | ({ readonly do: 'verify' } & BothEnds)
  /** Publishes what a held run has staged under `token`. */
  | {
      readonly do: 'publish';
      readonly table: TableSpec;
      readonly destination: ConnectionSpec;
      readonly token: string;
      readonly pending: Pending;
    }
  /** Says what `undo` would do. */
  | { readonly do: 'plan-undo'; readonly table: TableSpec; readonly destination: ConnectionSpec }
  /** Puts the previous version of the target back. */
  | { readonly do: 'undo'; readonly table: TableSpec; readonly destination: ConnectionSpec; readonly token: string }
  /** Says who reads the tables that are given, and changes nothing. */
  | ({ readonly do: 'usage'; readonly destination: ConnectionSpec } & UsageQuery)
  /** Goes the way to a database, and reads what is known of a table of it, null: of none. */
  | {
      readonly do: 'probe';
      readonly connection: ConnectionSpec;
      readonly as: 'source' | 'destination';
      readonly look: TableSpec['source']['table'] | null;
    }
  | {
      readonly do: 'settle';
      readonly table: Pick<TableSpec, 'destination'>;
      readonly destination: ConnectionSpec;
      readonly token: string;
    };

/** The orders to do one thing. */
export type OrderTo<Do extends Order['do']> = Extract<Order, { readonly do: Do }>;

/** What a worker hears. `report` asks for a `progress` answer: silence is how a hang is noticed. */
export type ToWorker =
  | { readonly type: 'order'; readonly order: Order }
  | { readonly type: 'cancel' }
  | { readonly type: 'report' };

/**
 * What a worker says. Exactly one of `done` and `failed` ends an order; `cost`: what it is billed for, whatever its end;
 * null where nothing is.
 */
export type FromWorker =
  | { readonly type: 'ready' }
  /** The answer to `report`; null where no order is under way. */
  | { readonly type: 'progress'; readonly progress: Progress | null }
  | { readonly type: 'done'; readonly outcome: Outcome; readonly cost: Cost | null }
  /** `left`: staging could not be dropped, so that somebody has to `settle` the attempt. */
  | { readonly type: 'failed'; readonly error: ErrorSummary; readonly left: boolean; readonly cost: Cost | null };

export type Outcome =
  | { readonly do: 'sync'; readonly result: SyncResult }
  /** The end of a `sync` that copied nothing, since columns wait for a decision. */
  | { readonly do: 'undecided'; readonly columns: readonly Suspicion[] }
  /** The end of a `sync` whose guard tripped. */
  | { readonly do: 'held'; readonly held: Pending }
  | { readonly do: 'publish'; readonly result: SyncResult }
  | { readonly do: 'plan-undo'; readonly report: UndoReport }
  | { readonly do: 'undo'; readonly undone: Undone }
  | { readonly do: 'plan'; readonly report: PlanReport }
  | { readonly do: 'diff'; readonly report: DiffReport }
  | { readonly do: 'verify'; readonly report: VerifyReport }
  | { readonly do: 'usage'; readonly report: UsageReport }
  | { readonly do: 'probe'; readonly report: ProbeReport }
  | { readonly do: 'settle'; readonly settlement: Settlement };
