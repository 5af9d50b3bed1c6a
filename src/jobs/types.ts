import type {
  Config,
  ConfigLoad,
  DiffReport,
  ErrorSummary,
  PlanReport,
  Scope,
  Stage,
  UndoReport,
  VerifyReport,
} from '../sync/index.ts';
import type { Asker } from './asker.ts';
import type {
  AuditEntry,
  ColumnDecision,
  ColumnOutcome,
  ConfigChange,
  Decision,
  Held,
  Posts,
  Question,
  Verdict,
} from './decisions.ts';
import type { Desks } from './desks.ts';
import type { Digest } from './digest.ts';
import type { PastEvent } from './past.ts';
import type { Freeze, Request } from './permits.ts';
import type { RunResult } from './results.ts';
import type { Cancellation, RunRequest, Submission } from './submission.ts';
import type { RunCost, TableCost, Trend, Unused } from './sums.ts';
import type { Alert, Batch } from './trouble.ts';

export type { Asker } from './asker.ts';
export * from './decisions.ts';
export * from './delivery-store.ts';
export type { Digest } from './digest.ts';
export type { DigestNotes } from './digest-notes.ts';
export * from './past.ts';
export * from './permits.ts';
export * from './pins.ts';
export type { RunResult } from './results.ts';
export * from './settings.ts';
export * from './submission.ts';
export * from './sums.ts';
export * from './trouble.ts';
export type { Unusual } from './usual.ts';

export type RunState = 'queued' | 'running' | 'retry_wait' | 'held' | 'success' | 'failed' | 'canceled' | 'skipped';
export const ACTIVE_STATES = ['queued', 'running', 'retry_wait', 'held'] as const satisfies readonly RunState[];

/** One run of one table: a request, its attempts, and what became of it. Times are epoch milliseconds. */
export type Run = {
  readonly id: number;
  readonly table: string;
  /** `undo`: not copied from the source, but the version before put back. */
  readonly kind: 'sync' | 'undo';
  readonly state: RunState;
  readonly by: Asker;
  readonly note: string | null;
  /** The moment a scheduled run was due; null for a run that a person asked for. */
  readonly dueAt: number | null;
  /** The plan that it carries out as it was shown: `p-7k3f`; null: whatever is planned then. */
  readonly pin: string | null;
  readonly scope: Scope;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** The try under way or the last one, from 1; 0 before the first. */
  readonly attempt: number;
  /** Tries allowed, retries included. */
  readonly attempts: number;
  readonly nextAttemptAt: number | null;
  readonly stage: Stage | null;
  readonly rowsRead: number;
  readonly bytes: number;
  readonly estimatedRows: number | null;
  readonly result: RunResult | null;
  /** Null where nobody is billed. */
  readonly cost: RunCost | null;
  readonly error: ErrorSummary | null;
  /** Not null where the run is or was held. */
  readonly held: Held | null;
  /** Who cancelled it, and what could not be cleaned away. */
  readonly canceledBy: string | null;
  readonly left: readonly string[];
};

/** One line of a run's log: made from names, counts and codes. */
export type RunEvent = { readonly at: number; readonly attempt: number; readonly text: string };

export type Pause = {
  readonly table: string;
  /** Epoch ms. */
  readonly until: number;
  readonly why: string;
  readonly by: Asker;
  readonly at: number;
};

/** What a model waits for before it runs for a day. */
export type Waits = {
  /** By the calendar of the model's time zone: `2026-11-21`. */
  readonly day: string;
  /** The last run of each that day; null where it has not been due yet. */
  readonly for: readonly { readonly table: string; readonly run: Run | null }[];
};

/** A table with what is known of it now. */
export type TableStatus = {
  readonly name: string;
  readonly route: { readonly source: string; readonly destination: string; readonly mode: string };
  readonly schedule: string | null;
  readonly timezone: string;
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly active: Run | null;
  /** The last run that ended, whatever its end. */
  readonly last: Run | null;
  readonly lastSuccess: Run | null;
  readonly nextDueAt: number | null;
  readonly pause: Pause | null;
  /** New columns that nobody has decided about. */
  readonly questions: readonly Question[];
  /** Null for a table that is copied. `after`: what it runs after; `waits`: what of that is not done today. */
  readonly model: { readonly after: readonly string[]; readonly waits: Waits | null } | null;
};

/** Where in Slack something was said. */
export type SaidIn = { readonly channel: string; readonly thread: string | null };

export type Due = {
  readonly table: string;
  readonly at: number;
  readonly paused: boolean;
  readonly what: 'run' | 'gap audit';
};

