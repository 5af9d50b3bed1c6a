import type { Profile, ProfileQuery } from '../findings.ts';
import { inParts, joinParts, profileStatement, readProfile } from '../sql/profile.ts';
import type { PostgresSession } from './postgres.ts';

/** The figures of a table by one aggregate statement. An abort stops it on the server and makes this throw. */
export async function profilePostgres(
  session: PostgresSession,
  query: ProfileQuery,
  signal: AbortSignal,
): Promise<Profile> {
  signal.throwIfAborted();
  const stop = (): void => void session.cancel().catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    const parts: Profile[] = [];
    for (const part of inParts(query)) {
      const [row] = await session.query<Record<string, unknown>>(profileStatement('postgres', part));
      parts.push(readProfile(part, row ?? {}));
    }
    return joinParts(parts);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
