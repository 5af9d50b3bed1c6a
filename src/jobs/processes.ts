import type { History } from './history.ts';
import { alive, type Identity } from './identity.ts';

/** Looks at a sign of life that stays the same; one more, and its process counts as dead. */
const SILENT_LOOKS = 3;

/** Between two looks, ms. */
export const LOOK_MS = 10_000;

/**
 * Which of the processes in the history live. One of this host that the system does not know is dead at once. Any
 * other is dead when its sign of life did not change over several looks of ours: no clock is compared, so that one that
 * was set, or a machine that slept, makes nobody dead.
 */
export function createProcesses({ history, me }: { readonly history: History; readonly me: Identity }) {
  const silent = new Map<string, { readonly beatAt: number; readonly looks: number }>();
  return {
    look(): void {
      for (const { id, beatAt } of history.processes()) {
        const before = silent.get(id);
        silent.set(id, { beatAt, looks: before?.beatAt === beatAt ? before.looks + 1 : 0 });
      }
    },
    dead(id: string): boolean {
      if (id === me.id) return false;
      const process = history.processes().find((one) => one.id === id);
      if (process === undefined) return true;
      if (process.host === me.host && !alive(process.pid)) return true;
      return (silent.get(id)?.looks ?? 0) >= SILENT_LOOKS;
    },
  };
}
