// The door of the engine. It loads no database driver: those live in worker processes.
export { classPhrase, classTitle, type FailureCode, type FailureFacts, failure } from './classify.ts';
export { type Changed, changeTable } from './config/change.ts';
export { loadConfigFile } from './config/disk.ts';
export type { TableEdit } from './config/edit.ts';
export { printMistake } from './config/mistakes.ts';
export type { ConfigPorts } from './config/ports.ts';
export type { Config, ConfigLoad, ConnectionSpec, Mask, Mistake, Role, TableName, TableSpec } from './config/spec.ts';
export { MASKS, MODES, ROLES } from './config/spec.ts';
export { targetAt } from './config/target-words.ts';
export type { Cursor, Mark, Scope, Window } from './cursor.ts';
export { type ErrorSummary, type RetryRule, type Side, STAGES, type Stage, SyncError } from './errors.ts';
export { connectionFacts, tableText } from './facts.ts';
export type {
  ColumnDiff,
  ColumnReceipt,
  ColumnVerdict,
  DiffReport,
  Looks,
  NewColumn,
  Retyped,
  Suspicion,
  TableUsage,
  UsageReport,
  VerifyReport,
} from './findings.ts';
export type {
  Check,
  FromWorker,
  Gaps,
  Order,
  Outcome,
  Pending,
  PlanReport,
  Progress,
  SyncResult,
  ToWorker,
  Undone,
  UndoReport,
} from './orders.ts';
export { english, type Phrase, phrase, type Word } from './phrase.ts';
export type { PlanFacts } from './pinned.ts';
export type { ProbeReport, ProbeStep } from './probe/report.ts';
export type {
  Changes,
  Column,
  Cost,
  Generation,
  Kept,
  Plan,
  PlannedColumn,
  PublishMethod,
  Settlement,
} from './types.ts';

/** The module that a worker process runs. */
export const workerModule = new URL('./worker.ts', import.meta.url);
