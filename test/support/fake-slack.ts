import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call of the Web API, or an answer sent to a response_url (method `respond`). */
export type SlackCall = { readonly method: string; readonly body: Readonly<Record<string, unknown>> };
export type SlackAnswer = {
  /** The connection breaks instead of an answer: before anything is done, or after it is. */
  readonly drop?: 'before' | 'after';
  /** Nobody answers; the connection stays open. What was asked for is done. */
  readonly hang?: true;
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
  /** Answers every call of a method that `fits` (its body) with this, until taken back. */
  always(method: string, fits: (body: SlackCall['body']) => boolean, answer: SlackAnswer): () => void;
  /** What stands in the workspace, in the order in which it arrived. */
  readonly messages: readonly SlackMessageThere[];
  /** Messages that are to be posted later, by id. */
  readonly scheduled: ReadonlyMap<string, SlackCall['body']>;
  close(): Promise<void>;
};

export type SlackMessageThere = Readonly<Record<string, unknown>> & {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text?: string;
};

const IDS: Readonly<Record<string, string>> = { '#data-syncs': 'C0DATA', '#ops': 'C0OPS' };

/** A Web API on the loopback that says yes to what the bot calls, writes everything down, and refuses when told to. */
export async function fakeSlack(now: () => number = Date.now): Promise<FakeSlack> {
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const calls: SlackCall[] = [];
  const answers = new Map<string, SlackAnswer[]>();
  const rules = new Set<{ method: string; fits: (body: SlackCall['body']) => boolean; answer: SlackAnswer }>();
  const messages: SlackMessageThere[] = [];
  const scheduled = new Map<string, SlackCall['body']>();
  let serial = 100;

  /** What Slack does when it says yes, and what it says then. */
  function act(method: string, body: SlackCall['body']): Record<string, unknown> {
    const channel = IDS[String(body.channel)] ?? body.channel;
    serial += 1;
    const ts = `${Math.floor(now() / 1000)}.${String(serial).padStart(6, '0')}`;
    const json = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value);
    if (method === 'chat.postMessage')
      messages.push({ ...body, metadata: json(body.metadata), channel: String(channel), ts });
    if (method === 'conversations.history' || method === 'conversations.replies') {
      const there = messages.filter(
        (one) =>
          one.channel === channel &&
          one.thread_ts === (method === 'conversations.replies' ? body.ts : undefined) &&
          Number(one.ts) >= Number(body.oldest ?? 0) &&
          Number(one.ts) <= Number(body.latest ?? Number.MAX_VALUE),
      );
      return { ok: true, messages: there.reverse() };
    }
    if (method === 'chat.scheduleMessage') {
      const id = `Q${serial}`;
      scheduled.set(id, body);
      return { ok: true, channel, scheduled_message_id: id };
    }
    if (method === 'chat.scheduledMessages.list')
      return { ok: true, scheduled_messages: [...scheduled.keys()].map((id) => ({ id })) };
    if (method === 'chat.deleteScheduledMessage') {
      const there = scheduled.delete(String(body.scheduled_message_id));
      return there ? { ok: true } : { ok: false, error: 'invalid_scheduled_message_id' };
    }
    const bot = { user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0', team: 't', user: 'sync-bot' };
    if (method === 'users.info')
      return { ok: true, user: { id: body.user, team_id: 'T0', locale: 'en-US', tz: 'Asia/Tokyo' } };
    if (method === 'conversations.open') return { ok: true, channel: { id: `D${String(body.users).slice(1)}` } };
    if (method === 'files.getUploadURLExternal') return { ok: true, upload_url: `${base()}/upload`, file_id: 'F0FILE' };
    if (method === 'files.completeUploadExternal') return { ok: true, files: [{ id: 'F0FILE' }] };
    if (method === 'usergroups.users.list') return { ok: true, users: [] };
    if (method === 'conversations.open') return { ok: true, channel: { id: `D${String(body.users).slice(1)}` } };
    if (method === 'files.getUploadURLExternal') return { ok: true, upload_url: `${base()}/upload`, file_id: 'F0FILE' };
    if (method === 'files.completeUploadExternal') return { ok: true, files: [{ id: 'F0FILE' }] };
    if (method.startsWith('views.')) return { ok: true, view: { id: body.view_id ?? `V${ts}`, hash: `hash${ts}` } };
    return { ok: true, channel, ts, ...(method === 'auth.test' ? bot : {}) };
  }

  const server = createServer(async (request, response) => {
    const { url = '' } = request;
    const method = url.startsWith('/api/') ? url.replace('/api/', '') : url.slice(1);
    const body = await read(request);
    calls.push({ method, body });
    const given =
      answers.get(method)?.shift() ?? [...rules].find((rule) => rule.method === method && rule.fits(body))?.answer;
    if (given?.drop === 'before') return void request.socket.destroy();
    const usual = given?.body ?? act(method, body);
    if (given?.drop === 'after') return void request.socket.destroy();
    if (given?.hang) return;
    response.writeHead(given?.status ?? 200, { 'content-type': 'application/json', ...given?.headers });
    response.end(JSON.stringify(usual));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    apiUrl: `${base()}/api/`,
    responseUrl: `${base()}/respond`,
    calls,
    of: (method) => calls.filter((call) => call.method === method),
    messages,
    scheduled,
    always(method, fits, answer) {
      const rule = { method, fits, answer };
      rules.add(rule);
      return () => void rules.delete(rule);
    },
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
  const parsed = ['blocks', 'view', 'outputs'].flatMap((name) =>
    typeof form[name] === 'string' ? [[name, JSON.parse(form[name])]] : [],
  );
  return { ...form, ...Object.fromEntries(parsed) };
}

/** Headers with which Slack signs a request body. */
export function signed(body: string, secret: string, atSeconds: number): Record<string, string> {
  const hash = createHmac('sha256', secret).update(`v0:${atSeconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(atSeconds), 'x-slack-signature': `v0=${hash}` };
}
