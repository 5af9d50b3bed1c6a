import { SyncError } from '../../jobs/index.ts';
import { diffMessage } from '../views/diff.ts';
import { cannotCompareMessage } from '../views/refusals.ts';
import { badUsage, type Command, refuseModel, reply, unknownTable } from './command.ts';

export const diff: Command = {
  verb: 'diff',
  aliases: ['差分'],
  role: 'viewer',
  usage: 'diff TABLE',
  example: 'diff users',
  summary: 'compare the columns of source and target',
  flags: {},
  run: async (context, { args }) => {
    const [table] = args;
    if (table === undefined || args.length > 1)
      return badUsage(diff, table === undefined ? 'which table?' : 'one table at a time');
    const unknown = unknownTable(context, 'diff', [table]) ?? refuseModel(context, 'diff', table);
    if (unknown !== null) return unknown;
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
