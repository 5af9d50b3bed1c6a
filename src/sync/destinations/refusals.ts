import { SyncError } from '../errors.ts';
import { tableText } from '../facts.ts';
import type { Plan } from '../types.ts';

// What a publication by key refuses before it changes anything. Counts and names only.

/** Rows that cannot be known again, because a column of the key is NULL or because they share one key. */
export function brokenKeys(
  plan: Plan,
  { nulls, keys, rows }: Record<'nulls' | 'keys' | 'rows', number>,
): SyncError | null {
  const key = plan.key.join(', ');
  const from = `${plan.source.connection}.${plan.source.table.name}`;
  if (nulls > 0) {
    return new SyncError({
      code: 'data.null',
      side: 'source',
      stage: 'commit',
      message: `${some(nulls, 'row')} of ${from} ${nulls === 1 ? 'has' : 'have'} no value in the key (${key}), so that nothing says which row of the target is meant; nothing was published`,
      hint: `Fill the key at the source, leave such rows out with where, or name other columns in tables.${plan.table}.primary_key in tables.yml.`,
      retry: 'never',
      column: plan.key[0] as string,
    });
  }
  if (keys === 0) return null;
  return new SyncError({
    code: 'data.duplicate',
    side: 'source',
    stage: 'commit',
    message: `${some(rows, 'row')} of ${from} share ${some(keys, 'key')} (${key}) that should name one row each; nothing was published`,
    hint: `Look at the source for keys that repeat, or name more columns in tables.${plan.table}.primary_key in tables.yml.`,
    retry: 'never',
  });
}

/** The target has more rows of some keys than one. */
export function ambiguousTarget(plan: Plan, rows: number): SyncError {
  const to = tableText(plan.destination.table);
  return new SyncError({
    code: 'data.duplicate',
    side: 'destination',
    stage: 'commit',
    message: `${to} in ${plan.destination.connection} has ${some(rows, 'row')} too many for the keys (${plan.key.join(', ')}) that the run brings; nothing was published`,
    hint: `Take the doubled rows out of ${to}, or drop it and run ${plan.table} with --full: it is made anew.`,
    retry: 'never',
  });
}

/** `missing`: columns that the target lacks or has with another type. `needed`: those it has besides, and wants filled. */
export function otherColumns(plan: Plan, missing: readonly string[], needed: readonly string[]): SyncError | null {
  if (missing.length === 0 && needed.length === 0) return null;
  const to = tableText(plan.destination.table);
  const parts = [
    ...(missing.length > 0 ? [`the target lacks ${missing.join(', ')}`] : []),
    ...(needed.length > 0 ? [`the sync does not bring ${needed.join(', ')}, which is required there`] : []),
  ];
  return new SyncError({
    code: 'dst.columns',
    side: 'destination',
    stage: 'commit',
    message: `${to} has other columns than the sync: ${parts.join('; ')}`,
    hint: `Alter the columns of ${to} to match, or drop ${to} and run ${plan.table} with --full: it is made anew.`,
    retry: 'never',
  });
}

/** A run that read a part only must not make that part the whole table. Null where the run may make the target. */
export function vanishedTarget(plan: Plan): SyncError | null {
  const { keys, window, cursor } = plan;
  // Only a run that leaves the cursor as it is has a window that a person asked for.
  const partial =
    keys !== null || (window !== null && (cursor === null || (cursor.value !== null && window.from !== null)));
  if (!partial) return null;
  const to = tableText(plan.destination.table);
  return new SyncError({
    code: 'dst.table_missing',
    side: 'destination',
    stage: 'commit',
    message: `${to} vanished from ${plan.destination.connection} while the run was under way, which read only what was missing there`,
    hint: `Run ${plan.table} again: it is made anew, with everything.`,
    retry: 'once',
  });
}

/** Rows are not in the target as they were copied, or others are gone. */
export function notAsCopied(plan: Plan, why: string): SyncError {
  const to = tableText(plan.destination.table);
  return new SyncError({
    code: 'guard.parity',
    side: 'destination',
    stage: 'commit',
    message: `${to} would not hold the rows that were copied (${why}): a trigger, rule or policy of it changes rows or leaves some out`,
    hint: `Look at the triggers, rules and policies of ${to}, and take away what changes rows; readers still see the old rows.`,
    retry: 'never',
  });
}

function some(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
