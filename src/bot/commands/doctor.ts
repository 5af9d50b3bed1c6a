import { knownMissing } from '../scopes.ts';
import { doctorMessage, examiningMessage, isWell } from '../views/doctor.ts';
import { badUsage, type Command, reply, whenOf } from './command.ts';

export const doctor: Command = {
  verb: 'doctor',
  aliases: ['診断', 'ドクター'],
  // It opens a session in every database.
  role: 'operator',
  usage: 'doctor',
  example: 'doctor',
  summary: 'see whether databases, disks and Slack are well',
  flags: {},
  run: async (context, { args }) => {
    const { jobs } = context;
    if (args.length > 0) return badUsage(doctor, 'it takes no table: it looks at every connection');
    const count = Object.keys(jobs.config().connections).length;
    const [health] = await Promise.all([jobs.doctor(), context.tell?.(examiningMessage(count))]);
    const slack = { ...jobs.deliveryTrouble(), missingScopes: knownMissing(jobs.notes) };
    // Scripts go by the exit code.
    return reply(
      doctorMessage(health, slack, whenOf(context)),
      { ...health, slack },
      { outcome: isWell(health, slack) ? 'ok' : 'refused', asks: true },
    );
  },
};
