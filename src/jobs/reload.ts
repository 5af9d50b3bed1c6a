import { statSync } from 'node:fs';
import type { Clock } from './clock.ts';

const LOOK_MS = 3000;

/** Calls `changed` when one of the files is not what it was: looked at every three seconds, by time and size. */
export function watchFiles(files: () => readonly string[], clock: Clock, changed: () => void): () => void {
  let seen = signature(files());
  return clock.every(LOOK_MS, () => {
    const now = signature(files());
    if (now === seen) return;
    seen = now;
    changed();
  });
}

function signature(files: readonly string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return `${file} ${stat?.mtimeMs} ${stat?.size}`;
    })
    .join('\n');
}
