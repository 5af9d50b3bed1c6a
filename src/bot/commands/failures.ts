import { say } from '../message.ts';
import { failuresMessage } from '../views/failures.ts';
import { badUsage, type Command, reply, whenOf } from './command.ts';
import { iso } from './data.ts';

const DAY_MS = 86_400_000;
const DAYS = 7;
const MOST_DAYS = 3660;

export const failures: Command = {
  verb: 'failures',
  aliases: ['errors', '失敗', 'エラー'],
  role: 'viewer',
  usage: 'failures [DAYS]',
  example: 'failures 30',
  summary: 'see what failed, by class, and what has no class yet',
  flags: {},
  run: async (context, { args }) => {
    const { jobs, now } = context;
    const [said] = args;
    const days = said === undefined ? DAYS : Number(/^\d{1,4}$/.exec(said)?.[0] ?? Number.NaN);
    if (args.length > 1 || !(days >= 1 && days <= MOST_DAYS))
      return badUsage(failures, say`${args.join(' ')} is no number of days from 1 to ${MOST_DAYS}`);
    const from = now - days * DAY_MS;
    const classes = jobs.failureCounts(from, now + 1);
    const unclassified = jobs.unclassified(from, now + 1);
    return reply(failuresMessage(days, classes, unclassified, whenOf(context)), {
      days,
      classes: classes.map(({ lastAt, ...one }) => ({ ...one, lastAt: iso(lastAt) })),
      unclassified: unclassified.map(({ firstAt, lastAt, ...one }) => ({
        ...one,
        firstAt: iso(firstAt),
        lastAt: iso(lastAt),
      })),
    });
  },
};
