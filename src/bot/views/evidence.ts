import type { ErrorSummary, Explanation, Mended, Run } from '../../jobs/index.ts';
import { code, person, say, type Text } from '../message.ts';
import { asker } from './facts.ts';
import { duration } from './quantities.ts';

// Why a failure is called what it is called, whether it is tried again, and what became of it the last times.

/** By what an error was recognised; `kind`: of the database that answered. */
export function evidence(native: string | undefined, kind: Explanation['kind']): Text {
  if (native === undefined) return say`sync-bot found it out itself, before or after asking a database`;
  const said = code(native);
  if (/^fp-/.test(native)) return say`no class fits yet: fingerprint ${said}, the same for the same error`;
  if (/^[A-Z][A-Z0-9_]+$|^(Abort|Timeout)Error$/.test(native) && !/^SQLITE_|^\w*\d\w*$/.test(native))
    return say`code ${said} of Node.js or of the driver`;
  if (kind === 'mysql') return say`error number ${said} of MySQL or MariaDB`;
  if (kind === 'sqlite') return say`result code ${said} of SQLite`;
  if (kind === 'postgres') return say`SQLSTATE ${said} of PostgreSQL`;
  return kind === 'bigquery' ? say`reason ${said} of BigQuery` : say`code ${said}`;
}

const RULES: Readonly<Record<ErrorSummary['retry'], (attempts: number) => Text>> = {
  backoff: (attempts) => say`by itself, with growing waits, ${attempts} tries in all: the cause passes by itself`,
  once: () => say`once by itself: one more try tells`,
  never: () => say`not by itself: it would end the same way`,
  wait: () => say`not by itself: a person has to decide first`,
};

/** The rule of retry of its class. */
export const retryText = (error: ErrorSummary, { attempts }: Run): Text => RULES[error.retry](attempts);

/** What became of an earlier failure. */
export function mendedText(mended: Mended): Text {
  switch (mended.kind) {
    case 'retried':
      return say`passed at a later try, by itself`;
    case 'published':
      return say`${person(mended.by)} published it`;
    case 'discarded':
      return say`${person(mended.by)} discarded it`;
    case 'active':
      return say`still going on`;
    case 'open':
      return say`not fixed yet`;
    case 'later':
      return laterText(mended);
  }
}

function laterText({ run, by, afterMs, undo, changed }: Extract<Mended, { kind: 'later' }>): Text {
  const after = duration(afterMs);
  if (undo) return say`${asker(by)} put the version before back after ${after} (run ${run})`;
  if (changed !== null) return say`${asker(changed)} changed tables.yml; run ${run} passed after ${after}`;
  if (by.kind === 'schedule') return say`the next scheduled run passed after ${after} (run ${run})`;
  return say`${asker(by)} ran it again; passed after ${after} (run ${run})`;
}
