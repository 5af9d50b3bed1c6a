import type { Role } from '../../jobs/index.ts';
import { reaches } from '../access.ts';
import { type Call, type Parsed, parse } from '../parse.ts';
import { find } from '../selector.ts';
import { withBanner } from '../views/freeze.ts';
import { unknownVerbMessage } from '../views/refusals.ts';
import { split, type Word } from '../words.ts';
import { ack, alerts, escalate, snooze } from './alert.ts';
import { audit } from './audit.ts';
import { cancel } from './cancel.ts';
import { chart } from './chart.ts';
import { changes, column, revert } from './column.ts';
import { badUsage, type Command, type Context, type Reply, reply, whenOf } from './command.ts';
import { discard, publish } from './decide.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { failures } from './failures.ts';
import { freeze } from './freeze.ts';
import { denied, guarded } from './gate.ts';
import { helpOf } from './help.ts';
import { history } from './history.ts';
import { language } from './language.ts';
import { late } from './late.ts';
import { list } from './list.ts';
import { log } from './log.ts';
import { next } from './next.ts';
import { pause } from './pause.ts';
import { plan } from './plan.ts';
import { requestBy } from './request.ts';
import { approveBy, deny, requests } from './requests.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { run } from './run.ts';
import { knownOf } from './select.ts';
import { status } from './status.ts';
import { undo } from './undo.ts';
import { unused } from './unused.ts';
import { verify } from './verify.ts';
import { unwatch, watch, watches } from './watch.ts';

const help = helpOf(() => COMMANDS);

const request = requestBy((line) => {
  const parsed = parse(split(line), COMMANDS);
  return parsed.kind === 'call' ? commandOf(parsed.call.verb).role : null;
});
const approve = approveBy((words, context) => dispatch(words, context));

/** Every verb there is, in the order in which help shows them. */
export const COMMANDS: readonly Command[] = [
  status,
  list,
  run,
  plan,
  diff,
  verify,
  retry,
  cancel,
  publish,
  discard,
  undo,
  column,
  changes,
  revert,
  explain,
  log,
  history,
  chart,
  alerts,
  ack,
  snooze,
  escalate,
  late,
  watch,
  unwatch,
  watches,
  audit,
  failures,
  unused,
  next,
  pause,
  resume,
  doctor,
  language,
  requests,
  request,
  approve,
  deny,
  freeze,
  help,
];

/** The role that a line needs, without carrying it out; everything but a command needs none. */
export function roleNeeded(words: readonly Word[]): Role {
  const parsed = parse(words, COMMANDS);
  return COMMANDS.find(({ verb }) => parsed.kind === 'call' && verb === parsed.call.verb)?.role ?? 'viewer';
}

/**
 * Carries out one line of a person: the one way in for Slack's command, a mention, a button and a terminal. Throws only
 * what nobody foresaw.
 */
export async function dispatch(words: readonly Word[], context: Context): Promise<Reply> {
  const shared = words.filter(({ text, quoted }) => quoted || text !== SHARE);
  const asked = parse(shared, COMMANDS);
  const reads = asked.kind !== 'unknown-verb' && commandOf(verbIn(asked)).role === 'viewer';
  // What changes something is told anyway, and has no such flag.
  const parsed = reads ? asked : parse(words, COMMANDS);
  const done = await carryOut(parsed, context);
  const frozen = context.jobs.frozen();
  const message = frozen === null ? done.message : withBanner(done.message, frozen, whenOf(context));
  return { ...done, message, ...(reads && shared.length < words.length ? { visibility: 'channel' as const } : {}) };
}

/** Says the answer to everybody. */
const SHARE = '--share';

const verbIn = (parsed: Exclude<Parsed, { readonly kind: 'unknown-verb' }>): string =>
  parsed.kind === 'call' ? parsed.call.verb : parsed.verb;
const commandOf = (verb: string): Command => COMMANDS.find((one) => one.verb === verb) ?? help;

async function carryOut(parsed: Parsed, context: Context): Promise<Reply> {
  if (parsed.kind === 'unknown-verb') {
    const again = parsed.near.map((verb) => `${verb} ${parsed.rest}`.trim());
    // Whoever says only a name wants to know of it, or to run it.
    const found = find(parsed.said, knownOf(context));
    const meant = found.kind === 'tables' ? ['status', 'run'].map((verb) => `${verb} ${parsed.said}`) : [];
    const data = { error: `${parsed.said} is not a command`, near: parsed.near };
    return reply(unknownVerbMessage(parsed.said, [...meant, ...again].slice(0, 3)), data, { outcome: 'usage' });
  }
  const command = commandOf(verbIn(parsed));
  const { verb } = command;
  if (!reaches(context.role, command.role) || looksOnly(command, context)) {
    const call = parsed.kind === 'call' ? parsed.call : { verb, args: [], flags: {} };
    return denied(command, inThread(call, command, context), context);
  }
  if (parsed.kind === 'bad-usage') return badUsage(command, parsed.problem);
  return guarded(command, inThread(parsed.call, command, context), context);
}

/** Everybody may do some things that change something; who may only look, not even those. */
const looksOnly = ({ changes = false }: Command, { limit = null }: Context): boolean =>
  changes && limit !== null && limit !== 'unknown';

/** In the thread of a run or an alert a command without arguments means that one. */
function inThread(call: Call, { about: kind }: Command, { about, jobs }: Context): Call {
  if (kind === undefined || about === null) return call;
  if (kind === 'alert') {
    // `snooze 1h` says how long, and not which.
    const named = /^#?\d+$/.test(call.args[0] ?? '');
    return about.alert === null || named ? call : { ...call, args: [String(about.alert), ...call.args] };
  }
  if (call.args.length > 0) return call;
  const last = about.runs.at(-1);
  if (last === undefined) return call;
  if (kind === 'table') return { ...call, args: [jobs.run(last)?.table ?? String(last)] };
  return { ...call, args: call.verb === 'retry' ? about.runs.map(String) : [String(last)] };
}
