/** How does a test of the loopback talk to it? By bare requests, or with Google's own client. */
import { BigQuery } from '@google-cloud/bigquery';
import { OAuth2Client } from 'google-auth-library';
import type { LoopbackBigQuery } from './index.ts';

export type Reply = { readonly status: number; readonly headers: Headers; readonly body: Tree };
/** JSON that is looked into without a type. */
export interface Tree {
  readonly [name: string]: Tree | undefined;
}

export type Caller = {
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Inserts a job and asks until it is done. */
  job(id: string, configuration: object): Promise<Reply>;
  /** Loads rows with one multipart request, and waits for the end. */
  load(id: string, configuration: object, rows: string | Buffer): Promise<Reply>;
  /** `reason: message` of the error a job ended with; null where it has none. */
  failure(reply: Reply): string | null;
};

export function callerOf(server: LoopbackBigQuery): Caller {
  const send = async (method: string, path: string, body?: RequestInit['body'], headers = {}): Promise<Reply> => {
    const response = await fetch(`${server.endpoint}${path}`, {
      method,
      headers: { Authorization: 'Bearer fixed', ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Tree };
  };
  const project = `/bigquery/v2/projects/${server.project}`;
  const below = (path: string) => (path.startsWith('/') ? path : `${project}/${path}`);
  const caller: Caller = {
    call: (method, path, body, headers) =>
      body === undefined
        ? send(method, below(path), undefined, headers)
        : send(method, below(path), JSON.stringify(body), { 'Content-Type': 'application/json', ...headers }),
    async job(id, configuration) {
      const made = await caller.call('POST', 'jobs', { jobReference: { jobId: id }, configuration });
      return made.status === 200 ? done(made) : made;
    },
    async load(id, configuration, rows) {
      const metadata = JSON.stringify({ jobReference: { jobId: id }, configuration: { load: configuration } });
      const body = Buffer.concat([
        Buffer.from(`--xx\r\nContent-Type: application/json\r\n\r\n${metadata}\r\n`),
        Buffer.from('--xx\r\nContent-Type: application/octet-stream\r\n\r\n'),
        Buffer.from(rows),
        Buffer.from('\r\n--xx--\r\n'),
      ]);
      const path = `/upload${project}/jobs?uploadType=multipart`;
      const made = await send('POST', path, body, { 'Content-Type': 'multipart/related; boundary=xx' });
      return made.status === 200 ? done(made) : made;
    },
    failure(reply) {
      const { errorResult } = (reply.body.status ?? {}) as Tree;
      return errorResult === undefined ? null : `${errorResult.reason}: ${errorResult.message}`;
    },
  };
  const done = async ({ body }: Reply): Promise<Reply> => {
    const { jobId, location } = (body.jobReference ?? {}) as Tree;
    for (;;) {
      const reply = await caller.call('GET', `jobs/${jobId}?location=${location}`);
      if (reply.status !== 200 || String(reply.body.status?.state) === 'DONE') return reply;
    }
  };
  return caller;
}

/** Google's own client, with a fixed token and without any look for credentials. */
export function clientOf(server: LoopbackBigQuery): BigQuery {
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: 'fixed', expiry_date: Date.now() + 3_600_000 });
  // The client brings types of its own for the same class.
  const authClient = auth as never;
  return new BigQuery({ projectId: server.project, apiEndpoint: server.endpoint, authClient, autoRetry: false });
}

/** The reference of `dataset.table`. */
export function tableOf(server: LoopbackBigQuery, name: string) {
  const [datasetId = '', tableId = ''] = name.split('.');
  return { projectId: server.project, datasetId, tableId };
}
