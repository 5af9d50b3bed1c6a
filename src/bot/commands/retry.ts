import { type Run, tableText, targetAt } from '../../jobs/index.ts';
import { unknownRunMessage } from '../views/refusals.ts';
import { notToRetryMessage, retriedPart } from '../views/retry.ts';
import { whichTablesMessage } from '../views/select.ts';
import { type Command, type Context, type Reply, reply, runNumber, whenOf } from './command.ts';
import { confirm } from './confirm.ts';
import { runData } from './data.ts';
import { select } from './select.ts';
import { submitAll } from './submit.ts';

const OFFERED = 4;

export const retry: Command = {
  verb: 'retry',
  aliases: ['rerun', '再試行', '再実行'],
  role: 'operator',
  usage: 'retry RUN|failed|TABLES [--note WHY]',
  example: 'retry failed',
  summary: 'run again what failed',
  more: [
    'It reads what the failed run was asked to read, with the same note; a run begins from the start',
    'In the thread of a run or an alert, retry alone means that one',
  ],
  about: 'run',
  flags: { note: 'text', yes: 'switch' },
  run: async (context, call) => {
    if (call.args.length === 0) {
      const failed = context.jobs.statuses().filter(({ last }) => last?.state === 'failed');
      const names = failed.slice(0, OFFERED).map(({ name }) => name);
      const data = { error: 'retry: which run?', usage: retry.usage };
      const offered = failed.length > 1 ? ['failed', ...names] : names;
      return reply(whichTablesMessage(retry, offered), data, { outcome: 'usage' });
    }
    const chosen = runsOf(context, call);
    if ('message' in chosen) return chosen;
    const { runs, fine } = chosen;
    const when = whenOf(context);
    if (runs.length === 0) {
      const data = { error: 'nothing to retry', fine: fine.map(runData) };
      return reply(notToRetryMessage(fine, when), data, { outcome: 'refused' });
    }
    const asked = confirm(
      context,
      call,
      runs.map(({ table }) => table),
      'retry',
    );
    if (asked !== null) return { ...asked, message: { ...asked.message, parts: [retriedPart(runs, when)] } };
    const note = call.flags.note;
    const done = submitAll(
      context,
      runs.map((run) => ({
        table: run.table,
        kind: run.kind,
        scope: run.scope,
        pin: run.pin,
        ...moment(context, run),
        ...(note === undefined && run.note === null ? {} : { note: note ?? run.note ?? '' }),
      })),
    );
    if (runs.length === 1 && fine.length === 0) return done;
    const parts = [retriedPart(runs, when), ...done.message.parts];
    return { ...done, message: { ...done.message, parts }, saidByRuns: false };
  },
};

/** The last end of each table that is no success; `fine`: those that have nothing to retry. */
function runsOf(
  context: Context,
  call: Parameters<Command['run']>[1],
): Reply | { readonly runs: readonly Run[]; readonly fine: readonly Run[] } {
  const { jobs } = context;
  const byTable = new Map<string, Run>();
  const words: string[] = [];
  for (const arg of call.args) {
    const id = runNumber(context, arg);
    const run = id === null ? null : jobs.run(id);
    if (id === null) words.push(arg);
    else if (run === null || jobs.config().tables[run.table] === undefined) {
      return reply(unknownRunMessage(arg), { error: `there is no run ${arg}` }, { outcome: 'usage' });
    } else byTable.set(run.table, run);
  }
  if (words.length > 0) {
    const selected = select(context, call, words);
    if (!selected.ok) return selected.reply;
    for (const table of selected.tables) {
      const last = jobs.status(table)?.last ?? null;
      if (last !== null && !byTable.has(table)) byTable.set(table, last);
    }
  }
  const all = [...byTable.values()];
  const over = (run: Run) => run.state === 'success';
  return { runs: all.filter((run) => !over(run)), fine: all.filter(over) };
}

/** Where the target has a date in its name, a retry writes the table that the failed run would have written. */
function moment({ jobs }: Context, { table, dueAt }: Run): { readonly dueAt?: number } {
  const spec = jobs.config().tables[table];
  if (spec === undefined || dueAt === null) return {};
  const dated = tableText(targetAt(spec, new Date(dueAt).toISOString()).destination.table);
  return dated === tableText(spec.destination.table) ? {} : { dueAt };
}
