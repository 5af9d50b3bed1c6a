import { resumedMessage } from '../views/answers.ts';
import { whichTablesMessage } from '../views/select.ts';
import { type Command, reply } from './command.ts';
import { select } from './select.ts';

export const resume: Command = {
  verb: 'resume',
  aliases: ['unpause', '再開'],
  role: 'operator',
  usage: 'resume TABLES',
  example: 'resume users',
  summary: 'let its schedule start it again',
  flags: {},
  run: async (context, call) => {
    if (call.args.length === 0) {
      const paused = context.jobs.statuses().filter(({ pause }) => pause !== null);
      const offered = paused.slice(0, 4).map(({ name }) => name);
      const data = { error: 'resume: which table?', usage: resume.usage };
      return reply(whichTablesMessage(resume, offered), data, { outcome: 'usage' });
    }
    const selected = select(context, call);
    if (!selected.ok) return selected.reply;
    const { tables } = selected;
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
