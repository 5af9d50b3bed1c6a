import { knownTable, meant, WATCHED, type Watch } from '../../jobs/index.ts';
import { say } from '../message.ts';
import type { Call } from '../parse.ts';
import { joined } from '../selector.ts';
import { unwatchedMessage, watchedMessage, watchesMessage } from '../views/watches.ts';
import { badUsage, type Command, type Context, reply } from './command.ts';
import { iso } from './data.ts';
import { select } from './select.ts';

const CHANNEL = /^(#\S+|[CG][A-Z0-9]{5,20})$/;

export const watch: Command = {
  verb: 'watch',
  aliases: ['subscribe', '監視'],
  role: 'operator',
  usage: 'watch TABLES [#channel] [failed|recovered|late|all]',
  example: 'watch tag:core failed',
  summary: 'have a channel hear of trouble of some tables',
  flags: {},
  run: async (context, call) => {
    const { selector, channel, what } = taken(context, call);
    if (selector.length === 0) return badUsage(watch, say`which tables? A name, tag:core, db:shop, user_* or all`);
    if (channel === null) return badUsage(watch, say`which channel? Add #channel, or say it in the channel`);
    // Tables that are failed, late and the like now are others tomorrow.
    const tables = Object.values(context.jobs.config().tables).map(knownTable);
    const passing = selector.find((word) => /^(state|batch)$/.test(meant(word, tables, context.asker.id).kind));
    if (passing !== undefined)
      return badUsage(watch, say`${passing} changes all the time; name tables, tag:core, db:shop, user_* or all`);
    const selected = select(context, call, selector);
    if (!selected.ok) return selected.reply;
    const { jobs, asker } = context;
    const made = jobs.watch({ channel, selector: selector.join(','), what: what ?? 'failed', by: asker });
    return reply(watchedMessage(made, selected.tables.length), dataOf(made), { visibility: 'channel' });
  },
};

export const unwatch: Command = {
  verb: 'unwatch',
  aliases: ['unsubscribe', '監視解除'],
  role: 'operator',
  usage: 'unwatch TABLES|all [#channel]',
  example: 'unwatch tag:core',
  summary: 'have a channel hear no more of them',
  flags: {},
  run: async (context, call) => {
    const { selector, channel } = taken(context, call);
    if (selector.length === 0) return badUsage(unwatch, say`which? Say it as it stands in watches, or all`);
    if (channel === null) return badUsage(unwatch, say`which channel? Add #channel, or say it in the channel`);
    const { jobs, asker } = context;
    const said = selector.join(',');
    const known = jobs.watches(channel).some((one) => one.selector === said);
    const gone = jobs.unwatch(channel, said === 'all' && !known ? null : said, asker);
    return reply(unwatchedMessage(channel, gone), gone.map(dataOf), {
      visibility: gone.length > 0 ? 'channel' : 'private',
      outcome: gone.length > 0 ? 'ok' : 'refused',
    });
  },
};

export const watches: Command = {
  verb: 'watches',
  aliases: ['subscriptions', '監視一覧'],
  role: 'viewer',
  usage: 'watches [#channel]',
  example: 'watches',
  summary: 'see what this channel hears of',
  flags: {},
  run: async (context, call) => {
    const { channel } = taken(context, call);
    const found = context.jobs.watches(channel);
    return reply(watchesMessage(channel ?? '', found), found.map(dataOf));
  },
};

/** `watch all`: of every table; `watch all all`: everything of every table. */
function taken({ place }: Context, { args }: Pick<Call, 'args'>) {
  const words = args.filter((word) => !CHANNEL.test(word));
  const last = WATCHED.find((one) => words.length > 1 && one === words.at(-1)?.toLowerCase());
  return {
    channel: args.find((word) => CHANNEL.test(word)) ?? place?.channel ?? null,
    selector: joined(last === undefined ? words : words.slice(0, -1)),
    what: last ?? null,
  };
}

const dataOf = ({ channel, selector, what, by, at }: Watch) => ({ channel, selector, what, by: by.id, at: iso(at) });
