import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call of the Web API, or an answer sent to a response_url (method `respond`). */
export type SlackCall = { readonly method: string; readonly body: Readonly<Record<string, unknown>> };
export type SlackAnswer = {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: Record<string, unknown>;
};

export type FakeSlack = {
  readonly apiUrl: string;
  readonly responseUrl: string;
  readonly calls: readonly SlackCall[];
  of(method: string): readonly SlackCall[];
  /** Answers the next call of a method with this instead of success. */
  next(method: string, answer: SlackAnswer): void;
  close(): Promise<void>;
};

/** A Web API on the loopback that says yes to what the bot calls, writes everything down, and refuses when told to. */
export async function fakeSlack(): Promise<FakeSlack> {
  const calls: SlackCall[] = [];
  const answers = new Map<string, SlackAnswer[]>();
  let ts = 1_000_000;
  const server = createServer(async (request, response) => {
    const method = request.url === '/respond' ? 'respond' : (request.url ?? '').replace('/api/', '');
    const body = await read(request);
    calls.push({ method, body });
    const given = answers.get(method)?.shift();
    ts += 1;
    const usual = {
      ok: true,
      channel: body.channel === '#data-syncs' ? 'C0DATA' : body.channel,
      ts: `${ts}.000100`,
      ...(method === 'auth.test'
        ? { user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0', team: 't', user: 'sync-bot' }
        : {}),
      ...(method === 'users.info' ? { user: { id: body.user, team_id: 'T0', locale: 'en-US', tz: 'Asia/Tokyo' } } : {}),
      ...(method === 'usergroups.users.list' ? { users: [] } : {}),
    };
    response.writeHead(given?.status ?? 200, { 'content-type': 'application/json', ...given?.headers });
    response.end(JSON.stringify(given?.body ?? usual));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${base}/api/`,
    responseUrl: `${base}/respond`,
    calls,
    of: (method) => calls.filter((call) => call.method === method),
    next: (method, answer) => answers.set(method, [...(answers.get(method) ?? []), answer]),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  if (request.headers['content-type']?.startsWith('application/json')) return JSON.parse(text || '{}');
  const form = Object.fromEntries(new URLSearchParams(text));
  return typeof form.blocks === 'string' ? { ...form, blocks: JSON.parse(form.blocks) } : form;
}

/** Headers with which Slack signs a request body. */
export function signed(body: string, secret: string, atSeconds: number): Record<string, string> {
  const hash = createHmac('sha256', secret).update(`v0:${atSeconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(atSeconds), 'x-slack-signature': `v0=${hash}` };
}
