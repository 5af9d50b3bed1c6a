import type { Check, Run, TableStatus } from '../../jobs/index.ts';

/** What `--json` prints: the names and units are a promise to scripts. Moments are ISO 8601 in UTC. */

export const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export function runData(run: Run) {
  const { result, error } = run;
  return {
    run: {
      id: run.id,
      table: run.table,
      kind: run.kind,
      state: run.state,
      ...(run.scope.kind === 'due' ? {} : { scope: run.scope }),
      attempt: run.attempt,
      startedAt: iso(run.startedAt),
      finishedAt: iso(run.finishedAt),
    },
    result:
      result === null
        ? null
        : {
            rowsRead: result.rowsRead,
            rowsWritten: result.rowsWritten,
            bytes: result.bytes,
            seconds: result.seconds,
            checks: result.checks.map(checkData),
            ...(result.changes === null ? {} : { changes: result.changes }),
            ...(result.window === null ? {} : { window: result.window }),
            ...(result.gaps === null ? {} : { gaps: result.gaps }),
            ...(result.altered === undefined ? {} : { altered: result.altered }),
            ...(result.newColumns === undefined ? {} : { newColumns: result.newColumns }),
            ...(result.retyped === undefined ? {} : { retyped: result.retyped }),
            ...(result.publishedBy === undefined ? {} : { publishedBy: result.publishedBy }),
            ...(result.previous === undefined ? {} : { previous: result.previous }),
            ...(result.kept === undefined ? {} : { kept: result.kept }),
            ...(result.restored === undefined ? {} : { restored: result.restored }),
            ...(result.receipt === undefined ? {} : { receipt: result.receipt }),
          },
    ...(run.cost === null ? {} : { cost: run.cost }),
    ...(run.held === null ? {} : { held: heldData(run.held) }),
    error:
      error === null
        ? null
        : {
            code: error.code,
            side: error.side,
            stage: error.stage,
            message: error.message,
            hint: error.hint,
            retryable: error.retryable,
          },
  };
}

/** The words of a language are for people. */
const checkData = ({ name, ok, expected, actual }: Check) => ({ name, ok, expected, actual });

const heldData = (held: NonNullable<Run['held']>) => ({
  kind: held.kind,
  since: iso(held.since),
  expiresAt: iso(held.expiresAt),
  ...(held.kind === 'guard'
    ? { rowsStaged: held.pending.staged.rowsStaged, checks: held.pending.staged.checks.map(checkData) }
    : { columns: held.columns }),
  decision: held.decision === null ? null : { ...held.decision, at: iso(held.decision.at) },
});

export const tableData = (status: TableStatus) => ({
  table: status.name,
  source: status.route.source,
  destination: status.route.destination,
  mode: status.route.mode,
  schedule: status.schedule,
  timezone: status.timezone,
  tags: status.tags,
  owner: status.owner,
  active: status.active === null ? null : runData(status.active),
  last: status.last === null ? null : runData(status.last),
  lastSuccess: status.lastSuccess === null ? null : runData(status.lastSuccess),
  nextDueAt: iso(status.nextDueAt),
  ...(status.model === null
    ? {}
    : {
        after: status.model.after,
        waits: status.model.waits && {
          day: status.model.waits.day,
          for: status.model.waits.for.map(({ table, run }) => ({
            table,
            run: run?.id ?? null,
            state: run?.state ?? null,
          })),
        },
      }),
  questions: status.questions.map(({ column, askedAt }) => ({ column, askedAt: iso(askedAt) })),
  pause:
    status.pause === null
      ? null
      : { until: iso(status.pause.until), why: status.pause.why, by: status.pause.by.id, at: iso(status.pause.at) },
});
