import type { Role } from '../../jobs/index.ts';
import { reaches, whoMay } from '../access.ts';
import { list as listOf, say } from '../message.ts';
import { parse } from '../parse.ts';
import { deniedMessage } from '../views/answers.ts';
import { helpMessage, helpOfMessage } from '../views/help.ts';
import { unknownVerbMessage } from '../views/refusals.ts';
import type { Word } from '../words.ts';
import { audit } from './audit.ts';
import { cancel } from './cancel.ts';
import { chart } from './chart.ts';
import { changes, column, revert } from './column.ts';
import { badUsage, type Command, type Context, type Reply, reply } from './command.ts';
import { discard, publish } from './decide.ts';
import { diff } from './diff.ts';
import { history } from './history.ts';
import { list } from './list.ts';
import { log } from './log.ts';
import { next } from './next.ts';
import { pause } from './pause.ts';
import { plan } from './plan.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { status } from './status.ts';
import { undo } from './undo.ts';
import { unused } from './unused.ts';
import { verify } from './verify.ts';

const help: Command = {
  verb: 'help',
  aliases: ['?', 'h', 'ヘルプ'],
  role: 'viewer',
  usage: 'help [COMMAND]',
  example: 'help pause',
  summary: 'see all commands, or one of them',
  flags: {},
  run: async ({ role }, { args }) => {
    const data = COMMANDS.map(({ verb, usage, summary, role: needs }) => ({ verb, usage, summary, role: needs }));
    const said = args[0]?.toLowerCase();
    if (said === undefined) return reply(helpMessage(COMMANDS, role), data);
    const one = COMMANDS.find(({ verb, aliases }) => verb === said || aliases.includes(said));
    if (one !== undefined)
      return reply(
        helpOfMessage(one),
        data.filter(({ verb }) => verb === one.verb),
      );
    return badUsage(help, say`${said} is not a command; the commands are ${listOf(COMMANDS.map(({ verb }) => verb))}`);
  },
};

/** Every verb there is, in the order in which help shows them. */
export const COMMANDS: readonly Command[] = [
  status,
  list,
  run,
  plan,
  diff,
  verify,
  cancel,
  publish,
  discard,
  undo,
  column,
  changes,
  revert,
  log,
  history,
  chart,
  audit,
  unused,
  next,
  pause,
  resume,
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
  const parsed = parse(words, COMMANDS);
  if (parsed.kind === 'unknown-verb') {
    const again = parsed.near.map((verb) => `${verb} ${parsed.rest}`.trim());
    const data = { error: `${parsed.said} is not a command`, near: parsed.near };
    return reply(unknownVerbMessage(parsed.said, again), data, { outcome: 'usage' });
  }
  const verb = parsed.kind === 'call' ? parsed.call.verb : parsed.verb;
  const command = COMMANDS.find((one) => one.verb === verb) ?? help;
  const roles = context.jobs.config().roles;
  if (!reaches(context.role, command.role)) {
    const data = { error: `${verb} needs the role ${command.role}` };
    return reply(deniedMessage(verb, command.role, whoMay(command.role, roles)), data, { outcome: 'refused' });
  }
  if (parsed.kind === 'bad-usage') return badUsage(command, parsed.problem);
  return command.run(context, parsed.call);
}
