import { statusesOf, statusOf } from '../facts.ts';
import { statusMessage } from '../views/status.ts';
import { tableMessage } from '../views/table.ts';
import { badUsage, type Command, reply, whenOf } from './command.ts';
import { costReply } from './cost.ts';
import { runData, tableData } from './data.ts';
import { select } from './select.ts';

const RECENT = 5;

export const status: Command = {
  verb: 'status',
  aliases: ['st', '状態', '状況'],
  role: 'viewer',
  usage: 'status [TABLES] [--cost]',
  example: 'status users',
  summary: 'see what runs or fails, or one table',
  more: [
    '--cost says what BigQuery billed for the runs of this month, table by table; --cost 2026-10 of another month',
  ],
  flags: { cost: 'switch' },
  run: async (context, call) => {
    const { jobs } = context;
    const { args, flags } = call;
    if (flags.cost !== undefined) {
      const answer = costReply(context, args);
      return 'problem' in answer ? badUsage(status, answer.problem) : answer;
    }
    const all = statusesOf(jobs);
    if (args.length === 0) return reply(statusMessage(all, whenOf(context)), all.map(tableData));
    const selected = select(context, call);
    if (!selected.ok) return selected.reply;
    const [name = ''] = selected.tables;
    const of = selected.tables.length === 1 ? statusOf(jobs, name) : null;
    if (of === null) {
      const tables = all.filter((table) => selected.tables.includes(table.name));
      return reply(statusMessage(tables, whenOf(context)), tables.map(tableData));
    }
    const recent = jobs.history(name, RECENT);
    const { mask = {}, maxAgeMs = null } = jobs.config().tables[name] ?? {};
    return reply(tableMessage(of, mask, recent, maxAgeMs, whenOf(context)), {
      ...tableData(of),
      recent: recent.map(runData),
    });
  },
};
