import { hostname } from 'node:os';
import type { OpenSession } from './connect.ts';

/** A session, and ids for its questions. */
export type Questions = {
  readonly session: OpenSession;
  /**
   * An id that no other question has, not one of another process either: a job that only reads is better asked again
   * than answered with what was true when an earlier one asked.
   */
  readonly ask: (what: string) => string;
};

/** Of all sessions of this process: one may be opened in the second in which another was, by the server's clock. */
let count = 0;

export function questionsOf(session: OpenSession): Questions {
  const here = `${hostname().replaceAll(/[^A-Za-z0-9_-]/g, '-')}_${process.pid}`;
  return { session, ask: (what) => `${what}_${here}_${session.now()}_${++count}` };
}
