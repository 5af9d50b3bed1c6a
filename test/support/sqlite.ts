/** Where does a test put the SQLite files and other things it makes? */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/**
 * A new empty directory, removed after the test that asked for it, or after the file where it was asked for at the top
 * level or in a suite. Not from a `before` hook: it would be gone when the hook ends.
 */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sync-bot-test-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
