import { cancelingMessage, nothingToCancelMessage, overMessage } from '../views/answers.ts';
import { unknownRunMessage } from '../views/refusals.ts';
import { badUsage, type Command, type Context, type Reply, reply, runNumber, unknownTable, whenOf } from './command.ts';
import { runData } from './data.ts';

export const cancel: Command = {
  verb: 'cancel',
  aliases: ['stop', '中止'],
  role: 'operator',
  usage: 'cancel RUN|TABLE',
  example: 'cancel users',
  summary: 'stop a run',
  flags: {},
  run: async (context, { args }) => {
    const [what] = args;
    if (what === undefined || args.length > 1)
      return badUsage(cancel, what === undefined ? 'which run or table?' : 'one at a time');
    const id = runNumber(context, what);
    if (id !== null) return stop(context, id, what);

    const unknown = unknownTable(context, 'cancel', [what]);
    if (unknown !== null) return unknown;
    const active = context.jobs.activeRun(what);
    if (active !== null) return stop(context, active.id, what);
    return reply(nothingToCancelMessage(what, context.jobs.activeRuns()), { canceling: null }, { outcome: 'refused' });
  },
};

function stop(context: Context, id: number, said: string): Reply {
  const { jobs, asker } = context;
  const answer = jobs.cancel(id, asker);
  if (answer.kind === 'unknown')
    return reply(unknownRunMessage(said), { error: `there is no run ${said}` }, { outcome: 'usage' });
  if (answer.kind === 'over')
    return reply(overMessage(answer.run, whenOf(context)), runData(answer.run), { outcome: 'refused' });
  // Where the run has a message of its own, the channel sees it there.
  const visibility = jobs.posts.of(id).length > 0 ? 'private' : 'channel';
  return reply(cancelingMessage(answer.run), runData(answer.run), { visibility });
}
