import { statusesOf } from '../facts.ts';
import { say } from '../message.ts';
import { lineOf } from '../parse.ts';
import { find, joined } from '../selector.ts';
import { listMessage } from '../views/list.ts';
import { badUsage, type Command, type Context, reply, whenOf } from './command.ts';
import { tableData } from './data.ts';
import { knownOf, select } from './select.ts';

/** As many rows as one message holds without losing any. */
const PAGE = 60;
/** Fewer are not worth a page. */
const UNPAGED = 100;

export const list: Command = {
  verb: 'list',
  aliases: ['ls', 'tables', '一覧', 'リスト'],
  role: 'viewer',
  usage: 'list [TABLES|WORD] [--page N]',
  example: 'list tag:core',
  summary: 'see all tables, or some of them',
  more: [
    'TABLES is users, tag:core, db:shop, owner:me, user_*, failed …; any other WORD finds the tables that have it',
  ],
  flags: { page: 'text' },
  run: async (context, call) => {
    const all = statusesOf(context.jobs);
    const said = call.args.join(' ');
    const chosen = chosenBy(context, call.args, all);
    if (chosen === null) {
      const selected = select(context, call);
      if (!selected.ok) return selected.reply;
    }
    const tables = chosen ?? all;
    const pages = context.place === null || tables.length <= UNPAGED ? 1 : Math.ceil(tables.length / PAGE);
    const page = Number(call.flags.page ?? 1);
    if (!Number.isInteger(page) || page < 1 || page > pages)
      return badUsage(list, say`--page ${call.flags.page ?? ''} is not a page from 1 to ${pages}`);
    const shown = pages === 1 ? tables : tables.slice((page - 1) * PAGE, page * PAGE);
    const turn = (to: number): string => lineOf({ ...call, flags: { ...call.flags, page: String(to) } });
    return reply(
      listMessage({ shown, of: tables.length, filter: said === '' ? null : said, page, pages, turn }, whenOf(context)),
      (context.place === null ? tables : shown).map(tableData),
    );
  },
};

type Status = ReturnType<typeof statusesOf>[number];

/** By selectors; else by any text in them, as a search. Null where a selector was meant that selects nothing. */
function chosenBy(context: Context, args: readonly string[], all: readonly Status[]): readonly Status[] | null {
  if (args.length === 0) return all;
  const known = knownOf(context);
  const names = new Set<string>();
  let meant = true;
  for (const word of joined(args)) {
    const found = find(word, known);
    if (found.kind === 'tables' || found.kind === 'several') for (const name of found.names) names.add(name);
    else if (found.kind === 'none') meant = false;
  }
  if (meant && names.size > 0) return all.filter(({ name }) => names.has(name));
  const word = args.join(' ').toLowerCase();
  const having = all.filter(({ name, route, tags, owner }) =>
    [name, route.source, route.destination, owner ?? '', ...tags].some((text) => text.toLowerCase().includes(word)),
  );
  return having.length === 0 ? null : having;
}
