/** What does INFORMATION_SCHEMA tell? */
import type { Context } from './context.ts';
import type { Place } from './refusal.ts';
import type { Type } from './types.ts';

export type Virtual = {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: Type }[];
};

/** Null where the path is not one of INFORMATION_SCHEMA. */
export function informationSchema(_path: readonly string[], _context: Context, _at: Place): Virtual | null {
  return null;
}
