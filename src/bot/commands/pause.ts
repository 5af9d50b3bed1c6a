import { say } from '../message.ts';
import { pausedMessage } from '../views/answers.ts';
import { parseUntil, UNTIL_EXAMPLES } from '../when.ts';
import { badUsage, type Command, reply, whenOf } from './command.ts';
import { confirm } from './confirm.ts';
import { iso } from './data.ts';
import { select } from './select.ts';

const SPAN = /^\s*\d{1,4}\s*(?:m|min|h|d)\s*$/i;

export const pause: Command = {
  verb: 'pause',
  aliases: ['停止'],
  role: 'operator',
  usage: 'pause TABLES --for 2h | --until TIME --why REASON',
  example: 'pause db:shop --until 18:00 --why index rebuild on shop',
  summary: 'hold a table back from its schedule',
  more: ['When it ends by itself, the channel hears it', 'People can still run a table that is paused'],
  flags: { for: 'text', until: 'text', why: 'text', yes: 'switch' },
  run: async (context, call) => {
    const { args, flags } = call;
    if (args.length === 0) return badUsage(pause, 'which table?');
    const selected = select(context, call);
    if (!selected.ok) return selected.reply;
    const { tables } = selected;
    const { why } = flags;
    if (flags.for !== undefined && flags.until !== undefined)
      return badUsage(pause, '--for and --until say the same; give one of them');
    const until = flags.until ?? flags.for;
    if (until === undefined) return badUsage(pause, say`until when? Add --for 2h, or --until ${UNTIL_EXAMPLES}`);
    if (why === undefined) return badUsage(pause, 'why? Add --why and a few words, for whoever wonders later');
    if (flags.for !== undefined && !SPAN.test(until)) {
      return badUsage(
        pause,
        say`--for ${until}: not a length of time; write 30m, 2h or 3d, or --until ${UNTIL_EXAMPLES}`,
      );
    }
    const end = parseUntil(until, whenOf(context));
    if (!end.ok) return badUsage(pause, end.problem);
    const asked = confirm(context, call, tables, 'pause');
    if (asked !== null) return asked;
    const paused = tables.map((table) => context.jobs.pause({ table, until: end.at, why, by: context.asker }));
    return reply(
      pausedMessage(paused, whenOf(context)),
      paused.map(({ table, until: at, why: reason }) => ({ table, until: iso(at), why: reason })),
      { visibility: 'channel' },
    );
  },
};
