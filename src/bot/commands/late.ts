import { lateMessage } from '../views/late.ts';
import { type Command, reply, whenOf } from './command.ts';
import { iso } from './data.ts';

export const late: Command = {
  verb: 'late',
  aliases: ['stale', '遅延', '遅れ'],
  role: 'viewer',
  usage: 'late',
  example: 'late',
  summary: 'see tables that are older than they may be, or did not start',
  flags: {},
  run: async (context) => {
    const found = context.jobs.late();
    const data = found.map((one) => ({
      table: one.table,
      why: one.why,
      since: iso(one.since),
      lastSuccess: one.lastSuccessAt === null ? null : iso(one.lastSuccessAt),
      run: one.run?.id ?? null,
      downstream: one.downstream,
    }));
    return reply(lateMessage(found, whenOf(context)), data);
  },
};
