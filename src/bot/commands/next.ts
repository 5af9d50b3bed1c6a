import { estimateOf } from '../estimates.ts';
import { forecast } from '../forecast.ts';
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
  more: ['The end is what the last runs took; models start when what they run after is expected to be done'],
  flags: {},
  run: async (context, { args }) => {
    const { jobs, now } = context;
    const [said = String(USUAL_HOURS), ...more] = args;
    const hours = Number(said.replace(/(?:h|hours?|時間)$/i, ''));
    if (more.length > 0 || !Number.isInteger(hours) || hours < 1 || hours > MOST_HOURS) {
      return badUsage(next, say`${args.join(' ')} is not a number of hours from 1 to ${MOST_HOURS}`);
    }
    const windowMs = hours * 3_600_000;
    const due = jobs.upcoming(windowMs);
    const known = new Map(due.map(({ table }) => [table, estimateOf(jobs, table)]));
    const estimate = (table: string) => known.get(table) ?? estimateOf(jobs, table);
    const ahead = forecast(due, jobs.config().tables, estimate, now + windowMs);
    return reply(
      nextMessage(ahead, hours, whenOf(context)),
      ahead.map(({ table, at, until, paused, what, beside }) => ({
        table,
        at: iso(at),
        expectedEnd: iso(until),
        paused,
        what,
        beside,
      })),
    );
  },
};
