import { freezeMessage, frozenAlreadyMessage, notFrozenMessage, thawedMessage } from '../views/freeze.ts';
import { badUsage, type Command, reply, whenOf } from './command.ts';
import { iso } from './data.ts';

export const freeze: Command = {
  verb: 'freeze',
  aliases: ['凍結'],
  role: 'admin',
  usage: 'freeze on|off [--why REASON]',
  example: 'freeze on --why moving the warehouse',
  summary: 'let no run start, of anybody',
  more: [
    'What is running ends as usual; schedules are skipped and written down; tries and held runs wait',
    'freeze off says which schedules were missed and offers to run them; none is made up for by itself',
  ],
  flags: { why: 'text' },
  run: async (context, { args, flags }) => {
    const { jobs, asker } = context;
    const when = whenOf(context);
    const [said, ...more] = args.map((arg) => arg.toLowerCase());
    const now = jobs.frozen();
    // Where there is a channel for it, the channel is told, and the answer is for the one who asked.
    const visibility = jobs.config().slack.channel === null ? 'channel' : 'private';
    if (said === undefined) {
      const message = now === null ? notFrozenMessage() : frozenAlreadyMessage(now, when);
      return reply(message, now === null ? { frozen: false } : { frozen: true, since: iso(now.at), why: now.why });
    }
    if (more.length > 0 || (said !== 'on' && said !== 'off'))
      return badUsage(freeze, 'on or off? Words about it go behind --why');
    if (said === 'off') {
      const lifted = jobs.thaw(asker);
      if (lifted === null) return reply(notFrozenMessage(), { frozen: false }, { outcome: 'refused' });
      const missed = jobs.missedIn(lifted);
      const data = { frozen: false, missed: [...new Set(missed.map(({ table }) => table))] };
      return reply(thawedMessage(lifted, missed, when), data, { visibility });
    }
    if (now !== null) return reply(frozenAlreadyMessage(now, when), { frozen: true }, { outcome: 'refused' });
    const { why } = flags;
    if (why === undefined) return badUsage(freeze, 'why? Add --why and a few words, for whoever wonders later');
    const running = jobs.activeRuns().filter(({ state }) => state === 'running').length;
    const made = jobs.freeze(asker, why);
    return reply(freezeMessage(made, running, when), { frozen: true, since: iso(made.at), why }, { visibility });
  },
};
