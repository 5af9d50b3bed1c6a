import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const DIRECTORY = new URL('../transcripts/', import.meta.url);

/**
 * Compares a text with test/transcripts/<name>.txt, the whole of it. `UPDATE_TRANSCRIPTS=1` writes the file instead:
 * then read the difference as a user would.
 */
export function assertTranscript(name: string, text: string): void {
  const file = new URL(`${name}.txt`, DIRECTORY);
  if (process.env.UPDATE_TRANSCRIPTS === '1') {
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.equal(
    text,
    readFileSync(file, 'utf8'),
    `${name}.txt differs; if the new text is better, UPDATE_TRANSCRIPTS=1 writes it`,
  );
}
