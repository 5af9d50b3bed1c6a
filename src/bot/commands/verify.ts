import { SyncError } from '../../jobs/index.ts';
import { cannotCompareMessage } from '../views/refusals.ts';
import { verifyingMessage, verifyMessage } from '../views/verify.ts';
import { badUsage, type Command, refuseModel, reply, whenOf } from './command.ts';
import { iso } from './data.ts';
import { selectOne } from './select.ts';

export const verify: Command = {
  verb: 'verify',
  aliases: ['検証'],
  // It reads both tables from end to end.
  role: 'operator',
  usage: 'verify TABLE',
  example: 'verify users',
  summary: 'compare all rows of source and target',
  about: 'table',
  flags: {},
  run: async (context, call) => {
    const { args } = call;
    const { jobs } = context;
    const [said] = args;
    if (said === undefined || args.length > 1)
      return badUsage(verify, said === undefined ? 'which table?' : 'one table at a time');
    const selected = selectOne(context, call, said);
    if (!selected.ok) return selected.reply;
    const { table } = selected;
    const refused = refuseModel(context, 'verify', table);
    if (refused !== null) return refused;
    const publishedAt = jobs.status(table)?.lastSuccess?.finishedAt ?? null;
    try {
      // Listened to before anything is awaited: it may fail while the first word is on its way.
      const [report] = await Promise.all([jobs.verify(table), context.tell?.(verifyingMessage(table))]);
      const mode = jobs.config().tables[table]?.mode ?? 'replace';
      // Scripts go by the exit code, as they do with diff and cmp.
      return reply(
        verifyMessage(report, { publishedAt, mode }, whenOf(context)),
        { ...report, publishedAt: iso(publishedAt) },
        { outcome: report.equal ? 'ok' : 'refused', asks: true },
      );
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      const message = cannotCompareMessage('verify', table, error.summary);
      return reply(message, { error: error.summary }, { outcome: 'refused' });
    }
  },
};
