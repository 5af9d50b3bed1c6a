import type { Explanation } from '../../jobs/index.ts';
import { factsOf } from '../facts.ts';
import { explainMessage } from '../views/explain.ts';
import { noRunYetMessage, unknownRunMessage } from '../views/refusals.ts';
import { badUsage, type Command, reply, runNumber, whenOf } from './command.ts';
import { iso, runData } from './data.ts';
import { selectOne } from './select.ts';

export const explain: Command = {
  verb: 'explain',
  aliases: ['why', '説明', 'なぜ'],
  role: 'viewer',
  usage: 'explain RUN|TABLE',
  example: 'explain 12',
  summary: 'see why a run failed and what helped before',
  about: 'run',
  flags: {},
  run: async (context, call) => {
    const { jobs } = context;
    const { args } = call;
    const [what] = args;
    if (what === undefined || args.length > 1)
      return badUsage(explain, what === undefined ? 'which run or table?' : 'one at a time');
    let id = runNumber(context, what);
    if (id === null) {
      const selected = selectOne(context, call, what);
      if (!selected.ok) return selected.reply;
      id = jobs.history(selected.table, 1)[0]?.id ?? null;
    }
    const past = id === null ? null : jobs.explain(id);
    if (past === null) {
      const error = `there is no run ${id === null ? `of ${what} yet` : what}`;
      return reply(id === null ? noRunYetMessage(what) : unknownRunMessage(what), { error }, { outcome: 'usage' });
    }
    return reply(explainMessage(factsOf(jobs, past.run), past, whenOf(context)), explainData(past));
  },
};

const explainData = ({ run, tries, before, times, days }: Explanation) => ({
  ...runData(run),
  tries: tries.map(({ at, ...one }) => ({ ...one, at: iso(at) })),
  before: before.map(({ at, ...one }) => ({ ...one, at: iso(at) })),
  times,
  days,
});
