import { SyncError } from '../../jobs/index.ts';
import { list, say } from '../message.ts';
import { nearest } from '../nearest.ts';
import { cannotSayUnusedMessage, noReadersKnownMessage, unusedMessage } from '../views/unused.ts';
import { badUsage, type Command, reply } from './command.ts';

const USUAL_DAYS = 90;
/** BigQuery keeps its job history for 180 days. */
const MOST_DAYS = 180;

export const unused: Command = {
  verb: 'unused',
  aliases: ['未使用'],
  role: 'viewer',
  usage: 'unused [CONNECTION] [--days 90]',
  example: 'unused warehouse --days 30',
  summary: 'see tables of BigQuery that nobody reads',
  more: [
    'It drops nothing: it says what nobody read, what that costs, and how to stop loading it',
    'The question itself reads the job history, and BigQuery bills a few MB for it',
  ],
  flags: { days: 'text' },
  run: async (context, { args, flags }) => {
    const { jobs } = context;
    const { connections } = jobs.config();
    const able = Object.values(connections).flatMap(({ name, type }) => (type === 'bigquery' ? [name] : []));
    const [said, ...more] = args;
    const days = Number((flags.days ?? String(USUAL_DAYS)).replace(/d$/i, ''));
    if (more.length > 0) return badUsage(unused, 'one connection at a time');
    if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
      return badUsage(unused, say`--days ${flags.days ?? ''} is not a number of days from 1 to ${MOST_DAYS}`);
    }
    if (said !== undefined && connections[said] === undefined) {
      const names = Object.keys(connections);
      const [meant] = nearest(said, names, 1);
      return badUsage(
        unused,
        meant === undefined
          ? say`${said} is not a connection (connections: ${list(names)})`
          : say`${said} is not a connection; did you mean ${meant}? (connections: ${list(names)})`,
      );
    }
    if (said === undefined && able.length > 1) return badUsage(unused, say`which connection? (${list(able)})`);
    const connection = said ?? able[0];
    if (connection === undefined || !able.includes(connection)) {
      const error = `${connection ?? 'no connection'} is not BigQuery`;
      return reply(noReadersKnownMessage(connection ?? null, able), { error, able }, { outcome: 'refused' });
    }
    try {
      const found = await jobs.unused(connection, days);
      return reply(unusedMessage(found), found);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      const message = cannotSayUnusedMessage(connection, error.summary);
      return reply(message, { error: error.summary }, { outcome: 'refused' });
    }
  },
};
