import { statusesOf, statusOf } from '../facts.ts';
import { say } from '../message.ts';
import { statusMessage } from '../views/status.ts';
import { tableMessage } from '../views/table.ts';
import { badUsage, type Command, reply, unknownTable, whenOf } from './command.ts';
import { costReply } from './cost.ts';
import { runData, tableData } from './data.ts';

const RECENT = 5;

export const status: Command = {
  verb: 'status',
  aliases: ['st', '状態', '状況'],
  role: 'viewer',
  usage: 'status [TABLE] [--cost]',
  example: 'status users',
  summary: 'see what runs or fails, or one table',
  more: [
    '--cost says what BigQuery billed for the runs of this month, table by table; --cost 2026-10 of another month',
  ],
  flags: { cost: 'switch' },
  run: async (context, { args, flags }) => {
    const { jobs } = context;
    if (flags.cost !== undefined) {
      const answer = costReply(context, args);
      return 'problem' in answer ? badUsage(status, answer.problem) : answer;
    }
    const [name] = args;
    if (name === undefined) {
      const tables = statusesOf(jobs);
      return reply(statusMessage(tables, whenOf(context)), tables.map(tableData));
    }
    if (args.length > 1) return badUsage(status, say`one table at a time, not ${args.length}`);
    const of = statusOf(jobs, name);
    if (of === null)
      return unknownTable(context, 'status', [name]) ?? badUsage(status, say`${name} is not in tables.yml`);
    const recent = jobs.history(name, RECENT);
    const masks = jobs.config().tables[name]?.mask ?? {};
    return reply(tableMessage(of, masks, recent, whenOf(context)), { ...tableData(of), recent: recent.map(runData) });
  },
};
