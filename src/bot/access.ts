import type { Asker, Config, Role } from '../jobs/index.ts';

type Roles = Config['roles'];
const RANK: Record<Role, number> = { viewer: 0, operator: 1, approver: 2, admin: 3 };
/** The roles that tables.yml gives, the highest first. */
const NAMED = ['admin', 'approver', 'operator'] as const;

/** What this person may do. Whoever sits at the terminal owns the process and its files already. */
export function roleOf(asker: Asker, roles: Roles): Role {
  if (asker.kind !== 'slack') return 'admin';
  const named = (ids: readonly string[]) => ids.includes(asker.id) || ids.includes('*');
  return NAMED.find((role) => named(roles[role])) ?? 'viewer';
}

/** Whether a role includes another one. */
export const reaches = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];

/** The ids that tables.yml gives a role of at least `needed`. */
export function whoMay(needed: Role, roles: Roles): string[] {
  return [...new Set(NAMED.toReversed().flatMap((role) => (reaches(role, needed) ? roles[role] : [])))];
}
