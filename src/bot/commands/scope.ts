import type { Scope, TableSpec } from '../../jobs/index.ts';
import { say, type Words } from '../message.ts';

/** The flags by which a person says what of a table a run shall read. */
export const SCOPE_FLAGS = { full: 'switch', from: 'text', to: 'text', gaps: 'switch' } as const;

export type AskedScope =
  | { readonly ok: true; readonly scope: Scope }
  /** `problem` finishes the sentence "run: …". */
  | { readonly ok: false; readonly problem: Words };

/** What the flags ask for, for each of these tables. Pure; whether a bound is one of the column is the engine's to say. */
export function scopeOf(
  flags: Readonly<Record<string, string>>,
  tables: readonly Pick<TableSpec, 'name' | 'mode' | 'incrementalKey'>[],
): AskedScope {
  const no = (problem: Words): AskedScope => ({ ok: false, problem });
  const { from, to } = flags;
  const windowed = from !== undefined || to !== undefined;
  const asked = [windowed, flags.full !== undefined, flags.gaps !== undefined].filter(Boolean).length;
  if (asked === 0) return { ok: true, scope: { kind: 'due' } };
  if (asked > 1) return no('--full, --gaps and --from/--to ask for different things; give one of them');
  if (flags.full !== undefined) return { ok: true, scope: { kind: 'full' } };
  const whole = tables.find((table) => table.mode === 'replace');
  const flag = windowed ? (from === undefined ? '--to' : '--from') : '--gaps';
  if (whole !== undefined) {
    return no(say`${whole.name} is replaced as a whole each time, so ${flag} has no meaning; leave it out`);
  }
  const unkeyed = tables.find((table) => table.incrementalKey === null);
  if (unkeyed !== undefined) {
    return no(say`${flag} needs an incremental_key, and ${unkeyed.name} has none in tables.yml; use --full`);
  }
  if (!windowed) return { ok: true, scope: { kind: 'gaps' } };
  return { ok: true, scope: { kind: 'window', from: from ?? null, to: to ?? null } };
}
