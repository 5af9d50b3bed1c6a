import { type Jobs, type Run, type TableSpec, type TableStatus, tableText, targetAt } from '../jobs/index.ts';
import { troubleOf } from './trouble.ts';
import { failureTitle } from './views/error.ts';
import type { RunFacts } from './views/facts.ts';

/** What the views need to know, asked of the jobs: tables by the names that people know them by. */

/** `shop.users` → `warehouse.users` instead of the bare connections. */
function named(jobs: Jobs, status: TableStatus, run: Run | null = null): TableStatus {
  const spec = jobs.config().tables[status.name];
  if (spec === undefined) return status;
  const { source, destination } = run === null ? spec : ofRun(spec, run);
  const target = run?.result?.target ?? tableText(destination.table);
  return {
    ...status,
    route: {
      source: spec.model === null ? `${source.connection}.${tableText(source.table)}` : 'SQL',
      destination: `${destination.connection}.${target}`,
      mode: status.route.mode,
    },
  };
}

/** With the name that the target has for the run; which one an undo was about is known once it is done. */
function ofRun(spec: TableSpec, { kind, dueAt, queuedAt }: Run): TableSpec {
  return kind === 'undo' ? spec : targetAt(spec, new Date(dueAt ?? queuedAt).toISOString());
}

export const statusesOf = (jobs: Jobs): readonly TableStatus[] => jobs.statuses().map((status) => named(jobs, status));

export function statusOf(jobs: Jobs, table: string, run: Run | null = null): TableStatus | null {
  const status = jobs.status(table);
  return status === null ? null : named(jobs, status, run);
}

export function factsOf(jobs: Jobs, run: Run): RunFacts {
  const status = statusOf(jobs, run.table, run);
  return {
    ...troubleOf(jobs, run),
    run,
    status,
    masks: status === null ? {} : (jobs.config().tables[run.table]?.mask ?? {}),
    approvedBy: jobs.approvalOf(run.id)?.decided?.by ?? null,
    failure: run.error === null ? null : failureTitle(run.error.code),
    followers: Object.values(jobs.config().tables).flatMap(({ name, model }) =>
      model?.after.includes(run.table) ? [name] : [],
    ),
  };
}
