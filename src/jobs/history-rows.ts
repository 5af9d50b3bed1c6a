import type { ErrorSummary, Scope } from '../sync/index.ts';
import type { Asker, AuditEntry, Audited, Held, Pause, Run, RunCost, RunResult, RunState, SaidIn } from './types.ts';

// How runs and pauses stand in the tables of the history file.

/** A run as it is stored: with who carries it out, and the attempt whose traces in the destination are not cleaned up. */
export type StoredRun = Run & { readonly owner: string; readonly unsettledToken: string | null };

/** Columns of a run that change over its life. Undefined: leave as it is. */
export type RunChange = {
  readonly state?: RunState;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly attempt?: number;
  readonly nextAttemptAt?: number | null;
  readonly stage?: string | null;
  readonly rowsRead?: number;
  readonly bytes?: number;
  readonly estimatedRows?: number | null;
  readonly result?: RunResult;
  readonly cost?: RunCost | null;
  readonly error?: ErrorSummary | null;
  readonly held?: Held | null;
  readonly canceledBy?: string | null;
  readonly left?: readonly string[];
  readonly owner?: string;
  readonly unsettledToken?: string | null;
};

export type NewRun = {
  readonly table: string;
  readonly kind?: Run['kind'];
  readonly state: RunState;
  readonly by: Asker;
  readonly note: string | null;
  readonly dueAt: number | null;
  readonly scope: Scope;
  readonly queuedAt: number;
  readonly attempts: number;
  readonly owner: string;
  readonly place?: SaidIn | null;
  readonly pin?: string | null;
};

/** The column of each. */
export const COLUMNS: Readonly<Record<keyof RunChange, string>> = {
  state: 'state',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  attempt: 'attempt',
  nextAttemptAt: 'next_attempt_at',
  stage: 'stage',
  rowsRead: 'rows_read',
  bytes: 'bytes',
  estimatedRows: 'estimated_rows',
  result: 'result',
  cost: 'cost',
  error: 'error',
  held: 'held',
  canceledBy: 'canceled_by',
  left: 'left_behind',
  owner: 'owner',
  unsettledToken: 'unsettled_token',
};

export type Row = Readonly<Record<string, unknown>>;

export function toValue(value: unknown): unknown {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
}

export function toRun(row: Row): StoredRun {
  const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : null);
  return {
    id: row.id as number,
    table: row.table_name as string,
    kind: row.kind as Run['kind'],
    state: row.state as RunState,
    by: { kind: row.by_kind as Asker['kind'], id: row.by_id as string },
    note: row.note as string | null,
    dueAt: row.due_at as number | null,
    pin: row.pin as string | null,
    scope: parsed(row.scope) as Scope,
    queuedAt: row.queued_at as number,
    startedAt: row.started_at as number | null,
    finishedAt: row.finished_at as number | null,
    attempt: row.attempt as number,
    attempts: row.attempts as number,
    nextAttemptAt: row.next_attempt_at as number | null,
    stage: row.stage as Run['stage'],
    rowsRead: row.rows_read as number,
    bytes: row.bytes as number,
    estimatedRows: row.estimated_rows as number | null,
    result: parsed(row.result) as RunResult | null,
    cost: parsed(row.cost) as RunCost | null,
    error: parsed(row.error) as ErrorSummary | null,
    held: parsed(row.held) as Held | null,
    canceledBy: row.canceled_by as string | null,
    left: parsed(row.left_behind) as string[],
    owner: row.owner as string,
    unsettledToken: row.unsettled_token as string | null,
  };
}

export function toPause(row: Row): Pause {
  return {
    table: row.table_name as string,
    until: row.until as number,
    why: row.why as string,
    by: { kind: row.by_kind as Asker['kind'], id: row.by_id as string },
    at: row.at as number,
  };
}

export function toAudit(row: Row): AuditEntry {
  return {
    at: row.at as number,
    by: { kind: row.by_kind as Asker['kind'], id: row.by_id as string },
    what: row.what as Audited,
    table: row.table_name as string,
    run: row.run_id as number | null,
    why: row.why as string | null,
    decision: row.decision_id as number | null,
  };
}
