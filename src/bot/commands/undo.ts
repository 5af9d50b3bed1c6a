import { SyncError } from '../../jobs/index.ts';
import { submittedMessage } from '../views/answers.ts';
import { undoOccupiedMessage, undoPreviewMessage, undoRefusedMessage } from '../views/undo.ts';
import { badUsage, type Command, type Context, type Reply, reply, whenOf } from './command.ts';
import { runData } from './data.ts';
import { selectOne } from './select.ts';

export const undo: Command = {
  verb: 'undo',
  aliases: ['元に戻す'],
  role: 'operator',
  usage: 'undo TABLE [--yes] [--note WHY]',
  example: 'undo users --note half of the prices are missing',
  summary: 'put the previous version of a table back',
  more: [
    'Without --yes it says what would be put back, and asks',
    'A second undo brings back what the first took away; mode replace only',
  ],
  about: 'table',
  flags: { yes: 'switch', note: 'text' },
  run: async (context, call) => {
    const { args, flags } = call;
    const { jobs } = context;
    const [said] = args;
    if (said === undefined || args.length > 1)
      return badUsage(undo, said === undefined ? 'which table?' : 'one table at a time');
    const selected = selectOne(context, call, said);
    if (!selected.ok) return selected.reply;
    const { table } = selected;
    const active = jobs.activeRun(table);
    if (active !== null) return reply(undoOccupiedMessage(active), runData(active), { outcome: 'refused' });
    try {
      const report = await jobs.planUndo(table);
      if (flags.yes !== undefined && report.refused === null) return putBack(context, table, flags.note);
      return reply(undoPreviewMessage(table, report, flags.note ?? null, whenOf(context)), report, {
        outcome: report.refused === null ? 'ok' : 'refused',
        asks: true,
      });
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      return reply(undoRefusedMessage(table, error.summary), { error: error.summary }, { outcome: 'refused' });
    }
  },
};

function putBack(context: Context, table: string, note: string | undefined): Reply {
  const { jobs, asker, place } = context;
  const submission = jobs.submit({ table, kind: 'undo', by: asker, place, ...(note === undefined ? {} : { note }) });
  if (submission.kind === 'already')
    return reply(undoOccupiedMessage(submission.run), runData(submission.run), { outcome: 'refused' });
  const accepted = submission.kind === 'accepted' ? [submission.run] : [];
  const draining = submission.kind === 'draining' ? [table] : [];
  return reply(
    submittedMessage({ accepted, already: [], draining }, whenOf(context)),
    { accepted: accepted.map(runData), already: [], draining },
    {
      outcome: draining.length > 0 ? 'refused' : 'ok',
      started: accepted.map(({ id }) => id),
      saidByRuns: draining.length === 0,
    },
  );
}
