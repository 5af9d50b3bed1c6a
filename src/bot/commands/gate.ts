import { type Danger, dangersOf, type Scope, SyncError } from '../../jobs/index.ts';
import { whoMay } from '../access.ts';
import { type Call, lineOf } from '../parse.ts';
import { deniedMessage } from '../views/denied.ts';
import { frozenMessage } from '../views/freeze.ts';
import { askedMessage, notByWorkflowMessage } from '../views/permits.ts';
import { type Command, type Context, type Reply, reply, whenOf } from './command.ts';
import { type Touch, touchOf } from './touch.ts';

// Whether a command is carried out. Whatever is decided is written into the audit before anything is done.

const WORKFLOW = 'workflow';

const changes = (command: Command): boolean => command.role !== 'viewer' || command.changes === true;

/** Somebody lacks the role. */
export function denied(command: Command, call: Call, context: Context): Reply {
  const { jobs, limit = null } = context;
  const { verb, role } = command;
  const why = limit ?? `needs ${role}`;
  if (changes(command)) note(context, call, touchOf(context, call), { decision: 'denied', why });
  const may = whoMay(role, jobs.config().roles);
  return reply(
    deniedMessage({ verb, role, limit, may, line: lineOf(call) }),
    { error: `${verb} needs the role ${role}`, limit, may },
    { outcome: 'refused' },
  );
}

/** Carries a command out, or says why not, or asks another person first. */
export async function guarded(command: Command, call: Call, context: Context): Promise<Reply> {
  if (!changes(command)) return command.run(context, call);
  const { jobs, asker, approval = null } = context;
  const touch = touchOf(context, call);
  const frozen = jobs.frozen();
  if (frozen !== null && touch.starts) {
    note(context, call, touch, { decision: 'denied', why: 'frozen' });
    return reply(frozenMessage(frozen, whenOf(context)), { error: 'frozen' }, { outcome: 'refused' });
  }
  const refused = (await command.refuses?.(context, call)) ?? null;
  if (refused !== null) {
    note(context, call, touch, { decision: 'denied', why: refused.why, request: refused.request });
    refused.follow?.();
    return refused.reply;
  }
  const dangers = asker.kind === 'slack' && approval === null ? await dangersIn(context, touch) : [];
  if (dangers.length > 0) return ask(context, call, touch, dangers);
  const decided = note(context, call, touch, {
    decision: approval === null ? 'allowed' : 'approved',
    why: call.flags.why ?? call.flags.note ?? null,
    request: approval?.request ?? requestIn(call),
  });
  return command.run({ ...context, asker: { ...asker, decision: decided.id } }, call);
}

/** The rules of `danger` that a command trips, as things stand now. */
export async function dangersIn(context: Context, touch: Touch): Promise<readonly Danger[]> {
  const { jobs, now } = context;
  const { tables, danger } = jobs.config();
  const { concerns, scopes, staged } = touch;
  if (concerns === null) return [];
  const specs = touch.tables.flatMap((name) => tables[name] ?? []);
  const found = new Map<string, Danger>();
  for (const scope of scopes) {
    const rows = new Map<string, number | null>();
    // A source is asked for its estimate only where a rule needs it and no run has told.
    const counts = concerns === 'rows' && danger.rows !== null && scope.kind !== 'gaps';
    if (counts) for (const { name } of specs) rows.set(name, staged ?? (await rowsOf(context, name, scope)));
    const asked = { tables: specs, concerns, scope, rows: (name: string) => rows.get(name) ?? null, now };
    for (const one of dangersOf(danger, asked)) found.set(JSON.stringify(one), one);
  }
  return [...found.values()];
}

const LOOKED_AT = 50;

/** Rows that would be read: as many as the last run of the same kind told; else what the source estimates, if it can be asked. */
async function rowsOf({ jobs }: Context, table: string, scope: Scope): Promise<number | null> {
  const whole = jobs.config().tables[table]?.mode === 'replace';
  const alike = scope.kind === 'due' ? 'due' : 'full';
  const told = jobs
    .history(table, LOOKED_AT)
    .filter((run) => run.kind === 'sync' && (whole || run.scope.kind === alike))
    .flatMap((run) => run.result?.rowsRead ?? run.estimatedRows ?? []);
  if (told[0] !== undefined) return told[0];
  try {
    return (await jobs.plan(table)).plan.estimatedRows;
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return null;
  }
}

function ask(context: Context, call: Call, touch: Touch, why: readonly Danger[]): Reply {
  const { jobs, asker, place } = context;
  // A workflow says who asks; whoever changes it could ask in another's name, and then agree to it themselves.
  if (context.mouth === WORKFLOW) {
    note(context, call, touch, { decision: 'denied', why: 'needs another person' });
    return reply(notByWorkflowMessage(why), { error: 'needs another person', why }, { outcome: 'refused' });
  }
  const request = jobs.ask(
    { line: touch.line, tables: touch.tables, by: asker, why, note: call.flags.note ?? null, place },
    { verb: call.verb, role: context.role, mouth: mouthOf(context) },
  );
  const may = whoMay('approver', jobs.config().roles).filter((id) => id !== asker.id);
  return reply(
    askedMessage(request, may, jobs.config().slack.channel, whenOf(context)),
    { error: 'needs another person', request: request.id, why: request.why, expires: request.expiresAt },
    { outcome: 'refused' },
  );
}

type Noted = {
  readonly decision: 'allowed' | 'denied' | 'approved';
  readonly why: string | null;
  readonly request?: number | null;
};

function note(context: Context, call: Call, { tables }: Touch, { decision, why, request = requestIn(call) }: Noted) {
  const { jobs, asker, role, place } = context;
  const { verb } = call;
  return jobs.noteDecision({
    by: asker,
    verb,
    line: lineOf(call),
    tables,
    decision,
    role,
    mouth: mouthOf(context),
    place,
    request,
    why,
  });
}

const mouthOf = ({ asker, mouth }: Context): string => mouth ?? (asker.kind === 'slack' ? 'command' : asker.kind);

/** The request that a command is about. */
function requestIn({ verb, args }: Call): number | null {
  const id = Number(args[0]?.replace(/^#/, ''));
  return (verb === 'approve' || verb === 'deny') && Number.isSafeInteger(id) ? id : null;
}
