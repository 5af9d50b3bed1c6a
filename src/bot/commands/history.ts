import { say } from '../message.ts';
import { historyMessage } from '../views/history.ts';
import { badUsage, type Command, reply, whenOf } from './command.ts';
import { runData } from './data.ts';
import { selectOne } from './select.ts';

const USUAL = 10;
const MOST = 100;

export const history: Command = {
  verb: 'history',
  aliases: ['runs', '履歴'],
  role: 'viewer',
  usage: 'history TABLE [N]',
  example: 'history users 20',
  summary: 'see the last runs of a table',
  about: 'table',
  flags: {},
  run: async (context, call) => {
    const { args } = call;
    const [said, n = String(USUAL), ...more] = args;
    if (said === undefined) return badUsage(history, 'which table?');
    const selected = selectOne(context, call, said);
    if (!selected.ok) return selected.reply;
    const { table } = selected;
    const limit = Number(n);
    if (more.length > 0 || !Number.isInteger(limit) || limit < 1 || limit > MOST) {
      return badUsage(
        history,
        say`${more.length > 0 ? args.slice(1).join(' ') : n} is not a number of runs from 1 to ${MOST}`,
      );
    }
    const runs = context.jobs.history(table, limit);
    return reply(historyMessage(table, runs, whenOf(context)), runs.map(runData));
  },
};
