/** What was a table like at a moment? */
import { ApiError } from './api-error.ts';
import { type CatalogTable, type TableRef, tableKey } from './catalog.ts';
import type { State } from './store.ts';

/** How far back one can look. */
const WINDOW_HOURS = 7 * 24;

/** The table as it is, or was at `at`, dropped ones too. Throws the API's notFound and invalid. */
export function tableAt(
  state: State,
  { project, now }: { readonly project: string; readonly now: number },
  ref: TableRef,
  at?: number,
): CatalogTable {
  const key = tableKey(ref);
  const name = `${ref.projectId}:${key}`;
  if (ref.projectId !== project) throw new ApiError('accessDenied', `Access Denied: Table ${name}: Permission denied`);
  if (!state.datasets.has(ref.datasetId)) {
    throw new ApiError('notFound', `Not found: Dataset ${ref.projectId}:${ref.datasetId}`);
  }
  const table = state.tables.get(key);
  const since = state.since.get(key);
  if (at === undefined || (since !== undefined && at >= since && at <= now)) {
    if (table === undefined) throw new ApiError('notFound', `Not found: Table ${name}`);
    return table;
  }
  const snapshot = `Invalid snapshot time ${at} for table ${name}@${at}.`;
  if (at > now) throw new ApiError('invalid', `${snapshot} Cannot read at a time in the future`);
  const versions = state.versions.get(key) ?? [];
  if (table === undefined && versions.length === 0) throw new ApiError('notFound', `Not found: Table ${name}`);
  const hours = Number(state.datasets.get(ref.datasetId)?.maxTimeTravelHours ?? WINDOW_HOURS);
  const found = versions.find((version) => version.since <= at && at < version.until);
  const earliest = Math.max(now - hours * 3_600_000, versions[0]?.since ?? since ?? now);
  if (at < earliest) throw new ApiError('invalid', `${snapshot} Cannot read before ${earliest}`);
  if (found === undefined) throw new ApiError('notFound', `Not found: Table ${name}@${at}`);
  return found.table;
}
