// What bot and terminal may know of the engine: its words and reports, nothing that moves a row.

export type {
  Check,
  ColumnDiff,
  ColumnVerdict,
  Config,
  ConfigLoad,
  DiffReport,
  ErrorSummary,
  Looks,
  Mask,
  Mistake,
  NewColumn,
  Plan,
  PlannedColumn,
  PlanReport,
  ProbeStep,
  Role,
  Scope,
  Stage,
  Suspicion,
  TableSpec,
  UndoReport,
  VerifyReport,
  Word,
} from '../sync/index.ts';
export { classPhrase, classTitle, MASKS, printMistake, STAGES, SyncError, tableText, targetAt } from '../sync/index.ts';
