import type { Jobs } from '../jobs/index.ts';

/** A channel has two names: `#data-syncs` in tables.yml, and the id that Slack says when something was posted there. */
export function createChannels(notes: Jobs['notes']) {
  const name = (asked: string): string => `channel ${asked}`;
  return {
    /** What was asked for as `asked` was posted in `got`. */
    learn(asked: string, got: string): void {
      if (asked !== got && notes.get(name(asked)) !== got) notes.set(name(asked), got);
    },
    same: (asked: string, id: string): boolean => asked === id || notes.get(name(asked)) === id,
  };
}
export type Channels = ReturnType<typeof createChannels>;
