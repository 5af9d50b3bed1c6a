import { writeFile } from 'node:fs/promises';
import type { Reply } from './commands/command.ts';
import type { Language } from './language/index.ts';

/** Writes the file of a reply where a terminal was told to, and says so in a line. Null where there is nothing to write. */
export async function saveFile(
  { file, outcome }: Reply,
  language: Language,
): Promise<{ readonly ok: boolean; readonly line: string } | null> {
  if (file === null || file.out === null || outcome !== 'ok') return null;
  try {
    await writeFile(file.out, await file.bytes(language));
    return { ok: true, line: `wrote ${file.out}` };
  } catch (error) {
    return { ok: false, line: `writing ${file.out}: ${(error as Error).message}` };
  }
}
