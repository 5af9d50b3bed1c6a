import type { Profile, ProfileQuery } from '../../findings.ts';
import type { Figure, Plan } from '../../types.ts';
import type { BigQuerySession, TableId } from './session.ts';

/** Which job asks: `id` is that of the job, another one for every question. */
type Asking = { readonly id: string; readonly signal?: AbortSignal };

/** The figures of the staged rows for the guards, in one query; none where nothing is asked. */
export async function measure(
  session: BigQuerySession,
  plan: Plan,
  staging: TableId,
  figures: readonly Figure[],
  asking: Asking,
): Promise<readonly (number | null)[]> {
  throw new Error(`${session.project} ${plan.table} ${staging.name} ${figures.length} ${asking.id}: not yet`);
}

/** The figures of a table, in one query. An abort cancels it and throws. */
export async function profileTable(
  session: BigQuerySession,
  table: TableId,
  query: ProfileQuery,
  asking: Asking,
): Promise<Profile> {
  throw new Error(`${session.project} ${table.name} ${query.depth} ${asking.id}: not yet`);
}
