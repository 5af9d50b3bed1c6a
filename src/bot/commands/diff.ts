import { SyncError } from '../../jobs/index.ts';
import { diffMessage } from '../views/diff.ts';
import { cannotCompareMessage } from '../views/refusals.ts';
import { badUsage, type Command, refuseModel, reply } from './command.ts';
import { selectOne } from './select.ts';

export const diff: Command = {
  verb: 'diff',
  aliases: ['差分'],
  role: 'viewer',
  usage: 'diff TABLE',
  example: 'diff users',
  summary: 'compare the columns of source and target',
  about: 'table',
  flags: {},
  run: async (context, call) => {
    const { args } = call;
    const [said] = args;
    if (said === undefined || args.length > 1)
      return badUsage(diff, said === undefined ? 'which table?' : 'one table at a time');
    const selected = selectOne(context, call, said);
    if (!selected.ok) return selected.reply;
    const { table } = selected;
    const refused = refuseModel(context, 'diff', table);
    if (refused !== null) return refused;
    try {
      const report = await context.jobs.diff(table);
      return reply(diffMessage(report), report);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      const message = cannotCompareMessage('diff', table, error.summary);
      return reply(message, { error: error.summary }, { outcome: 'refused' });
    }
  },
};
