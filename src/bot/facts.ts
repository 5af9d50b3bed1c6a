import { classTitle, type Jobs, type Run, type TableStatus, tableText } from '../jobs/index.ts';
import type { RunFacts } from './views/facts.ts';

/** What the views need to know, asked of the jobs: tables by the names that people know them by. */

/** `shop.users` → `warehouse.users` instead of the bare connections. */
function named(jobs: Jobs, status: TableStatus): TableStatus {
  const spec = jobs.config().tables[status.name];
  if (spec === undefined) return status;
  const { source, destination } = spec;
  return {
    ...status,
    route: {
      source: spec.model === null ? `${source.connection}.${tableText(source.table)}` : 'SQL',
      destination: `${destination.connection}.${tableText(destination.table)}`,
      mode: status.route.mode,
    },
  };
}

export const statusesOf = (jobs: Jobs): readonly TableStatus[] => jobs.statuses().map((status) => named(jobs, status));

export function statusOf(jobs: Jobs, table: string): TableStatus | null {
  const status = jobs.status(table);
  return status === null ? null : named(jobs, status);
}

export function factsOf(jobs: Jobs, run: Run): RunFacts {
  const status = statusOf(jobs, run.table);
  return {
    run,
    status,
    masks: status === null ? {} : (jobs.config().tables[run.table]?.mask ?? {}),
    failure: run.error === null ? null : classTitle(run.error.code),
    followers: Object.values(jobs.config().tables).flatMap(({ name, model }) =>
      model?.after.includes(run.table) ? [name] : [],
    ),
  };
}
