import type { Profile, ProfileQuery } from '../../findings.ts';
import { googleMeasure } from '../../sql/bigquery-measure.ts';
import { googleTable } from '../../sql/bigquery-names.ts';
import { googleProfile, readGoogleProfile } from '../../sql/bigquery-profile.ts';
import type { Figure, Plan } from '../../types.ts';
import { demandedFilter } from './partitions.ts';
import type { BigQuerySession, TableId } from './session.ts';
import { readTarget } from './target.ts';

/** Which job asks: `id` is that of the job, another one for every question. */
type Asking = { readonly id: string; readonly signal?: AbortSignal };

/** The figures of the staged rows for the guards, in one query; none where nothing is asked. */
export async function measure(
  session: BigQuerySession,
  plan: Plan,
  staging: TableId,
  figures: readonly Figure[],
  { id, signal }: Asking,
): Promise<readonly (number | null)[]> {
  if (figures.length === 0) return [];
  const answer = await session.query(id, { sql: googleMeasure(plan, googleTable(staging), figures) }, signal);
  return figures.map((_, i) => {
    const value = answer.rows[0]?.[i] ?? null;
    return value === null ? null : Number(value);
  });
}

/** The figures of a table, in one query. An abort cancels it and throws. */
export async function profileTable(
  session: BigQuerySession,
  table: TableId,
  query: ProfileQuery,
  { id, signal }: Asking,
): Promise<Profile> {
  const target = await readTarget(session, table);
  const filter = demandedFilter(target, null);
  const answer = await session.query(id, { sql: googleProfile(googleTable(table), query, filter) }, signal);
  return readGoogleProfile(query, answer.rows[0] ?? []);
}
