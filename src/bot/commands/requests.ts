import type { Request } from '../../jobs/index.ts';
import { reaches } from '../access.ts';
import { frozenMessage } from '../views/freeze.ts';
import {
  approvedMessage,
  deniedRequestMessage,
  type NotDecided,
  notDecidedMessage,
  requestsMessage,
} from '../views/requests.ts';
import { split, type Word } from '../words.ts';
import { badUsage, type Command, type Context, type Refused, type Reply, reply, whenOf } from './command.ts';
import { iso } from './data.ts';
import { startsRuns } from './touch.ts';

export const requests: Command = {
  verb: 'requests',
  aliases: ['approvals', '申請'],
  role: 'viewer',
  usage: 'requests',
  example: 'requests',
  summary: 'see what waits for approval',
  flags: {},
  run: async (context) => {
    const waiting = context.jobs.requests();
    return reply(
      requestsMessage(waiting, whenOf(context)),
      waiting.map(({ id, line, tables, by, why, note, askedAt, expiresAt }) => ({
        id,
        line,
        tables,
        by: by.id,
        why,
        note,
        asked: iso(askedAt),
        expires: iso(expiresAt),
      })),
    );
  },
};

export type Dispatch = (words: readonly Word[], context: Context) => Promise<Reply>;

/** `approve`; `dispatch` carries out what is approved. */
export function approveBy(dispatch: Dispatch): Command {
  const approve: Command = {
    verb: 'approve',
    aliases: ['承認'],
    role: 'approver',
    usage: 'approve REQUEST',
    example: 'approve 3',
    summary: 'let what another person asked for be done',
    more: ['It is done at once, in the name of who asked, who never approves it themselves'],
    flags: {},
    refuses: (context, { args }) => cannotApprove(context, idOf(args)),
    run: async (context, { args }) => {
      const id = idOf(args);
      if (id === null) return badUsage(approve, 'which request? requests lists them with their numbers');
      const { jobs, asker } = context;
      const request = jobs.decideRequest(id, 'approved', asker, null);
      if (request === null) return refusal(context, id, 'over').reply;
      return carryOutApproved(context, request, dispatch);
    },
  };
  return approve;
}

/** Carries out what was approved, for the one who asked, and writes down what came of it. */
export async function carryOutApproved(context: Context, request: Request, dispatch: Dispatch): Promise<Reply> {
  const { jobs, stands } = context;
  const { id, by, decided } = request;
  const standing = (await stands?.(by.id, request.place?.channel ?? null)) ?? { role: 'viewer', limit: 'unknown' };
  const done = await dispatch(split(request.line), {
    ...context,
    ...standing,
    asker: by,
    place: request.place,
    mouth: 'approval',
    approval: { request: id, by: decided?.by ?? context.asker },
  });
  const runs = [...done.started, ...done.joined];
  jobs.requestDone(id, runs, done.outcome === 'ok' ? null : 'refused');
  return { ...done, message: approvedMessage(request, done.message), visibility: 'channel', saidByRuns: false };
}

export const deny: Command = {
  verb: 'deny',
  aliases: ['却下'],
  role: 'approver',
  usage: 'deny REQUEST [--why REASON]',
  example: 'deny 3 --why wait for tonight',
  summary: 'say no to what another person asked for',
  flags: { why: 'text' },
  refuses: async (context, { args }) => {
    const id = idOf(args);
    const request = id === null ? null : context.jobs.request(id);
    if (id === null) return null;
    if (request === null) return refusal(context, id, 'unknown');
    return request.state === 'waiting' && request.expiresAt > context.now ? null : refusal(context, id, 'over');
  },
  run: async (context, { args, flags }) => {
    const id = idOf(args);
    if (id === null) return badUsage(deny, 'which request? requests lists them with their numbers');
    const request = context.jobs.decideRequest(id, 'denied', context.asker, flags.why ?? null);
    if (request === null) return refusal(context, id, 'over').reply;
    const shown = request.card === null ? 'channel' : 'private';
    return reply(deniedRequestMessage(request), { request: id, state: 'denied' }, { visibility: shown });
  },
};

function idOf(args: readonly string[]): number | null {
  const digits = args.length === 1 ? /^#?(\d{1,15})$/.exec(args[0] ?? '') : null;
  return digits === null ? null : Number(digits[1]);
}

/** Why a request cannot be approved by this person now; null where it can. */
async function cannotApprove(context: Context, id: number | null): Promise<Refused | null> {
  const { jobs, asker, stands, now } = context;
  if (id === null) return null;
  const request = jobs.request(id);
  if (request === null) return refusal(context, id, 'unknown');
  if (request.state !== 'waiting' || request.expiresAt <= now) return refusal(context, id, 'over');
  if (request.by.kind === asker.kind && request.by.id === asker.id) return refusal(context, id, 'own');
  if (stands === undefined) return refusal(context, id, 'terminal');
  if (jobs.fingerprint(request.tables) !== request.config) {
    return { ...refusal(context, id, 'config'), follow: () => jobs.lapse(id, 'config') };
  }
  const frozen = jobs.frozen();
  if (frozen !== null && startsRuns(request.line.split(' ')[0] ?? '')) {
    const message = frozenMessage(frozen, whenOf(context));
    return { reply: reply(message, { error: 'frozen' }, { outcome: 'refused' }), why: 'frozen', request: id };
  }
  const { role, limit } = await stands(request.by.id, request.place?.channel ?? null);
  if (limit === 'unknown') return refusal(context, id, 'doubt');
  if (!reaches(role, 'operator')) return { ...refusal(context, id, 'role'), follow: () => jobs.lapse(id, 'role') };
  return null;
}

function refusal(context: Context, id: number, why: NotDecided): Refused {
  const request = context.jobs.request(id);
  const message = notDecidedMessage(id, why, request, whenOf(context));
  const outcome = why === 'unknown' ? 'usage' : 'refused';
  return {
    reply: reply(message, { error: why, request: id, state: request?.state ?? null }, { outcome }),
    why: WORDS[why],
    request: request === null ? null : id,
  };
}

/** As the audit has it. */
const WORDS: Readonly<Record<NotDecided, string>> = {
  unknown: 'no such request',
  own: 'own request',
  over: 'waits no more',
  config: 'tables.yml changed since',
  role: 'who asked may not any more',
  doubt: 'Slack does not say who asked',
  terminal: 'not from a terminal',
};
