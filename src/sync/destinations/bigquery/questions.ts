import { hostname } from 'node:os';
import type { OpenSession } from './connect.ts';
import type { BigQuerySession } from './session.ts';

/** A session, and ids for its questions. */
export type Questions = {
  readonly session: OpenSession;
  /** See `questionId`. */
  readonly ask: (what: string) => string;
};

export function questionsOf(session: OpenSession): Questions {
  return { session, ask: (what) => questionId(session, what) };
}

/** Of all sessions of this process: two that are opened in one second have the same clock. */
let asked = 0;

/**
 * An id that no other question has, not one of another process either: a job that only reads is better asked again than
 * answered with what was true when an earlier one asked.
 */
export function questionId(session: Pick<BigQuerySession, 'now'>, what: string): string {
  asked += 1;
  const here = `${hostname().replaceAll(/[^A-Za-z0-9_-]/g, '-')}_${process.pid}`;
  return `${what}_${here}_${session.now()}_${asked}`;
}
