import type { Profile, ProfileQuery, Sample, SampleQuery } from '../findings.ts';
import { inParts, joinParts, profileStatement, readProfile } from '../sql/profile.ts';
import { sampleStatement } from '../sql/sample.ts';
import type { PostgresSession } from './postgres.ts';

/** The figures of a table by aggregate statements. An abort stops it on the server and makes this throw. */
export async function profilePostgres(
  session: PostgresSession,
  query: ProfileQuery,
  signal: AbortSignal,
): Promise<Profile> {
  const parts: Profile[] = [];
  for (const part of inParts(query)) {
    const [row] = await stoppable<Record<string, unknown>>(session, profileStatement('postgres', part), signal);
    parts.push(readProfile(part, row ?? {}));
  }
  return joinParts(parts);
}

/** A few rows, inside the caller's transaction, which goes on also where this fails. */
export async function samplePostgres(
  session: PostgresSession,
  query: SampleQuery,
  signal: AbortSignal,
): Promise<Sample> {
  await session.query('savepoint sample');
  try {
    const rows = await stoppable<Record<string, string | null>>(session, sampleStatement('postgres', query), signal);
    return rows.map((row) => query.columns.map((_, i) => row[`s${i}`] ?? null));
  } finally {
    await session.query('rollback to savepoint sample').catch(() => {});
  }
}

async function stoppable<Row>(session: PostgresSession, statement: string, signal: AbortSignal): Promise<Row[]> {
  signal.throwIfAborted();
  const stop = (): void => void session.cancel().catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await session.query<Row>(statement);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
