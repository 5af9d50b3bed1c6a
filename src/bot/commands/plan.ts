import { SyncError } from '../../jobs/index.ts';
import { modelPlanMessage } from '../views/model.ts';
import { planMessage } from '../views/plan.ts';
import { cannotPlanMessage } from '../views/refusals.ts';
import { badUsage, type Command, reply } from './command.ts';
import { selectOne } from './select.ts';

export const plan: Command = {
  verb: 'plan',
  aliases: ['dry-run', '計画'],
  role: 'viewer',
  usage: 'plan TABLE',
  example: 'plan users',
  summary: 'see what a run would do',
  about: 'table',
  flags: {},
  run: async (context, call) => {
    const { args } = call;
    const [said] = args;
    if (said === undefined || args.length > 1)
      return badUsage(plan, said === undefined ? 'which table?' : 'one table at a time');
    const selected = selectOne(context, call, said);
    if (!selected.ok) return selected.reply;
    const { table } = selected;
    try {
      const report = await context.jobs.plan(table);
      const { model } = report;
      return reply(model === undefined ? planMessage(report) : modelPlanMessage(report, model), report);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      return reply(cannotPlanMessage(table, error.summary), { error: error.summary }, { outcome: 'refused' });
    }
  },
};
