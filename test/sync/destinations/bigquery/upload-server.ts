/** What do BigQuery and Cloud Storage say to resumable uploads? As strict as their documents, with faults on demand. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Uploading } from '../../../../src/sync/destinations/bigquery/upload.ts';

const UNIT = 256 * 1024;

/** What goes wrong with one PUT. `cut` and `answer` come before its bytes are kept, `lost` after; `part`: only so many are kept. */
export type Fault =
  | { readonly kind: 'cut' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'part'; readonly units: number }
  | { readonly kind: 'answer'; readonly status: number };

type Session = { readonly begun: unknown; readonly name: string | null; parts: Buffer[]; size: number; done: boolean };

export type UploadServer = {
  readonly session: Uploading;
  /** By job or object: taken one after another, one of every PUT that brings bytes; null: nothing goes wrong. */
  readonly faults: Map<string, (Fault | null)[]>;
  /** The same, of requests that begin a session. */
  readonly beginFaults: number[];
  /** Of every job and of every object, by its id or name. */
  readonly stored: Map<string, Buffer>;
  readonly begun: unknown[];
  /** How often a job was made. */
  jobs: number;
  /** The largest piece. */
  largest: number;
  /** A session that has done its work is gone. */
  forgetful: boolean;
  /** Objects are told to have other bytes than they have. */
  spoilt: boolean;
  close(): Promise<void>;
};

export async function startUploadServer(): Promise<UploadServer> {
  const sessions = new Map<string, Session>();
  const faults: UploadServer['faults'] = new Map();
  const beginFaults: number[] = [];
  const stored = new Map<string, Buffer>();
  const begun: unknown[] = [];

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    if (request.headers.authorization !== 'Bearer token') throw new Error('no token');
    const body = await bodyOf(request);
    if (request.method === 'POST') return begin(url, body, response);
    if (request.method === 'PUT') return put(request, url, body, response);
    if (request.method === 'GET') {
      const prefix = url.searchParams.get('prefix') ?? '';
      const items = [...stored.keys()].filter((name) => name.startsWith(prefix)).map((name) => ({ name }));
      const page = { items: items.slice(0, 2), ...(items.length > 2 ? { nextPageToken: 'more' } : {}) };
      response.end(JSON.stringify(page));
      return;
    }
    if (request.method !== 'DELETE') throw new Error(`${request.method}`);
    const name = decodeURIComponent(url.pathname.split('/o/')[1] ?? '');
    response.writeHead(stored.delete(name) ? 204 : 404).end();
  }

  function begin(url: URL, body: Buffer, response: ServerResponse): void {
    const fault = beginFaults.shift();
    if (fault === 0) return void response.destroy();
    if (fault !== undefined) return void response.writeHead(fault).end('{}');
    if (url.searchParams.get('uploadType') !== 'resumable') throw new Error('not resumable');
    const job = body.length === 0 ? null : (JSON.parse(body.toString()) as { jobReference: { jobId: string } });
    const name = url.searchParams.get('name');
    if ((job === null) === (name === null)) throw new Error('neither a job nor an object');
    begun.push(job ?? name);
    const id = `s${sessions.size}`;
    sessions.set(id, { begun: job, name: name ?? job?.jobReference.jobId ?? null, parts: [], size: 0, done: false });
    response.writeHead(200, { location: `/session/${id}?upload_id=${id}` }).end();
  }

  function put(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): void {
    const id = url.pathname.split('/')[2] ?? '';
    const session = sessions.get(id);
    if (session === undefined) return void response.writeHead(404).end('{}');
    const fault = body.length === 0 ? null : (faults.get(session.name as string)?.shift() ?? null);
    if (fault?.kind === 'cut') return void response.destroy();
    if (fault?.kind === 'answer') return void response.writeHead(fault.status).end('{}');
    if (session.done) return void finished(session, response);
    const range = /^bytes (?:\*|(\d+)-(\d+))\/(\*|\d+)$/.exec(request.headers['content-range'] ?? '');
    if (range === null) throw new Error(`no range: ${request.headers['content-range']}`);
    const [, first, last, all] = range;
    const total = all === '*' ? null : Number(all);
    if (first !== undefined) {
      if (Number(last) - Number(first) + 1 !== body.length) throw new Error('another length than the range says');
      if (Number(first) !== session.size) throw new Error(`from ${first}, where ${session.size} are there`);
      if (total === null && body.length % UNIT !== 0) throw new Error(`a piece of ${body.length} bytes`);
      if (total !== null && Number(last) + 1 !== total) throw new Error('a last piece that is not the last');
      const kept = fault?.kind === 'part' ? body.subarray(0, Math.min(body.length, fault.units * UNIT)) : body;
      result.largest = Math.max(result.largest, body.length);
      session.parts.push(kept);
      session.size += kept.length;
    } else if (body.length > 0) throw new Error('bytes without a range');
    if (session.size === total) {
      session.done = true;
      stored.set(session.name as string, Buffer.concat(session.parts));
      if (session.begun !== null) result.jobs++;
    }
    if (session.done && result.forgetful) sessions.delete(id);
    if (fault?.kind === 'lost') response.destroy();
    else if (session.done) finished(session, response);
    else response.writeHead(308, session.size === 0 ? {} : { range: `bytes=0-${session.size - 1}` }).end();
  }

  function finished(session: Session, response: ServerResponse): void {
    const data = stored.get(session.name as string) ?? Buffer.alloc(0);
    const md5Hash = createHash('md5')
      .update(data)
      .update(result.spoilt ? 'x' : '')
      .digest('base64');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: session.name, md5Hash }));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const result: UploadServer = {
    session: {
      project: 'a-project',
      location: 'asia-northeast1',
      address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      authorization: async () => ({ authorization: 'Bearer token' }),
      wait: async (id) => (stored.has(id) ? { id, configuration: {}, statistics: {} } : null),
    },
    faults,
    beginFaults,
    stored,
    begun,
    jobs: 0,
    largest: 0,
    forgetful: false,
    spoilt: false,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return result;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
