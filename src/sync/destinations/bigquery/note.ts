import type { Settlement } from '../../versions.ts';

// What settling has to know of a publication stands in the statement of its own job: BigQuery's history of jobs is the
// ledger, and nothing has to be written down beside it.

/** What an append or merge came to and wants remembered. */
export type Note = NonNullable<Settlement['published']>;

const MARK = '-- sync-bot ';

/** A statement with a note behind it. */
export function withNote(sql: string, note: Note): string {
  // A line ends a comment, and nobody should have to know which characters end a line.
  const text = JSON.stringify(note).replaceAll(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `${sql}\n${MARK}${text}`;
}

/** The note in the statement of a job; null where there is none. */
export function readNote(statement: string): Note | null {
  const line = statement.slice(statement.lastIndexOf('\n') + 1);
  return line.startsWith(MARK) ? (JSON.parse(line.slice(MARK.length)) as Note) : null;
}
