import { type AuditLine, auditCsv, auditLines } from '../audit-lines.ts';
import { say } from '../message.ts';
import { auditMessage, type Filter } from '../views/audit.ts';
import { badUsage, type Command, type Context, type Reply, reply, whenOf } from './command.ts';
import { iso } from './data.ts';
import { select } from './select.ts';

const USUAL = 7;
const MOST = 366;
const DAY_MS = 86_400_000;
const PERSON = /^@?([UW][A-Z0-9]{2,20})$/i;

export const audit: Command = {
  verb: 'audit',
  aliases: ['監査'],
  role: 'viewer',
  usage: 'audit [TABLES | @PERSON] [DAYS] [--csv]',
  example: 'audit users 30',
  summary: 'see who did what, and who was not let',
  more: [
    '@kim or me shows what one person asked for, tag:core or user_* what was asked of these tables',
    '--csv gives all of it as a file for a spreadsheet',
  ],
  flags: { csv: 'switch' },
  run: async (context, call) => {
    const { jobs, now } = context;
    const { args, flags } = call;
    // A table may be called 7; a number that no table is called is days.
    const isDays = (word: string | undefined) =>
      word !== undefined && /^\d+$/.test(word) && jobs.config().tables[word] === undefined;
    const words = isDays(args.at(-1)) ? args.slice(0, -1) : args;
    const days = words === args ? USUAL : Number(args.at(-1));
    if (days < 1 || days > MOST)
      return badUsage(audit, say`${String(args.at(-1))} is not a number of days from 1 to ${MOST}`);
    const filter = filterOf(context, words);
    const selected = filter === null ? select(context, call, words) : null;
    if (selected !== null && !selected.ok) return selected.reply;
    const chosen: Filter = filter ?? { kind: 'tables', said: words.join(', '), tables: selected?.tables ?? [] };

    const from = now - days * DAY_MS;
    const lines = auditLines(jobs.decisions(from), jobs.audit(null, from)).filter((line) => passes(line, chosen));
    const data = lines.map(({ at, by, verb, ...rest }) => ({ at: iso(at), by: by.id, what: verb, ...rest }));
    const said = auditMessage(chosen, days, lines, whenOf(context));
    return flags.csv === undefined ? reply(said, data) : withCsv(context, reply(said, data), lines, days);
  },
};

/** Null where the words are those of tables. */
function filterOf({ jobs, asker }: Context, words: readonly string[]): Filter | null {
  const [word, ...more] = words;
  if (word === undefined) return { kind: 'all' };
  if (more.length > 0 || jobs.config().tables[word] !== undefined) return null;
  if (word === 'me' || word === '@me') return { kind: 'person', id: asker.id };
  const slack = PERSON.exec(word)?.[1];
  if (slack !== undefined) return { kind: 'person', id: slack.toUpperCase() };
  return word.startsWith('@') ? { kind: 'person', id: word.slice(1) } : null;
}

function passes({ by, tables }: AuditLine, filter: Filter): boolean {
  if (filter.kind === 'person') return by.id === filter.id;
  return filter.kind === 'all' || tables.some((table) => filter.tables.includes(table));
}

/** A file for a person alone: who did what is not for every channel. A terminal prints it. */
function withCsv({ asker, now }: Context, said: Reply, lines: readonly AuditLine[], days: number): Reply {
  const csv = auditCsv(lines);
  if (asker.kind !== 'slack') return { ...said, raw: csv };
  return {
    ...said,
    file: {
      name: `sync-bot-audit-${iso(now)?.slice(0, 10)}.csv`,
      title: say`Audit of ${days} days`,
      alt: say`${lines.length} lines: who asked for what, and what was decided`,
      to: 'person',
      out: null,
      // Spreadsheets take it for UTF-8 by its first character.
      bytes: async () => new TextEncoder().encode(`\uFEFF${csv}`),
    },
  };
}
