import { say } from '../message.ts';
import { auditMessage } from '../views/audit.ts';
import { badUsage, type Command, reply, unknownTable, whenOf } from './command.ts';
import { iso } from './data.ts';

const USUAL = 7;
const MOST = 366;
const DAY_MS = 86_400_000;

export const audit: Command = {
  verb: 'audit',
  aliases: ['監査'],
  role: 'viewer',
  usage: 'audit [TABLE] [DAYS]',
  example: 'audit users 30',
  summary: 'see what people did, and why',
  flags: {},
  run: async (context, { args }) => {
    const { jobs, now } = context;
    // A table may be called 7; a number that no table is called is days.
    const isTable = args[0] !== undefined && (jobs.config().tables[args[0]] !== undefined || !/^\d+$/.test(args[0]));
    const table = isTable ? (args[0] ?? null) : null;
    const [said = String(USUAL), ...more] = isTable ? args.slice(1) : args;
    const unknown = table === null ? null : unknownTable(context, 'audit', [table]);
    if (unknown !== null) return unknown;
    const days = Number(said);
    if (more.length > 0 || !Number.isInteger(days) || days < 1 || days > MOST) {
      const wrong = [said, ...more].join(' ');
      return badUsage(audit, say`${wrong} is not a number of days from 1 to ${MOST}`);
    }
    const entries = jobs.audit(table, now - days * DAY_MS);
    return reply(
      auditMessage(table, days, entries, whenOf(context)),
      entries.map(({ at, by, ...rest }) => ({ at: iso(at), by: by.id, mouth: by.kind, ...rest })),
    );
  },
};
