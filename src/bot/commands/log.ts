import { logMessage } from '../views/log.ts';
import { noRunYetMessage, unknownRunMessage } from '../views/refusals.ts';
import { badUsage, type Command, reply, runNumber, unknownTable, whenOf } from './command.ts';
import { iso, runData } from './data.ts';

export const log: Command = {
  verb: 'log',
  aliases: ['logs', 'ログ'],
  role: 'viewer',
  usage: 'log RUN|TABLE',
  example: 'log 12',
  summary: 'see what a run did, line by line',
  flags: {},
  run: async (context, { args }) => {
    const { jobs } = context;
    const [what] = args;
    if (what === undefined || args.length > 1)
      return badUsage(log, what === undefined ? 'which run or table?' : 'one at a time');
    const id = runNumber(context, what);
    const unknown = id === null ? unknownTable(context, 'log', [what]) : null;
    if (unknown !== null) return unknown;
    const run = id === null ? (jobs.history(what, 1)[0] ?? null) : jobs.run(id);
    if (run === null) {
      return reply(
        id === null ? noRunYetMessage(what) : unknownRunMessage(what),
        { error: `there is no run ${what}` },
        { outcome: 'usage' },
      );
    }
    const events = jobs.log(run.id);
    return reply(logMessage(run, events, whenOf(context)), {
      ...runData(run),
      log: events.map(({ at, attempt, text }) => ({ at: iso(at), attempt, text })),
    });
  },
};
