import { say } from '../message.ts';
import { nextMessage } from '../views/next.ts';
import { badUsage, type Command, reply, whenOf } from './command.ts';
import { iso } from './data.ts';

const USUAL_HOURS = 24;
const MOST_HOURS = 24 * 7;

export const next: Command = {
  verb: 'next',
  aliases: ['upcoming', '予定'],
  role: 'viewer',
  usage: 'next [HOURS]',
  example: 'next 6',
  summary: 'see what the schedules start next',
  flags: {},
  run: async (context, { args }) => {
    const [said = String(USUAL_HOURS), ...more] = args;
    const hours = Number(said.replace(/h$/i, ''));
    if (more.length > 0 || !Number.isInteger(hours) || hours < 1 || hours > MOST_HOURS) {
      return badUsage(next, say`${args.join(' ')} is not a number of hours from 1 to ${MOST_HOURS}`);
    }
    const due = context.jobs.upcoming(hours * 3_600_000);
    return reply(
      nextMessage(due, hours, whenOf(context)),
      due.map(({ table, at, paused, what }) => ({ table, at: iso(at), paused, what })),
    );
  },
};
