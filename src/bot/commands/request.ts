import { reaches, whoMay } from '../access.ts';
import { mayAlreadyMessage, wantedMessage } from '../views/denied.ts';
import { asker as nameOf } from '../views/facts.ts';
import { badUsage, type Command, reply } from './command.ts';

const LONGEST = 300;

/** Asks whoever may: `roleOfLine` says which role a command needs. */
export function requestBy(roleOfLine: (line: string) => 'viewer' | 'operator' | 'approver' | 'admin' | null): Command {
  const request: Command = {
    verb: 'request',
    aliases: ['依頼'],
    role: 'viewer',
    usage: 'request "COMMAND"',
    example: 'request "run users --full"',
    summary: 'ask in this channel for what you may not do yourself',
    more: ['Whoever may presses the button under it, and does it in their own name'],
    flags: {},
    run: async ({ jobs, asker, role }, { args }) => {
      const line = args.join(' ').trim();
      if (line === '') return badUsage(request, 'what? Put the command in quotes');
      if (line.length > LONGEST) return badUsage(request, 'the command is too long for a button');
      const needed = roleOfLine(line);
      if (needed === null) return badUsage(request, 'this is not a command; help lists them all');
      if (reaches(role, needed)) return reply(mayAlreadyMessage(line), { line, needs: needed }, { outcome: 'refused' });
      const may = whoMay(needed, jobs.config().roles);
      return reply(wantedMessage(line, nameOf(asker), may), { line, needs: needed, may }, { visibility: 'channel' });
    },
  };
  return request;
}
