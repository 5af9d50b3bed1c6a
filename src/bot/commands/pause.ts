import { say } from '../message.ts';
import { pausedMessage } from '../views/answers.ts';
import { parseUntil, UNTIL_EXAMPLES } from '../when.ts';
import { badUsage, type Command, reply, unknownTable, whenOf } from './command.ts';
import { iso } from './data.ts';

export const pause: Command = {
  verb: 'pause',
  aliases: ['停止'],
  role: 'operator',
  usage: 'pause TABLE --until TIME --why REASON',
  example: 'pause users --until 18:00 --why index rebuild on shop',
  summary: 'hold a table back from its schedule',
  flags: { until: 'text', why: 'text' },
  run: async (context, { args, flags }) => {
    if (args.length === 0) return badUsage(pause, 'which table?');
    const tables = [...new Set(args)];
    const unknown = unknownTable(context, 'pause', tables);
    if (unknown !== null) return unknown;
    const { until, why } = flags;
    if (until === undefined) return badUsage(pause, say`until when? Add --until ${UNTIL_EXAMPLES}`);
    if (why === undefined) return badUsage(pause, 'why? Add --why and a few words, for whoever wonders later');
    const end = parseUntil(until, whenOf(context));
    if (!end.ok) return badUsage(pause, end.problem);
    const paused = tables.map((table) => context.jobs.pause({ table, until: end.at, why, by: context.asker }));
    return reply(
      pausedMessage(paused, whenOf(context)),
      paused.map(({ table, until: at, why: reason }) => ({ table, until: iso(at), why: reason })),
      { visibility: 'channel' },
    );
  },
};
