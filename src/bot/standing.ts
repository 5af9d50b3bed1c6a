import type { Asker, Jobs } from '../jobs/index.ts';
import { groupsOf, type Standing, standingOf } from './access.ts';
import type { Directory, Person } from './directory.ts';

export type WhoAsked = {
  readonly user: string;
  /** Where it was really said, as Slack's own message tells it; null for a window or a page that is in no channel. */
  readonly channel: string | null;
  /** The workspace that Slack's message named them with, where it named one. */
  readonly team?: string | null;
};
export type Stands = (who: WhoAsked) => Promise<Standing & { readonly person: Person }>;

/** Finds out what somebody in Slack may do now: tables.yml, with what the directory knows of them. Never throws. */
export function createStands(jobs: Pick<Jobs, 'config'>, directory: Directory): Stands {
  return async ({ user, channel, team = null }) => {
    const { roles } = jobs.config();
    const asker: Asker = { kind: 'slack', id: user };
    const [person, groups] = await Promise.all([
      directory.person(user, team),
      Promise.all(groupsOf(roles).map(async (group) => [group, await directory.isIn(group, user)] as const)),
    ]);
    const known = { limit: person.limit, channel, groups: Object.fromEntries(groups) };
    return { ...standingOf(asker, roles, known), person };
  };
}
