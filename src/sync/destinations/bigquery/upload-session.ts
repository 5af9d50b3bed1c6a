import { pause } from '../../pauses.ts';
import { answerError, BigQueryError } from './errors.ts';
import { put } from './put.ts';
import { TRIES, verdictOf, waitOf } from './retries.ts';

// The protocol of resumable uploads, as BigQuery and Cloud Storage both have it:
// https://cloud.google.com/bigquery/docs/reference/api-uploads#resumable

/** What the two services do not share. */
export type UploadPlace = {
  /** Asks for a session. */
  begin(signal: AbortSignal): Promise<Response>;
  /** Headers that authorise a request at `address`. */
  authorize(address: URL): Promise<Readonly<Record<string, string>>>;
};

/** Begins a session, again where the answer was of a moment: a session that nobody uses does nothing. */
export async function beginSession(place: UploadPlace, signal: AbortSignal): Promise<URL> {
  for (let next = 2; ; next++) {
    try {
      const response = await place.begin(signal);
      const body = await response.text();
      if (!response.ok) throw answerError(response.status, body, response.headers.get('retry-after'));
      const address = response.headers.get('location');
      if (address === null) throw broken('began without an address');
      return new URL(address, response.url);
    } catch (error) {
      await again(error, { what: 'begin', next, signal });
    }
  }
}

/** A part of what is uploaded: `bytes` stand at `start`. `total`: of all parts, once it is known, which ends the upload. */
export type Piece = { readonly start: number; readonly bytes: Buffer; readonly total: number | null };

/**
 * Sends one piece, however much of it the server takes at a time; after any failure the server is asked how much it has.
 * Gives the last answer where the upload is complete, else null.
 */
export async function sendPiece(
  place: UploadPlace,
  session: URL,
  { start, bytes, total }: Piece,
  signal: AbortSignal,
): Promise<{ readonly answer: unknown } | null> {
  const end = start + bytes.length;
  let has = start;
  let asking = false;
  for (let next = 2; ; next++) {
    signal.throwIfAborted();
    try {
      const rest = asking ? bytes.subarray(0, 0) : bytes.subarray(has - start);
      const range = rest.length === 0 ? '*' : `${has}-${end - 1}`;
      const headers = { ...(await place.authorize(session)), 'content-range': `bytes ${range}/${total ?? '*'}` };
      const { status, range: there, retryAfter, body } = await put(session, rest, { headers, signal });
      if (status === 200 || status === 201) {
        if (total === null) throw broken('was ended before its last piece');
        return { answer: body === '' ? null : JSON.parse(body) };
      }
      if (status === 404 || status === 410) throw broken('has no session any more', status);
      if (status !== 308) throw answerError(status, body, retryAfter);
      const taken = takenBytes(there);
      // What is not in this piece is not here any more, and nothing can be there that was not sent.
      if (taken < start || taken > end) throw broken(`has ${taken} bytes of ${start} to ${end}`);
      if (taken === end && total === null) return null;
      if (taken === has && !asking) throw passing('took nothing');
      if (taken > has) next = 1;
      [has, asking] = [taken, false];
    } catch (error) {
      await again(error, { what: session.pathname, next, signal });
      asking = true;
    }
  }
}

/** How much the server has: `bytes=0-41` is 42, and no header is nothing. */
function takenBytes(range: string | null): number {
  const last = /^bytes=0-(\d+)$/.exec(range ?? '')?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/** Waits for the next try, or throws where there is none. */
async function again(
  error: unknown,
  { what, next, signal }: { readonly what: string; readonly next: number; readonly signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted();
  if (next > TRIES || verdictOf(error, { reached: true }) === 'no') throw error;
  await pause(waitOf(what, next, error instanceof BigQueryError ? error.retryAfterMs : null), signal);
}

/** The server does not keep to the protocol: the whole attempt may be tried again, this upload may not. */
function broken(what: string, status: number | null = null): BigQueryError {
  return new BigQueryError(`the upload ${what}`, { reason: 'uploadBroken', status });
}

function passing(what: string): BigQueryError {
  return new BigQueryError(`the upload ${what}`, { reason: 'backendError', status: 503 });
}
