import { createHash } from 'node:crypto';
import type { BigQuerySpec } from '../../config/spec.ts';
import { pause } from '../../pauses.ts';
import type { OpenSession } from './connect.ts';
import { answerError, BigQueryError } from './errors.ts';
import { openResumable } from './resumable.ts';
import { TRIES, verdictOf, waitOf } from './retries.ts';

// Files in Cloud Storage: what a load job reads where a connection says staging.

/** What files need of a session. */
type Storing = Pick<OpenSession, 'address' | 'authorization'>;
export type StagingPlace = NonNullable<BigQuerySpec['staging']>;

/** A file on its way to Cloud Storage. */
export type StoredFile = {
  write(bytes: Uint8Array): Promise<void>;
  /** Sends what is left. Throws where Cloud Storage has other bytes than were sent. */
  finish(): Promise<void>;
  abort(): void;
};

const GOOGLE = 'https://storage.googleapis.com';

/**
 * A file of an attempt, as a load job names it. Jobs name each of them: with a `*` one that is gone by then would be
 * missed by nobody.
 */
export function fileUri(place: StagingPlace, token: string, name: string): string {
  return `gs://${place.bucket}/${folder(place, token)}${name}`;
}

/** Begins a file of an attempt. A file that is not finished is not there. */
export async function openFile(
  session: Storing,
  place: StagingPlace,
  { token, name, pieceBytes }: { readonly token: string; readonly name: string; readonly pieceBytes?: number },
): Promise<StoredFile> {
  const bucket = encodeURIComponent(place.bucket);
  const begin = new URL(`/upload/storage/v1/b/${bucket}/o?uploadType=resumable`, storageAddress(session));
  begin.searchParams.set('name', `${folder(place, token)}${name}`);
  const upload = await openResumable(
    {
      begin: async (signal) =>
        fetch(begin, { method: 'POST', headers: await session.authorization(), redirect: 'manual', signal }),
      authorize: async (address) => (address.origin === begin.origin ? session.authorization() : {}),
    },
    pieceBytes,
  );
  const digest = createHash('md5');
  return {
    async write(bytes) {
      digest.update(bytes);
      await upload.write(bytes);
    },
    async finish() {
      const { md5Hash } = (await upload.finish()) as { readonly md5Hash?: string };
      if (md5Hash === digest.digest('base64')) return;
      throw new BigQueryError('a staged file has other bytes than were sent', { reason: 'uploadBroken' });
    },
    abort: upload.abort,
  };
}

/** Deletes all the files of an attempt; those that are gone already are no mistake. */
export async function dropFiles(session: Storing, place: StagingPlace, token: string): Promise<void> {
  const objects = `/storage/v1/b/${encodeURIComponent(place.bucket)}/o`;
  for (;;) {
    const list = new URL(objects, storageAddress(session));
    list.searchParams.set('prefix', folder(place, token));
    const { items = [], nextPageToken } = (await storage(session, 'GET', list)) as {
      readonly items?: readonly { readonly name: string }[];
      readonly nextPageToken?: string;
    };
    for (const { name } of items) {
      const object = new URL(`${objects}/${encodeURIComponent(name)}`, storageAddress(session));
      await storage(session, 'DELETE', object);
    }
    // The first page again: what stood on it is gone.
    if (nextPageToken === undefined) return;
  }
}

function folder({ prefix }: StagingPlace, token: string): string {
  return `${prefix === '' ? '' : `${prefix}/`}${token}/`;
}

/** An emulator has both services at one address. */
function storageAddress({ address }: Storing): string {
  return address.startsWith('http:') ? address : GOOGLE;
}

/** One request that may be made twice. What is not there is nothing. */
async function storage(session: Storing, method: 'GET' | 'DELETE', address: URL): Promise<unknown> {
  for (let next = 2; ; next++) {
    try {
      const response = await fetch(address, { method, headers: await session.authorization(), redirect: 'error' });
      const body = await response.text();
      if (response.status === 404 && method === 'DELETE') return {};
      if (!response.ok) throw answerError(response.status, body, response.headers.get('retry-after'));
      return body === '' ? {} : JSON.parse(body);
    } catch (error) {
      if (next > TRIES || verdictOf(error, { reached: true }) === 'no') throw error;
      await pause(waitOf(address.pathname, next, error instanceof BigQueryError ? error.retryAfterMs : null));
    }
  }
}
