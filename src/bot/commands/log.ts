import { type RunEvent, STAGES } from '../../jobs/index.ts';
import { list, say } from '../message.ts';
import { logMessage, logText } from '../views/log.ts';
import { noRunYetMessage, unknownRunMessage } from '../views/refusals.ts';
import { badUsage, type Command, type ReplyFile, reply, runNumber, whenOf } from './command.ts';
import { iso, runData } from './data.ts';
import { selectOne } from './select.ts';

export const log: Command = {
  verb: 'log',
  aliases: ['logs', 'ログ'],
  role: 'viewer',
  usage: 'log RUN|TABLE [--step STAGE] [--grep WORD] [--file]',
  example: 'log 12 --grep rows',
  summary: 'see what a run did, line by line',
  more: [
    say`--step shows one stage: ${list(STAGES)}`,
    '--grep shows the lines that have WORD in them, in any case',
    '--file sends all lines as a file into this place, where everybody sees it; a terminal prints them all anyway',
  ],
  about: 'run',
  flags: { step: 'text', grep: 'text', file: 'switch' },
  run: async (context, call) => {
    const { args, flags } = call;
    const { jobs } = context;
    const [what] = args;
    if (what === undefined || args.length > 1)
      return badUsage(log, what === undefined ? 'which run or table?' : 'one at a time');
    const step = flags.step?.toLowerCase();
    if (step !== undefined && !(STAGES as readonly string[]).includes(step))
      return badUsage(log, say`--step ${flags.step ?? ''} is not a stage (allowed: ${list(STAGES)})`);
    const id = runNumber(context, what);
    const selected = id === null ? selectOne(context, call, what) : null;
    if (selected?.ok === false) return selected.reply;
    const table = selected?.table ?? what;
    const run = id === null ? (jobs.history(table, 1)[0] ?? null) : jobs.run(id);
    if (run === null) {
      return reply(
        id === null ? noRunYetMessage(table) : unknownRunMessage(what),
        { error: `there is no run ${what}` },
        { outcome: 'usage' },
      );
    }
    const all = jobs.log(run.id);
    const word = flags.grep?.toLowerCase();
    const events = ofStep(all, step).filter(({ text }) => word === undefined || text.toLowerCase().includes(word));
    const when = whenOf(context);
    const file: ReplyFile = {
      name: `run-${run.id}.log.txt`,
      title: say`Log of run ${run.id}: ${run.table}`,
      alt: say`The log of run ${run.id} as text, ${String(events.length)} lines`,
      to: 'here',
      bytes: async () => Buffer.from(`${logText(run, events, when)}\n`),
      out: null,
    };
    const asked = { step: step ?? null, grep: flags.grep ?? null, of: all.length, all: context.place === null };
    return reply(
      logMessage(run, events, asked, when),
      { ...runData(run), log: events.map(({ at, attempt, text }) => ({ at: iso(at), attempt, text })) },
      flags.file !== undefined && context.place !== null ? { file } : {},
    );
  },
};

/** The lines from where a stage begins to where the next one does, in every try. */
function ofStep(events: readonly RunEvent[], step: string | undefined): readonly RunEvent[] {
  if (step === undefined) return events;
  let stage: string | null = null;
  let attempt = 0;
  return events.filter((event) => {
    if (event.attempt !== attempt) stage = null;
    attempt = event.attempt;
    stage = /^stage (\w+)/.exec(event.text)?.[1] ?? stage;
    return stage === step;
  });
}
