import { statusesOf } from '../facts.ts';
import { listMessage } from '../views/list.ts';
import { type Command, reply, whenOf } from './command.ts';
import { tableData } from './data.ts';

export const list: Command = {
  verb: 'list',
  aliases: ['ls', 'tables', '一覧'],
  role: 'viewer',
  usage: 'list [WORD]',
  example: 'list shop',
  summary: 'see all tables, or those with WORD',
  flags: {},
  run: async (context, { args }) => {
    const word = args.join(' ').toLowerCase();
    const tables = statusesOf(context.jobs).filter(({ name, route, tags }) =>
      [name, route.source, route.destination, ...tags].some((text) => text.toLowerCase().includes(word)),
    );
    return reply(listMessage(tables, word === '' ? null : word, whenOf(context)), tables.map(tableData));
  },
};
