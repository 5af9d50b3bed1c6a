import type { Run, TableSpec } from '../../jobs/index.ts';
import { type Early, submittedMessage } from '../views/answers.ts';
import { absolute } from '../when.ts';
import { badUsage, type Command, type Context, reply, unknownTable, whenOf } from './command.ts';
import { runData } from './data.ts';
import { SCOPE_FLAGS, scopeOf } from './scope.ts';

/** What a model is run before: tables and models it runs after that have not succeeded today. */
function earlyOf({ jobs, now }: Context, table: string): readonly Early[] {
  const spec = jobs.config().tables[table];
  const today = spec === undefined ? null : absolute(now, spec.timezone).slice(0, 10);
  const late = (spec?.model?.after ?? []).filter((other) => {
    const last = jobs.status(other)?.lastSuccess ?? null;
    return last === null || absolute(last.dueAt ?? last.queuedAt, spec?.timezone ?? 'UTC').slice(0, 10) !== today;
  });
  return late.length === 0 ? [] : [{ table, before: late }];
}

export const run: Command = {
  verb: 'run',
  aliases: ['sync', '実行'],
  role: 'operator',
  usage: 'run TABLE… [--full | --gaps | --from A --to B] [--note WHY]',
  example: 'run users, purchases --note after the price fix',
  summary: 'copy tables now',
  more: [
    '--full reads everything again, also where a table is loaded bit by bit',
    '--from A --to B reads the rows whose incremental_key is A or later and before B, like --from 2026-11-01 --to 2026-11-08',
    '--gaps compares all keys, loads rows that were missed and finds those that are gone',
  ],
  flags: { note: 'text', ...SCOPE_FLAGS },
  run: async (context, { args, flags }) => {
    if (args.length === 0) return badUsage(run, 'which table?');
    const tables = [...new Set(args)];
    const unknown = unknownTable(context, 'run', tables);
    if (unknown !== null) return unknown;

    const specs = context.jobs.config().tables;
    const asked = scopeOf(
      flags,
      tables.map((table) => specs[table] as TableSpec),
    );
    if (!asked.ok) return badUsage(run, asked.problem);
    const { scope } = asked;
    const accepted: Run[] = [];
    const already: Run[] = [];
    const draining: string[] = [];
    const note = flags.note;
    for (const table of tables) {
      const submission = context.jobs.submit({
        table,
        by: context.asker,
        place: context.place,
        scope,
        ...(note === undefined ? {} : { note }),
      });
      if (submission.kind === 'accepted') accepted.push(submission.run);
      else if (submission.kind === 'already') already.push(submission.run);
      else draining.push(table);
    }
    const early = accepted.flatMap(({ table }) => earlyOf(context, table));
    return reply(
      submittedMessage({ accepted, already, draining, early }, whenOf(context)),
      {
        accepted: accepted.map(runData),
        already: already.map(runData),
        draining,
        ...(early.length === 0 ? {} : { early }),
      },
      {
        outcome: draining.length > 0 ? 'refused' : 'ok',
        started: accepted.map(({ id }) => id),
        joined: already.map(({ id }) => id),
        saidByRuns: already.length + draining.length + early.length === 0,
      },
    );
  },
};
