import { createHash } from 'node:crypto';
import { failure } from '../classify.ts';
import type { SyncError } from '../errors.ts';
import type { Word } from '../phrase.ts';
import type { Generation, Plan } from '../types.ts';

// What the version before is called and when it may be kept: the same for every destination.

/** Where a destination remembers the version that readers see and the one before it. */
export const GENERATIONS = 'sync_bot_generations';

const PREFIX = '_sync_bot_previous_';
/** Of a name; PostgreSQL takes 63 in all, and the digest and its line take 11 of what is left. */
const NAME_BYTES = 63 - PREFIX.length - 11;

/** The table that holds the version before: its own for every target, however long the names and much alike. */
export function previousName(target: string): string {
  let name = '';
  for (const character of target) {
    if (Buffer.byteLength(name + character) > NAME_BYTES) break;
    name += character;
  }
  return `${PREFIX}${name}_${createHash('sha256').update(target).digest('hex').slice(0, 10)}`;
}

/** The masks of a plan as a generation remembers them. */
export function masksOf(plan: Plan): Generation['masks'] {
  return Object.fromEntries(plan.columns.map(({ name, mask }) => [name, mask?.how ?? null]));
}

/** Columns of an older version that the plan no longer copies as they are in it: what must not be there any more. */
export function hiddenSince(old: Generation, plan: Plan): readonly string[] {
  const now = masksOf(plan);
  return Object.entries(old.masks)
    .filter(([name, mask]) => {
      const same = now[name];
      // A column that the source itself dropped was hidden by nobody.
      if (same === undefined) return plan.listed || plan.left.includes(name);
      return same !== mask;
    })
    .map(([name]) => name);
}

export const WHY = {
  off: 'keep_previous is 0 in tables.yml',
  unknown: 'sync-bot does not know what stood there',
  hidden: (columns: readonly string[]) => `${columns.join(', ')} had another mask, or is not copied any more`,
  taken: (name: string) => `${name} is there already and is not the table that sync-bot left`,
} as const;

/** What `undo` throws where the target is not the one that was looked at. */
export function notAsPublished(table: string, because: Word): SyncError {
  return failure('undo.altered', { side: 'destination', stage: 'commit', facts: { table, because } });
}
