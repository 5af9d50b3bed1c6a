/** What does the loopback have of Cloud Storage? As much as staging files for load jobs needs. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import type { LoopbackClock } from './clock.ts';
import { type Answer, type Call, type Route, whole } from './http.ts';
import { readMultipart } from './multipart.ts';
import { page } from './paging.ts';
import type { Sessions } from './resumable.ts';
import { read } from './shapes.ts';

export type StoredObject = {
  readonly bucket: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Epoch ms. */
  readonly timeCreated: number;
};

export type Buckets = {
  /** All objects, by `bucket/name`. */
  readonly objects: ReadonlyMap<string, StoredObject>;
  /** The files that a URI of a load job means, `*` once in it, in the order of their names. */
  matching(uri: string): readonly Buffer[];
  readonly routes: readonly Route[];
};

const BUCKET = '/storage/v1/b/{bucket}';
const OBJECT = `${BUCKET}/o/{object*}`;
const UPLOAD = '/upload/storage/v1/b/{bucket}/o';

const asked = z.strictObject({
  name: z.string().min(1).max(1024).optional(),
  contentType: z.string().optional(),
  contentEncoding: z.enum(['gzip', '']).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/** A bucket is there once it was named in `buckets`; all others are 404. */
export function openBuckets(given: {
  readonly clock: LoopbackClock;
  readonly sessions: Sessions;
  readonly buckets: readonly string[];
}): Buckets {
  const { clock, sessions, buckets } = given;
  const objects = new Map<string, StoredObject>();
  const bucketOf = (call: Call): string => {
    const bucket = String(call.at.bucket);
    if (buckets.includes(bucket)) return bucket;
    throw new ApiError('notFound', `The specified bucket does not exist: ${bucket}`);
  };
  const find = (call: Call): StoredObject => {
    const object = objects.get(`${bucketOf(call)}/${call.at.object}`);
    if (object !== undefined) return object;
    throw new ApiError('notFound', `No such object: ${call.at.bucket}/${call.at.object}`);
  };
  const keep = (call: Call, metadata: unknown, media: { readonly bytes: Buffer; readonly type: string }): Answer => {
    const { name = call.query.get('name'), contentType = media.type } = read(asked, metadata, 'object');
    if (name === null) throw new ApiError('required', 'Required parameter: name', 'name');
    const bucket = bucketOf(call);
    const precondition = call.query.get('ifGenerationMatch');
    if (precondition !== null && (precondition !== '0' || objects.has(`${bucket}/${name}`))) {
      throw new ApiError('conditionNotMet', 'At least one of the pre-conditions you specified did not hold.');
    }
    const object = { bucket, name, contentType, bytes: media.bytes, timeCreated: clock.now() };
    objects.set(`${bucket}/${name}`, object);
    return { status: 200, body: resource(object) };
  };
  const routes: readonly Route[] = [
    {
      method: 'POST',
      path: UPLOAD,
      query: ['uploadType', 'name', 'ifGenerationMatch'],
      async answer(call) {
        bucketOf(call);
        const how = call.query.get('uploadType');
        const type = call.headers['content-type'] ?? 'application/octet-stream';
        if (how === 'media') return keep(call, {}, { bytes: await whole(call.body()), type });
        if (how === 'multipart') {
          const { metadata, media, mediaType } = await readMultipart(call);
          return keep(call, metadata, { bytes: media, type: mediaType });
        }
        if (how !== 'resumable') throw new ApiError('invalid', `Invalid uploadType ${how}`, 'uploadType');
        const metadata = call.headers['content-length'] === '0' ? {} : await call.json();
        const announced = String(call.headers['x-upload-content-type'] ?? 'application/octet-stream');
        const pieces: Buffer[] = [];
        return sessions.open(call, {
          write: (piece) => pieces.push(Buffer.from(piece)),
          end: async () => keep(call, metadata, { bytes: Buffer.concat(pieces), type: announced }),
        });
      },
    },
    { method: 'PUT', path: UPLOAD, query: ['uploadType', 'upload_id', 'name'], open: true, answer: sessions.put },
    {
      method: 'DELETE',
      path: UPLOAD,
      query: ['uploadType', 'upload_id'],
      open: true,
      answer: async (call) => sessions.abandon(call),
    },
    {
      method: 'GET',
      path: BUCKET,
      async answer(call) {
        const name = bucketOf(call);
        return { status: 200, body: { kind: 'storage#bucket', id: name, name, location: 'US' } };
      },
    },
    {
      method: 'GET',
      path: `${BUCKET}/o`,
      // With `fields` the real one leaves out what was not asked for.
      query: ['prefix', 'maxResults', 'pageToken', 'fields'],
      async answer(call) {
        const bucket = bucketOf(call);
        const all = [...objects.values()]
          .filter((object) => object.bucket === bucket && object.name.startsWith(call.query.get('prefix') ?? ''))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        const { items, nextPageToken } = page(all, call.query);
        return { status: 200, body: { kind: 'storage#objects', nextPageToken, items: items.map(resource) } };
      },
    },
    {
      method: 'GET',
      path: OBJECT,
      async answer(call) {
        const object = find(call);
        if (call.query.get('alt') !== 'media') return { status: 200, body: resource(object) };
        return { status: 200, body: object.bytes, headers: { 'Content-Type': object.contentType } };
      },
    },
    {
      method: 'DELETE',
      path: OBJECT,
      async answer(call) {
        const { bucket, name } = find(call);
        objects.delete(`${bucket}/${name}`);
        return { status: 204 };
      },
    },
  ];
  return {
    objects,
    routes,
    matching(uri) {
      const path = uri.slice('gs://'.length);
      const star = path.indexOf('*');
      if (star >= 0 && (path.indexOf('*', star + 1) >= 0 || star < path.indexOf('/'))) {
        throw new ApiError('invalid', `Invalid source URI ${uri}: one wildcard, behind the bucket`);
      }
      const fits = (key: string) =>
        star < 0 ? key === path : key.startsWith(path.slice(0, star)) && key.endsWith(path.slice(star + 1));
      const keys = [...objects.keys()].filter(fits).sort();
      return keys.map((key) => objects.get(key)?.bytes ?? Buffer.alloc(0));
    },
  };
}

function resource({ bucket, name, bytes, contentType, timeCreated }: StoredObject): object {
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/1`,
    name,
    bucket,
    generation: '1',
    contentType,
    size: String(bytes.length),
    md5Hash: createHash('md5').update(bytes).digest('base64'),
    timeCreated: new Date(timeCreated).toISOString(),
  };
}
