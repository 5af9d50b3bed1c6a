import { SyncError } from '../../jobs/index.ts';
import { modelPlanMessage } from '../views/model.ts';
import { planMessage } from '../views/plan.ts';
import { cannotPlanMessage } from '../views/refusals.ts';
import { badUsage, type Command, reply, whenOf } from './command.ts';
import { iso } from './data.ts';
import { selectOne } from './select.ts';

export const plan: Command = {
  verb: 'plan',
  aliases: ['dry-run', '計画'],
  role: 'viewer',
  usage: 'plan TABLE',
  example: 'plan users',
  summary: 'see what a run would do',
  about: 'table',
  more: ['The plan is kept for half an hour: run TABLE --plan ID carries out exactly this, or says what changed'],
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
      const pin = context.jobs.pin(report, context.asker);
      const when = whenOf(context);
      const message = model === undefined ? planMessage(report, pin, when) : modelPlanMessage(report, model, pin, when);
      const { id, madeAt, expiresAt } = pin;
      return reply(message, { ...report, pin: { id, madeAt: iso(madeAt), expiresAt: iso(expiresAt) } });
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      return reply(cannotPlanMessage(table, error.summary), { error: error.summary }, { outcome: 'refused' });
    }
  },
};
