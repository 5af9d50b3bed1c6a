import { resumedMessage } from '../views/answers.ts';
import { badUsage, type Command, reply, unknownTable } from './command.ts';

export const resume: Command = {
  verb: 'resume',
  aliases: ['unpause', '再開'],
  role: 'operator',
  usage: 'resume TABLE',
  example: 'resume users',
  summary: 'let its schedule start it again',
  flags: {},
  run: async (context, { args }) => {
    if (args.length === 0) return badUsage(resume, 'which table?');
    const tables = [...new Set(args)];
    const unknown = unknownTable(context, 'resume', tables);
    if (unknown !== null) return unknown;
    const answers = tables.map((table) => ({ table, pause: context.jobs.resume(table, context.asker) }));
    const lifted = answers.flatMap(({ pause }) => (pause === null ? [] : [pause]));
    const notPaused = answers.filter(({ pause }) => pause === null).map(({ table }) => table);
    return reply(
      resumedMessage(lifted, notPaused),
      { resumed: lifted.map(({ table }) => table), notPaused },
      { visibility: lifted.length > 0 ? 'channel' : 'private' },
    );
  },
};
