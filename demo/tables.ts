import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Makes the tables.yml that the demo's bot reads, as a copy of the project's, unless there is one already: what people
 * decide by a click is written into that file, and trying a button out must not edit the project. Paths of databases
 * are made to mean the same files as in the original.
 */
export function copyTables(original: string, copy: string): void {
  if (existsSync(copy)) return;
  const moved = (path: string): string => relative(dirname(copy), join(dirname(original), path));
  const text = readFileSync(original, 'utf8').replace(/^( +path: )(\.\S+)/gm, (_, key, path) => `${key}${moved(path)}`);
  writeFileSync(copy, `# The demo's copy of tables.yml; npm run demo -- --fresh makes it anew.\n${text}`);
}