export type JobsEvent =
  /** Any change of a run: state, stage, attempt. `progress` repeats at most once a second. */
  | { readonly type: 'run'; readonly run: Run; readonly change: 'state' | 'progress' }
  | { readonly type: 'digest'; readonly channel: string; readonly digest: Digest }
  /** New columns that the channel has not been asked about yet; once each. */
  | { readonly type: 'questions'; readonly table: string; readonly questions: readonly Question[] }
  /** Their time is over: the schedules start these tables again. */
  | { readonly type: 'pauses over'; readonly pauses: readonly Pause[] }
  | { readonly type: 'reload'; readonly load: ConfigLoad }
  /** An alert changed, or what it is was not told yet; repeats until `alertTold`. */
  | { readonly type: 'alert'; readonly alert: Alert }
  /** Something changed in the runs of one moment of the schedule. */
  | { readonly type: 'batch'; readonly batch: Batch }
  /** Somebody asked for what needs another person, or that was decided; told again until its message shows it. */
  | { readonly type: 'request'; readonly request: Request }
  /** Once for each freeze, and once for its end. */
  | { readonly type: 'freeze'; readonly freeze: Freeze }
  | PastEvent;

/** A message that a run has in a channel, so that a restart finds it again. */
export type RunPost = { readonly runId: number; readonly channel: string; readonly ts: string };

/** The door of the jobs layer: everything people can ask of it. Calls that are not promises answer within milliseconds. */
export type Jobs = Desks & {
  readonly config: () => Config;
  readonly now: () => number;
  /** Recovers what a crash left, then starts queued runs and, where asked for, schedules and the watch over tables.yml. */
  start(options: { readonly schedules: boolean }): Promise<void>;
  /** Takes nothing new, lets running runs end for `graceMs`, then cancels them. `farewell` is awaited when all is quiet, before the history is closed. */
  stop(graceMs: number, farewell?: () => Promise<void>): Promise<void>;
  /** Reads the configuration anew. One with mistakes keeps the active one; both are told as an event too. */
  reload(): ConfigLoad;
  /** The table must be declared. */
  submit(request: RunRequest): Submission;
  /** Of a held run: discards it. */
  cancel(runId: number, by: Asker): Cancellation;
  /** Decides about a held run. Resolves when the decision is recorded, and after a discard when staging is dropped. */
  decide(runId: number, what: Decision['what'], by: Asker, why?: string): Promise<Verdict>;
  /** Writes what is decided about a column into tables.yml and reads that anew. Rejects with a SyncError where a column that is not asked about cannot be looked up. */
  decideColumn(table: string, column: string, decision: ColumnDecision, by: Asker): Promise<ColumnOutcome>;
  /** Takes a change of tables.yml back. */
  undoChange(id: number, by: Asker): Promise<ColumnOutcome>;
  /** New columns that nobody has decided about. */
  questions(): readonly Question[];
  /** What people changed in tables.yml from here, newest first; null: of all tables. */
  changes(table: string | null, limit: number): readonly ConfigChange[];
  /** What `submit` with the kind `undo` would do. Rejects with a SyncError where the destination cannot be asked. */
  planUndo(table: string): Promise<UndoReport>;
  /** Rejects with a SyncError where the plan cannot be made. */
  plan(table: string): Promise<PlanReport>;
  /** Rejects with a SyncError where the columns cannot be compared. */
  diff(table: string): Promise<DiffReport>;
  /** Reads both tables from end to end, at most as long as the table's timeout. Rejects with a SyncError. */
  verify(table: string): Promise<VerifyReport>;
  status(table: string): TableStatus | null;
  statuses(): readonly TableStatus[];
  run(id: number): Run | null;
  activeRun(table: string): Run | null;
  activeRuns(): readonly Run[];
  history(table: string, limit: number): readonly Run[];
  log(runId: number): readonly RunEvent[];
  /** Times between now and now + windowMs, earliest first. */
  upcoming(windowMs: number): readonly Due[];
  pause(pause: Omit<Pause, 'at'>): Pause;
  /** Null where the table was not paused. */
  resume(table: string, by: Asker): Pause | null;
  /** What people did since `from` (epoch ms), newest first; null: to all tables. */
  audit(table: string | null, from: number): readonly AuditEntry[];
  digest(from: number, until: number): Digest;
  /** The runs of a table that ended since `from` (epoch ms), as charts show them. */
  trend(table: string, from: number): Trend;
  /** What runs that ended from `from` on and before `until` (epoch ms) were billed for, the dearest first. */
  costs(from: number, until: number): readonly TableCost[];
  /** Which tables of a connection nobody read. Rejects with a SyncError where its database keeps no record of readers. */
  unused(connection: string, days: number): Promise<Unused>;
  /** Resolves when the run is over (success, failed, canceled, skipped), or held. */
  finished(runId: number): Promise<Run>;
  on(listener: (event: JobsEvent) => void): () => void;
  readonly posts: Posts;
};
