import { statSync } from 'node:fs';
import type { Clock } from './clock.ts';

const LOOK_MS = 3000;

/** Calls `changed` when one of the files is not what it was: looked at every three seconds, by time and size. */
export function watchFiles(files: () => readonly string[], clock: Clock, changed: () => void): () => void {
  let seen = signature(files());
  return clock.every(LOOK_MS, () => {
    const watched = files();
    const now = signature(watched);
    if (now === seen) return;
    seen = now;
    changed();
    // Files that were included just now are no further change.
    if (files() !== watched) seen = signature(files());
  });
}

function signature(files: readonly string[]): string {
  return files
    .map((file) => {
      try {
        const stat = statSync(file, { throwIfNoEntry: false });
        return `${file} ${stat?.mtimeMs} ${stat?.size}`;
      } catch {
        // A folder that may not be entered any more is a change too; the reload says what is wrong.
        return `${file} closed`;
      }
    })
    .join('\n');
}
