import type { TableSpec } from '../../jobs/index.ts';
import { whichTablesMessage } from '../views/select.ts';
import { badUsage, type Command, type Context, reply } from './command.ts';
import { confirm } from './confirm.ts';
import { pinnedOf } from './pinned.ts';
import { plan } from './plan.ts';
import { SCOPE_FLAGS, scopeOf } from './scope.ts';
import { select } from './select.ts';
import { submitAll } from './submit.ts';

const USUAL_DAYS = 30;
const DAY_MS = 86_400_000;
const OFFERED = 4;

export const run: Command = {
  verb: 'run',
  aliases: ['sync', '実行'],
  role: 'operator',
  usage: 'run TABLES [--full | --gaps | --from A --to B | --plan ID] [--note WHY]',
  example: 'run users, purchases --note after the price fix',
  summary: 'copy tables now',
  more: [
    'TABLES is users, shop.users, tag:core, db:shop, owner:@kim, user_*, failed, or several of them with commas',
    '--full reads everything again, also where a table is loaded bit by bit',
    '--from A --to B reads the rows whose incremental_key is A or later and before B, like --from 2026-11-01 --to 2026-11-08',
    '--gaps compares all keys, loads rows that were missed and finds those that are gone',
    '--plan p-7k3f carries out exactly the plan of that name, or nothing and says what changed; --dry-run only plans',
    'More than five tables are asked about first; --yes is the answer',
  ],
  flags: { note: 'text', yes: 'switch', plan: 'text', 'dry-run': 'switch', ...SCOPE_FLAGS },
  run: async (context, call) => {
    const { args, flags } = call;
    if (args.length === 0) {
      const data = { error: 'run: which table?', usage: run.usage };
      return reply(whichTablesMessage(run, offered(context)), data, { outcome: 'usage' });
    }
    if (flags['dry-run'] !== undefined) return plan.run(context, { ...call, verb: plan.verb, flags: {} });
    const selected = select(context, call);
    if (!selected.ok) return selected.reply;
    const { tables } = selected;
    const specs = context.jobs.config().tables;
    const asked = scopeOf(
      flags,
      tables.map((table) => specs[table] as TableSpec),
    );
    if (!asked.ok) return badUsage(run, asked.problem);
    const { scope } = asked;
    const [table] = tables;
    if (flags.plan !== undefined && (tables.length !== 1 || scope.kind !== 'due'))
      return badUsage(run, 'a plan is of one table, and says itself what is read; give --plan alone');
    const pinned = pinnedOf(context, flags.plan, table!);
    if (!pinned.ok) return pinned.reply;
    const { pin } = pinned;
    const { note } = flags;
    return (
      confirm(context, call, tables, 'run') ??
      submitAll(
        context,
        tables.map((table) => ({ table, scope, pin, ...(note === undefined ? {} : { note }) })),
      )
    );
  },
};

/** What somebody who says only `run` may mean: what has failed, and what they ran last. */
function offered({ jobs, asker, now }: Context): readonly string[] {
  const failed = jobs.statuses().filter(({ last }) => last?.state === 'failed');
  const mine = jobs
    .audit(null, now - USUAL_DAYS * DAY_MS)
    .filter(({ by, what }) => by.id === asker.id && what === 'run');
  const known = jobs.config().tables;
  const names = [...failed.map(({ name }) => name), ...mine.map(({ table }) => table)];
  return [...new Set(names)].filter((name) => known[name] !== undefined).slice(0, OFFERED);
}
