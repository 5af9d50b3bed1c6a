import type { Directory, Person } from '../../src/bot/directory.ts';

/** Who is who where a test says so; everybody else is a full member of the workspace whose Slack speaks English. */
export function fakeDirectory(
  people: Readonly<Record<string, Partial<Person>>> = {},
  groups: Readonly<Record<string, readonly string[] | null>> = {},
): Directory {
  return {
    person: async (id) => ({ id, limit: null, locale: 'en-US', zone: 'Asia/Tokyo', ...people[id] }),
    isIn: async (group, user) => {
      const members = groups[group] ?? (group in groups ? null : []);
      return members === null ? null : members.includes(user);
    },
  };
}
