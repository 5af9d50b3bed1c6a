import type { Run } from '../../jobs/index.ts';
import { canceledManyMessage, cancelingMessage, nothingToCancelMessage, overMessage } from '../views/answers.ts';
import { unknownRunMessage } from '../views/refusals.ts';
import { badUsage, type Command, type Context, type Reply, reply, runNumber, whenOf } from './command.ts';
import { confirm } from './confirm.ts';
import { runData } from './data.ts';
import { select } from './select.ts';

export const cancel: Command = {
  verb: 'cancel',
  aliases: ['stop', '中止', 'キャンセル'],
  role: 'operator',
  usage: 'cancel RUN|TABLES',
  example: 'cancel users',
  summary: 'stop a run',
  more: [
    'The statement is stopped on the server and what was staged is dropped; the message of the run says what is left, if anything is',
    'In the thread of a run, cancel alone means that one',
  ],
  about: 'run',
  flags: { yes: 'switch' },
  run: async (context, call) => {
    const { args } = call;
    if (args.length === 0) {
      const active = context.jobs.activeRuns();
      if (active.length === 0) return badUsage(cancel, 'which run or table?');
      return reply(
        nothingToCancelMessage(null, active),
        { error: 'cancel: which run or table?' },
        { outcome: 'usage' },
      );
    }
    const ids = args.map((arg) => runNumber(context, arg));
    const numbers = ids.filter((id) => id !== null);
    if (args.length === 1 && numbers.length === 1) return stop(context, numbers[0]!, args[0]!);
    const words = args.filter((_, i) => ids[i] === null);
    const selected = select(context, call, words);
    if (!selected.ok) return selected.reply;
    const active = selected.tables.flatMap((table) => context.jobs.activeRun(table) ?? []);
    const runs = new Map(
      [...numbers.flatMap((id) => context.jobs.run(id) ?? []), ...active].map((run) => [run.id, run]),
    );
    if (runs.size === 0) {
      const said = selected.tables.length === 1 ? selected.tables[0]! : args.join(' ');
      const data = { canceling: null };
      return reply(nothingToCancelMessage(said, context.jobs.activeRuns()), data, { outcome: 'refused' });
    }
    const [only] = runs.values();
    if (only !== undefined && runs.size === 1) return stop(context, only.id, String(only.id));
    const tables = [...runs.values()].map(({ table }) => table);
    return confirm(context, call, tables, 'cancel') ?? stopAll(context, [...runs.values()]);
  },
};

function stop(context: Context, id: number, said: string): Reply {
  const { jobs, asker } = context;
  const answer = jobs.cancel(id, asker);
  if (answer.kind === 'unknown')
    return reply(unknownRunMessage(said), { error: `there is no run ${said}` }, { outcome: 'usage' });
  if (answer.kind === 'over')
    return reply(overMessage(answer.run, whenOf(context)), runData(answer.run), { outcome: 'refused' });
  // The channel sees it in the run's own message; a run without one gets it now, for somebody has to say how it ended.
  const told = jobs.posts.of(id).length > 0;
  return reply(cancelingMessage(answer.run), runData(answer.run), told ? {} : { shown: [id] });
}

function stopAll(context: Context, runs: readonly Run[]): Reply {
  const { jobs, asker } = context;
  const stopped = runs.filter(({ id }) => jobs.cancel(id, asker).kind === 'canceling');
  return reply(canceledManyMessage(stopped), { canceling: stopped.map(runData) }, { visibility: 'channel' });
}
