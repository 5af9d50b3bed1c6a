import type { Asker, Config, Role } from '../jobs/index.ts';

type Roles = Config['roles'];
const RANK: Record<Role, number> = { viewer: 0, operator: 1, approver: 2, admin: 3 };

/** The roles that tables.yml gives, the highest first. */
const NAMED = ['admin', 'approver', 'operator'] as const;

/**
 * Why somebody may only look, whatever tables.yml says: a guest of the workspace, somebody of another company, an
 * account that is deactivated or no person's, or Slack could not be asked who it is.
 */
export type Limit = 'guest' | 'external' | 'gone' | 'bot' | 'unknown';
/** What somebody may do, here and now. With `unknown` the role is what is certain without Slack: viewer. */
export type Standing = { readonly role: Role; readonly limit: Limit | null };

/** What is known of who asks. */
export type Known = {
  readonly limit: Limit | null;
  /** Where in Slack it was said, as Slack tells it; null where it was said in no channel. */
  readonly channel: string | null;
  /** The user groups of tables.yml of which they are members; null for one that Slack could not be asked about. */
  readonly groups: Readonly<Record<string, boolean | null>>;
};

/** What this person may do. Whoever sits at the terminal owns the process and its files already. */
export function standingOf(asker: Asker, roles: Roles, { limit, channel, groups }: Known): Standing {
  if (asker.kind !== 'slack') return { role: 'admin', limit: null };
  if (limit !== null) return { role: 'viewer', limit };
  const names = (id: string) => id === asker.id || id === '*' || id === channel || groups[id] === true;
  const role = NAMED.find((one) => roles[one].some(names)) ?? 'viewer';
  // A group that nobody could be asked about might have given more.
  const doubt = NAMED.some((one) => RANK[one] > RANK[role] && roles[one].some((id) => groups[id] === null));
  return { role, limit: doubt ? 'unknown' : null };
}

/** Whether a role includes another one. */
export const reaches = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];

/** The user groups that tables.yml names. */
export const groupsOf = (roles: Roles): readonly string[] => [
  ...new Set(NAMED.flatMap((role) => roles[role].filter((id) => id.startsWith('S')))),
];

/** The ids that tables.yml gives a role of at least `needed`, those of the lowest such role first. */
export function whoMay(needed: Role, roles: Roles): string[] {
  return [...new Set(NAMED.toReversed().flatMap((role) => (reaches(role, needed) ? roles[role] : [])))];
}
