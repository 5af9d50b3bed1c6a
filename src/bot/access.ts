import type { Asker, Config, Role } from '../jobs/index.ts';

type Roles = Config['roles'];
const RANK: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

/** What this person may do. Whoever sits at the terminal owns the process and its files already. */
export function roleOf(asker: Asker, roles: Roles): Role {
  if (asker.kind !== 'slack') return 'admin';
  const named = (ids: readonly string[]) => ids.includes(asker.id) || ids.includes('*');
  if (named(roles.admin)) return 'admin';
  return named(roles.operator) ? 'operator' : 'viewer';
}

/** Whether a role includes another one. */
export const reaches = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];

/** The ids that tables.yml gives a role of at least `needed`. */
export function whoMay(needed: Role, roles: Roles): string[] {
  const ids = needed === 'admin' ? roles.admin : [...roles.operator, ...roles.admin];
  return [...new Set(ids)];
}
